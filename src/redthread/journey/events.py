"""What happens to courses and guides. ``title`` is a text in every language, said in the reader's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseBegan(ThreadEvent):
    """Somebody's course entered a phase."""

    kind: ClassVar[str] = "journey.phase_began"
    phase: str
    before: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _TaskEvent(ThreadEvent):
    task_id: UUID
    code: str
    title: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(_TaskEvent):
    """Somebody said that a task is done."""

    kind: ClassVar[str] = "journey.task_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskSkipped(_TaskEvent):
    """Somebody decided that a task is not needed; the reason stays in the task."""

    kind: ClassVar[str] = "journey.task_skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned(_TaskEvent):
    """A task was given to somebody."""

    kind: ClassVar[str] = "journey.task_assigned"
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskLate(_TaskEvent):
    """A task is late, and the next role is told."""

    kind: ClassVar[str] = "journey.task_late"
    role: str
    escalates_to: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DayNoted(ThreadEvent):
    """The day of something that no other part of the service sees was noted."""

    kind: ClassVar[str] = "journey.day_noted"
    fact: str
    happened_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseTakenOver(ThreadEvent):
    """A course was taken over to the current versions of the guides."""

    kind: ClassVar[str] = "journey.course_taken_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePublished(ThreadEvent):
    """A version of a guide was published; of the house."""

    kind: ClassVar[str] = "journey.guide_published"
    pack: str
    phase: str
    number: int
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationStarted(ThreadEvent):
    """Everybody under a jurisdiction is being taken over to its current guides; of the house."""

    kind: ClassVar[str] = "journey.migration_started"
    pack: str
    total: int
