"""The addresses of the partner door: one list for each concern."""

from django.urls import URLPattern, path

from redthread.doors.partner import inbox, invitation
from redthread.doors.signin_urls import key_urls, session_urls, setting_urls, signin_urls

app_name = "partner"

invitation_urls: list[URLPattern] = [
    path("invitation/<str:token>", invitation.invitation, name="invitation"),
]

inbox_urls: list[URLPattern] = [
    path("", inbox.inbox, name="inbox"),
]

urlpatterns: list[URLPattern] = [
    *signin_urls,
    *invitation_urls,
    *key_urls,
    *session_urls,
    *setting_urls,
    *inbox_urls,
]
