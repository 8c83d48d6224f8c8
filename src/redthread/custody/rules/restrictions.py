"""What a restriction closes, and whom it never closes off. Plain Python.

SE: SFS 2010:611 6:1-3 (the kinds), 3:4-6 (counsel and authorities). Rules R24 and R25.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

PROMISE: Final = timedelta(hours=1)
"""Channels close within the hour of the decision: what is entered later is shown as late."""
LONGEST: Final = timedelta(days=3 * 365)
EARLIEST: Final = timedelta(days=366)


class Fault(StrEnum):
    """Why the times of a restriction cannot be true."""

    NOT_YET = "not_yet"
    LONG_AGO = "long_ago"
    ENDS_FIRST = "ends_first"
    IS_OVER = "is_over"
    TOO_LONG = "too_long"


def find_fault(*, begins_at: datetime, ends_at: datetime | None, now: datetime) -> Fault | None:
    """Return what is wrong with the period of a restriction that is entered now; None: nothing.

    It holds from the decision on, so it never begins in the future; without an end it holds until lifted.
    """
    if begins_at > now:
        return Fault.NOT_YET
    if begins_at < now - EARLIEST:
        return Fault.LONG_AGO
    if ends_at is None:
        return None
    if ends_at <= begins_at:
        return Fault.ENDS_FIRST
    if ends_at <= now:
        return Fault.IS_OVER
    return Fault.TOO_LONG if ends_at > begins_at + LONGEST else None


def is_closed(*, channel: str, party: str, closed: Collection[str], always_open: Collection[str]) -> bool:
    """Say whether a channel to somebody is closed: never to those who can always be reached.

    Args:
        party: what the other one is (``counsel``, ``court``, ``relative``, …).
        closed: the channels that restrictions close now.
        always_open: the parties that no restriction closes off (the pack).
    """
    return party not in always_open and channel in closed


def was_entered_late(*, decided_from: datetime, recorded_at: datetime) -> bool:
    """Say whether the channel stood open for more than an hour after the decision."""
    return recorded_at - decided_from > PROMISE
