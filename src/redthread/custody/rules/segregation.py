"""The clocks and counters of a segregation. Plain Python.

SE: SFS 2010:610 6:4, 6:7, 6:8; Nelson Mandela rules 43-45. Rules R16 to R19.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

DUE_SOON: Final = timedelta(days=1)
MONTHS_A_YEAR: Final = 12


class Clock(StrEnum):
    """How the review of a segregation stands."""

    FINE = "fine"
    SOON = "soon"
    LATE = "late"
    """The review is overdue."""
    LAPSED = "lapsed"
    """It was allowed for so long and no longer: it must end."""


@dataclass(frozen=True, slots=True)
class Length:
    """The clock of a ground: exactly one is set."""

    every_days: int | None = None
    every_months: int | None = None
    most_days: int | None = None

    @property
    def may_go_on(self) -> bool:
        """Say whether a review may prolong it."""
        return self.most_days is None


def next_review(length: Length, *, since: datetime, tz: str) -> datetime:
    """Return when a segregation must be reviewed, or end, counted from a decision.

    Days and months keep the wall time of the place; "at most n days" are full days of 24 hours.
    """
    if length.most_days is not None:
        return since + timedelta(days=length.most_days)
    local = since.astimezone(ZoneInfo(tz)).replace(tzinfo=None)
    if length.every_months is not None:
        year, month = divmod(
            local.year * MONTHS_A_YEAR + local.month - 1 + length.every_months, MONTHS_A_YEAR
        )
        day = min(local.day, monthrange(year, month + 1)[1])
        later = local.replace(year=year, month=month + 1, day=day)
    else:
        later = local + timedelta(days=length.every_days or 0)
    return later.replace(tzinfo=ZoneInfo(tz)).astimezone(since.tzinfo)


def clock_of(length: Length, *, due_at: datetime, now: datetime) -> Clock:
    """Return how the clock stands."""
    if now >= due_at:
        return Clock.LATE if length.may_go_on else Clock.LAPSED
    return Clock.SOON if due_at - now <= DUE_SOON else Clock.FINE


def days_in(*, begins_at: datetime, now: datetime) -> int:
    """Return how many full days of 24 hours somebody has been segregated."""
    return max(0, (now - begins_at) // timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a segregation; ``is_whole`` when it was segregated from midnight to midnight."""

    on: date
    minutes: int
    visits: int
    doctors: int
    is_whole: bool

    def is_short(self, needed: int) -> bool:
        """Say whether it was a whole day with less contact than is needed."""
        return self.is_whole and self.minutes < needed


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted: a kind (``contact``, ``doctor``, ``visit``), the day, the minutes."""

    kind: str
    on: date
    minutes: int = 0


def days_of(
    notes: Iterable[Noted], *, begins_at: datetime, ends_at: datetime | None, now: datetime, tz: str
) -> list[Day]:
    """Return each day of a segregation, newest first, with what was noted for it."""
    zone = ZoneInfo(tz)
    last = min(ends_at, now) if ends_at else now
    first_day, last_day = begins_at.astimezone(zone).date(), last.astimezone(zone).date()
    noted = list(notes)
    found = []
    for n in range((last_day - first_day).days, -1, -1):
        on = first_day + timedelta(days=n)
        here = [note for note in noted if note.on == on]
        found.append(
            Day(
                on=on,
                minutes=sum(note.minutes for note in here if note.kind == "contact"),
                visits=sum(note.kind == "visit" for note in here),
                doctors=sum(note.kind == "doctor" for note in here),
                is_whole=first_day < on < last_day,
            )
        )
    return found
