"""A guide as a line in time: when each task would be due for an example person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redthread.doors.staff.desk import Desk
from redthread.doors.staff.office.page import language
from redthread.journey.public import Previewed
from redthread.ui.words import date_long, date_short

WIDTH: Final = 1000
MARGIN: Final = 44
APART: Final = 30
"""How far knots must be from each other to stand in one row; units of the drawing."""
TICKS: Final = 7
RIGHT_TO_LEFT: Final = "ar"


@dataclass(slots=True)
class Knot:
    """A task on the line: its number, and where."""

    number: int
    x: float
    y: float = 0
    is_late: bool = False


@dataclass(slots=True)
class Day:
    """What is due on one day; ``after`` says how long after the phase began."""

    label: str
    after: str
    tasks: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Picture:
    """The line: knots over an axis of days, the same in words below it, and what has no day."""

    width: int
    height: float
    axis: float
    knots: list[Knot]
    ticks: list[tuple[float, str]]
    begins: float
    days: list[Day]
    without: list[dict[str, Any]]


def draw(desk: Desk, begins: datetime, lines: Sequence[tuple[Previewed, dict[str, Any]]]) -> Picture:
    """Return tasks, with their lines of the list, as a picture; ``begins`` is when the phase does."""
    dated = sorted(((p.due_at, line) for p, line in lines if p.due_at is not None), key=lambda pair: pair[0])
    without = [line for p, line in lines if p.due_at is None]
    first = min([begins, *(due for due, _line in dated)])
    last = max([begins + timedelta(days=1), *(due for due, _line in dated)])
    whole = (last - first).total_seconds()

    def across(at: datetime) -> float:
        part = (at - first).total_seconds() / whole
        part = 1 - part if language() == RIGHT_TO_LEFT else part
        return round(MARGIN + part * (WIDTH - 2 * MARGIN), 1)

    knots = [Knot(n, across(due)) for n, (due, _line) in enumerate(dated, 1)]
    rows = _stack(knots)
    axis = rows * APART + 16
    for knot in knots:
        knot.y = axis - knot.y * APART - APART
    return Picture(
        WIDTH,
        axis + 34,
        axis,
        knots,
        _ticks(desk, first, last, across),
        across(begins),
        _days(desk, begins, [(due, line | {"number": n}) for n, (due, line) in enumerate(dated, 1)]),
        without,
    )


def _stack(knots: list[Knot]) -> int:
    """Put knots that would touch above each other: ``y`` is the row, 0 the lowest. Return how many rows."""
    ends: list[list[float]] = []
    for knot in knots:
        row = next((n for n, taken in enumerate(ends) if all(abs(knot.x - x) >= APART for x in taken)), None)
        if row is None:
            ends.append([])
            row = len(ends) - 1
        ends[row].append(knot.x)
        knot.y = row
    return max(len(ends), 1)


def _ticks(desk: Desk, first: datetime, last: datetime, across: Any) -> list[tuple[float, str]]:
    step = max(1, -(-(last - first).days // (TICKS - 1)))
    days = [first + timedelta(days=step * n) for n in range(TICKS)]
    return [(across(day), _short(day, desk)) for day in days if day <= last]


def _days(desk: Desk, begins: datetime, dated: Sequence[tuple[datetime, dict[str, Any]]]) -> list[Day]:
    found: dict[date, Day] = {}
    start = begins.astimezone(desk.zone).date()
    for due, line in dated:
        on = due.astimezone(desk.zone).date()
        if on not in found:
            found[on] = Day(date_long(due, tz=desk.zone.key, year=True), _after((on - start).days))
        found[on].tasks.append(line)
    return list(found.values())


def _after(days: int) -> str:
    if days == 0:
        return _("the day the phase begins")
    if days < 0:
        words = ngettext("%(num)s day before the phase begins", "%(num)s days before the phase begins", -days)
        return words % {"num": -days}
    return ngettext("%(num)s day into the phase", "%(num)s days into the phase", days) % {"num": days}


def _short(at: datetime, desk: Desk) -> str:
    return date_short(at, tz=desk.zone.key)
