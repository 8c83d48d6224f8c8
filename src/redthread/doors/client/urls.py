"""The addresses of the client's door: one list for each concern."""

from django.urls import URLPattern, path

from redthread.doors.client import signin

app_name = "client"

signin_urls: list[URLPattern] = [
    path("sign-in", signin.sign_in, name="sign-in"),
    path("first-pin", signin.first_pin, name="first-pin"),
    path("enrol", signin.enrol, name="enrol"),
    path("lock", signin.lock, name="lock"),
    path("language", signin.language, name="language"),
    path("pin", signin.pin, name="pin"),
    path("wrong-tries", signin.wrong_tries, name="wrong-tries"),
]

urlpatterns = [*signin_urls]
