"""Guides at the partner door: what a kind of organisation does in each phase, and where one person stands."""

import re
from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.deadline_words import say_deadline
from redthread.doors.partner.page import member_of, partner_page, told, zone_of
from redthread.doors.points import chosen_point, picture_of
from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.foundation.phases import Phase
from redthread.journey import public as journey
from redthread.journey.public import Point, Step, TaskStatus
from redthread.jurisdiction.glossary import load_glossary
from redthread.jurisdiction.guides import GuideTask
from redthread.people.public import Client, get_client
from redthread.sharing.public import list_handovers
from redthread.ui import words

_TO_DO: Final = (TaskStatus.OPEN, TaskStatus.WAITING)


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """Show, phase by phase, what an organisation like the reader's does, or is asked and told."""
    actor = actor_of(request)
    member = member_of(actor)
    pack, kind = member.organisation.pack, member.organisation.kind
    versions = journey.current_versions(pack=pack)
    phases = [
        {
            "label": journey.PHASE_WORDS[phase],
            "tasks": [_told(t, kind, pack, actor.language) for t in _of_kind(versions, phase, kind)],
        }
        for phase in Phase
    ]
    context = {"member": member, "phases": [p for p in phases if p["tasks"]], "words_here": "guides"}
    return partner_page(request, "partner/guides/guides.jinja", context)


@require_safe
def guide(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show one person's phase, and what of their course the reader's organisation does or is told."""
    return _show(request, client_id)


@require_POST
def done(request: HttpRequest, client_id: int, task_id: Any) -> HttpResponse:
    """Say that a task of the reader's organisation is done."""
    try:
        journey.complete_task(actor=actor_of(request), task_id=task_id, at=clock.now())
    except DomainError as error:
        return _show(request, client_id, error=error)
    point = chosen_point(request)
    where = f"&point={point}#points" if point else ""
    return HttpResponseRedirect(reverse("partner:guide", args=[client_id]) + f"?done=1{where}")


def _show(request: HttpRequest, client_id: int, *, error: DomainError | None = None) -> HttpResponse:
    actor = actor_of(request)
    member = member_of(actor)
    try:
        person = get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None
    if not actor.focus_read & C.PHASE:
        raise Http404
    running = journey.get_course(client_id=client_id)
    kind, tz = member.organisation.kind, zone_of(member.organisation.pack)
    steps = [s for s in journey.list_steps(client_id=client_id) if _concerns(s.guide, kind)]
    points = journey.list_points(client_id=client_id)
    tasks = [s.task for s in steps] + [p.task for p in points if p.task]
    shown = reduce(or_, (C(task.info_class) for task in tasks), C(0))
    told(request, [client_id], C.IDENTITY | C.PHASE | C.RELEASE_DATES | shown, "partner:guide")
    picture = picture_of(
        points,
        chosen=chosen_point(request),
        is_mine=lambda point: point.guide.role == kind,
        now=clock.now(),
        tz=tz,
        language=actor.language,
    )
    order = list(Phase)
    reached = order.index(Phase(running.phase)) if running else -1
    context = {
        "member": member,
        "person": person,
        "phases": [
            {
                "label": journey.PHASE_WORDS[phase],
                "is_now": n == reached,
                "is_past": n < reached,
            }
            for n, phase in enumerate(order if running else [])
        ],
        "picture": picture,
        "point": _point(picture.chosen, kind, actor.language) if picture and picture.chosen else None,
        "open": [_line(s, kind, tz, actor.language) for s in steps if s.is_open],
        "later": [_line(s, kind, tz, actor.language) for s in steps if s.task.status == TaskStatus.WAITING],
        "ended": [_line(s, kind, tz, actor.language) for s in steps if s.task.status == TaskStatus.DONE],
        "error": error.message if error else "",
        "is_done": request.GET.get("done") == "1",
    }
    return partner_page(request, "partner/guides/guide.jinja", context, status=error.status if error else 200)


def _point(point: Point, kind: str, language: str) -> dict[str, Any]:
    """Return the guide of a point, and where the reader does it: in what was handed over, or in the plan."""
    task, is_yours = point.task, point.guide.role == kind
    to_answer = re.search(r"handover_kind=([a-z_]+)", " ".join(point.guide.check)) if is_yours else None
    waiting = [
        h
        for h in (list_handovers(client_id=task.client_id) if task and to_answer else ())
        if to_answer and h.kind == to_answer[1] and h.acknowledged_at is None
    ]
    return {
        **_told(point.guide, kind, point.pack, language),
        "number": point.number,
        "task_id": task.id if task and is_yours and task.status in _TO_DO else None,
        "handed": reverse("partner:handover", args=[waiting[0].id]) if waiting else "",
    }


def _concerns(task: GuideTask, kind: str) -> bool:
    return task.client is not None and (task.role == kind or kind in task.partners)


def _of_kind(versions: Mapping[Phase, Any], phase: Phase, kind: str) -> Iterator[GuideTask]:
    if phase in versions:
        tasks = journey.tasks_of_version(versions[phase]).values()
        yield from (t for t in tasks if _concerns(t, kind))


def _told(task: GuideTask, kind: str, pack: str, language: str) -> dict[str, Any]:
    glossary = load_glossary(settings.PACKS / pack)
    known = [glossary[t] for t in task.terms if t in glossary]
    return {
        "title": task.title.in_language(language),
        "why": task.why.in_language(language),
        "how": task.how.in_language(language),
        "law": task.provenance.source,
        "when": say_deadline(task.deadline, starts=task.starts),
        "who": journey.name_of_role(task.role, pack=pack, language=language),
        "is_yours": task.role == kind,
        "terms": [(t.name.in_language(language), t.definition.in_language(language)) for t in known],
    }


def _line(step: Step, kind: str, tz: str, language: str) -> dict[str, Any]:
    task = step.task
    now = clock.now()
    late = step.is_late(now)
    return {
        **_told(step.guide, kind, task.version.pack, language),
        "id": task.id,
        "clock": words.countdown_words(task.due_at, tz=tz, now=now) if step.is_open and task.due_at else "",
        "state": "late" if late else "fine",
        "on": task.done_at,
    }


guide_urls: list[URLPattern] = [
    path("guides", guides, name="guides"),
    path("people/<int:client_id>/guide", guide, name="guide"),
    path("people/<int:client_id>/guide/<uuid:task_id>/done", done, name="guide-done"),
]
