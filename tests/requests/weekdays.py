"""A calendar for tests of rules: Monday to Friday, office closes at five, one time zone."""

from datetime import UTC, date, datetime, time, timedelta


class Weekdays:
    """Monday to Friday in UTC; satisfies ``rules.promise.WorkingCalendar``."""

    def add_working_days(self, start_at: datetime, days: int) -> datetime:
        """Return five o'clock on the ``days``-th weekday after the day of ``start_at``."""
        day = start_at.date()
        while days > 0:
            day += timedelta(days=1)
            days -= day.weekday() < 5
        return datetime.combine(day, time(17), tzinfo=UTC)

    def working_days_between(self, start_at: datetime, end_at: datetime) -> int:
        """Count weekdays after the first day, up to and with the last."""
        span = (end_at.date() - start_at.date()).days
        days = (start_at.date() + timedelta(days=n) for n in range(1, span + 1))
        return sum(day.weekday() < 5 for day in days)

    def last_day(self, start_at: datetime, days: int) -> date:
        """Return the day, moved to Monday from a weekend."""
        day = start_at.date() + timedelta(days=days)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)
