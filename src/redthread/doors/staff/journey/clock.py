"""How the clock of a task is said."""

from datetime import datetime, timedelta
from typing import Final

from redthread.doors.staff.desk import Desk
from redthread.ui import words

SOON: Final = timedelta(hours=24)


def clock_of(due_at: datetime | None, desk: Desk) -> tuple[str, str]:
    """Return when something is due in words, and whether it is late, soon or fine; empty without a clock."""
    if due_at is None:
        return "", "fine"
    said = words.countdown_words(due_at, tz=desk.establishment.timezone, now=desk.now)
    if due_at < desk.now:
        return said, "late"
    return said, "soon" if due_at - desk.now < SOON else "fine"
