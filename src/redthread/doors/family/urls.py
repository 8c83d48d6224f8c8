"""The addresses of the family door: one list for each concern."""

from django.urls import URLPattern, path

from redthread.doors import arrive
from redthread.doors import signin as coming_in
from redthread.doors.family import invitation, own, people, signin
from redthread.doors.signin_urls import lost_urls

app_name = "family"

signin_urls: list[URLPattern] = [
    path("sign-in", signin.sign_in, name="sign-in"),
    path("sign-in/code", signin.mail_code, name="mail-code"),
    path("sign-in/code/again", signin.send_again, name="mail-code-again"),
    path("arrive", arrive.arrive, name="arrive"),
    path("sign-out", coming_in.sign_out, name="sign-out"),
    path("sign-in/language", own.speak, name="speak"),
    path("left", own.left, name="left"),
    path("invitation", invitation.ask, name="invitation-ask"),
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
]

people_urls: list[URLPattern] = [
    path("", people.home, name="home"),
    path("people/<int:contact_id>", people.person, name="person"),
    path("people/<int:contact_id>/files/<uuid:file_id>", people.file, name="file"),
    path("people/<int:contact_id>/withdraw/<uuid:message_id>", people.withdraw, name="withdraw"),
]

own_urls: list[URLPattern] = [
    path("language", own.language, name="language"),
    path("leave", own.leave, name="leave"),
    path("leave/now", own.leave_now, name="leave-now"),
]

urlpatterns: list[URLPattern] = [*signin_urls, *lost_urls, *people_urls, *own_urls]
