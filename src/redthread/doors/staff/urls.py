"""The addresses of the staff door: one list for each concern."""

from django.urls import URLPattern, path

from redthread.doors.signin_urls import key_urls, session_urls, setting_urls, signin_urls
from redthread.doors.staff import devices, sessions
from redthread.doors.staff.board import board_urls
from redthread.doors.staff.contacts.urls import contact_urls
from redthread.doors.staff.custody.urls import custody_urls
from redthread.doors.staff.daily import daily_urls
from redthread.doors.staff.journey.urls import journey_urls
from redthread.doors.staff.messages import message_urls
from redthread.doors.staff.office.urls import office_urls
from redthread.doors.staff.plan import plan_urls
from redthread.doors.staff.sharing.urls import sharing_urls
from redthread.doors.staff.timetable.urls import timetable_urls

app_name = "staff"

people_urls: list[URLPattern] = [
    path("people/<int:actor_id>/sessions", sessions.of_somebody, name="sessions-of"),
    path("people/<int:actor_id>/sessions/end", sessions.end_of_somebody, name="sessions-of-end"),
]

device_urls: list[URLPattern] = [
    path("devices", devices.devices, name="devices"),
    path("devices/announce", devices.announce, name="device-announce"),
    path("devices/<int:device_id>/announce", devices.announce_again, name="device-announce-again"),
    path("devices/<int:device_id>/revoke", devices.revoke, name="device-revoke"),
]

urlpatterns = [
    *signin_urls,
    *key_urls,
    *setting_urls,
    *session_urls,
    *people_urls,
    *device_urls,
    *board_urls,
    *daily_urls,
    *message_urls,
    *timetable_urls,
    *custody_urls,
    *contact_urls,
    *plan_urls,
    *journey_urls,
    *sharing_urls,
    *office_urls,
]
