"""My plan: my own goals first, who does what when, and my word about it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.client.ask import read_id
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.plan_drawing import bars_of, ring_of
from redthread.doors.plan_pages import seen_of
from redthread.doors.plan_view import GOAL_FIELDS, WORD_FIELDS, area_rows, side_by_side, word_rows
from redthread.foundation import clock
from redthread.foundation.actor import Actor, require_client
from redthread.foundation.errors import DomainError
from redthread.plans import public as plans
from redthread.plans.public import ActionStatus, ActionText, LifeArea
from redthread.ui.words import date_long, local_day

LONGEST_WORDS = 500


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Show a client their plan."""
    return _show(request)


@require_POST
def add_goal(request: HttpRequest) -> HttpResponse:
    """Set a goal of one's own; sent twice it is one goal."""
    actor, client_id = _who(request)
    try:
        plans.add_goal(
            actor=actor,
            client_id=client_id,
            goal_id=read_id(request, "request_id"),
            area=request.POST.get("area", ""),
            words=request.POST.get("text", ""),
            at=clock.now(),
        )
    except DomainError as error:
        return _show(request, error=error, about="goal")
    return _back("goal")


@require_POST
def change_goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """Write a goal of one's own anew, or say that it is reached or given up."""
    actor, client_id = _who(request)
    try:
        plans.change_goal(
            actor=actor,
            client_id=client_id,
            goal_id=goal_id,
            expected=_number(request, "version"),
            words=request.POST.get("text", ""),
            status=request.POST.get("status", ""),
            at=clock.now(),
        )
    except DomainError as error:
        return _show(request, error=error, about=str(goal_id))
    return _back("changed")


@require_POST
def add_step(request: HttpRequest) -> HttpResponse:
    """Write what I do myself towards a goal, from today on."""
    actor, client_id = _who(request)
    goal = _goal(client_id, request.POST.get("goal", ""))
    now = clock.now()
    try:
        plans.save_action(
            actor=actor,
            client_id=client_id,
            action_id=read_id(request, "request_id"),
            text=ActionText(
                area=goal.area,
                words=request.POST.get("text", ""),
                goal_id=goal.id,
                starts_on=local_day(now, find_zone(client_id)),
                status=ActionStatus.RUNNING,
            ),
            at=now,
        )
    except DomainError as error:
        return _show(request, error=error, about=f"step-{goal.id}")
    return _back("step")


@require_POST
def end_step(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Say that what I do myself is done."""
    actor, client_id = _who(request)
    action = plans.Action.objects.filter(id=action_id, client_id=client_id).first()
    if action is None:
        raise Http404
    now = clock.now()
    today = local_day(now, find_zone(client_id))
    text = ActionText(
        area=action.area,
        words=action.words,
        starts_on=action.starts_on,
        ends_on=max(action.starts_on, min(action.ends_on or today, today)),  # it does not go on after that
        goal_id=action.goal_id,
        person=action.person,
        evidence=action.evidence,
        status=ActionStatus.DONE,
    )
    plans.save_action(
        actor=actor,
        client_id=client_id,
        action_id=action_id,
        text=text,
        expected=_number(request, "version"),
        at=now,
    )
    return _back("done")


@require_POST
def remark(request: HttpRequest, action_id: UUID) -> HttpResponse:
    """Write something beside what somebody else does for me."""
    actor, client_id = _who(request)
    try:
        plans.remark(
            actor=actor,
            client_id=client_id,
            action_id=action_id,
            remark_id=read_id(request, "request_id"),
            kind="comment",
            words=request.POST.get("text", ""),
            at=clock.now(),
        )
    except DomainError as error:
        return _show(request, error=error, about=f"remark-{action_id}")
    return _back("remark")


@require_POST
def word(request: HttpRequest) -> HttpResponse:
    """Keep what I say about the plan as I read it."""
    actor, client_id = _who(request)
    try:
        plans.record_client_word(
            actor=actor,
            client_id=client_id,
            word_id=read_id(request, "request_id"),
            number=_number(request, "number"),
            answer=request.POST.get("answer", ""),
            words=request.POST.get("text", ""),
            seen=seen_of(request),
            at=clock.now(),
        )
    except DomainError as error:
        return _show(request, error=error, about="word")
    return _back("word")


def _show(request: HttpRequest, *, error: DomainError | None = None, about: str = "") -> HttpResponse:
    actor, client_id = _who(request)
    tz, now = find_zone(client_id), clock.now()
    table = plans.get_table(actor=actor, client_id=client_id)
    rows = area_rows(table)
    for row in rows:  # one's own first, whatever the day on which it was written
        row["goals"].sort(key=lambda g: (g["code"] != "open", not g["is_own"]))
    own = [goal | {"icon": row["icon"]} for row in rows for goal in row["goals"] if goal["is_own"]]
    words = word_rows(table, tz=tz)
    kind, fields = ("word", WORD_FIELDS) if about == "word" else ("goal", GOAL_FIELDS)
    context: dict[str, Any] = {
        "table": table,
        "areas": [row for row in rows if not row["is_empty"]],
        "own": own,
        "ring": ring_of(table.areas),
        "bars": bars_of(table.areas, today=local_day(now, tz), mirror=get_language_bidi()),
        "today": date_long(now, tz=tz),
        "word": words[0] if words else None,
        "choices": [(area.value, str(area.label)) for area in LifeArea],
        "told": request.GET.get("told", "") if request.method == "GET" else "",
        "new_id": read_id(request, "request_id") if error else read_id(request, ""),
        "typed": {"about": about, "text": request.POST.get("text", ""), "area": request.POST.get("area", "")},
        "answer": request.POST.get("answer", ""),
        "theirs": side_by_side(error, kind, fields, goals={}, tz=tz),
        "error": error.message if error else "",
        "limit": LONGEST_WORDS,
    }
    return render_page(request, "client/plan/plan.jinja", context, status=error.status if error else 200)


def _goal(client_id: int, text: str) -> plans.Goal:
    try:
        return plans.Goal.objects.get(id=UUID(text), client_id=client_id)
    except (ValueError, plans.Goal.DoesNotExist):
        raise Http404 from None


def _who(request: HttpRequest) -> tuple[Actor, int]:
    actor = actor_of(request)
    return actor, require_client(actor)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1  # noqa: PLR2004


def _back(told: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('client:plan')}?told={told}")


def plan_note(client_id: int) -> str:
    """Return what stands on the tile of the first page: whether my word is asked for."""
    return _("Say what you think") if plans.is_word_asked(client_id=client_id) else ""
