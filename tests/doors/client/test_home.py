"""The first page shows where things stand, and nothing that a cell-mate should not read."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redthread.doors.client.home import greeting
from redthread.requests import public as requests
from tests.factories.requests import MONDAY

TZ = "Europe/Stockholm"


def test_home_tells_number_and_state_of_a_request_and_nothing_else(leila, desk, cast):
    """Neither title nor text stands on the first page."""
    desk.ask(cast.leila, "nurse", at=datetime.now(UTC))
    page = leila.see("/my/")
    assert "Request 20" in page
    assert "nurse" not in page.lower()
    assert "tooth" not in page


def test_a_new_answer_stands_on_the_tile_and_among_the_news(leila, desk, cast):
    """What is new is the first thing to see; once read, it is gone."""
    request = desk.ask(cast.leila, at=datetime.now(UTC) - timedelta(hours=2))
    desk.decline(cast.manager, request, at=datetime.now(UTC))
    page = leila.see("/my/")
    assert "1 new answer" in page
    assert "New for you" in page
    leila.see(f"/my/requests/{request}")
    assert "New for you" not in leila.see("/my/")


def test_a_late_answer_says_that_the_manager_knows(leila, desk, cast):
    """Late is said, not hidden."""
    desk.ask(cast.leila, at=MONDAY)
    assert "Late, we have told the manager" in leila.see("/my/")


def test_a_private_matter_is_called_that_in_the_list(leila, desk, cast):
    """A list may be seen by others."""
    desk.ask(cast.leila, "nurse", at=datetime.now(UTC))
    page = leila.see("/my/requests")
    assert "private matter" in page
    assert "nurse" not in page.lower()


@pytest.mark.parametrize("open_requests", [0, 1, 12])
def test_home_asks_the_database_little_however_much_is_open(leila, desk, cast, open_requests):
    """The page of ten thousand people: few statements, the same number for everybody."""
    for n in range(open_requests):
        desk.ask(cast.leila, "nurse", at=datetime.now(UTC) - timedelta(minutes=n))
    leila.see("/my/")
    with CaptureQueriesContext(
        connection,
    ) as captured:
        leila.see("/my/")
    asked = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"].upper()]
    # who, place, requests, bookings, what happened, closed, kiosk, name, plan, messages
    assert len(asked) <= 12, asked


@pytest.mark.parametrize(("hour", "words"), [(5, "Good morning"), (11, "Hello"), (19, "Good evening")])
def test_the_greeting_follows_the_clock_of_the_place(hour, words):
    """In Stockholm it is an hour later than in Greenwich."""
    assert greeting(datetime(2026, 1, 5, hour, 30, tzinfo=UTC), TZ).startswith(words)


def test_somebody_held_nowhere_still_has_a_first_page(leila, desk, cast, as_owner):
    """The page says nothing wrong; asking says why it cannot be done."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update custody_stay set period = tstzrange(lower(period), now()) where client_id = %s",
            [cast.leila.client_id],
        )
    leila.see("/my/")
    assert "We do not know where you live" in leila.see("/my/ask", status=409)


def test_the_day_shows_promises_and_answers_on_one_thread(leila, desk, cast):
    """What comes, with its day."""
    desk.ask(cast.leila, at=datetime.now(UTC))
    late = desk.ask(cast.leila, "laundry", at=MONDAY)
    page = leila.see("/my/day")
    assert "You get an answer" in page
    assert str(late) in page
    assert "kiosk" in page.lower()


def test_a_paused_request_has_no_day_until_it_goes_on(leila, desk, cast):
    """A clock that stands still promises nothing."""
    now = datetime.now(UTC)
    request = desk.ask(cast.leila, at=now)
    desk.do(cast.manager, requests.take_request, request, at=now)
    desk.do(cast.manager, requests.pause_request, request, at=now, reason="We wait for the store.")
    assert str(request) not in leila.see("/my/day")
    page = leila.see(f"/my/requests/{request}")
    assert "This is on hold" in page
    assert "We wait for the store." in page
