"""The rows of a reckoning: from what is kept to the lines of the rules, and back."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from django.db import connection

from redthread.foundation.phases import Phase
from redthread.journey.rules.course import Line
from redthread.journey.services.knowing import instant
from redthread.jurisdiction.guides import GuideTask

COURSE: Final = (
    "id",
    "client_id",
    "pack",
    "phase",
    "phase_since",
    "started_at",
    "opened_at",
    "look_at",
    "ended_at",
)
PHASE: Final = ("id", "course_id", "client_id", "phase", "version_id", "entered_at", "left_at")
_LINE: Final = ("opened_at", "due_at", "latest_at", "counted_from", "again_at", "done_at")


@dataclass(frozen=True, slots=True)
class Change:
    """A course that entered another phase."""

    client_id: int
    phase: Phase
    before: Phase | None


@dataclass(slots=True)
class Outcome:
    """The rows of a reckoning over many people, ready to be written."""

    clients: list[int] = field(default_factory=list)
    courses: list[dict[str, Any]] = field(default_factory=list)
    phases: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    over: list[dict[str, Any]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def write(outcome: Outcome, *, at: datetime) -> None:
    """Write the rows of a reckoning; it is paid then."""
    parts = (outcome.courses, outcome.phases, outcome.tasks, outcome.over)
    with connection.cursor() as cursor:
        cursor.execute(
            "select journey.settle(%s, %s, %s, %s, %s, %s)",
            [outcome.clients, *(json.dumps(p, default=_plain) for p in parts), at],
        )


def course_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a course as it is kept, with instants."""
    return {k: instant(row[k]) if k.endswith(("_at", "_since")) else row[k] for k in COURSE}


def phase_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a phase of a course as it is kept."""
    return {key: row[key] for key in PHASE}


def line_of(row: Mapping[str, Any]) -> Line:
    """Return the last time of a task as the rules look at it."""
    return Line(
        id=row["id"],
        version=row["version"],
        phase=Phase(row["phase"]),
        code=row["code"],
        occurrence=row["occurrence"],
        status=row["status"],
        lapsed=row["lapsed"],
        **{name: instant(row[name]) for name in _LINE},
    )


def task_row(line: Line, task: GuideTask, course: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task as it is written."""
    return {
        "id": line.id or str(uuid4()),
        "course_id": course["id"],
        "client_id": course["client_id"],
        "version_id": line.version,
        "phase": line.phase.value,
        "code": line.code,
        "occurrence": line.occurrence,
        "order": task.order,
        "info_class": int(task.info_class),
        "is_shown": task.client is not None,
        "role": task.role,
        "escalates_to": task.escalates_to,
        "checks": list(task.check),
        "repeats_on": list(task.repeat_on),
        "status": line.status,
        "opened_at": line.opened_at,
        "due_at": line.due_at,
        "latest_at": line.latest_at,
        "counted_from": line.counted_from,
        "done_at": line.done_at,
        "lapsed": line.lapsed,
    }


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
