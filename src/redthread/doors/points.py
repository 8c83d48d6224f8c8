"""A published schedule on somebody's course as one picture, the same at the staff and the partner door.

Denmark's Køreplan for god løsladelse has twelve points; a jurisdiction whose guides number nothing has none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from redthread.doors.deadline_words import say_deadline
from redthread.foundation import thread
from redthread.journey.public import PHASE_WORDS, Point, TaskStatus, name_of_role
from redthread.ui import words

SOON: Final = timedelta(days=7)
"""So long before its day a point is marked."""
PICTOGRAMS: Final = {
    "done": "check",
    "left": "no",
    "late": "late",
    "soon": "clock",
    "open": "clock",
    "waiting": "clock",
    "ahead": "forward",
    "over": "history",
    "unknown": "minus",
}
"""How a point stands, and its picture."""
_OVER: Final = {TaskStatus.SKIPPED: "left", TaskStatus.LAPSED: "over"}


@dataclass(frozen=True, slots=True)
class PointLine:
    """A point in words: ``state`` a key of :data:`PICTOGRAMS`, ``when`` the same said, ``day`` until when."""

    number: int
    title: str
    state: str
    icon: str
    when: str
    day: str
    who: str
    is_mine: bool
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole schedule: its points in order, and the sentence above them."""

    lines: Sequence[PointLine]
    told: str
    chosen: Point | None


def picture_of(
    points: Sequence[Point],
    *,
    chosen: int | None,
    is_mine: Callable[[Point], bool],
    now: datetime,
    tz: str,
    language: str,
) -> Picture | None:
    """Return the schedule as one picture for a reader, None where there is none.

    Args:
        chosen: the number of the point whose guide is unfolded.
        is_mine: says whether a point is the reader's to do.
    """
    if not points:
        return None
    people = {i for p in points if p.task for i in (p.task.assignee_id, p.task.done_by) if i}
    names = thread.names_of(sorted(people))
    lines = []
    for point in points:
        state, when, day = _standing(point, now=now, tz=tz)
        lines.append(
            PointLine(
                number=point.number,
                title=point.guide.title.in_language(language),
                state=state,
                icon=PICTOGRAMS[state],
                when=when,
                day=day,
                who=_who(point, names, language),
                is_mine=state not in {"done", "left", "over", "unknown"} and is_mine(point),
                is_chosen=point.number == chosen,
            )
        )
    return Picture(lines, _told(lines), next((p for p in points if p.number == chosen), None))


def chosen_point(request: HttpRequest) -> int | None:
    """Return the number of the point that a page is asked for, or that a form on it was sent from."""
    value = request.POST.get("point") or request.GET.get("point", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 3 else None  # noqa: PLR2004


def _standing(point: Point, *, now: datetime, tz: str) -> tuple[str, str, str]:
    """Return how a point stands, the same in words, and its day."""
    task, until = point.task, say_deadline(point.guide.deadline, starts=point.guide.starts)
    if task is None and point.is_ahead:
        phase = str(PHASE_WORDS[point.phase])
        return "ahead", pgettext("point", "comes with: %(phase)s") % {"phase": phase}, until
    if task is None:
        return "unknown", _("not shown here"), until
    label, due = str(TaskStatus(task.status).label), until
    if task.due_at is not None:
        due = words.date_short(task.due_at, tz=tz, year=True)
    if task.status == TaskStatus.DONE and task.done_at is not None:
        done = words.date_short(task.done_at, tz=tz, year=True)
        return "done", pgettext("point", "done %(day)s") % {"day": done}, ""
    if task.status == TaskStatus.OPEN and task.due_at is not None:
        state = "late" if task.due_at < now else "soon" if task.due_at - now < SOON else "open"
        return state, words.countdown_words(task.due_at, tz=tz, now=now), due
    if task.status in _OVER:
        return _OVER[TaskStatus(task.status)], label, ""
    return ("open" if task.status == TaskStatus.OPEN else "waiting"), label, due


def _who(point: Point, names: dict[int, str], language: str) -> str:
    """Return who did a point, who it was given to, or whose it is."""
    task = point.task
    role = name_of_role(task.role if task else point.guide.role, pack=point.pack, language=language)
    if task is None:
        return role
    known = task.done_by if task.status == TaskStatus.DONE else task.assignee_id
    return names.get(known or 0) or role


def _told(lines: Sequence[PointLine]) -> str:
    """Return in one line how far the whole is."""
    done = sum(line.state in {"done", "left"} for line in lines)
    late = sum(line.state == "late" for line in lines)
    mine = sum(line.is_mine and line.state in {"late", "soon", "open", "waiting"} for line in lines)
    said = [_("%(done)s of %(all)s done") % {"done": done, "all": len(lines)}]
    if late:
        said.append(ngettext("%(num)s late", "%(num)s late", late) % {"num": late})
    if mine:
        said.append(ngettext("%(num)s yours", "%(num)s yours", mine) % {"num": mine})
    return " · ".join(said)
