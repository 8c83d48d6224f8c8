"""Every address of the daily work refuses a stranger, a signed-out browser and another browser's session."""

from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from django.urls import reverse

from redthread.doors.staff.daily import daily_urls
from tests.doors.staff.conftest import AGENT

pytestmark = pytest.mark.django_db
SOME: dict[str, Any] = {
    "request_id": UUID(int=7),
    "attachment_id": UUID(int=7),
    "photo_id": UUID(int=7),
    "client_id": 7,
    "article_id": 7,
    "absence_id": 7,
    "template_id": 7,
    "code": "management",
}


def address(pattern: Any) -> str:
    names = pattern.pattern.converters
    return reverse(f"staff:{pattern.name}", kwargs={n: SOME[n] for n in names})


def test_a_stranger_is_sent_to_the_door(world: Any) -> None:
    stranger = Browser(headers={"user-agent": AGENT})
    for pattern in daily_urls:
        answer = stranger.get(address(pattern))
        if getattr(pattern.callback, "is_quiet", False):  # asked for by a script
            assert answer.status_code == 401, pattern.name
            continue
        assert answer.status_code == 302, pattern.name
        assert answer["location"].startswith("/staff/sign-in?next="), pattern.name


def test_a_post_of_a_stranger_shows_nothing(world: Any) -> None:
    stranger = Browser(headers={"user-agent": AGENT})
    for pattern in daily_urls:
        assert stranger.post(address(pattern)).status_code == 401, pattern.name


def test_a_session_taken_to_another_browser_is_worth_nothing(cast: Any, seat: Any) -> None:
    thief = Browser(headers={"user-agent": "another"})
    thief.cookies["rt_session"] = seat(cast.officer).browser.cookies["rt_session"].value
    assert thief.get("/staff/requests").status_code == 302


@pytest.mark.parametrize("who", ["officer", "nurse", "kiosk_clerk", "administrator", "protection_officer"])
def test_no_address_breaks_for_anybody(who: str, desk: Any, cast: Any, seat: Any) -> None:
    browser = seat(getattr(cast, who))
    for pattern in daily_urls:
        path = address(pattern)
        assert browser.get(path).status_code in (200, 302, 403, 404, 405), path
        posted = browser.post(path, {"x": "y"}, of="/staff/keys").status_code
        assert posted in (200, 302, 403, 404, 405, 409, 422), path
