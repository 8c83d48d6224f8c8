"""Coming in at the staff door: steps, keys, sessions, tablets."""

import re
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest

from redthread.foundation import clock
from tests.doors.signin.browser import Tablet
from tests.factories.world import Cast
from tests.signin.arrange import PASSWORD, SEED, Keys, long_ago

NEW = "wooden ferry lantern oats"


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The instant that pages go by; tests move it."""
    held = [long_ago()]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    return held


def code(at: datetime, seed: str = SEED) -> str:
    return pyotp.TOTP(seed).at(int(at.timestamp()))


def sign_in(browser: Tablet, name: str, at: datetime, password: str = PASSWORD) -> Any:
    response = browser.post("/staff/sign-in", {"name": name, "password": password})
    assert response["Location"] == "/staff/sign-in/second"
    return browser.post("/staff/sign-in/second", {"code": code(at)})


def test_staff_come_in_with_password_and_code(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    name = keys.password(cast.officer, "karin")
    assert sign_in(stranger, name, time[0])["Location"] == "/staff/"
    session = stranger.browser.cookies["rt_session"]
    assert (session["httponly"], session["samesite"], session["path"]) == (True, "Strict", "/staff/")
    page = stranger.get("/staff/sessions")
    assert "Firefox on Linux" in page.content.decode()


def test_staff_go_on_to_the_page_they_asked_for(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    name = keys.password(cast.officer, "karin")
    stranger.get(stranger.get("/staff/keys")["Location"])
    assert sign_in(stranger, name, time[0])["Location"] == "/staff/keys"


@pytest.mark.parametrize(
    "path", ["https://evil.test", "//evil.test", "/my/pin", "/staff/\\evil.test", "/staff/none"]
)
def test_no_way_on_leads_out_of_the_door(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime], path: str
) -> None:
    name = keys.password(cast.officer, "karin")
    stranger.browser.get("/staff/sign-in", {"next": path})
    assert sign_in(stranger, name, time[0])["Location"] == "/staff/"
    assert stranger.post("/staff/keys/prove", {"password": PASSWORD, "next": path})["Location"] == "/staff/"


def test_known_and_unknown_names_show_the_same_page(stranger: Tablet, keys: Keys, cast: Cast) -> None:
    keys.password(cast.officer, "karin")
    pages = set()
    for name in ("karin", "nobody"):
        response = stranger.post("/staff/sign-in", {"name": name, "password": "wrong"})
        assert response.status_code == 403
        pages.add(re.sub(r'value="[^"]*"', "", response.content.decode()))
    assert len(pages) == 1


def test_a_stolen_session_opens_nothing_in_another_browser(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    sign_in(stranger, keys.password(cast.officer, "karin"), time[0])
    thief = Tablet()
    thief.browser.cookies["rt_session"] = stranger.cookie("rt_session")
    response = thief.browser.get("/staff/keys", headers={"user-agent": "Mozilla/5.0 (Windows) Chrome/140.0"})
    assert response.status_code == 302


def test_steps_cannot_be_skipped(stranger: Tablet, keys: Keys, cast: Cast) -> None:
    for path in ("second", "set-up", "new-password"):
        assert stranger.get(f"/staff/sign-in/{path}")["Location"] == "/staff/sign-in"
    name = keys.password(cast.officer, "karin", must_change=True)
    response = stranger.post("/staff/sign-in", {"name": name, "password": PASSWORD})
    assert response["Location"] == "/staff/sign-in/new-password"
    for path in ("second", "set-up"):
        assert stranger.get(f"/staff/sign-in/{path}")["Location"] == "/staff/sign-in/new-password"
    assert stranger.get("/staff/keys").status_code == 302


def test_the_first_sign_in_sets_everything_up(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    name = keys.password(cast.officer, "karin", must_change=True, totp=False)
    stranger.post("/staff/sign-in", {"name": name, "password": PASSWORD})
    weak = stranger.post("/staff/sign-in/new-password", {"password": "password1234", "again": "password1234"})
    assert weak.status_code == 422
    assert "everybody tries first" in weak.content.decode()
    response = stranger.post("/staff/sign-in/new-password", {"password": NEW, "again": NEW})
    assert response["Location"] == "/staff/sign-in/set-up"
    page = stranger.get("/staff/sign-in/set-up").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    seed = re.search(r'<code dir="ltr">([A-Z2-7 ]+)</code>', page)
    assert seed
    response = stranger.post("/staff/sign-in/set-up", {"code": code(time[0], seed[1].replace(" ", ""))})
    assert response.status_code == 200
    assert len(re.findall(r"<li><code>", response.content.decode())) == 10
    assert "10 codes" in stranger.get("/staff/keys").content.decode()


def test_a_passkey_is_asked_for_and_nonsense_refused(stranger: Tablet) -> None:
    answer = stranger.post("/staff/sign-in/passkey/begin", of="/staff/sign-in")
    assert answer.json()["rpId"] == "testserver"
    assert answer.json()["userVerification"] == "required"
    assert (
        stranger.post("/staff/sign-in/passkey", {"credential": "{}"}, of="/staff/sign-in").status_code == 403
    )


def test_own_sessions_are_ended_one_by_one_or_all(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    name, other = keys.password(cast.officer, "karin"), Tablet()
    sign_in(stranger, name, time[0])
    time[0] += timedelta(minutes=1)
    sign_in(other, name, time[0])
    page = stranger.get("/staff/sessions").content.decode()
    (session,) = re.findall(r'name="session" value="([^"]+)"', page)
    stranger.post("/staff/sessions/end", {"session": session}, of="/staff/sessions")
    assert other.get("/staff/keys").status_code == 302
    assert stranger.get("/staff/keys").status_code == 200
    assert stranger.post("/staff/sessions/end", {"session": "x"}, of="/staff/sessions").status_code == 404


def test_administrators_end_sessions_of_others_and_prove_it_is_them(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    hers, path = Tablet(), f"/staff/people/{cast.officer.actor_id}/sessions"
    sign_in(hers, keys.password(cast.officer, "karin"), time[0])
    assert hers.get(f"/staff/people/{cast.nurse.actor_id}/sessions").status_code == 404
    sign_in(stranger, keys.password(cast.administrator, "anna"), time[0])
    assert stranger.get(path).status_code == 200
    keys.do("update access.session set created_at = now() - interval '1 hour'")
    asked = stranger.post(f"{path}/end", of=path)
    assert asked["Location"].startswith("/staff/keys/prove")
    assert stranger.post("/staff/keys/prove", {"password": PASSWORD, "next": path})["Location"] == path
    assert stranger.post(f"{path}/end", of=path)["Location"] == f"{path}?done=ended"
    assert hers.get("/staff/keys").status_code == 302


def test_a_manager_announces_a_tablet_and_revokes_it(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime], tablet: Tablet
) -> None:
    sign_in(stranger, keys.password(cast.manager, "petra"), time[0])
    assert "C204" in stranger.get("/staff/devices").content.decode()
    room = keys.world.rooms["C201"]
    page = stranger.post("/staff/devices/announce", {"room": room, "label": ""}).content.decode()
    found = re.search(r"<strong>([A-Z]{4} [A-Z]{4})</strong>", page)
    assert found
    new = Tablet()
    assert new.post("/my/enrol", {"code": found[1]})["Location"] == "/my/sign-in"
    listed = stranger.get("/staff/devices").content.decode()
    revoke = re.findall(r"/staff/devices/\d+/revoke", listed)
    assert len(revoke) == 2
    for path in revoke:
        stranger.post(path, of="/staff/devices")
    for gone in (tablet, new):
        assert 'name="pin"' not in gone.get("/my/sign-in").content.decode()


def test_a_tablet_is_bound_to_a_person_found_by_name(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    sign_in(stranger, keys.password(cast.manager, "petra"), time[0])
    found = stranger.browser.get("/staff/devices/announce", {"q": "amir"}).content.decode()
    assert f"client={cast.amir.client_id}" in found
    path = f"/staff/devices/announce?client={cast.amir.client_id}"
    assert "Amir Rahmani" in stranger.get(path).content.decode()
    stranger.post("/staff/devices/announce", {"client": cast.amir.client_id}, of=path)
    assert keys.value("select client_id from signin_device") == cast.amir.client_id
    elsewhere = stranger.get(f"/staff/devices/announce?client={cast.marek.client_id}")
    assert elsewhere.status_code == 404


def test_officers_do_not_manage_tablets(
    stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]
) -> None:
    sign_in(stranger, keys.password(cast.officer, "karin"), time[0])
    assert stranger.get("/staff/devices").status_code == 404
    assert stranger.get("/staff/devices/announce").status_code == 404


def test_signing_out_ends_it(stranger: Tablet, keys: Keys, cast: Cast, time: list[datetime]) -> None:
    sign_in(stranger, keys.password(cast.officer, "karin"), time[0])
    token = stranger.cookie("rt_session")
    stranger.post("/staff/sign-out", of="/staff/keys")
    stranger.browser.cookies["rt_session"] = token
    assert stranger.get("/staff/keys").status_code == 302


def test_strangers_see_the_doors_and_a_calm_page_for_what_is_not_there(stranger: Tablet) -> None:
    page = stranger.get("/").content.decode()
    assert "/my/" in page
    assert "/staff/" in page
    for path in ("/nowhere", "/my/nowhere", "/staff/nowhere"):
        response = stranger.get(path)
        assert response.status_code == 404
        assert "nothing here" in response.content.decode()
