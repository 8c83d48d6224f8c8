"""Coming in at the client's door, and what hostile hands find there."""

import re
from datetime import timedelta
from typing import Any

import pytest

from redthread.foundation import clock
from redthread.signin.public import announce_device
from tests.doors.signin.browser import Tablet
from tests.factories.world import Cast
from tests.signin.arrange import PIN, Keys, long_ago


def test_a_person_comes_in_and_sees_their_own_language(tablet: Tablet, amirs_number: str) -> None:
    assert tablet.sign_in(amirs_number)["Location"] == "/my/"
    page = tablet.get("/my/pin")
    assert page.status_code == 200
    assert 'lang="ar" dir="rtl"' in page.content.decode()
    assert page["Cache-Control"] == "no-store, private"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(tablet: Tablet, amirs_number: str) -> None:
    tablet.sign_in(amirs_number)
    session = tablet.browser.cookies["rt_session"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Strict", "/my/")
    assert session["max-age"] == ""


def test_wrong_number_and_wrong_pin_show_the_same_page(tablet: Tablet, keys: Keys, amirs_number: str) -> None:
    pages = set()
    for number, pin in ((amirs_number, "0001"), ("P999999", PIN)):
        response = tablet.sign_in(number, pin)
        assert response.status_code == 403
        text = response.content.decode()
        for changing in (number, tablet.cookie("rt_csrf")):
            text = text.replace(changing, "")
        pages.add(text.split('name="csrfmiddlewaretoken"')[0])
    assert len(pages) == 1


def test_a_stranger_to_the_house_is_shown_no_form(stranger: Tablet, amirs_number: str) -> None:
    page = stranger.get("/my/sign-in").content.decode()
    assert 'name="pin"' not in page
    assert "/my/enrol" in page
    assert stranger.browser.get("/my/pin")["Location"] == "/my/sign-in?next=%2Fmy%2Fpin"


def test_a_session_planted_before_the_sign_in_is_worth_nothing_after(
    tablet: Tablet, amirs_number: str
) -> None:
    tablet.browser.cookies["rt_session"] = "planted"
    tablet.browser.cookies["rt_session"]["path"] = "/my/"
    before = tablet.get("/my/sign-in").cookies
    assert before["rt_session"].value == ""
    tablet.sign_in(amirs_number)
    assert tablet.cookie("rt_session") not in {"", "planted"}


def test_the_token_of_forms_changes_with_the_sign_in(tablet: Tablet, amirs_number: str) -> None:
    tablet.get("/my/sign-in")
    before = tablet.cookie("rt_csrf")
    tablet.sign_in(amirs_number)
    assert tablet.cookie("rt_csrf") != before


def test_a_stolen_session_opens_nothing_on_another_tablet(
    tablet: Tablet, keys: Keys, amirs_number: str
) -> None:
    tablet.sign_in(amirs_number)
    thief = Tablet()
    thief.browser.cookies["rt_session"] = tablet.cookie("rt_session")
    assert thief.get("/my/pin").status_code == 302
    thief.browser.cookies["rt_device"] = keys.device(room="C202")
    assert thief.get("/my/pin").status_code == 302


def test_a_sign_in_posted_from_another_site_is_refused(tablet: Tablet, amirs_number: str) -> None:
    response = tablet.browser.post("/my/sign-in", {"number": amirs_number, "pin": PIN})
    assert response.status_code == 403
    assert tablet.cookie("rt_session") == ""


def test_the_lock_ends_the_session_and_leaves_nothing(tablet: Tablet, amirs_number: str) -> None:
    tablet.sign_in(amirs_number)
    token = tablet.cookie("rt_session")
    response = tablet.post("/my/lock", {"next": "/my/pin"}, of="/my/pin")
    assert response["Location"] == "/my/sign-in"
    assert tablet.cookie("rt_session") == ""
    tablet.browser.cookies["rt_session"] = token
    assert tablet.get("/my/language?next=/my/pin")["Content-Language"] != "ar"
    assert tablet.get("/my/pin").status_code == 302


def test_the_same_person_finds_back_and_another_does_not(
    tablet: Tablet, amirs_number: str, jonas_number: str
) -> None:
    for number, way in ((amirs_number, "/my/pin"), (jonas_number, "/my/")):
        tablet.sign_in(amirs_number)
        tablet.post("/my/lock", {"next": "/my/pin"}, of="/my/pin")
        back = tablet.cookie("rt_back")
        assert "/my/pin" not in back
        assert tablet.browser.cookies["rt_back"]["httponly"]
        assert tablet.sign_in(number)["Location"] == way
        assert tablet.cookie("rt_back") == ""


def test_an_expired_session_leads_back_to_its_page_for_its_person_only(
    tablet: Tablet, keys: Keys, amirs_number: str, jonas_number: str
) -> None:
    for number, way in ((amirs_number, "/my/pin"), (jonas_number, "/my/")):
        tablet.sign_in(amirs_number)
        keys.do(
            "update access.session set last_seen_at = now() - interval '10 minutes' where ended_at is null"
        )
        asked = tablet.get("/my/pin")["Location"]
        assert tablet.get(asked)["Location"] == "/my/sign-in"
        assert "pin" not in tablet.get("/my/sign-in").request["QUERY_STRING"]
        assert tablet.sign_in(number)["Location"] == way


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.test/my/",
        "//evil.test/my/pin",
        "/\\evil.test",
        "/my/\\evil.test",
        "/my/../staff/sign-in",
        "/my//evil.test",
        "javascript:alert(1)",
        "/staff/keys",
        "/my/nowhere",
        "\t//evil.test",
    ],
)
def test_no_way_back_leads_out_of_the_door(tablet: Tablet, amirs_number: str, path: str) -> None:
    tablet.sign_in(amirs_number)
    tablet.post("/my/lock", {"next": path}, of="/my/pin")
    assert tablet.sign_in(amirs_number)["Location"] == "/my/"
    assert tablet.post("/my/language", {"language": "en", "next": path})["Location"] == "/my/"


def test_a_page_that_is_on_the_way_out_does_not_open_again(tablet: Tablet, amirs_number: str) -> None:
    tablet.sign_in(amirs_number)
    tablet.browser.cookies["rt_lock"] = "1"
    assert tablet.get("/my/pin").status_code == 302
    assert tablet.get("/my/sign-in")["Location"] == "/my/sign-in"
    del tablet.browser.cookies["rt_lock"]
    assert tablet.get("/my/pin").status_code == 302


def test_the_heartbeat_says_who_is_here_and_prolongs_nothing(
    tablet: Tablet, keys: Keys, amirs_number: str
) -> None:
    assert tablet.get("/my/alive").status_code == 401
    tablet.sign_in(amirs_number)
    page = tablet.get("/my/pin").content.decode()
    keys.do("update access.session set last_seen_at = now() - interval '4 minutes'")
    beat = tablet.get("/my/alive")
    assert (beat.status_code, beat.content) == (204, b"")
    assert beat["X-RT-Keep-Id"] in page
    seen = "select last_seen_at > now() - interval '1 minute' from access.session"
    assert keys.value(seen) is False
    assert tablet.get("/my/alive?active=1").status_code == 204
    assert keys.value(seen) is True
    tablet.post("/my/sign-out", of="/my/pin")
    assert tablet.get("/my/alive").status_code == 401
    assert tablet.sign_in(amirs_number)["Location"] == "/my/"


def test_who_is_signed_in_is_not_asked_again(tablet: Tablet, amirs_number: str) -> None:
    tablet.sign_in(amirs_number)
    assert tablet.get("/my/sign-in")["Location"] == "/my/"


def test_the_language_before_signing_in_goes_with_the_lock(
    tablet: Tablet, amirs_number: str, jonas_number: str
) -> None:
    tablet.post("/my/language", {"language": "nl"}, of="/my/sign-in")
    assert 'lang="nl"' in tablet.get("/my/sign-in").content.decode()
    tablet.sign_in(jonas_number)
    assert 'lang="sv"' in tablet.get("/my/pin").content.decode()
    tablet.post("/my/lock", of="/my/pin")
    assert 'lang="en"' in tablet.get("/my/sign-in").content.decode()


def test_the_language_of_a_person_stays_with_them(tablet: Tablet, amirs_number: str) -> None:
    tablet.sign_in(amirs_number)
    assert tablet.post("/my/language", {"language": "fr", "next": "/my/pin"})["Location"] == "/my/pin"
    tablet.post("/my/lock", of="/my/pin")
    tablet.sign_in(amirs_number)
    assert 'lang="fr"' in tablet.get("/my/pin").content.decode()


def test_languages_stand_in_their_own_script(tablet: Tablet) -> None:
    page = tablet.get("/my/language").content.decode()
    for name in ("English", "Svenska", "Dansk", "Nederlands", "Français", "العربية"):
        assert name in page


def test_a_tablet_is_set_up_with_its_code(stranger: Tablet, keys: Keys, cast: Cast, acting: Any) -> None:
    with acting(cast.manager) as manager:
        announced = announce_device(
            actor=manager, establishment_id=keys.world.establishments["hall"], label="C204", at=clock.now()
        )
    assert stranger.post("/my/enrol", {"code": "ABCDEFGH"}).status_code == 403
    assert stranger.post("/my/enrol", {"code": announced.code})["Location"] == "/my/sign-in"
    device = stranger.browser.cookies["rt_device"]
    assert (device["httponly"], device["samesite"], device["path"]) == (True, "Strict", "/")
    assert int(device["max-age"]) > 365 * 24 * 3600
    assert 'name="pin"' in stranger.get("/my/sign-in").content.decode()
    assert stranger.get("/")["Location"] == "/my/"


def test_a_first_pin_is_changed_before_anything_opens(tablet: Tablet, keys: Keys, cast: Cast) -> None:
    number = keys.pin(cast.amir, must_change=True)
    assert tablet.sign_in(number)["Location"] == "/my/first-pin"
    assert tablet.cookie("rt_session") == ""
    assert tablet.post("/my/first-pin", {"pin": "1111", "again": "1111"}).status_code == 422
    assert tablet.post("/my/first-pin", {"pin": "7402", "again": "7402"})["Location"] == "/my/"
    assert tablet.get("/my/pin").status_code == 200


def test_waits_are_told_in_seconds(tablet: Tablet, amirs_number: str) -> None:
    for _ in range(5):
        assert tablet.sign_in(amirs_number, "0001").status_code == 403
    response = tablet.sign_in(amirs_number)
    assert response.status_code == 429
    assert 20 <= int(response["Retry-After"]) <= 30


def test_the_person_is_told_of_wrong_tries_first(
    tablet: Tablet, amirs_number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = long_ago()
    monkeypatch.setattr(clock, "now", lambda: at)
    tablet.sign_in(amirs_number)
    tablet.post("/my/lock", of="/my/pin")
    for n in range(4):
        monkeypatch.setattr(clock, "now", lambda n=n: at + timedelta(minutes=n + 1))
        tablet.sign_in(amirs_number, "0001")
    assert tablet.sign_in(amirs_number)["Location"].startswith("/my/wrong-tries?next=")
    tablet.post("/my/language", {"language": "en"})
    assert "4 times" in tablet.get("/my/wrong-tries?next=//evil.test").content.decode()
    assert (
        "evil.test" not in tablet.get("/my/wrong-tries?next=//evil.test").content.decode().split("<main")[1]
    )


def test_a_pin_is_changed_with_the_one_before(tablet: Tablet, amirs_number: str) -> None:
    tablet.sign_in(amirs_number)
    assert tablet.post("/my/pin", {"current": "0001", "pin": "7402", "again": "7402"}).status_code == 403
    assert (
        tablet.post("/my/pin", {"current": PIN, "pin": "7402", "again": "7402"})["Location"] == "/my/pin?done"
    )
    tablet.post("/my/lock", of="/my/pin")
    assert tablet.sign_in(amirs_number).status_code == 403
    assert tablet.sign_in(amirs_number, "7402").status_code == 302


@pytest.mark.parametrize(
    "value", ["\x02", "'; drop table access.credential; --", "{{ 7*7 }}", "\u202e9174", "😀" * 5000]
)
def test_odd_input_is_a_wrong_number_and_nothing_else(tablet: Tablet, value: str) -> None:
    response = tablet.sign_in(value, value)
    assert response.status_code == 403
    assert "49" not in response.content.decode().split('id="f-number"')[1][:300]


def test_the_page_holds_the_key_of_what_is_typed_for_this_person_on_this_tablet(
    tablet: Tablet, amirs_number: str, jonas_number: str
) -> None:
    found = []
    for number in (amirs_number, jonas_number, amirs_number):
        tablet.sign_in(number)
        page = tablet.get("/my/pin").content.decode()
        found.append(re.findall(r'name="rt-keep(?:-id)?" content="([^"]+)"', page))
        tablet.post("/my/lock", of="/my/pin")
    assert found[0] == found[2]
    assert not set(found[0]) & set(found[1])
