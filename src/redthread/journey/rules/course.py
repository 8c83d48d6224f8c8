"""What the tasks of a course are, given what is known: the one reckoning behind every event, job and page.

A course is a function of facts. Whoever writes one (a reception, a sentence, a transfer, a day that came)
asks for the whole reckoning again; what nothing changed stays as it is, to the row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from redthread.foundation.phases import Phase
from redthread.journey.rules.clock import Calendar, Due, Facts, Task, due_of
from redthread.jurisdiction.deadlines import AfterEvent, AroundDate, Every, Limit, NoClock
from redthread.jurisdiction.guides import PHASE_FACT, GuideTask

WAITING, OPEN, DONE, SKIPPED, LAPSED, KNOWN = "waiting", "open", "done", "skipped", "lapsed", "known"
BEFORE, PHASE, DROPPED = "before", "phase", "dropped"
"""Why a task is over without having been done."""
TO_DO: Final = frozenset({WAITING, OPEN, KNOWN})
NOBODY: Final = "system"
"""The owner of what the program tells and nobody does."""
BEFORE_THE_GUIDE: Final = timedelta(days=2)
"""Who was here so long before the guides began to be kept is not late with what was due before that."""


@dataclass(frozen=True, slots=True)
class HeldGuide:
    """A guide in the version that somebody keeps; ``is_active`` while its phase holds."""

    phase: Phase
    version: str
    entered_at: datetime
    is_active: bool
    tasks: Mapping[str, GuideTask]


@dataclass(frozen=True, slots=True)
class Line:
    """The last time of a task in a course. ``id`` is empty for one that is new."""

    id: str
    version: str
    phase: Phase
    code: str
    occurrence: int
    status: str
    opened_at: datetime
    due_at: datetime | None = None
    latest_at: datetime | None = None
    counted_from: datetime | None = None
    again_at: datetime | None = None
    done_at: datetime | None = None
    lapsed: str = ""


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a reckoning looks at; ``opened_at`` is when guides began to be kept for this person."""

    facts: Facts
    calendar: Calendar
    now: datetime
    started_at: datetime
    opened_at: datetime
    is_inside: bool


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a reckoning found: lines that are new or changed with their task, and lines that are over."""

    changed: list[tuple[Line, GuideTask]]
    over: list[Line]


def reckon(guides: Sequence[HeldGuide], lines: Iterable[Line], r: Reckoning) -> Reckoned:
    """Return every line that differs from what is kept; nothing where nothing changed."""
    last = {line.code: line for line in lines}
    found = Reckoned([], [])
    active: set[str] = set()
    for guide in guides:
        if guide.is_active:
            active |= guide.tasks.keys()
            for task in guide.tasks.values():
                _keep(found, last.get(task.code), _next(last.get(task.code), task, guide, r), task)
    for line in last.values():
        if line.status in TO_DO and line.code not in active:
            _leave(found, line, guides, r)
    return found


def _keep(found: Reckoned, before: Line | None, after: Line | None, task: GuideTask) -> None:
    if after is not None and after != before:
        found.changed.append((after, task))


def _next(line: Line | None, task: GuideTask, guide: HeldGuide, r: Reckoning) -> Line | None:
    if line is None:
        return _first(task, guide, r)
    if line.status in TO_DO:
        return _moved(line, task, guide, r)
    return _again(line, task, guide, r)


def _first(task: GuideTask, guide: HeldGuide, r: Reckoning) -> Line:
    due = _due(task, guide, guide.entered_at, r)
    line = Line("", guide.version, guide.phase, task.code, 1, _status(task, due), guide.entered_at)
    was_here = r.opened_at - r.started_at > BEFORE_THE_GUIDE
    if (
        was_here
        and line.status == OPEN
        and due
        and due.at < r.opened_at
        and not isinstance(task.deadline, Every)
    ):
        line = replace(line, status=LAPSED, lapsed=BEFORE, done_at=r.now)
    return _timed(line, due)


def _moved(line: Line, task: GuideTask, guide: HeldGuide, r: Reckoning) -> Line:
    """Count anew what is still to be done; what something changed about is to be done now."""
    opened = line.again_at or line.opened_at
    due = _due(task, guide, opened, r, last_at=_last_of(line))
    status = OPEN if line.again_at and line.status == WAITING else _status(task, due)
    if isinstance(task.deadline, NoClock) and line.status == OPEN:
        status = OPEN
    version, phase = guide.version, guide.phase
    return _timed(replace(line, status=status, version=version, phase=phase, again_at=None), due)


def _again(line: Line, task: GuideTask, guide: HeldGuide, r: Reckoning) -> Line | None:
    """Return the next time of something that ended, if there is one."""
    again = replace(line, id="", occurrence=line.occurrence + 1, done_at=None, lapsed="", again_at=None)
    again = replace(again, version=guide.version, phase=guide.phase)
    if line.again_at is not None:
        due = _due(task, guide, line.again_at, r)
        return _timed(replace(again, status=OPEN, opened_at=line.again_at), due)
    if isinstance(task.deadline, Every):
        opened = line.done_at if line.status in {DONE, SKIPPED} else r.now
        due = _due(task, guide, opened or r.now, r, last_at=opened)
        return _timed(replace(again, status=OPEN, opened_at=opened or r.now), due) if due else None
    if isinstance(task.deadline, AroundDate) and line.lapsed == BEFORE:
        # It was past when the guide began; the planned day has moved away since.
        due = _due(task, guide, r.now, r)
        return _timed(replace(again, status=OPEN, opened_at=r.now), due) if due and due.at > r.now else None
    if isinstance(task.deadline, AfterEvent | Limit):
        due = _due(task, guide, r.now, r)
        if due and due.counted_from and due.counted_from > (line.counted_from or line.done_at or r.now):
            return _timed(replace(again, status=OPEN, opened_at=due.counted_from), due)
    return None


def _leave(found: Reckoned, line: Line, guides: Sequence[HeldGuide], r: Reckoning) -> None:
    """Decide about a line that no guide in force has: it goes on to be done once, or it is over."""
    held = next((g for g in guides if g.phase == line.phase), None)
    task = held.tasks.get(line.code) if held else None
    is_once = task is not None and not isinstance(task.deadline, Every) and line.status == OPEN
    if held and task and is_once and r.is_inside and not held.is_active:
        _keep(found, line, _moved(line, task, held, r), task)
        return
    why = DROPPED if held and task is None else PHASE
    found.over.append(replace(line, status=LAPSED, lapsed=why, done_at=r.now))


def _due(
    task: GuideTask, guide: HeldGuide, opened: datetime, r: Reckoning, last_at: datetime | None = None
) -> Due | None:
    facts = Facts({**r.facts.known, PHASE_FACT: guide.entered_at}, r.facts.term)
    return due_of(Task(task.deadline, task.starts, max(opened, r.opened_at), last_at), facts, r.calendar)


def _last_of(line: Line) -> datetime | None:
    """Return when the time before was done: the next time of a repeated task opened then."""
    return line.opened_at if line.occurrence > 1 else None


def _status(task: GuideTask, due: Due | None) -> str:
    if task.role == NOBODY or task.deadline is NoClock.RULE:
        return KNOWN
    return WAITING if due is None else OPEN


def _timed(line: Line, due: Due | None) -> Line:
    if due is None:
        return replace(line, due_at=None, latest_at=None, counted_from=None)
    return replace(line, due_at=due.at, latest_at=due.latest, counted_from=due.counted_from)
