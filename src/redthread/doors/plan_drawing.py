"""A plan as a drawing: the ring of life areas, and bars of who does what when."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi, sin

from redthread.doors.plan_view import OWNER_SIGNS, PICTOGRAMS, SHORT, UTC, days_words, owner_words
from redthread.plans.public import ActionView, AreaView, GoalStatus, LifeArea, Owner
from redthread.ui.words import date_short

_SIZE, _RADIUS, _SPOT = 400, 140, 35
_WIDE, _ROW, _HEAD, _SIDE = 900, 30, 34, 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A life area on the ring: where its picture stands, and what is in it."""

    area: str
    label: str
    short: str
    icon: str
    x: float
    y: float
    state: str
    """``open``: worked on; ``reached``: every goal is; ``doing``: actions without a goal; ``empty``."""
    count: int


@dataclass(frozen=True, slots=True)
class Ring:
    """The ring of life areas; ``sewn`` is the path through those that are worked on, all round."""

    size: int
    spot: int
    radius: int
    spots: list[Spot]


def ring_of(areas: Sequence[AreaView]) -> Ring:
    """Return the life areas that somebody may read, laid out round a circle from the top."""
    spots = []
    for n, view in enumerate(areas):
        angle = 2 * pi * n / max(len(areas), 1) - pi / 2
        spots.append(
            Spot(
                area=view.area.value,
                label=str(view.area.label),
                short=str(SHORT[view.area]),
                icon=PICTOGRAMS[view.area],
                x=round(_SIZE / 2 + _RADIUS * cos(angle), 1),
                y=round(_SIZE / 2 + _RADIUS * sin(angle), 1),
                state=_state(view),
                count=view.open_goals or view.open_actions,
            )
        )
    return Ring(_SIZE, _SPOT, _RADIUS, spots)


def _state(view: AreaView) -> str:
    if view.open_goals:
        return "open"
    if any(g.goal.status == GoalStatus.REACHED for g in view.goals) and not view.open_actions:
        return "reached"
    return "doing" if view.open_actions else "empty"


@dataclass(frozen=True, slots=True)
class Bar:
    """An action on the line of time; ``x`` and ``width`` in units of the view box."""

    x: float
    y: float
    width: float
    status: str
    title: str
    short: str
    """As much of the words as fits into the bar; empty where too little does."""


@dataclass(frozen=True, slots=True)
class Lane:
    """The actions of one owner."""

    who: str
    icon: str
    y: float
    height: float
    bars: list[Bar]


@dataclass(frozen=True, slots=True)
class Bars:
    """Who does what when: one lane for each owner, months above, today as a line."""

    width: int
    height: float
    today: float
    months: list[tuple[float, str]]
    lanes: list[Lane]


def bars_of(areas: Iterable[AreaView], *, today: date, mirror: bool = False) -> Bars | None:
    """Return the line of time of everything that has not ended long ago; None where nothing is there."""
    actions = [
        (view, area.area)
        for area in areas
        for view in area.actions
        if (view.action.ends_on or today) >= today - timedelta(days=180)
    ]
    if not actions:
        return None
    first = min([today, *(v.action.starts_on for v, _a in actions)])
    first = max(first, today - timedelta(days=240)).replace(day=1)
    last = max([today + timedelta(days=60), *(v.action.ends_on or today for v, _a in actions)])
    last = min(last, today + timedelta(days=420)) + timedelta(days=14)
    span = (last - first).days or 1

    def at(day: date) -> float:
        share = min(max((day - first).days / span, 0), 1)
        return round(_SIDE + (1 - share if mirror else share) * (_WIDE - 2 * _SIDE), 1)

    lanes, y = [], float(_HEAD)
    for who, icon, rows in _by_owner(actions):
        bars, ends = [], []  # type: ignore[var-annotated]
        for view, _area in rows:
            action = view.action
            until = action.ends_on or last
            # An action goes into the first row that is free by then.
            row = next((n for n, end in enumerate(ends) if end < action.starts_on), len(ends))
            ends[row : row + 1] = [until]
            x, z = sorted((at(action.starts_on), at(until + timedelta(days=1))))
            title = f"{action.words} · {days_words(action)}"
            bars.append(
                Bar(x, y + 24 + row * _ROW, max(z - x, 6), action.status, title, fitting(action.words, z - x))
            )
        height = 24 + len(ends) * _ROW + 8
        lanes.append(Lane(who, icon, y, height, bars))
        y += height
    return Bars(_WIDE, y, at(today), _months(first, last, at), lanes)


def fitting(words: str, width: float) -> str:
    """Return the words as far as they fit into a bar, with dots where they go on."""
    letters = int((width - 18) / 6.6)
    if letters < 6:  # noqa: PLR2004 - less says nothing
        return ""
    return words if len(words) <= letters else words[: letters - 1].rstrip(" ,.") + "…"


def _by_owner(
    actions: Sequence[tuple[ActionView, LifeArea]],
) -> list[tuple[str, str, list[tuple[ActionView, LifeArea]]]]:
    order = {Owner.CLIENT: 0, Owner.SERVICE: 1, Owner.PARTNER: 2}
    found: dict[tuple[int, str], list[tuple[ActionView, LifeArea]]] = {}
    for view, area in actions:
        found.setdefault((order[Owner(view.action.owner)], view.who), []).append((view, area))
    return [
        (
            owner_words(rows[0][0].action.owner, who),
            OWNER_SIGNS[Owner(rows[0][0].action.owner)],
            sorted(rows, key=lambda r: (r[0].action.starts_on, str(r[0].action.id))),
        )
        for (_n, who), rows in sorted(found.items(), key=lambda item: item[0])
    ]


def _months(first: date, last: date, at: Callable[[date], float]) -> list[tuple[float, str]]:
    months, day = [], first
    while day < last:
        months.append(day)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    step = max(1, len(months) // 7)
    return [(at(m), date_short(m, tz=UTC).strip("1234567890. ")) for m in months[::step]]
