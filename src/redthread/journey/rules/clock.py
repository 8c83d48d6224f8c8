"""When a task is due: the deadline language over what is known of a person and a calendar of working days.

Days are local days of the establishment; a change of the clock moves nothing. Source of the rules for short
terms and of widening contact: the Danish schedule for a good release (dagens.dk), and phases.csv.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from redthread.jurisdiction.deadlines import (
    AfterEvent,
    AroundDate,
    Calc,
    Deadline,
    Every,
    Limit,
    NoClock,
    Part,
    Span,
    Unit,
)

LAST_MINUTE: Final = time(23, 59)
GRACE: Final = Span(28, Unit.DAYS)
"""What remains for a task whose day was past when it began (DK: dagens.dk, terms under a year)."""
CLOSE_CONTACT: Final = Span(2, Unit.MONTHS)
"""How long ``every:7d->14d`` keeps the first step (DK, phases.csv: the first two months)."""

Fact = date | datetime
"""A planned day, or the instant of something that happened."""


class Calendar(Protocol):
    """What is asked of :class:`redthread.jurisdiction.calendars.WorkingCalendar`."""

    @property
    def timezone(self) -> ZoneInfo:
        """The establishment's."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open."""
        ...

    def add_working_days(self, start_at: datetime, days: int) -> datetime:
        """Return the end of office hours so many working days later."""
        ...

    def office_end(self, day: date) -> datetime:
        """Return when office hours end."""
        ...


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a person by name; ``term`` is the first and the last day of the sentence."""

    known: Mapping[str, Fact] = field(default_factory=dict)
    term: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due; ``latest`` with special reasons; ``counted_from`` is the instant of the fact."""

    at: datetime
    counted_from: datetime | None
    latest: datetime | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """What the clock looks at: the expression, the fact that a repeat counts from, and when it began."""

    deadline: Deadline
    starts: str
    opened_at: datetime
    last_at: datetime | None = None
    """When it was done the last time."""


def due_of(task: Task, facts: Facts, calendar: Calendar) -> Due | None:
    """Return when a task is due; None while what it counts from is not known, or it has no clock."""
    try:
        return _due(task, facts, calendar)
    except (OverflowError, ValueError):
        return None  # further away than a calendar reaches: never


def _due(task: Task, facts: Facts, calendar: Calendar) -> Due | None:
    deadline = task.deadline
    if isinstance(deadline, Calc):
        return _calculated(deadline, facts.term, calendar) if facts.term else None
    start = facts.known.get(deadline.fact if isinstance(deadline, AfterEvent | AroundDate) else task.starts)
    if start is None or isinstance(deadline, NoClock):
        return None
    match deadline:
        case AroundDate(_, is_before, span):
            return _around(task, start, span, calendar, is_before=is_before)
        case Every(span, then):
            return _again(task, start, span, then, calendar)
    span = deadline.span or Span(0, Unit.DAYS)
    longest = deadline.longest if isinstance(deadline, Limit) else None
    return Due(
        add(start, span, calendar),
        instant(start, calendar),
        add(start, longest, calendar) if longest else None,
    )


def _around(task: Task, planned: Fact, span: Span, calendar: Calendar, *, is_before: bool) -> Due:
    """Count from a planned day; what would have been due before it began is due soon, and before the day."""
    due = add(planned, span, calendar, back=is_before)
    if is_before and due < task.opened_at:
        due = min(add(task.opened_at, GRACE, calendar), end_of(_day(planned, calendar), calendar))
    return Due(due, instant(planned, calendar))


def _again(task: Task, start: Fact, span: Span, then: Span | None, calendar: Calendar) -> Due:
    begun = instant(start, calendar)
    last = task.last_at or max(begun, task.opened_at)
    is_close = then is None or last < add(begun, CLOSE_CONTACT, calendar)
    return Due(add(last, span if is_close or then is None else then, calendar), begun)


def _calculated(calc: Calc, term: tuple[date, date], calendar: Calendar) -> Due:
    start, end = term
    days = [
        start + timedelta(days=(end - start).days // length.divisor)
        if isinstance(length, Part)
        else _day(add(start, length, calendar), calendar)
        for length in calc.lengths
    ]
    day = max(days) if calc.is_latest else min(days)
    return Due(end_of(day, calendar), instant(start, calendar))


def add(start: Fact, span: Span, calendar: Calendar, *, back: bool = False) -> datetime:
    """Return the end of a span after (or before) a start.

    Hours to the minute, working days to the end of office hours, everything else to the end of the local day.

    Raises:
        OverflowError, ValueError: no calendar reaches so far.
    """
    number = -span.number if back else span.number
    if span.unit is Unit.HOURS:
        return (instant(start, calendar).astimezone(UTC) + timedelta(hours=number)).astimezone(
            calendar.timezone
        )
    if span.unit is Unit.WORKING_DAYS:
        if not back:
            return calendar.add_working_days(instant(start, calendar), span.number)
        return calendar.office_end(_working_days_before(_day(start, calendar), span.number, calendar))
    day = _day(start, calendar)
    match span.unit:
        case Unit.DAYS:
            day += timedelta(days=number)
        case Unit.WEEKS:
            day += timedelta(weeks=number)
        case Unit.MONTHS:
            day = add_months(day, number)
        case Unit.YEARS:
            day = add_months(day, 12 * number)
    return end_of(day, calendar)


def add_months(day: date, months: int) -> date:
    """Return the same day of another month, or its last: 31 January and a month is the end of February.

    Raises:
        ValueError: no calendar reaches so far.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        message = "no calendar reaches so far"
        raise ValueError(message)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def end_of(day: date, calendar: Calendar) -> datetime:
    """Return the last minute of a local day."""
    return datetime.combine(day, LAST_MINUTE, tzinfo=calendar.timezone)


def instant(fact: Fact, calendar: Calendar) -> datetime:
    """Return the instant of a fact; a planned day begins at its local midnight."""
    if isinstance(fact, datetime):
        return fact
    return datetime.combine(fact, time.min, tzinfo=calendar.timezone)


def _day(fact: Fact, calendar: Calendar) -> date:
    return fact.astimezone(calendar.timezone).date() if isinstance(fact, datetime) else fact


def _working_days_before(day: date, days: int, calendar: Calendar) -> date:
    while not calendar.is_working_day(day) if days == 0 else days:
        day -= timedelta(days=1)
        if days and calendar.is_working_day(day):
            days -= 1
    return day
