"""Writing an action: the form, the double effort, and two editors at once."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from redthread.doors.plan_pages import Seat, area_choices, id_of, number_of, text_of
from redthread.doors.plan_view import UTC, goal_words, owner_words, side_by_side
from redthread.foundation.actor import ActorKind
from redthread.foundation.errors import DomainError
from redthread.plans import public as plans
from redthread.plans.public import (
    FIELDS,
    Action,
    ActionStatus,
    ActionText,
    Continues,
    DoubleEffortError,
    DoubleReason,
    DoubleReply,
    LifeArea,
    PlanRefusedError,
)
from redthread.ui.words import date_short


def form(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Show the form of a new action, or of one of one's own."""
    asked = request.GET.get("action", "")
    if asked:
        action = _own(seat, asked)
        return _page(request, seat, _text(action), action_id=action.id, version=action.version)
    text = ActionText(
        area=request.GET.get("area", ""),
        words="",
        starts_on=seat.today,
        goal_id=_uuid(request.GET.get("goal", "")),
    )
    return _page(request, seat, text, action_id=uuid4())


def save(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Save what was typed; whatever stands in its way, nothing typed is lost."""
    action_id, version = id_of(request, "action"), number_of(request, "version")
    text = text_from(request)
    reply = reply_from(request)
    try:
        text = replace(text, starts_on=day_of(request, "starts"), ends_on=day_of(request, "ends"))
        saved = plans.save_action(
            actor=seat.actor,
            client_id=seat.client.id,
            action_id=action_id,
            text=text,
            expected=version if version > 0 else None,
            reply=reply,
            at=seat.now,
        )
    except DomainError as error:
        return _page(request, seat, text, action_id=action_id, version=version, error=error)
    if saved.id != action_id:
        return seat.back("continued", f"action-{saved.id}")
    return seat.back("action", f"action-{saved.id}")


def _page(
    request: HttpRequest,
    seat: Seat,
    text: ActionText,
    *,
    action_id: UUID,
    version: int = 0,
    error: DomainError | None = None,
) -> HttpResponse:
    table = plans.get_table(actor=seat.actor, client_id=seat.client.id)
    goals = goal_words(table)
    theirs = side_by_side(error, "action", FIELDS, goals=goals, tz=seat.tz)
    version = theirs["version"] if theirs else version
    choices = area_choices(table)
    context = {
        "text": text,
        "action_id": action_id,
        "version": version,
        "area_label": str(LifeArea(text.area).label) if text.area in LifeArea.values else "",
        "areas": choices,
        "goals": [
            (str(g.goal.id), f"{a.area.label}: {g.goal.words}")
            for a in table.areas
            for g in a.goals
            if g.goal.status == "open" and (not version > 0 or a.area == text.area)
        ],
        "statuses": [(s.value, str(s.label)) for s in ActionStatus],
        "continues": [(c.value, str(c.label)) for c in Continues],
        "is_partner": seat.actor.kind is ActorKind.PARTNER,
        "starts": kept_day(request, "starts") if error else day_parts(text.starts_on),
        "ends": kept_day(request, "ends") if error else day_parts(text.ends_on),
        "doubles": double_rows(error.others) if isinstance(error, DoubleEffortError) else None,
        "reply": reply_kept(request),
        "reasons": reason_choices(),
        "asked_again": bool(request.POST.get("reply")),
        "theirs": theirs,
        "error": error.message if error else "",
    }
    return seat.page(request, "write", context, error.status if error else 200)


def double_rows(others: list[Action]) -> list[dict[str, Any]]:
    """Return what others do already, in words: "already running at … since …"."""
    names = plans.organisation_names(a.organisation_id for a in others)
    return [
        {
            "words": a.words,
            "language": a.language,
            "who": owner_words(a.owner, names.get(a.organisation_id or 0, "")),
            "person": a.person,
            "since": date_short(a.starts_on, tz=UTC, year=True),
            "area": str(LifeArea(a.area).label),
        }
        for a in others
    ]


def text_from(request: HttpRequest) -> ActionText:
    """Return the action as it was typed, without its days."""
    return ActionText(
        area=request.POST.get("area", ""),
        words=text_of(request, "words"),
        starts_on=None,
        goal_id=_uuid(request.POST.get("goal", "")),
        person=text_of(request, "person"),
        status=request.POST.get("status", ""),
        evidence=text_of(request, "evidence"),
        continues=request.POST.get("continues", ""),
    )


def reply_from(request: HttpRequest, suffix: str = "") -> DoubleReply | None:
    """Return what is to happen with a double effort; None where nobody was asked."""
    answer = request.POST.get(f"reply{suffix}", "")
    reason = request.POST.get(f"reason{suffix}") or DoubleReason.OTHER.value
    return DoubleReply(answer, text_of(request, f"because{suffix}"), reason) if answer else None


def reply_kept(request: HttpRequest, suffix: str = "") -> dict[str, str]:
    """Return what was answered to a double effort, to be shown again."""
    return {name: request.POST.get(f"{name}{suffix}", "") for name in ("reply", "reason", "because")}


def reason_choices() -> list[tuple[str, str]]:
    """Return why something may be started although somebody does it already, as options of a field."""
    return [(r.value, str(r.label)) for r in DoubleReason]


def day_of(request: HttpRequest, name: str) -> date | None:
    """Return the day of a date field; None when it was left empty.

    Raises:
        PlanRefusedError: there is no such day.
    """
    parts = [request.POST.get(f"{name}_{part}", "").strip() for part in ("year", "month", "day")]
    if not any(parts):
        return None
    try:
        return date(*(int(p) for p in parts if p.isascii() and p.isdigit()))
    except (TypeError, ValueError, OverflowError):
        raise PlanRefusedError(
            _("One of the days does not exist. Write day, month and year as numbers.")
        ) from None


def kept_day(request: HttpRequest, name: str) -> dict[str, str]:
    """Return what was typed into a date field."""
    return {part: request.POST.get(f"{name}_{part}", "")[:4] for part in ("day", "month", "year")}


def day_parts(day: date | None) -> dict[str, str] | None:
    """Return a day for a date field."""
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)} if day else None


def _text(action: Action) -> ActionText:
    return ActionText(
        area=action.area,
        words=action.words,
        starts_on=action.starts_on,
        ends_on=action.ends_on,
        goal_id=action.goal_id,
        person=action.person,
        status=action.status,
        evidence=action.evidence,
        continues=action.continues,
    )


def _own(seat: Seat, asked: str) -> Action:
    wanted = _uuid(asked)
    action = Action.objects.filter(id=wanted, client_id=seat.client.id).first() if wanted else None
    if action is None or (action.owner, action.organisation_id) != plans.owner_of(seat.actor):
        raise Http404
    return action


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
