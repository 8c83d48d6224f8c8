"""The next times at which everybody is free.

Intervals are half-open pairs of instants in UTC, ``(start, end)``: a change of the clock neither stretches
nor hides one. Opening hours are wall times; they become instants day by day.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from heapq import merge
from zoneinfo import ZoneInfo

Interval = tuple[datetime, datetime]


def open_windows(
    *, first: date, days: int, opens: time, closes: time, zone: ZoneInfo, is_open: Callable[[date], bool]
) -> Iterator[Interval]:
    """Yield when a house is open, day by day, in UTC.

    Args:
        first: the first local day.
        days: how many days to look at.
        opens, closes: wall times; one that a night of change skips is read by the offset before it.
        is_open: whether a local day counts (working days, or all).
    """
    for ahead in range(days):
        day = first + timedelta(days=ahead)
        if is_open(day):
            begin = datetime.combine(day, opens, zone).astimezone(UTC)
            end = datetime.combine(day, closes, zone).astimezone(UTC)
            if begin < end:
                yield begin, end


def next_slots(
    *,
    busy: Iterable[Sequence[Interval]],
    windows: Iterable[Interval],
    length: timedelta,
    count: int,
    step: timedelta,
    not_before: datetime,
) -> list[Interval]:
    """Return the next ``count`` free slots common to all parties, none overlapping another, earliest first.

    Time is linear in the number of intervals that lie before the last slot found.

    Args:
        busy: for each party, its taken intervals, sorted by start.
        windows: when the house is open, sorted and apart.
        length: how long a slot is, more than nothing.
        step: slots begin at whole steps after their window opens.
        not_before: no slot begins earlier.
    """
    if length <= timedelta() or step <= timedelta():
        message = "a slot and a step take time"
        raise ValueError(message)
    found: list[Interval] = []
    taken = _union(busy)
    block = next(taken, None)
    for opens, closes in windows:
        cursor = _aligned(max(opens, not_before), opens, step)
        while cursor + length <= closes:
            while block is not None and block[1] <= cursor:
                block = next(taken, None)
            if block is not None and block[0] < cursor + length:
                cursor = _aligned(block[1], opens, step)
                continue
            found.append((cursor, cursor + length))
            if len(found) == count:
                return found
            cursor = _aligned(cursor + length, opens, step)
    return found


def overlaps(one: Interval, other: Interval) -> bool:
    """Say whether two half-open intervals share an instant."""
    return one[0] < other[1] and other[0] < one[1]


def which_are_taken(wanted: Sequence[Interval], busy: Iterable[Interval]) -> list[bool]:
    """Say for each wanted interval whether something overlaps it; ``busy`` in any order."""
    blocks = list(_union([sorted(busy)]))
    ends = [end for _, end in blocks]
    found = []
    for start, stop in wanted:
        at = bisect_right(ends, start)
        found.append(at < len(blocks) and blocks[at][0] < stop)
    return found


def _union(busy: Iterable[Sequence[Interval]]) -> Iterator[Interval]:
    """Yield the parties' intervals as one sorted row of blocks that neither touch nor overlap."""
    rows = merge(*busy)
    begin, end = next(rows, (None, None))
    for start, stop in rows:
        if end is not None and start <= end:
            end = max(end, stop)
        else:
            if begin is not None and end is not None:
                yield begin, end
            begin, end = start, stop
    if begin is not None and end is not None:
        yield begin, end


def _aligned(at: datetime, origin: datetime, step: timedelta) -> datetime:
    """Return the first whole step after ``origin`` that is not before ``at``."""
    return origin + -((origin - at) // step) * step
