"""When to try again, and when to give up. Plain Python."""

from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = tuple(timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440))
"""After the first failed try, the second …: a mail server that is down over a weekend loses nothing."""
KEPT_FOR: Final = timedelta(days=30)
"""What was sent is forgotten after this; a dead letter stays until somebody has looked at it."""


def next_try(*, tries: int, at: datetime, is_final: bool) -> datetime | None:
    """Return when to try again after a failed try at ``at``; None to give up.

    Args:
        tries: how many there were, this one included.
        is_final: the server said that there is no such address.
    """
    if is_final or tries > len(PAUSES):
        return None
    return at + PAUSES[tries - 1]
