"""Working days are local days of the establishment, and promises fall due at the end of office hours."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redthread.jurisdiction.calendars import CalendarError, WorkingCalendar, calendar_of
from redthread.jurisdiction.pack import HolidayRules, Pack

STOCKHOLM = ZoneInfo("Europe/Stockholm")
SWEDEN = WorkingCalendar(HolidayRules("SE", ("public", "de_facto"), ()), STOCKHOLM, time(8), time(16, 30))
DENMARK = WorkingCalendar(
    HolidayRules("DK", ("public",), ()), ZoneInfo("Europe/Copenhagen"), time(8), time(15, 30)
)
BELGIUM = WorkingCalendar(HolidayRules("BE", ("public",), ()), ZoneInfo("Europe/Brussels"), time(8), time(16))

# The first look at a year reads its public holidays, which says nothing about what is tested here.
unhurried = settings(deadline=None)

calendars = st.sampled_from([SWEDEN, DENMARK, BELGIUM])
instants = st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 1), timezones=st.just(UTC))
few_days = st.integers(0, 40)


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (at(2026, 3, 2), 5, at(2026, 3, 9, 16, 30)),  # Monday to Monday
        (at(2026, 3, 6, 23), 1, at(2026, 3, 9, 16, 30)),  # Friday night to Monday
        (at(2026, 3, 7), 1, at(2026, 3, 9, 16, 30)),  # Saturday counts from Monday
        (at(2026, 4, 1), 2, at(2026, 4, 7, 16, 30)),  # over Easter
        (at(2026, 6, 17), 2, at(2026, 6, 22, 16, 30)),  # Midsummer Eve is closed
        (at(2026, 12, 23), 1, at(2026, 12, 28, 16, 30)),  # Christmas Eve to Boxing Day on a Saturday
        (at(2026, 3, 2), 0, at(2026, 3, 2, 16, 30)),  # today
        (at(2026, 3, 2, 17), 0, at(2026, 3, 3, 16, 30)),  # today is over
        (at(2026, 3, 7), 0, at(2026, 3, 9, 16, 30)),  # today is closed
    ],
)
def test_a_promise_falls_due_at_the_end_of_office_hours(start: datetime, days: int, due: datetime) -> None:
    assert SWEDEN.add_working_days(start, days) == due


def test_a_promise_over_the_change_of_the_clock_keeps_the_hour_on_the_wall() -> None:
    due = SWEDEN.add_working_days(at(2026, 3, 27), 1)
    assert due.isoformat() == "2026-03-30T16:30:00+02:00"
    due = SWEDEN.add_working_days(at(2026, 10, 23), 1)
    assert due.isoformat() == "2026-10-26T16:30:00+01:00"


def test_the_day_is_that_of_the_establishment_and_not_of_the_server() -> None:
    late_on_thursday_in_utc = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    assert SWEDEN.local_day(late_on_thursday_in_utc) == date(2026, 3, 6)
    assert SWEDEN.add_working_days(late_on_thursday_in_utc, 1) == at(2026, 3, 9, 16, 30)


@unhurried
@given(calendars, instants, st.integers(1, 40))
def test_as_many_working_days_lie_between_as_were_added(
    calendar: WorkingCalendar, start: datetime, days: int
) -> None:
    assert calendar.working_days_between(start, calendar.add_working_days(start, days)) == days


@unhurried
@given(calendars, instants, few_days)
def test_a_promise_ends_on_a_working_day_and_never_before_it_was_made(
    calendar: WorkingCalendar, start: datetime, days: int
) -> None:
    due = calendar.add_working_days(start, days)
    assert due >= start
    assert calendar.is_working_day(calendar.local_day(due))
    assert due.astimezone(calendar.timezone).time() == calendar.closes


@unhurried
@given(calendars, instants, few_days, few_days)
def test_more_days_are_never_sooner(calendar: WorkingCalendar, start: datetime, few: int, more: int) -> None:
    assert calendar.add_working_days(start, few) <= calendar.add_working_days(start, few + more)


@unhurried
@given(calendars, instants, instants, instants)
def test_working_days_between_add_up(
    calendar: WorkingCalendar, one: datetime, two: datetime, three: datetime
) -> None:
    between = calendar.working_days_between
    assert between(one, two) == -between(two, one)
    assert between(one, two) + between(two, three) == between(one, three)


@unhurried
@given(calendars, instants, st.integers(0, 60))
def test_the_last_day_to_appeal_is_a_working_day_and_never_too_soon(
    calendar: WorkingCalendar, told_at: datetime, days: int
) -> None:
    last = calendar.last_day(told_at, days)
    assert calendar.is_working_day(last)
    assert last >= calendar.local_day(told_at) + timedelta(days=days)


def test_three_weeks_that_end_on_a_holiday_end_on_the_next_working_day() -> None:
    assert SWEDEN.last_day(at(2026, 12, 4), 21) == date(2026, 12, 28)
    assert SWEDEN.last_day(at(2026, 3, 2), 21) == date(2026, 3, 23)


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("se", date(2026, 6, 19)),  # Midsummer Eve
        ("se", date(2026, 1, 6)),
        ("dk", date(2026, 6, 5)),  # own closing day: Constitution Day
        ("dk", date(2026, 4, 2)),  # Maundy Thursday
        ("be", date(2026, 7, 21)),
        ("be", date(2027, 11, 15)),  # own closing day: King's feast
        ("generic", date(2026, 3, 7)),
    ],
)
def test_shipped_packs_close_on(packs: Mapping[str, Pack], code: str, day: date) -> None:
    assert not calendar_of(packs[code]).is_working_day(day)


def test_shipped_packs_know_their_own_holidays_only(packs: Mapping[str, Pack]) -> None:
    assert calendar_of(packs["dk"]).is_working_day(date(2026, 1, 6))
    assert calendar_of(packs["generic"]).is_working_day(date(2026, 12, 25))


def test_an_establishment_may_close_on_a_day_of_its_own(packs: Mapping[str, Pack]) -> None:
    closed = calendar_of(packs["se"], extra_closed=frozenset({date(2026, 3, 3)}))
    assert closed.add_working_days(at(2026, 3, 2), 1) == at(2026, 3, 4, 16, 30)


def test_an_establishment_may_lie_in_another_timezone(packs: Mapping[str, Pack]) -> None:
    elsewhere = calendar_of(packs["se"], timezone="Atlantic/Reykjavik")
    assert elsewhere.add_working_days(at(2026, 7, 1), 1).isoformat() == "2026-07-02T16:30:00+00:00"


def test_an_instant_without_timezone_is_refused() -> None:
    with pytest.raises(CalendarError, match="timezone"):
        SWEDEN.add_working_days(datetime(2026, 3, 2), 1)


def test_counting_backward_is_refused() -> None:
    with pytest.raises(CalendarError, match="forward"):
        SWEDEN.add_working_days(at(2026, 3, 2), -1)


def test_a_calendar_that_never_opens_is_refused_instead_of_searched_for_ever() -> None:
    closed = frozenset(date(2026, 1, 1) + timedelta(days=n) for n in range(800))
    never = WorkingCalendar(HolidayRules("", (), ()), STOCKHOLM, time(8), time(16), closed)
    with pytest.raises(CalendarError, match="no working day"):
        never.add_working_days(at(2026, 3, 2), 1)
