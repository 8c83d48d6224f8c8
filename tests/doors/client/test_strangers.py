"""Every address of the door, asked by everybody whom it is not for."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client as Browser
from django.urls import get_resolver

from redthread.doors.client import urls
from tests.factories.requests import MONDAY
from tests.factories.world import open_session

OWN = [
    "",
    "day",
    "account",
    "account?saved",
    "readers",
    "readers/thread",
    "sentence",
    "happened",
    "restrictions",
    "data",
    "settings",
    "ask",
    "kiosk",
    "requests",
    "plan",
    "messages",
    "messages/new",
    "course",
    "contacts",
    "partners",
    "partners/told",
]
ONE = ["", "/withdraw", "/appeal"]
DO = ["/write", "/photos", "/rate", "/withdraw", "/appeal", "/again"]


def test_every_address_is_walked_here():
    """A page added later is added to these lists, or this fails."""
    # Those of signing in have tests of their own.
    known = {"sign-in", "first-pin", "enrol", "lock", "language", "pin", "wrong-tries", "sign-out"}
    walked = {
        "home",
        "day",
        "account",
        "readers",
        "sentence",
        "receipts",
        "restrictions",
        "thread",
        "own-data",
        "settings",
        "catalogue",
        "ask",
        "kiosk",
    }
    walked |= {"requests", "request", "photo", "write", "show-photo", "rate", "withdraw", "appeal", "again"}
    walked |= {"alive", "speech"}
    walked |= {
        "plan",
        "plan-goal",
        "plan-goal-change",
        "plan-step",
        "plan-step-done",
        "plan-remark",
        "plan-word",
    }
    # One conversation, its files and steps: tests/doors/client/test_messages.py.
    walked |= {"messages", "message-choose", "message-begin", "conversation"}
    walked |= {"message-write", "message-withdraw", "message-file", "message-leave"}
    # What is answered and closed there: test_partners.py, test_contacts.py.
    walked |= {"course", "contacts", "contact-block", "contact-unblock"}
    walked |= {"partners", "partners-told", "partner-answer"}
    assert {pattern.name for pattern in urls.urlpatterns} == known | walked
    assert get_resolver()


@pytest.mark.parametrize("path", OWN)
def test_a_stranger_is_sent_to_the_sign_in(path, world):
    """No session, no page."""
    answer = Browser().get(f"/my/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/my/sign-in")


@pytest.mark.parametrize("path", OWN)
def test_the_person_sees_their_own_page(path, leila, desk):
    """The same addresses, for the one they are for."""
    leila.see(f"/my/{path}")


@pytest.mark.parametrize("path", OWN)
def test_a_session_of_staff_opens_no_page_of_a_client(path, cast, as_owner):
    """Another door, another key."""
    with as_owner():
        token = open_session(cast.officer, binding="browser:")
    browser = Browser()
    browser.cookies["rt_session"] = token
    answer = browser.get(f"/my/{path}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/my/sign-in")


@pytest.mark.parametrize("path", ONE)
def test_somebody_elses_request_is_not_there(path, desk, cast, at_tablet):
    """Nor is one that was never made: both look the same."""
    request = desk.ask(cast.leila, at=datetime.now(UTC))
    jonas = at_tablet(cast.jonas)
    theirs = jonas.browser.get(f"/my/requests/{request}{path}")
    nobodys = jonas.browser.get(f"/my/requests/{uuid4()}{path}")
    assert theirs.status_code == nobodys.status_code == 404


@pytest.mark.parametrize("path", DO)
def test_nothing_can_be_done_about_somebody_elses_request(path, desk, cast, at_tablet, as_owner):
    """A forged address."""
    request = desk.ask(cast.leila, at=datetime.now(UTC))
    jonas = at_tablet(cast.jonas)
    said = {"text": "mine now", "satisfied": "yes", "request_id": str(uuid4())}
    assert jonas.post(f"/my/requests/{request}{path}", said, of="/my/settings").status_code == 404
    assert "mine now" not in str(desk.own(cast.leila, request).messages)


@pytest.mark.parametrize("path", DO)
def test_what_changes_something_needs_our_own_page(path, leila, desk, cast):
    """A post from another site carries no token."""
    request = desk.ask(cast.leila, at=datetime.now(UTC))
    assert leila.browser.post(f"/my/requests/{request}{path}", {"text": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["/write", "/photos", "/rate", "/again"])
def test_what_changes_something_is_not_done_by_a_link(path, leila, desk, cast):
    """Looking changes nothing."""
    request = desk.ask(cast.leila, at=datetime.now(UTC))
    assert leila.browser.get(f"/my/requests/{request}{path}").status_code == 405


@pytest.mark.parametrize("path", ["day", "account", "readers", "requests", "ask", "alive", "plan"])
def test_pages_to_look_at_take_nothing(path, leila, desk):
    """Nobody posts to them."""
    assert leila.post(f"/my/{path}", {}, of="/my/settings").status_code == 405


def test_asking_again_is_only_for_what_a_move_closed(leila, desk, cast):
    """The button is not there, and the address does nothing."""
    request = desk.ask(cast.leila, at=MONDAY)
    assert "Ask again here" not in leila.see(f"/my/requests/{request}")
    answer = leila.post(f"/my/requests/{request}/again", {}, of="/my/settings")
    assert answer.status_code == 404


def test_a_post_of_somebody_else_who_is_signed_in_now_is_refused(leila, desk):
    """The tablet was handed on while a page still waited to send."""
    path = "/my/ask/management"
    answer = leila.post(path, {"about": "food"}, headers={"X-RT-Keep-Id": "somebody-else"})
    assert answer.status_code == 401
