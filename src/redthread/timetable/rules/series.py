"""From a recurrence rule to its occurrences.

The rule is RFC 5545's; expanding it is python-dateutil's work, on wall times. Each wall time then becomes an
instant in its zone: a time that does not exist on the night the clock goes forward is read by the offset
before it, one that occurs twice is the first of the two (RFC 5545, 3.3.5). The length in minutes never
changes.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import vRecur

WALL: Final = "%Y-%m-%dT%H:%M"
_WRITTEN: Final = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*", re.ASCII)
_KNOWN: Final = frozenset(
    {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"}
)
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
LONGEST_RULE: Final = 200
MOST_BETWEEN: Final = 99


class Fault(StrEnum):
    """What can be wrong with a series."""

    BROKEN = "broken"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    ENDLESS = "endless"
    EMPTY = "empty"


class SeriesFaultError(Exception):
    """A rule that is not turned into bookings; ``fault`` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a series may reach: ``days`` from its first day, and how many occurrences."""

    days: int
    occurrences: int


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One occurrence: its wall time by the rule, and the instants in UTC.

    ``is_shifted``: the wall time does not exist that night, so the clock shows another.
    """

    wall: datetime
    starts_at: datetime
    ends_at: datetime
    is_shifted: bool


def occurrences(
    *,
    rule: str,
    starts: datetime,
    minutes: int,
    zone: ZoneInfo,
    limits: Limits,
    excluded: Collection[datetime] = (),
    is_closed: Callable[[date], bool] | None = None,
) -> list[Occurrence]:
    """Return every occurrence of a series in order.

    Args:
        rule: an RFC 5545 ``RRULE`` value with ``COUNT`` or ``UNTIL``.
        starts: the first wall time, naive.
        excluded: wall times left out (``EXDATE``); they count towards ``COUNT``, as in RFC 5545.
        is_closed: local days on which nothing takes place; None: every day does.

    Raises:
        SeriesFaultError: the rule is broken, endless, reaches too far, or has no occurrence.
    """
    known = _parts(rule)
    count, until = _count(known), _until(known, zone)
    if count is None and until is None:
        raise SeriesFaultError(Fault.ENDLESS)
    if count is not None and count > limits.occurrences:
        raise SeriesFaultError(Fault.TOO_MANY)
    horizon = datetime.combine(starts.date(), time.max) + timedelta(days=limits.days)
    if until is not None and until > horizon:
        raise SeriesFaultError(Fault.TOO_LONG)
    walls = _expand(rule, starts, until or horizon, count, limits)
    if count is not None and until is None and len(walls) < count:
        raise SeriesFaultError(Fault.TOO_LONG)
    left = [w for w in walls if w not in excluded and not (is_closed is not None and is_closed(w.date()))]
    if not left:
        raise SeriesFaultError(Fault.EMPTY)
    return [_occurrence(w, minutes, zone) for w in left]


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the instant in UTC of a naive wall time (see the module for the nights of change)."""
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def wall_of(text: str) -> datetime:
    """Return the naive wall time that was written as ``2026-03-02T09:00``.

    Raises:
        ValueError: it is written otherwise.
    """
    return datetime.strptime(text, WALL)  # noqa: DTZ007 - a wall time has no zone


def write_wall(wall: datetime) -> str:
    """Return a wall time as it is stored and put into addresses: ``2026-03-02T09:00``."""
    return wall.strftime(WALL)


def weekly(*, days: Collection[str], until: date, every: int = 1, zone: ZoneInfo) -> str:
    """Return the rule for certain days of every, or every second … week, up to and with a day."""
    # With a DTSTART in a zone, UNTIL is in UTC (RFC 5545, 3.3.10).
    last = datetime.combine(until, time(23, 59), zone).astimezone(UTC)
    week = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
    chosen = ",".join(d for d in week if d in days)
    return f"FREQ=WEEKLY;INTERVAL={every};BYDAY={chosen};UNTIL={last:%Y%m%dT%H%M%SZ}"


def _parts(rule: str) -> vRecur:
    if len(rule) > LONGEST_RULE or not _WRITTEN.fullmatch(rule):
        raise SeriesFaultError(Fault.BROKEN)
    try:
        known: vRecur = vRecur.from_ical(rule)
    except ValueError:
        raise SeriesFaultError(Fault.BROKEN) from None
    if not set(known) <= _KNOWN or known.get("FREQ", [""])[0] not in _FREQUENCIES:
        raise SeriesFaultError(Fault.BROKEN)
    if not 1 <= int(known.get("INTERVAL", [1])[0]) <= MOST_BETWEEN:
        raise SeriesFaultError(Fault.BROKEN)
    return known


def _count(known: vRecur) -> int | None:
    count = known.get("COUNT")
    if count is None:
        return None
    if int(count[0]) < 1:
        raise SeriesFaultError(Fault.EMPTY)
    return int(count[0])


def _until(known: vRecur, zone: ZoneInfo) -> datetime | None:
    """Return the last wall time that a rule allows."""
    if not (given := known.get("UNTIL")):
        return None
    last = given[0]
    if not isinstance(last, datetime):
        return datetime.combine(last, time.max)
    return last.astimezone(zone).replace(tzinfo=None) if last.tzinfo else last


def _expand(
    rule: str, starts: datetime, until: datetime, count: int | None, limits: Limits
) -> list[datetime]:
    # COUNT and UNTIL are applied here: a rule that never matches must not be searched to the year 9999.
    bare = ";".join(p for p in rule.split(";") if p.partition("=")[0] not in {"COUNT", "UNTIL"})
    try:
        expanding = rrulestr(bare, dtstart=starts).replace(until=until)  # type: ignore[union-attr]
        walls: list[datetime] = []
        for wall in expanding:
            walls.append(wall)
            if count is not None and len(walls) == count:
                break
            if len(walls) > limits.occurrences:
                raise SeriesFaultError(Fault.TOO_MANY)
    except (ValueError, OverflowError):
        raise SeriesFaultError(Fault.BROKEN) from None
    return walls


def _occurrence(wall: datetime, minutes: int, zone: ZoneInfo) -> Occurrence:
    starts_at = instant(wall, zone)
    return Occurrence(
        wall=wall,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        is_shifted=starts_at.astimezone(zone).replace(tzinfo=None, fold=0) != wall,
    )
