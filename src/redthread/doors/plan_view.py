"""A plan as every door draws it: the ring of life areas, bars of who does what when, and rows in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import cos, pi, sin
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redthread.plans.public import (
    Action,
    ActionStatus,
    ActionView,
    AreaView,
    Change,
    Continues,
    GoalStatus,
    LifeArea,
    Owner,
    Table,
)
from redthread.ui.words import date_short

PICTOGRAMS: Final[Mapping[LifeArea, str]] = {
    LifeArea.HOME: "home",
    LifeArea.WORK: "work",
    LifeArea.EDUCATION: "education",
    LifeArea.MONEY: "account",
    LifeArea.FAMILY: "people",
    LifeArea.HEALTH: "health",
    LifeArea.ADDICTION: "drink",
    LifeArea.THINKING: "help",
    LifeArea.LEISURE: "sun",
}
OWNER_SIGNS: Final = {Owner.CLIENT: "person", Owner.SERVICE: "establishment", Owner.PARTNER: "contact"}
COLOURS: Final = {
    ActionStatus.PLANNED: "info",
    ActionStatus.RUNNING: "brand1",
    ActionStatus.PAUSED: "neutral",
    ActionStatus.DONE: "success",
    ActionStatus.STOPPED: "neutral",
}
SIGNS: Final = {
    ActionStatus.PLANNED: "clock",
    ActionStatus.RUNNING: "forward",
    ActionStatus.PAUSED: "pause",
    ActionStatus.DONE: "check",
    ActionStatus.STOPPED: "cross",
}
FIELD_WORDS: Final = {
    "words": gettext_lazy("What"),
    "person": gettext_lazy("Who does it"),
    "starts_on": gettext_lazy("First day"),
    "ends_on": gettext_lazy("Last day"),
    "status": gettext_lazy("How it stands"),
    "outcome": gettext_lazy("How it ended"),
    "evidence": gettext_lazy("What shows it"),
    "continues": gettext_lazy("While the person is inside"),
    "goal_id": gettext_lazy("Goal"),
}
UTC: Final = "UTC"
"""Days of a plan are days of the calendar: no zone moves them."""
_SIZE, _RADIUS, _SPOT = 400, 142, 38
_WIDE, _ROW, _HEAD, _SIDE = 900, 30, 34, 8


@dataclass(frozen=True, slots=True)
class Spot:
    """A life area on the ring: where its picture stands, and what is in it."""

    area: str
    label: str
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


def ring_of(areas: Sequence[AreaView], *, link: bool = True) -> Ring:  # noqa: ARG001 - one shape for all
    """Return the life areas that somebody may read, laid out round a circle from the top."""
    spots = []
    for n, view in enumerate(areas):
        angle = 2 * pi * n / max(len(areas), 1) - pi / 2
        spots.append(
            Spot(
                area=view.area.value,
                label=str(view.area.label),
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
    is_open_end: bool


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
        or view.action.status not in {ActionStatus.DONE, ActionStatus.STOPPED}
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
                Bar(x, y + 24 + row * _ROW, max(z - x, 6), action.status, title, action.ends_on is None)
            )
        height = 24 + len(ends) * _ROW + 8
        lanes.append(Lane(who, icon, y, height, bars))
        y += height
    return Bars(_WIDE, y, at(today), _months(first, last, at), lanes)


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


def _months(first: date, last: date, at: Any) -> list[tuple[float, str]]:
    months, day = [], first
    while day < last:
        months.append(day)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    step = max(1, len(months) // 7)
    return [(at(m), date_short(m, tz=UTC).strip("1234567890. ")) for m in months[::step]]


def owner_words(owner: str, who: str) -> str:
    """Return whose something is."""
    if owner == Owner.CLIENT:
        return _("The person themselves")
    return who or _("Prison and probation")


def days_words(action: Action) -> str:
    """Return from when to when."""
    starts = date_short(action.starts_on, tz=UTC, year=True)
    if action.ends_on is None:
        return _("from %(day)s") % {"day": starts}
    if action.ends_on == action.starts_on:
        return starts
    return _("%(first)s to %(last)s") % {
        "first": starts,
        "last": date_short(action.ends_on, tz=UTC, year=True),
    }


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A change between two versions in words: what, where, and each field before and after."""

    area: str
    icon: str
    what: str
    words: str
    language: str
    is_new: bool
    fields: list[tuple[str, str, str]] = field(default_factory=list)


def change_lines(changes: Iterable[Change], *, goals: Mapping[str, str]) -> list[ChangeLine]:
    """Return changes in words; ``goals`` are the words of goals by id."""
    lines = []
    for change in changes:
        area = LifeArea(change.area)
        kind = _("Goal") if change.kind == "goal" else _("Action")
        lines.append(
            ChangeLine(
                area=str(area.label),
                icon=PICTOGRAMS[area],
                what=kind,
                words=change.row["words"],
                language=change.row["language"],
                is_new=change.is_new,
                fields=[
                    (
                        str(FIELD_WORDS[f.field]),
                        field_words(change.kind, f.field, f.before, goals),
                        field_words(change.kind, f.field, f.after, goals),
                    )
                    for f in change.fields
                ],
            )
        )
    return lines


def field_words(kind: str, name: str, value: Any, goals: Mapping[str, str]) -> str:
    """Return what stands in a field, as a person reads it."""
    if value in (None, ""):
        return "–"
    if name in {"starts_on", "ends_on"}:
        day = value if isinstance(value, date) else date.fromisoformat(value)
        return date_short(day, tz=UTC, year=True)
    if name == "status":
        return str((GoalStatus if kind == "goal" else ActionStatus)(value).label)
    if name == "continues":
        return str(Continues(value).label)
    if name == "goal_id":
        return goals.get(str(value), "–")
    return str(value)


def goal_words(table: Table) -> dict[str, str]:
    """Return the words of every goal that is read, by id."""
    return {str(g.goal.id): g.goal.words for area in table.areas for g in area.goals}


def action_row(view: ActionView) -> dict[str, Any]:
    """Return an action as a template shows it."""
    action = view.action
    status = ActionStatus(action.status)
    return {
        "id": action.id,
        "view": view,
        "words": action.words,
        "language": action.language,
        "who": owner_words(action.owner, view.who),
        "icon": OWNER_SIGNS[Owner(action.owner)],
        "is_client": action.owner == Owner.CLIENT,
        "person": action.person,
        "days": days_words(action),
        "status": str(status.label),
        "colour": COLOURS[status],
        "sign": SIGNS[status],
        "evidence": action.evidence,
        "continues": str(Continues(action.continues).label) if action.continues else "",
        "version": action.version,
        "is_own": view.is_own,
        "remarks": [
            {
                "id": r.id,
                "words": r.words,
                "language": r.language,
                "who": name,
                "is_proposal": r.kind == "proposal",
                "answer": r.get_answer_display() if r.kind == "proposal" else "",
                "is_open": r.kind == "proposal" and not r.answer,
            }
            for r, name in view.remarks
        ],
        "doubles": [
            {
                "answer": d.get_answer_display(),
                "words": d.words,
                "because": d.because,
                "is_anyway": d.action_id is not None,
            }
            for d in view.doubles
        ],
    }


def area_rows(table: Table) -> list[dict[str, Any]]:
    """Return each life area that is read as a template shows it."""
    return [
        {
            "area": view.area.value,
            "label": str(view.area.label),
            "icon": PICTOGRAMS[view.area],
            "may_write": view.may_write,
            "is_empty": view.is_empty,
            "goals": [
                {
                    "id": g.goal.id,
                    "words": g.goal.words,
                    "language": g.goal.language,
                    "status": str(GoalStatus(g.goal.status).label),
                    "code": g.goal.status,
                    "state": {"open": "now", "reached": "yes"}.get(g.goal.status, "gone"),
                    "outcome": g.goal.outcome,
                    "version": g.goal.version,
                    "is_client": g.goal.owner == Owner.CLIENT,
                    "who": owner_words(g.goal.owner, g.who),
                    "is_own": g.is_own,
                    "actions": [action_row(a) for a in g.actions],
                }
                for g in view.goals
            ],
            "loose": [action_row(a) for a in view.loose],
        }
        for view in table.areas
    ]


def word_rows(table: Table, *, tz: str) -> list[dict[str, Any]]:
    """Return the client's words as a template shows them, newest first."""
    looks = {"agrees": ("yes", "success"), "not": ("no", "warning"), "could_not": ("pause", "neutral")}
    return [
        {
            "id": w.word.id,
            "code": w.word.answer,
            "answer": w.word.get_answer_display(),
            "sign": looks[w.word.answer][0],
            "colour": looks[w.word.answer][1],
            "words": w.word.words,
            "language": w.word.language,
            "is_taken_down": w.word.taken_down_by is not None,
            "number": w.word.number,
            "is_current": w.is_current,
            "at": date_short(w.word.at, tz=tz, year=True),
            "signed": [(name, who or _("Prison and probation")) for _s, name, who in w.signatures],
            "is_signed_by_service": w.is_signed_by_service,
            "signers": {s.by_actor for s, _name, _who in w.signatures},
        }
        for w in table.words
    ]
