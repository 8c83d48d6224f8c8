"""What changed between two versions of a plan, field by field, so that a person can read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

GOAL_FIELDS: Final = ("words", "status", "outcome")
ACTION_FIELDS: Final = (
    "words",
    "person",
    "starts_on",
    "ends_on",
    "status",
    "evidence",
    "continues",
    "goal_id",
)
Snapshot = Mapping[str, Any]
EMPTY: Final[Snapshot] = {"goals": [], "actions": []}


class Kind(StrEnum):
    """What a change is about."""

    GOAL = "goal"
    ACTION = "action"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; None stands for empty."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A goal or an action that is new, or whose fields are others.

    Attributes:
        row: as it stands after.
        fields: empty for what is new.
    """

    kind: Kind
    area: str
    row: Mapping[str, Any]
    is_new: bool
    fields: tuple[FieldChange, ...] = ()


def areas_at(versions: Iterable[tuple[int, str, Snapshot]], number: int) -> dict[str, Snapshot]:
    """Return each area as it stood at a version: the latest row of it up to then.

    Args:
        versions: number, area and snapshot, in any order.
        number: of the version; 0 is the empty plan.
    """
    found: dict[str, tuple[int, Snapshot]] = {}
    for n, area, snapshot in versions:
        if n <= number and (area not in found or found[area][0] < n):
            found[area] = (n, snapshot)
    return {area: snapshot for area, (_n, snapshot) in found.items()}


def differences(before: Mapping[str, Snapshot], after: Mapping[str, Snapshot]) -> list[Change]:
    """Return what is new or other in ``after``; nothing ever disappears from a plan."""
    found: list[Change] = []
    for area, snapshot in after.items():
        earlier = before.get(area, EMPTY)
        for kind, rows, fields in (
            (Kind.GOAL, "goals", GOAL_FIELDS),
            (Kind.ACTION, "actions", ACTION_FIELDS),
        ):
            known = {row["id"]: row for row in earlier[rows]}
            for row in snapshot[rows]:
                old = known.get(row["id"])
                if old is None:
                    found.append(Change(kind, area, row, is_new=True))
                elif changed := field_changes(old, row, fields):
                    found.append(Change(kind, area, row, is_new=False, fields=changed))
    return found


def field_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], fields: Iterable[str] = ACTION_FIELDS
) -> tuple[FieldChange, ...]:
    """Return the fields in which two states of one row differ; empty text and None are the same."""
    return tuple(
        FieldChange(name, before.get(name) or None, after.get(name) or None)
        for name in fields
        if (before.get(name) or None) != (after.get(name) or None)
    )
