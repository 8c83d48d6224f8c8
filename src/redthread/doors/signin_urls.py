"""The addresses of signing in, of one's own keys, sessions and language: the same at every such door."""

from django.urls import URLPattern, path

from redthread.doors import arrive, keys, lost, sessions, signin, spoken

signin_urls: list[URLPattern] = [
    path("sign-in", signin.sign_in, name="sign-in"),
    path("sign-in/new-password", signin.new_password, name="new-password"),
    path("sign-in/set-up", signin.second_set_up, name="second-set-up"),
    path("sign-in/second", signin.second, name="second"),
    path("sign-in/passkey", signin.passkey, name="passkey"),
    path("sign-in/passkey/begin", signin.passkey_begin, name="passkey-begin"),
    path("sign-in/passkey/first", signin.passkey_first, name="passkey-first"),
    path("arrive", arrive.arrive, name="arrive"),
    path("sign-out", signin.sign_out, name="sign-out"),
]

lost_urls: list[URLPattern] = [
    path("lost-password", lost.ask, name="lost-password"),
    path("lost-password/<str:token>", lost.choose, name="lost-password-choose"),
]
"""For the doors outside; staff ask whoever invited them."""

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
    path("language", spoken.language, name="language"),
]

session_urls: list[URLPattern] = [
    path("sessions", sessions.own, name="sessions"),
    path("sessions/end", sessions.end_own, name="sessions-end"),
]
