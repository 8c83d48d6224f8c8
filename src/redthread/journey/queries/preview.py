"""A guide tried out on an example person before it is published, and warnings of what can never be met."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from redthread.foundation.phases import Phase
from redthread.journey.queries.guides import pack_of, read_tasks
from redthread.journey.rules.clock import Facts, Task, due_of
from redthread.journey.rules.never import Never, why_never
from redthread.journey.words import PHASES
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.guides import FACTS, PHASE_FACT, GuideTask, Known


@dataclass(frozen=True, slots=True)
class Example:
    """An invented person: came on a day, was sentenced on one, and is to be released on one."""

    arrived_at: datetime
    sentenced_at: datetime
    release_on: date
    ends_on: date

    def facts(self, phase: Phase) -> Facts:
        """Return what would be known of them; what nobody tells happened a week after the phase began."""
        begins = self.begins(phase)
        opened: dict[str, Any] = {
            name: begins + timedelta(days=7) for name, known in FACTS.items() if known is Known.NOTED
        }
        happened = ("transfer", "restriction_decided", "segregation")
        opened |= {name: begins + timedelta(days=7) for name in FACTS if name.startswith(happened)}
        opened |= {PHASE_FACT: begins, "arrival": self.arrived_at, "intake": self.sentenced_at}
        opened |= {
            "release": self.release_on,
            "parole": self.release_on,
            "supervision_planned_end": self.ends_on,
        }
        if phase in {Phase.SUPERVISION, Phase.AFTER}:
            opened |= {"supervision_start": self.begins(Phase.SUPERVISION)}
        if phase is Phase.AFTER:
            opened |= {"supervision_end": begins}
        return Facts(opened, (self.sentenced_at.date(), self.ends_on))

    def begins(self, phase: Phase) -> datetime:
        """Return when a phase would begin for them."""
        noon = self.arrived_at.timetz()
        release = datetime.combine(self.release_on, noon)
        return {
            Phase.REMAND: self.arrived_at,
            Phase.INTAKE: self.sentenced_at,
            Phase.SERVING: self.sentenced_at + timedelta(days=28),
            Phase.RELEASE: max(self.sentenced_at + timedelta(days=28), release - timedelta(days=365)),
            Phase.SUPERVISION: release,
            Phase.AFTER: datetime.combine(self.ends_on, noon),
        }[phase]


@dataclass(frozen=True, slots=True)
class Previewed:
    """A task of a draft on the example person; ``warning`` in words, empty: none."""

    task: GuideTask
    due_at: datetime | None
    warning: str


def example_person(*, now: datetime) -> Example:
    """Return somebody who came two months ago and serves two years, two thirds of them inside."""
    arrived = now - timedelta(days=60)
    sentenced = now - timedelta(days=10)
    ends = (sentenced + timedelta(days=730)).date()
    return Example(arrived, sentenced, (sentenced + timedelta(days=487)).date(), ends)


def preview_guide(*, pack: str, phase: Phase, tasks: Mapping[str, Any], example: Example) -> list[Previewed]:
    """Return what a draft would mean for an example person: when each task is due, and what never can be.

    Raises:
        PackError: a task cannot be read; names the key.
    """
    calendar = calendar_of(pack_of(pack))
    facts, opened = example.facts(phase), example.begins(phase)
    found = []
    for task in read_tasks(tasks, pack=pack, phase=phase).values():
        due = due_of(Task(task.deadline, task.starts, opened), facts, calendar)
        never = why_never(task.deadline, starts=task.starts, phase=phase)
        found.append(Previewed(task, due.at if due else None, say_never(never, phase) if never else ""))
    return found


def say_never(never: Never, phase: Phase) -> str:
    """Return in words why a deadline can never be met."""
    words = {
        Never.PAST: _("This day is past before “%(phase)s” begins: nobody can do it in time."),
        Never.LATER: _("This counts from something that comes only after “%(phase)s”."),
        Never.CONTRADICTORY: _("The longest limit is shorter than the usual one."),
        Never.TOO_FAR: _("This lies more than a hundred years away."),
    }
    return words[never] % {"phase": PHASES[phase]}
