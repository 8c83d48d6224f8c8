"""Bring courses up to date with what is known: one person after an event, or hundreds at once in a job.

Facts come from, and rows go to, two functions of the database that serve only what is owed
(``sql/0002_journey.up.sql``); what follows from the facts is decided by the rules in between.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from redthread.foundation.phases import Phase
from redthread.journey.queries.guides import current_ids, current_versions, tasks_of_version
from redthread.journey.rules.course import HeldGuide, Reckoned, Reckoning, reckon
from redthread.journey.rules.phases import GUIDES, INSIDE, next_change, phase_of
from redthread.journey.services.knowing import Known, calendar_for, facts_for, instant, standing_of
from redthread.journey.services.rows import Change, Outcome, course_of, line_of, phase_row, task_row
from redthread.jurisdiction.deadlines import AroundDate
from redthread.jurisdiction.guides import GuideTask


def reckon_all(people: Iterable[Known], *, now: datetime) -> Outcome:
    """Return the rows that change for these people; nothing is written."""
    outcome, packs = Outcome(), {}  # type: Outcome, dict[str, PackGuides]
    for known in people:
        code = known.facts["pack"]
        if code not in packs:
            packs[code] = guides_of(code)
        _Course(known, packs[code], now).into(outcome)
    return outcome


def counting_parole() -> bool:
    """Say whether some current guide counts from a day of possible parole, which is computed, not kept."""
    return any(
        isinstance(task.deadline, AroundDate) and task.deadline.fact == "parole"
        for id_ in current_ids()
        for task in tasks_of_version(id_).values()
    )


@dataclass(frozen=True, slots=True)
class PackGuides:
    """The current guides of a jurisdiction: version and tasks of each phase."""

    code: str
    current: Mapping[Phase, UUID]
    guides: Mapping[Phase, Mapping[str, GuideTask]]


def guides_of(pack: str) -> PackGuides:
    """Return the guides that hold now, read once a reckoning."""
    current = current_versions(pack=pack)
    return PackGuides(pack, current, {phase: tasks_of_version(id_) for phase, id_ in current.items()})


class _Course:
    """The reckoning of one person."""

    def __init__(self, known: Known, pack: PackGuides, now: datetime) -> None:
        self.known, self.pack, self.now, self.facts = known, pack, now, known.facts
        self.zone = ZoneInfo(known.facts["timezone"])
        self.standing = standing_of(known.facts)

    def into(self, outcome: Outcome) -> None:
        """Add what changes."""
        outcome.clients.append(self.known.client_id)
        phase = phase_of(self.standing, now=self.now, zone=self.zone)
        running = self._running(phase, outcome)
        if phase is None or (running is None and not self.pack.current):
            return
        before = Phase(running["phase"]) if running else None
        course = self._in(phase, before, running or self._new())
        if course != running:
            outcome.courses.append(course)
        if before != phase:
            outcome.changes.append(Change(self.known.client_id, phase, before))
        reckoning = Reckoning(
            facts=facts_for(self.facts, self.standing, now=self.now),
            calendar=calendar_for(self.pack.code, self.facts["timezone"]),
            now=self.now,
            started_at=course["started_at"],
            opened_at=course["opened_at"],
            is_inside=phase in INSIDE,
        )
        guides = self._guides(phase, course, outcome)
        lines = [line_of(t) for t in self.known.tasks] if running else []
        self._write(reckon(guides, lines, reckoning), course, outcome)

    def _running(self, phase: Phase | None, outcome: Outcome) -> dict[str, Any] | None:
        """Return the running course; it ends with a death, and with an arrival after a time outside."""
        if self.known.course is None:
            return None
        kept = course_of(self.known.course)
        arrival = self.facts.get("arrival")
        was_out = Phase(kept["phase"]) not in INSIDE
        is_back = was_out and phase in INSIDE and arrival is not None and arrival > kept["phase_since"]
        if phase is not None and not is_back:
            return kept
        outcome.courses.append(kept | {"ended_at": self.now, "look_at": None})
        outcome.phases += [
            phase_row(p) | {"left_at": self.now} for p in self.known.phases if p["left_at"] is None
        ]
        outcome.over += [
            {"id": t["id"], "client_id": self.known.client_id, "lapsed": "phase", "done_at": self.now}
            for t in self.known.tasks
            if t["status"] in {"open", "waiting", "known"}
        ]
        return None

    def _new(self) -> dict[str, Any]:
        started = self.facts.get("arrival") or self.facts.get("supervision_start") or self.now
        return {
            "id": str(uuid4()),
            "client_id": self.known.client_id,
            "pack": self.pack.code,
            "phase": "",
            "phase_since": None,
            "started_at": started,
            "opened_at": self.now,
            "look_at": None,
            "ended_at": None,
        }

    def _in(self, phase: Phase, before: Phase | None, course: dict[str, Any]) -> dict[str, Any]:
        after = course | {"look_at": next_change(self.standing, now=self.now, zone=self.zone)}
        if before != phase:
            since = self._since(phase) if before is None else self.now
            after |= {"phase": phase.value, "phase_since": since}
        return after

    def _since(self, phase: Phase) -> datetime:
        """Return since when somebody is in their phase whose course begins only now: from the facts."""
        facts = self.facts
        found = {
            Phase.REMAND: facts.get("arrival"),
            Phase.INTAKE: self.standing.intake_at,
            Phase.SUPERVISION: facts.get("supervision_start"),
            Phase.AFTER: facts.get("supervision_end") or facts.get("released_at"),
        }
        return found.get(phase) or self.now

    def _guides(self, phase: Phase, course: Mapping[str, Any], outcome: Outcome) -> list[HeldGuide]:
        """Leave the guides of the phase before and begin those of this one; what is open keeps its own."""
        wanted = {p for p in GUIDES[phase] if p in self.pack.current}
        found: list[HeldGuide] = []
        for row in self.known.phases:
            if row["course_id"] != course["id"]:
                continue
            of = Phase(row["phase"])
            is_active = row["left_at"] is None and of in wanted
            if row["left_at"] is None and not is_active:
                outcome.phases.append(phase_row(row) | {"left_at": self.now})
            tasks = tasks_of_version(UUID(row["version_id"]))
            found.append(HeldGuide(of, row["version_id"], instant(row["entered_at"]), is_active, tasks))
        for begun in sorted(wanted - {g.phase for g in found if g.is_active}):
            version, since = str(self.pack.current[begun]), course["phase_since"]
            outcome.phases.append(
                {
                    "id": str(uuid4()),
                    "course_id": course["id"],
                    "client_id": course["client_id"],
                    "phase": begun.value,
                    "version_id": version,
                    "entered_at": since,
                    "left_at": None,
                }
            )
            found.insert(0, HeldGuide(begun, version, since, is_active=True, tasks=self.pack.guides[begun]))
        return found

    def _write(self, reckoned: Reckoned, course: Mapping[str, Any], outcome: Outcome) -> None:
        outcome.tasks += [task_row(line, task, course) for line, task in reckoned.changed]
        outcome.over += [
            {"id": line.id, "client_id": course["client_id"], "lapsed": line.lapsed, "done_at": line.done_at}
            for line in reckoned.over
        ]
