"""One client's course: the guide with its text beside each step, and what can be done with it."""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.points import chosen_point, picture_of
from redthread.doors.staff.custody.fields import (
    Case,
    UnreadableFieldError,
    case_of,
    day_of,
    id_of,
    kept_day,
    words_of,
)
from redthread.doors.staff.desk import number, render_desk
from redthread.doors.staff.journey.clock import clock_of
from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.public import Point, Step, TaskStatus
from redthread.jurisdiction.deadlines import AfterEvent, AroundDate, Every, Limit, NoClock
from redthread.jurisdiction.glossary import load_glossary
from redthread.jurisdiction.guides import FACTS, GuideTask, Known
from redthread.jurisdiction.guides import PAGES as TAKES
from redthread.ui import words

PAGES: Final = {
    "record": "staff:client",
    "sentence": "staff:sentence",
    "restrictions": "staff:restrictions",
    "segregation": "staff:segregation",
    "keep_apart": "staff:keep-apart",
    "timetable": "staff:timetable",
    "plan": "staff:plan",
    "partners": "staff:client-partners",
    "contacts": "staff:contacts",
    "messages": "staff:client-messages",
    "requests": "staff:client",
}
"""Where a task is done: a page of the guide → its address."""


@require_safe
def course(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show the course of a client: phases, what is to be done with the guide beside it, what is done."""
    return _show(request, case_of(request, client_id, journey.Permission.COMPLETE))


@require_POST
def act(request: HttpRequest, client_id: int, task_id: UUID, act: str) -> HttpResponse:
    """Do one thing with a task: done, not needed, mine, somebody's, the role's again."""
    case = case_of(request, client_id, journey.Permission.COMPLETE)
    actor, at = case.desk.actor, case.desk.now
    try:
        match act:
            case "done":
                note = words_of(request, "note", 500)
                journey.complete_task(actor=actor, task_id=task_id, note=note, at=at)
            case "skip":
                reason = words_of(request, "reason", 500)
                journey.skip_task(actor=actor, task_id=task_id, reason=reason, at=at)
            case "take":
                journey.assign_task(actor=actor, task_id=task_id, assignee_id=actor.id, at=at)
            case "give":
                to = number(request.POST.get("to"))
                journey.assign_task(actor=actor, task_id=task_id, assignee_id=to, at=at)
            case _:
                raise Http404
    except DomainError as error:
        return _show(request, case, error=error, task_id=task_id)
    point = chosen_point(request)
    where = f"&point={point}#points" if point else f"#t-{task_id}"
    return HttpResponseRedirect(reverse("staff:course", args=[client_id]) + f"?said={act}{where}")


@require_POST
def note(request: HttpRequest, client_id: int) -> HttpResponse:
    """Note the day of something that only people see."""
    case = case_of(request, client_id, journey.Permission.COMPLETE)
    try:
        on = day_of(request, "on")
        if on is None:
            raise UnreadableFieldError(_("Write the day."))
        journey.note_day(
            actor=case.desk.actor,
            note_id=id_of(request, "entry"),
            client_id=client_id,
            fact=words_of(request, "fact", 40),
            on=on,
            at=case.desk.now,
        )
    except DomainError as error:
        return _show(request, case, error=error)
    return HttpResponseRedirect(reverse("staff:course", args=[client_id]) + "?said=noted")


def _show(
    request: HttpRequest, case: Case, *, error: DomainError | None = None, task_id: UUID | None = None
) -> HttpResponse:
    client_id = case.client.id
    running = journey.get_course(client_id=client_id)
    steps = journey.list_steps(client_id=client_id)
    is_part = not case.desk.actor.focus_read & C.PHASE
    if is_part:
        # Health care and the victim officer do not read the course: of it they see what is theirs to do.
        steps = [s for s in steps if is_theirs(s, case.desk.actor, journey.my_roles())]
    opened = str(task_id or request.GET.get("task", ""))
    page = _Page(case, steps)
    picture = picture_of(
        [] if is_part else journey.list_points(client_id=client_id),
        chosen=chosen_point(request),
        is_mine=page.is_mine,
        now=case.desk.now,
        tz=case.desk.establishment.timezone,
        language=case.desk.actor.language,
    )
    local = case.desk.now.astimezone(case.desk.zone)
    context: dict[str, Any] = {
        "here": "guides",
        "client": case.client,
        "running": running or steps,
        "is_part": is_part,
        "phases": page.phases(running) if running else [],
        "picture": picture,
        "unfolded": page.point(picture.chosen) if picture and picture.chosen else None,
        "open": page.open_lines(opened),
        "waiting": [page.line(s) for s in steps if s.task.status == TaskStatus.WAITING],
        "known": [page.line(s) for s in steps if s.task.status == TaskStatus.KNOWN],
        "ended": page.ended_lines(),
        "facts": [] if is_part else page.facts_to_note(),
        "may_give": case.desk.actor.may(journey.Permission.ASSIGN),
        "entry": id_of(request, "entry"),
        "kept": request.POST if error else {},
        "kept_on": kept_day(request, "on")
        if error
        else {"day": local.day, "month": local.month, "year": local.year},
        "error": error.message if error else "",
        # What was said of a task that is no longer to be done stands at the top.
        "error_task": opened if error and any(s.is_open and str(s.task.id) == opened for s in steps) else "",
        "said": request.GET.get("said", ""),
    }
    return render_desk(
        request, "staff/journey/course.jinja", case.desk, context, status=error.status if error else 200
    )


class _Page:
    """Puts tasks into words for one reader."""

    def __init__(self, case: Case, steps: list[Step]) -> None:
        self.case, self.desk, self.steps = case, case.desk, steps
        self.language = case.desk.actor.language
        self.roles = journey.my_roles()
        self.filled = {f.kept.task_id for f in journey.list_filled(client_id=case.client.id)}
        self.names = _names(t for s in steps for t in (s.task.done_by, s.task.assignee_id) if t)

    def phases(self, running: journey.Course) -> list[dict[str, Any]]:
        """Return the phases in their order: where somebody was, is, and what comes."""
        order, now = list(Phase), Phase(running.phase)
        began: dict[Phase, Any] = {}
        for line in journey.list_phases(client_id=self.case.client.id):
            began.setdefault(line.phase, line.entered_at)
        return [
            {
                "label": journey.PHASE_WORDS[phase],
                "is_now": phase is now,
                "is_past": order.index(phase) < order.index(now),
                "since": words.date_short(began[phase], tz=self.desk.establishment.timezone, year=True)
                if phase in began
                else "",
            }
            for phase in order
        ]

    def open_lines(self, opened: str) -> list[dict[str, Any]]:
        """Return what is to be done now: the latest first; the one asked for, or the first, is unfolded."""
        rows = sorted(
            (s for s in self.steps if s.is_open),
            key=lambda s: (s.task.due_at is None, s.task.due_at or self.desk.now),
        )
        lines = [self.line(s) for s in rows]
        for line in lines:
            line["is_unfolded"] = line["id"] == opened
        if opened and (who := next((s for s in rows if str(s.task.id) == opened), None)):
            colleagues = journey.list_who_may_do(task_id=who.task.id)
            next(line for line in lines if line["id"] == opened)["colleagues"] = [
                (c.actor_id, f"{c.name} · {c.title}" if c.title else c.name) for c in colleagues
            ]
        return lines

    def is_mine(self, point: Point) -> bool:
        """Say whether a point is the reader's: given to them, or of a role of theirs."""
        if point.task is not None and point.task.assignee_id is not None:
            return point.task.assignee_id == self.desk.actor.id
        return (point.task.role if point.task else point.guide.role) in self.roles

    def point(self, point: Point) -> dict[str, Any]:
        """Return a point with its guide text, and what stands in the task where there is one."""
        if point.task is not None:
            step = Step(point.task, point.guide)
            return self.line(step) | {
                "may_end": point.task.status in {TaskStatus.OPEN, TaskStatus.WAITING},
                "note": point.task.reason,
                "read": self._answers(point.task),
            }
        return self.guide(point.guide, point.pack) | {"may_end": False, "note": "", "fill": "", "read": ""}

    def guide(self, guide: GuideTask, pack: str) -> dict[str, Any]:
        """Return the line of a guide in the reader's language."""
        said = self.language
        return {
            "title": guide.title.in_language(said),
            "point": guide.point,
            "why": guide.why.in_language(said),
            "how": guide.how.in_language(said),
            "client": guide.client.in_language(said) if guide.client else "",
            "law": guide.provenance.source,
            "is_own": guide.provenance.is_own_default,
            "terms": self._terms(guide),
            "with": [journey.name_of_role(p, pack=pack, language=said) for p in guide.partners],
            "by_thread": bool(guide.check),
            "href": self._address(guide.page),
        }

    def line(self, step: Step) -> dict[str, Any]:
        """Return a task with its guide text in the reader's language."""
        task, guide, said = step.task, step.guide, self.language
        clock, state = clock_of(task.due_at, self.desk) if step.is_open else ("", "fine")
        return self.guide(guide, task.version.pack) | {
            "id": str(task.id),
            "fill": self._form(step),
            "phase": journey.PHASE_WORDS[Phase(task.phase)],
            "role": journey.name_of_role(task.role, pack=task.version.pack, language=said),
            "is_outside": task.role in journey.OUTSIDE_WORDS,
            "assignee": self.names.get(task.assignee_id or 0, ""),
            "is_mine": task.assignee_id == self.desk.actor.id,
            "clock": clock,
            "state": state,
            "due": self._day(task.due_at),
            "latest": self._day(task.latest_at),
            "waits_for": _waits_for(guide),
            "is_told": task.escalated_at is not None,
            "told_on": self._day(task.escalated_at),
            "told_me": task.escalates_to in self.roles and not _holds(task, self.desk.actor, self.roles),
            "told": journey.name_of_role(task.escalates_to, pack=task.version.pack, language=said),
            "is_unfolded": False,
            "colleagues": [],
        }

    def ended_lines(self) -> list[dict[str, Any]]:
        """Return what ended, the newest first."""
        rows = sorted(
            (s for s in self.steps if s.task.done_at),
            key=lambda s: s.task.done_at or self.desk.now,
            reverse=True,
        )
        return [
            {
                "title": s.guide.title.in_language(self.language),
                "point": s.guide.point,
                "status": TaskStatus(s.task.status),
                "label": TaskStatus(s.task.status).label,
                "when": self._day(s.task.done_at),
                "who": self.names.get(s.task.done_by or 0, ""),
                "why": s.task.reason or (journey.LapseReason(s.task.lapsed).label if s.task.lapsed else ""),
                "by_thread": s.task.done_seq is not None,
                "read": self._answers(s.task),
            }
            for s in rows
        ]

    def facts_to_note(self) -> list[tuple[str, str]]:
        """Return the days that somebody must note before a task of this course has a clock."""
        needed = {f for s in self.steps if (f := _fact(s.guide)) and FACTS[f] is Known.NOTED}
        return [(f, str(journey.FACT_WORDS[f])) for f in FACTS if f in needed]

    def _form(self, step: Step) -> str:
        """Return where the form of a task is filled in; nothing where it has none or has ended."""
        may_fill = step.task.status in {TaskStatus.OPEN, TaskStatus.WAITING} and journey.form_of(step.guide)
        return reverse("staff:course-form", args=[step.task.client_id, step.task.id]) if may_fill else ""

    def _answers(self, task: journey.CourseTask) -> str:
        """Return where what was filled in is read; nothing where nothing was."""
        filled = task.id in self.filled
        return reverse("staff:course-form", args=[task.client_id, task.id]) if filled else ""

    def _day(self, at: Any) -> str:
        return words.date_short(at, tz=self.desk.establishment.timezone, year=True) if at else ""

    def _terms(self, guide: GuideTask) -> list[tuple[str, str]]:
        glossary = load_glossary(settings.PACKS / self.desk.establishment.pack)
        known = [glossary[t] for t in guide.terms if t in glossary]
        return [(t.name.in_language(self.language), t.definition.in_language(self.language)) for t in known]

    def _address(self, page: str) -> str:
        if page not in PAGES or not self.desk.actor.may(TAKES[page]):
            return ""  # a page that is not theirs is not there for them
        for arguments in ([self.case.client.id], []):
            try:
                return reverse(PAGES[page], args=arguments)
            except NoReverseMatch:
                continue
        return ""


def _names(ids: Iterable[int]) -> dict[int, str]:
    return thread.names_of(sorted(set(ids)))


def _holds(task: journey.CourseTask, actor: Actor, roles: Sequence[str]) -> bool:
    """Say whether a task is somebody's to do: given to them, or to nobody and of a role of theirs."""
    return task.assignee_id == actor.id or (task.assignee_id is None and task.role in roles)


def is_theirs(step: Step, actor: Actor, roles: Sequence[str]) -> bool:
    """Say whether a task is somebody's: theirs, of a role of theirs, or told to one because it is late."""
    task = step.task
    is_told = task.escalated_at is not None and task.escalates_to in roles
    return task.assignee_id == actor.id or task.role in roles or is_told


def _fact(guide: GuideTask) -> str:
    match guide.deadline:
        case AfterEvent(fact) | AroundDate(fact):
            return fact
        case Every() | Limit():
            return guide.starts
    return ""


def _waits_for(guide: GuideTask) -> str:
    if guide.deadline is NoClock.ON_CHANGE:
        return pgettext("a task waits for", "a change")
    fact = _fact(guide)
    return str(journey.FACT_WORDS[fact]) if fact else ""
