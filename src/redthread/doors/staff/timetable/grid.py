"""Where a booking stands in a week or on a day: squares of a quarter of an hour, lanes where they overlap.

The page's policy allows no styles in its markup: a place is a class (``r12 s4 c2``, see ``timetable.css``).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from redthread.timetable.public import Entry, Interval, instant, write_wall

OPENS: Final = 6
CLOSES: Final = 22
"""Hours on the wall between which a grid runs; what lies outside is drawn at its edge."""
SQUARES: Final = (CLOSES - OPENS) * 4
MOST_LANES: Final = 4


@dataclass(frozen=True, slots=True)
class Block:
    """A booking in the grid: first square (from 1), how many, and which lane of its day (0: all)."""

    entry: Entry
    row: int
    span: int
    lane: int
    start: str
    minutes: int
    may_move: bool


@dataclass(slots=True)
class Column:
    """A day of a week, or a person's row on a day."""

    day: date
    is_today: bool = False
    lanes: int = 1
    blocks: list[Block] = field(default_factory=list)


def bounds(first: date, days: int, zone: ZoneInfo) -> Interval:
    """Return the instants at which a number of local days begin and end."""
    begin = datetime.combine(first, time())
    return instant(begin, zone), instant(begin + timedelta(days=days), zone)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week(
    entries: Iterable[Entry], *, first: date, zone: ZoneInfo, today: date, may_move: bool, days: int = 7
) -> list[Column]:
    """Return the days of a week with what stands in each."""
    columns = [Column(day, is_today=day == today) for day in (first + timedelta(days=n) for n in range(days))]
    rows = list(entries)
    for column in columns:
        _fill(column, [e for e in rows if _is_on(e, column.day, zone)], zone, may_move=may_move)
    return columns


def day_row(entries: Iterable[Entry], *, day: date, zone: ZoneInfo, may_move: bool) -> Column:
    """Return one party's day as a row."""
    column = Column(day)
    _fill(column, [e for e in entries if _is_on(e, day, zone)], zone, may_move=may_move)
    return column


def _is_on(entry: Entry, day: date, zone: ZoneInfo) -> bool:
    begin, end = bounds(day, 1, zone)
    return entry.starts_at < end and begin < entry.ends_at


def _fill(column: Column, entries: list[Entry], zone: ZoneInfo, *, may_move: bool) -> None:
    begin, end = bounds(column.day, 1, zone)
    placed: list[tuple[Entry, int, int, int]] = []
    ends: list[int] = []
    for entry in sorted(entries, key=lambda e: (e.starts_at, e.ends_at)):
        first = _square(max(entry.starts_at, begin), zone)
        last = SQUARES if entry.ends_at >= end else _square(entry.ends_at - timedelta(seconds=1), zone) + 1
        first = min(first, SQUARES - 1)
        span = max(min(last, SQUARES) - first, 1)
        lane = next((n for n, over in enumerate(ends) if over <= first), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = first + span
        placed.append((entry, first, span, min(lane, MOST_LANES - 1)))
    column.lanes = min(max(len(ends), 1), MOST_LANES)
    for entry, first, span, lane in placed:
        alone = not any(
            other is not entry and at < first + span and first < at + length
            for other, at, length, _lane in placed
        )
        column.blocks.append(
            Block(
                entry=entry,
                row=first + 1,
                span=span,
                lane=0 if alone else lane + 1,
                start=write_wall(entry.starts_at.astimezone(zone).replace(tzinfo=None)),
                minutes=round((entry.ends_at - entry.starts_at).total_seconds() / 60),
                may_move=may_move and entry.is_open and entry.status == "planned",
            )
        )


def _square(at: datetime, zone: ZoneInfo) -> int:
    local = at.astimezone(zone)
    return min(max((local.hour - OPENS) * 4 + local.minute // 15, 0), SQUARES)
