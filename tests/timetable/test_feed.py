"""A calendar feed: valid, secret, revocable, and without a word about anybody."""

from datetime import timedelta

import pytest
from django.db import connection
from icalendar import Calendar

from redthread.timetable import public as timetable
from tests.timetable.arrange import MONDAY, Plan, at


@pytest.fixture
def token(plan: Plan) -> str:
    """The nurse's feed, with two bookings of theirs and one of a colleague."""
    cast = plan.world.cast
    plan.book(
        cast.nurse,
        "health",
        clients=(cast.amir,),
        staff=(cast.nurse,),
        room="H1",
        titles={"en": "Blood test"},
    )
    plan.book(cast.manager, "meeting", staff=(cast.nurse, cast.officer), room="M1", start=at(13))
    plan.book(cast.manager, clients=(cast.jonas,), staff=(cast.officer,), room="V1")
    with plan.acting(cast.nurse) as actor:
        return timetable.make_feed(actor=actor, at=MONDAY)


def read(token: str) -> Calendar | None:
    written = timetable.write_feed(token=token, at=MONDAY)
    return None if written is None else Calendar.from_ical(written)


def test_a_feed_is_a_valid_calendar_of_ones_own_bookings(plan: Plan, token: str) -> None:
    calendar = read(token)
    assert calendar is not None
    assert (calendar["version"], calendar.errors) == ("2.0", [])
    events = calendar.walk("VEVENT")
    assert [(e.decoded("dtstart"), e.decoded("dtend"), str(e["location"])) for e in events] == [
        (at(9), at(10), "H1"),
        (at(13), at(14), "M1"),
    ]
    assert [str(e["summary"]) for e in events] == ["Booked: 1 person", "Booked"]
    assert len({str(e["uid"]) for e in events}) == 2
    assert all("dtstamp" in e for e in events)


def test_a_feed_says_nothing_about_anybody(plan: Plan, token: str) -> None:
    written = (timetable.write_feed(token=token, at=MONDAY) or b"").decode()
    for word in ("Amir", "Rahmani", "Blood", "health", "Health", str(plan.world.cast.amir.client_id) + "\r"):
        assert word not in written


def test_a_new_feed_or_a_revoked_one_leaves_the_old_token_worthless(plan: Plan, token: str) -> None:
    with plan.acting(plan.world.cast.nurse) as actor:
        new = timetable.make_feed(actor=actor, at=MONDAY)
        assert timetable.find_feed_made_at() == MONDAY
    assert read(token) is None
    assert read(new) is not None
    with plan.acting(plan.world.cast.nurse) as actor:
        assert timetable.revoke_feed(actor=actor, at=MONDAY)
        assert not timetable.revoke_feed(actor=actor, at=MONDAY)
        assert timetable.find_feed_made_at() is None
    assert read(new) is None


def test_whoever_has_left_has_no_feed(plan: Plan, token: str) -> None:
    with plan.as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update organisations_staffmember set is_active = false where actor_id = %s",
            [plan.world.cast.nurse.actor_id],
        )
    assert read(token) is None


def test_only_the_hash_of_a_token_is_kept_and_nobody_reads_the_table(plan: Plan, token: str) -> None:
    with plan.as_owner(), connection.cursor() as cursor:
        cursor.execute("select encode(token_hash, 'escape') from timetable_feed")
        assert token not in str(cursor.fetchall())
    with plan.acting(plan.world.cast.governor), connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('rt_web', 'timetable_feed', 'select')")
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("guess", ["", "x" * 43, "%"])
def test_a_guess_opens_nothing(plan: Plan, token: str, guess: str) -> None:
    assert read(guess) is None


def test_a_feed_reaches_three_months_ahead(plan: Plan, token: str) -> None:
    cast = plan.world.cast
    plan.book(cast.manager, clients=(cast.amir,), staff=(cast.nurse,), start=at(9) + timedelta(days=200))
    calendar = read(token)
    assert calendar is not None
    assert len(calendar.walk("VEVENT")) == 2
