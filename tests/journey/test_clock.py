"""When something is due: local days, working days, months, a clock that changes, and short terms."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.foundation.phases import Phase
from redthread.journey.rules.clock import Facts, Task, add, add_months, due_of
from redthread.journey.rules.never import Never, why_never
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.deadlines import MOST, Span, Unit, parse
from redthread.jurisdiction.load import load_pack
from tests.jurisdiction.test_deadlines import deadlines

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SWEDEN = calendar_of(load_pack(Path(__file__).parents[2] / "packs" / "se"))
NOON = datetime(2026, 3, 27, 12, 0, tzinfo=STOCKHOLM)
"""A Friday, two days before the clock goes forward."""


def due(
    text: str, *, opened: datetime = NOON, last: datetime | None = None, **known: datetime | date
) -> datetime | None:
    facts = Facts({"phase": NOON, "arrival": NOON, **known}, (date(2026, 1, 1), date(2028, 1, 1)))
    found = due_of(Task(parse(text), "phase", opened, last), facts, SWEDEN)
    return found.at if found else None


def local(at: datetime | None) -> str:
    assert at is not None
    return at.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("event:arrival+2h", "2026-03-27 14:00"),
        ("event:arrival+48h", "2026-03-29 13:00"),  # an hour of that night does not exist
        ("event:arrival+2d", "2026-03-29 23:59"),
        ("event:arrival+asap", "2026-03-27 23:59"),
        ("event:arrival+0d", "2026-03-27 23:59"),
        ("event:arrival+1wd", "2026-03-30 16:30"),
        ("event:arrival+5wd", "2026-04-07 16:30"),  # Good Friday and Easter Monday do not count
        ("event:arrival+1mo", "2026-04-27 23:59"),
        ("event:arrival+1y", "2027-03-27 23:59"),
        ("every:14d", "2026-04-10 23:59"),
        ("limit:4d", "2026-03-31 23:59"),
        ("calc:max(term/4,2mo)", "2026-07-02 23:59"),
        ("calc:min(term/4,2mo)", "2026-03-01 23:59"),
    ],
)
def test_a_deadline_is_counted_in_the_days_of_the_place(text: str, when: str) -> None:
    assert local(due(text)) == when


def test_a_month_ends_where_the_month_ends() -> None:
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-600, 600))
def test_months_there_and_back_lose_at_most_the_end_of_a_month(day: date, months: int) -> None:
    back = add_months(add_months(day, months), -months)
    assert back == day or (day.day > 28 and back.month == day.month and back.day >= 28)


def test_a_planned_day_moves_its_task_with_it() -> None:
    assert local(due("date:release-90d", release=date(2027, 10, 1))) == "2027-07-03 23:59"
    assert local(due("date:release-90d", release=date(2027, 9, 1))) == "2027-06-03 23:59"
    assert local(due("date:release-5wd", release=date(2026, 12, 28))) == "2026-12-17 16:30"
    assert due("date:release-90d") is None


def test_of_a_short_term_four_weeks_remain_and_never_more_than_there_are() -> None:
    assert local(due("date:release-365d", release=date(2026, 10, 1))) == "2026-04-24 23:59"
    assert local(due("date:release-365d", release=date(2026, 4, 3))) == "2026-04-03 23:59"


def test_contact_begins_close_and_widens_after_two_months() -> None:
    assert local(due("every:7d->14d", last=NOON + timedelta(days=20))) == "2026-04-23 23:59"
    assert local(due("every:7d->14d", last=NOON + timedelta(days=70))) == "2026-06-19 23:59"


def test_special_reasons_give_a_later_limit() -> None:
    found = due_of(Task(parse("limit:7d/30d"), "phase", NOON), Facts({"phase": NOON}), SWEDEN)
    assert found is not None
    assert (local(found.at), local(found.latest)) == ("2026-04-03 23:59", "2026-04-26 23:59")


days = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))


@given(deadlines, days)
def test_anything_that_can_be_read_can_be_counted(deadline: Any, now: datetime) -> None:
    known = dict.fromkeys(("arrival", "phase"), now)
    facts = Facts({**known, "release": now.date()}, (now.date(), now.date() + timedelta(days=700)))
    found = due_of(Task(deadline, "phase", now), facts, SWEDEN)
    assert found is None or found.at.tzinfo is not None


@given(days, st.integers(0, 400), st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS, Unit.WEEKS, Unit.MONTHS]))
def test_a_longer_time_is_never_due_earlier(start: datetime, number: int, unit: Unit) -> None:
    assert add(start, Span(number, unit), SWEDEN) <= add(start, Span(number + 1, unit), SWEDEN)


@pytest.mark.parametrize(
    ("text", "phase", "why"),
    [
        ("limit:30d/7d", Phase.SERVING, Never.CONTRADICTORY),
        ("event:release+14d", Phase.RELEASE, Never.LATER),
        ("date:release-90d", Phase.REMAND, Never.LATER),
        ("calc:max(term/4,2mo)", Phase.REMAND, Never.LATER),
        ("event:supervision_end+14d", Phase.SUPERVISION, Never.LATER),
        ("date:release-90d", Phase.SUPERVISION, Never.PAST),
        ("date:release-2y", Phase.RELEASE, Never.PAST),
        ("event:arrival+2h", Phase.SERVING, Never.PAST),
        (f"event:arrival+{MOST}y", Phase.REMAND, Never.TOO_FAR),
        ("event:arrival+2h", Phase.REMAND, None),
        ("event:intake+28d", Phase.INTAKE, None),
        ("date:release-365d", Phase.RELEASE, None),
        ("event:release+14d", Phase.SUPERVISION, None),
        ("event:supervision_end+0d", Phase.AFTER, None),
        ("every:90d", Phase.SERVING, None),
        ("rule", Phase.REMAND, None),
    ],
)
def test_what_can_never_be_met_is_found(text: str, phase: Phase, why: Never | None) -> None:
    assert why_never(parse(text), starts="phase", phase=phase) == why


def test_no_deadline_of_the_packs_can_never_be_met() -> None:
    from redthread.jurisdiction.guides import load_guides

    packs = Path(__file__).parents[2] / "packs"
    found = [
        (pack, phase, task.code, why)
        for pack in ("generic", "se", "dk", "be")
        for phase, tasks in load_guides(packs / pack).items()
        for task in tasks
        if (why := why_never(task.deadline, starts=task.starts, phase=phase))
    ]
    assert found == []
