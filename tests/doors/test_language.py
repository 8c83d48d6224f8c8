"""What goes wrong is said in the language of whoever is signed in, at both doors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client as Browser

from tests.factories.world import Cast, Member, World, open_session
from tests.signin.arrange import Keys

pytestmark = pytest.mark.django_db
AGENT = "Mozilla/5.0 (X11; Linux) Firefox/140.0"


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheets without the collected, hashed copies."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@pytest.fixture
def browser_of(world: World, as_owner: Any) -> Callable[[Member, str], Browser]:
    """Sign somebody in who reads ``language``, in a browser that prefers English."""

    def sign_in(member: Member, language: str) -> Browser:
        headers = {"user-agent": AGENT, "accept-language": "en"}
        browser = Browser(enforce_csrf_checks=True, headers=headers)
        device = Keys(world, as_owner).device(establishment="hall")
        with as_owner():
            with connection.cursor() as cursor:
                cursor.execute(
                    "update access.actor set language = %s where id = %s", [language, member.actor_id]
                )
            binding = f"device:{device}" if member.client_id else f"browser:{AGENT}"
            browser.cookies["rt_session"] = open_session(member, binding=binding)
            if member.client_id:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "update access.session set device_id = (select max(id) from signin_device)"
                    )
        browser.cookies["rt_device"] = device
        return browser

    return sign_in


DOORS = [("officer", "/staff/keys", "/staff/"), ("amir", "/my/language", "/my/")]


@pytest.mark.parametrize(("who", "page", "door"), DOORS)
@pytest.mark.parametrize(("language", "direction"), [("sv", "ltr"), ("ar", "rtl"), ("nl", "ltr")])
def test_every_refusal_comes_in_the_persons_language(
    browser_of: Any, cast: Cast, who: str, page: str, door: str, language: str, direction: str
) -> None:
    """An address that does not exist, a form from elsewhere, a form's address opened as a page."""
    browser = browser_of(getattr(cast, who), language)
    assert browser.get(page).status_code == 200
    shown = f'<html lang="{language}" dir="{direction}"'
    nowhere = browser.get(f"{door}nowhere/at/all")
    forged = browser.post(page if door == "/my/" else "/staff/keys/recovery-codes", {})
    no_form = browser.get("/staff/keys/recovery-codes" if door == "/staff/" else "/my/lock")
    unreadable = browser.get(page + "?q=%00")
    for answer, status in ((nowhere, 404), (forged, 403), (no_form, 405), (unreadable, 400)):
        assert answer.status_code == status, answer
        assert shown in answer.content.decode(), status
        assert answer["Content-Language"] == language
    assert no_form["Allow"]


def test_a_fault_of_ours_is_admitted_in_the_persons_language(
    browser_of: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = browser_of(cast.officer, "sv")
    browser.raise_request_exception = False
    monkeypatch.setattr("redthread.doors.keys._page", lambda _request: 1 / 0)
    answer = browser.get("/staff/keys")
    assert answer.status_code == 500
    assert '<html lang="sv"' in answer.content.decode()


def test_a_session_that_ended_is_told_in_the_persons_language(
    browser_of: Any, cast: Cast, as_owner: Any
) -> None:
    browser = browser_of(cast.officer, "ar")
    browser.get("/staff/keys")
    token = browser.cookies["rt_csrf"].value if "rt_csrf" in browser.cookies else ""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.session set ended_at = now(), ended_why = 'tests'")
    answer = browser.post("/staff/sessions/end", {"csrfmiddlewaretoken": token})
    assert answer.status_code in {401, 403}
    assert '<html lang="ar" dir="rtl"' in answer.content.decode()
    assert '<html lang="ar" dir="rtl"' in browser.get("/staff/sign-in").content.decode()


def test_signing_out_takes_the_language_from_the_browser(browser_of: Any, cast: Cast) -> None:
    """The next person at a shared browser begins with what the browser prefers."""
    browser = browser_of(cast.officer, "sv")
    browser.get("/staff/keys")
    assert browser.cookies["rt_spoken"].value == "sv"
    assert browser.cookies["rt_spoken"]["path"] == "/staff/"
    assert browser.cookies["rt_spoken"]["httponly"]
    assert browser.cookies["rt_spoken"]["samesite"] == "Strict"
    browser.handler.enforce_csrf_checks = False
    browser.post("/staff/sign-out")
    assert '<html lang="en"' in browser.get("/staff/nowhere").content.decode()


def test_a_language_that_nobody_speaks_is_not_taken_from_a_cookie(cast: Cast) -> None:
    browser = Browser(headers={"accept-language": "da"})
    browser.cookies["rt_spoken"] = "../../etc"
    answer = browser.get("/staff/nowhere")
    assert '<html lang="da"' in answer.content.decode()
    assert answer["Content-Language"] in dict(django_settings.LANGUAGES)
