"""The first page of the partner door: what waits, what to do next, until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.partner.page import member_of, partner_page, told, zone_of
from redthread.doors.staff.office.classes import class_words
from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.session import focus_on
from redthread.organisations.public import PartnerMember
from redthread.sharing import public as sharing
from redthread.sharing.public import Handover, HandoverKind, HandoverStep
from redthread.ui import words

PAGE: Final = 50
NEXT: Final[dict[str, Promise]] = {
    "delivered": _("Open it"),
    "fetched": _("Say that you have it"),
    "acknowledged": _("Say when it is done"),
}
WHAT_TO_DO: Final[dict[HandoverKind, Promise]] = {
    HandoverKind.INTAKE_NOTICE: _(
        "Look what already runs with you: home, work, money, school. Put it into the plan, so that nobody "
        "begins it anew, and name who the service can talk to."
    ),
    HandoverKind.PLAN: _("Read the plan, write your own part, and say whether you can agree."),
    HandoverKind.RELEASE_NOTICE: _(
        "See that home, money and a first appointment are ready on the day of release."
    ),
    HandoverKind.TRANSFER_NOTICE: _("Nothing is lost by the move. Look who your contact is now."),
    HandoverKind.SUPERVISION_START: _("Agree with the probation officer who does what from now on."),
    HandoverKind.QUESTION: _("Answer in the messages with this person's staff."),
}
ORDER: Final = ("delivered", "fetched", "acknowledged", "acted")


@dataclass(frozen=True, slots=True)
class Line:
    """A handover as the inbox shows it. ``due``, ``state``: the clock in words, and its shape."""

    line: sharing.InboxLine
    kind: str
    step: str
    next: str
    due: str
    state: str


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the handovers of the reader's organisation: the first due first, or those that are done."""
    now, show = clock.now(), request.GET.get("show", "")
    member, page = member_of(actor_of(request)), _number(request.GET.get("page", ""))
    found = sharing.list_inbox(at=now, only_open=show != "done", limit=PAGE + 1, offset=(page - 1) * PAGE)
    rows, counts = found[:PAGE], sharing.count_inbox(at=now)
    told(request, [r.client_id for r in rows], C.IDENTITY, "partner:inbox")
    tz = zone_of(member.organisation.pack)
    context = {
        "member": member,
        "lines": [_line(r, tz=tz, now=now) for r in rows],
        "counts": counts,
        "show": show,
        "page": page,
        "more": len(found) > PAGE,
    }
    return partner_page(request, "partner/inbox/inbox.jinja", context)


@require_safe
def handover(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Show one handover; opening it is what fetches it."""
    actor, now = actor_of(request), clock.now()
    found = _find(request, handover_id)
    member = member_of(actor)
    if found.ended_at is None:
        found = sharing.fetch(actor=actor, handover_id=found.id, at=now)
    classes = C(focus_on(found.client_id, route="partner:handover", classes=found.info_mask)) & C(
        found.info_mask
    )
    told(request, [found.client_id], C.IDENTITY, "partner:handover")
    context = {
        "member": member,
        "handover": found,
        "kind": found.get_kind_display(),
        "what_to_do": WHAT_TO_DO[HandoverKind(found.kind)],
        "steps": _steps(found, member, now),
        "classes": class_words(classes & ~C.IDENTITY),
        "done": request.GET.get("done", ""),
    }
    return partner_page(request, "partner/inbox/handover.jinja", context)


@require_POST
def acknowledge(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Say that the organisation has it and will do its part."""
    found = _find(request, handover_id)
    sharing.acknowledge(actor=actor_of(request), handover_id=found.id, at=clock.now())
    return HttpResponseRedirect(reverse("partner:handover", args=[found.id]) + "?done=acknowledged")


@require_POST
def act(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Say that the organisation did its part."""
    found = _find(request, handover_id)
    sharing.act(actor=actor_of(request), handover_id=found.id, at=clock.now())
    return HttpResponseRedirect(reverse("partner:handover", args=[found.id]) + "?done=acted")


def handover_lines(handovers: list[Handover], *, tz: str, now: datetime) -> list[dict[str, Any]]:
    """Return handovers about one person as their page lists them."""
    return [
        {
            "href": reverse("partner:handover", args=[h.id]),
            "kind": h.get_kind_display(),
            "step": HandoverStep(_step_of(h)).label,
            "due": due_words(h.due_at, tz=tz, now=now) if h.due_at else ("", "done"),
            "on": h.created_at,
        }
        for h in handovers
    ]


def due_words(due: datetime, *, tz: str, now: datetime) -> tuple[str, str]:
    """Return a clock in words, and its shape: fine, soon (within two days) or late."""
    if due < now:
        return words.countdown_words(due, tz=tz, now=now), "late"
    is_soon = (words.local_day(due, tz) - words.local_day(now, tz)).days <= 1
    return words.day_in_words(due, tz=tz, now=now), "soon" if is_soon else "fine"


def _find(request: HttpRequest, handover_id: UUID) -> Handover:
    found = sharing.find_handover(handover_id=handover_id)
    if found is None or found.organisation_id != actor_of(request).organisation_id:
        raise Http404
    return found


def _line(row: sharing.InboxLine, *, tz: str, now: datetime) -> Line:
    due, state = ("", "done") if row.due_at is None else due_words(row.due_at, tz=tz, now=now)
    return Line(
        line=row,
        kind=str(HandoverKind(row.kind).label),
        step=str(HandoverStep(row.step).label),
        next=str(NEXT.get(row.step, "")),
        due=due,
        state=state,
    )


def _step_of(found: Handover) -> str:
    done = (found.delivered_at, found.fetched_at, found.acknowledged_at, found.acted_at)
    reached = [name for name, at in zip(ORDER, done, strict=True) if at is not None]
    return reached[-1] if reached else "created"


def _steps(found: Handover, member: PartnerMember, now: datetime) -> list[dict[str, Any]]:
    """Return the steps as the red thread: what was done when, what is next until when."""
    tz = zone_of(member.organisation.pack)
    lines, next_is_open = [], found.ended_at is None
    for name, at, due in (
        ("delivered", found.delivered_at, None),
        ("fetched", found.fetched_at, found.fetch_due_at),
        ("acknowledged", found.acknowledged_at, found.acknowledge_due_at),
        ("acted", found.acted_at, found.act_due_at),
    ):
        state, note = "todo", ""
        if at is not None:
            state, note = "done", words.moment(at, tz=tz, now=now)
        elif due is not None and next_is_open:
            said, shape = due_words(due, tz=tz, now=now)
            state, next_is_open = "late" if shape == "late" else "now", False
            note = str(said) if shape == "late" else str(_("until %(day)s") % {"day": said})
        lines.append({"state": state, "title": HandoverStep(name).label, "note": note})
    return lines


def _number(typed: str) -> int:
    return max(1, int(typed)) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 1  # noqa: PLR2004 digits
