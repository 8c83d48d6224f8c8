"""A plan as every door draws it: the ring of life areas, bars of who does what when, and rows in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redthread.foundation.errors import DomainError
from redthread.plans.public import (
    Action,
    ActionStatus,
    ActionView,
    Agreement,
    Change,
    Continues,
    DoubleEffort,
    DoubleReason,
    EditedMeanwhileError,
    GoalStatus,
    LifeArea,
    Owner,
    Table,
)
from redthread.ui.words import date_short, time_of_day

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
SHORT: Final = {
    LifeArea.HOME: gettext_lazy("Housing"),
    LifeArea.WORK: gettext_lazy("Job"),
    LifeArea.EDUCATION: gettext_lazy("School"),
    LifeArea.MONEY: gettext_lazy("Money"),
    LifeArea.FAMILY: gettext_lazy("Family"),
    LifeArea.HEALTH: gettext_lazy("Health"),
    LifeArea.ADDICTION: gettext_lazy("Addiction"),
    LifeArea.THINKING: gettext_lazy("Choices"),
    LifeArea.LEISURE: gettext_lazy("Free time"),
}
"""Names that fit under a picture."""
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
    "answer": gettext_lazy("Answer"),
    "evidence": gettext_lazy("What shows it"),
    "continues": gettext_lazy("While the person is inside"),
    "goal_id": gettext_lazy("Goal"),
}
GOAL_FIELDS: Final = ("words", "status", "outcome")
WORD_FIELDS: Final = ("answer", "words")
UTC: Final = "UTC"
"""Days of a plan are days of the calendar: no zone moves them."""


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
    choices = {
        "status": GoalStatus if kind == "goal" else ActionStatus,
        "answer": Agreement,
        "continues": Continues,
    }
    if name in choices:
        return str(choices[name](value).label)
    if name == "goal_id":
        return goals.get(str(value), "–")
    return str(value)


def side_by_side(
    error: DomainError | None, kind: str, fields: Iterable[str], *, goals: Mapping[str, str], tz: str
) -> dict[str, Any] | None:
    """Return both versions, field by field, for the later of two editors; None after any other error.

    Args:
        kind: ``goal``, ``action`` or ``word``.
    """
    if not isinstance(error, EditedMeanwhileError):
        return None
    rows = []
    for name in fields:
        said = (
            field_words(kind, name, getattr(error.theirs, name), goals),
            field_words(kind, name, error.mine.get(name), goals),
        )
        if said != ("–", "–"):
            rows.append({"field": str(FIELD_WORDS[name]), "theirs": said[0], "mine": said[1]})
    return {
        "message": error.message,
        "by": error.by,
        "at": f"{date_short(error.at, tz=tz)} {time_of_day(error.at, tz=tz)}",
        "rows": rows,
        "version": getattr(error.theirs, "version", 0),
    }


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
                "because": " · ".join(filter(None, (reason_words(d), d.because))),
                "is_anyway": d.action_id is not None,
            }
            for d in view.doubles
        ],
    }


def reason_words(double: DoubleEffort) -> str:
    """Return why something was started anyway; empty where own words say it."""
    return str(DoubleReason(double.reason).label) if double.reason not in {"", DoubleReason.OTHER} else ""


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
