"""The addresses of the staff door: one list for each concern."""

from django.urls import URLPattern, path

from redthread.doors.staff import devices, keys, sessions, settings, signin
from redthread.doors.staff.board import board_urls
from redthread.doors.staff.custody.urls import custody_urls
from redthread.doors.staff.daily import daily_urls
from redthread.doors.staff.office.urls import office_urls
from redthread.doors.staff.timetable.urls import timetable_urls

app_name = "staff"

signin_urls: list[URLPattern] = [
    path("sign-in", signin.sign_in, name="sign-in"),
    path("sign-in/new-password", signin.new_password, name="new-password"),
    path("sign-in/set-up", signin.second_set_up, name="second-set-up"),
    path("sign-in/second", signin.second, name="second"),
    path("sign-in/passkey", signin.passkey, name="passkey"),
    path("sign-in/passkey/begin", signin.passkey_begin, name="passkey-begin"),
    path("sign-in/passkey/first", signin.passkey_first, name="passkey-first"),
    path("sign-out", signin.sign_out, name="sign-out"),
]

key_urls: list[URLPattern] = [
    path("keys", keys.keys, name="keys"),
    path("keys/password", keys.password, name="password"),
    path("keys/recovery-codes", keys.recovery_codes, name="recovery-codes"),
    path("keys/passkeys/begin", keys.passkey_begin, name="own-passkey-begin"),
    path("keys/passkeys", keys.passkey_add, name="own-passkey-add"),
    path("keys/<int:key_id>/remove", keys.remove, name="key-remove"),
    path("keys/prove", keys.prove, name="prove"),
]

setting_urls: list[URLPattern] = [
    path("language", settings.language, name="language"),
]

session_urls: list[URLPattern] = [
    path("sessions", sessions.own, name="sessions"),
    path("sessions/end", sessions.end_own, name="sessions-end"),
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
    *device_urls,
    *board_urls,
    *daily_urls,
    *timetable_urls,
    *custody_urls,
    *office_urls,
]
