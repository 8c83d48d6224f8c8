"""Working days of an establishment: public holidays (PyPI ``holidays``) and the pack's own closing days.

Days are local days of the establishment, so a night or a change of the clock never moves a promise.
The day something is handed in does not count (SE: lagen om beräkning av lagstadgad tid, 1930:173).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from redthread.jurisdiction.pack import HolidayRules, Pack

SATURDAY = 5
_LONGEST_CLOSURE = 366
"""Days without one working day after which a calendar is held to be broken."""


class CalendarError(Exception):
    """A calendar that has no working days, or an instant without a timezone."""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Working days and office hours of one establishment."""

    rules: HolidayRules
    timezone: ZoneInfo
    opens: time
    closes: time
    extra_closed: frozenset[date] = field(default_factory=frozenset)

    def is_working_day(self, day: date) -> bool:
        """Say whether offices are open on a local day."""
        return not (
            day.weekday() >= SATURDAY
            or day in self.extra_closed
            or day in _public_holidays(self.rules.country, self.rules.categories, day.year)
            or any(closing.falls_on(day) for closing in self.rules.closing_days)
        )

    def local_day(self, at: datetime) -> date:
        """Return the establishment's day of an instant.

        Raises:
            CalendarError: ``at`` has no timezone.
        """
        if at.tzinfo is None:
            message = "an instant needs a timezone"
            raise CalendarError(message)
        return at.astimezone(self.timezone).date()

    def add_working_days(self, start_at: datetime, days: int) -> datetime:
        """Return the end of office hours ``days`` working days after the day of ``start_at``.

        ``days`` 0 is the same day, or the next working day when that day is closed or its office hours
        are over.

        Raises:
            CalendarError: ``days`` is negative, or the calendar has no working days.
        """
        if days < 0:
            message = "working days are counted forward"
            raise CalendarError(message)
        start = self.local_day(start_at)
        if days == 0 and self.is_working_day(start) and start_at <= self.office_end(start):
            return self.office_end(start)
        ahead = self._working_days_after(start)
        for _ in range(max(days, 1) - 1):
            next(ahead)
        return self.office_end(next(ahead))

    def working_days_between(self, start_at: datetime, end_at: datetime) -> int:
        """Return how many working days lie after the day of ``start_at``, up to and with that of ``end_at``.

        Negative when ``end_at`` comes first, so that the same number of days late reads as ``-n``.
        """
        first, last = self.local_day(start_at), self.local_day(end_at)
        if last < first:
            return -self._count(last, first)
        return self._count(first, last)

    def last_day(self, start_at: datetime, days: int) -> date:
        """Return the last local day of a limit in calendar days; a closed one moves to the next working day.

        SE: lagen om beräkning av lagstadgad tid (1930:173) 2 §; elsewhere an own default in the client's
        favour.
        """
        last = self.local_day(start_at) + timedelta(days=days)
        return last if self.is_working_day(last) else next(self._working_days_after(last))

    def office_end(self, day: date) -> datetime:
        """Return when office hours end on a local day."""
        return datetime.combine(day, self.closes, tzinfo=self.timezone)

    def _count(self, after: date, until: date) -> int:
        span = (until - after).days
        return sum(self.is_working_day(after + timedelta(days=ahead)) for ahead in range(1, span + 1))

    def _working_days_after(self, day: date) -> Iterator[date]:
        closed = 0
        while closed < _LONGEST_CLOSURE:
            day += timedelta(days=1)
            if self.is_working_day(day):
                closed = 0
                yield day
            else:
                closed += 1
        message = f"no working day in the {_LONGEST_CLOSURE} days up to {day}"
        raise CalendarError(message)


def calendar_of(
    pack: Pack, *, timezone: str | None = None, extra_closed: frozenset[date] = frozenset()
) -> WorkingCalendar:
    """Return the calendar of an establishment under a pack, in its own timezone where it has one.

    Args:
        pack: whose holidays, closing days and office hours count.
        timezone: IANA name of the establishment's timezone; the pack's when none is given.
        extra_closed: closing days of the establishment itself.
    """
    return WorkingCalendar(
        rules=pack.holidays,
        timezone=ZoneInfo(timezone or pack.timezone),
        opens=pack.office_hours.opens,
        closes=pack.office_hours.closes,
        extra_closed=extra_closed,
    )


@lru_cache(maxsize=256)
def _public_holidays(country: str, categories: tuple[str, ...], year: int) -> frozenset[date]:
    if not country:
        return frozenset()
    return frozenset(holidays.country_holidays(country, years=year, categories=categories))
