"""Reading messages for control: the queue with its clock, the look that leaves a trace, the decision."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.conversation import FILE
from redthread.doors.staff.desk import Desk, admit, desk_of, pack_of, render_desk
from redthread.foundation.errors import DomainError
from redthread.foundation.session import focus_on
from redthread.messages import public as messages
from redthread.messages.public import BlockReason, Permission, Read, Side, Told, Waiting
from redthread.ui.words import countdown_words, date_long, moment

SHOWN_TODAY: Final = 5


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show what waits to be read: held messages first, by their clock; no words."""
    desk = desk_of(request)
    admit(desk.actor, Permission.REVIEW)
    found = messages.list_reviews(establishment_id=desk.establishment.id)
    page = {
        "here": "message-reviews",
        "rows": [_row(w, desk) for w in found],
        "late": sum(w.due_at < desk.now for w in found),
        "done": request.GET.get("done", ""),
        "error": request.GET.get("error", ""),
    }
    return render_desk(request, "staff/messages/reviews.jinja", desk, page)


@require_POST
def look(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Read one message. The look is in the client's thread before the words are on the page."""
    desk = desk_of(request)
    admit(desk.actor, Permission.REVIEW)
    try:
        read = messages.look_at_message(actor=desk.actor, message_id=message_id, at=desk.now)
    except messages.ConversationNotFoundError:
        raise Http404 from None
    focus_on(read.client_id, route="staff:message-review")
    return render_desk(request, "staff/messages/review.jinja", desk, _read_page(read, desk))


@require_POST
def decide(request: HttpRequest, message_id: UUID) -> HttpResponse:
    """Pass it on or block it."""
    desk = desk_of(request)
    admit(desk.actor, Permission.REVIEW)
    given = request.POST.get("decision", "")
    try:
        if given == "pass":
            messages.pass_message(actor=desk.actor, message_id=message_id, at=desk.now)
        elif given in BlockReason.values:
            messages.block_message(
                actor=desk.actor, message_id=message_id, reason=BlockReason(given), at=desk.now
            )
        else:
            raise Http404
    except DomainError:
        return HttpResponseRedirect(reverse("staff:message-reviews") + "?error=decided")
    done = "passed" if given == "pass" else "blocked"
    return HttpResponseRedirect(f"{reverse('staff:message-reviews')}?done={done}")


@require_safe
def file(request: HttpRequest, message_id: UUID, file_id: UUID) -> HttpResponse:
    """Return what came with a message that the actor has just read."""
    del message_id
    desk = desk_of(request)
    admit(desk.actor, Permission.REVIEW)
    try:
        media, data = messages.look_at_attachment(actor=desk.actor, attachment_id=file_id, at=desk.now)
    except messages.ConversationNotFoundError:
        raise Http404 from None
    return HttpResponse(data, content_type=media, headers=dict(FILE))


def state_of(desk: Desk, client_id: int) -> dict[str, Any] | None:
    """Return what is decided about reading every message of a client; None for whoever may not decide."""
    if not desk.actor.may(Permission.RESTRICT):
        return None
    found = messages.find_client_review(client_id=client_id, at=desk.now)
    tz = desk.establishment.timezone
    return {
        "grounds": found.grounds if found else "",
        "until": date_long(found.ends_at, tz=tz, year=True) if found else "",
        "first": desk.today + timedelta(days=1),
        "last": desk.today + timedelta(days=90),
        "suggested": desk.today + timedelta(days=30),
    }


@require_POST
def set_review(request: HttpRequest, client_id: int) -> HttpResponse:
    """Decide that every message of a client is read first, for a while."""
    desk = desk_of(request)
    admit(desk.actor, Permission.RESTRICT)
    try:
        until = date.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        until = desk.today
    messages.set_client_review(
        actor=desk.actor,
        client_id=client_id,
        review_id=uuid4(),
        grounds=request.POST.get("grounds", ""),
        ends_at=datetime.combine(until + timedelta(days=1), time(), desk.zone),
        at=desk.now,
    )
    return HttpResponseRedirect(reverse("staff:client-messages", args=[client_id]))


@require_POST
def end_review(request: HttpRequest, client_id: int) -> HttpResponse:
    """End the reading of every message of a client."""
    desk = desk_of(request)
    admit(desk.actor, Permission.RESTRICT)
    messages.end_client_review(actor=desk.actor, client_id=client_id, at=desk.now)
    return HttpResponseRedirect(reverse("staff:client-messages", args=[client_id]))


def _row(w: Waiting, desk: Desk) -> dict[str, Any]:
    tz = desk.establishment.timezone
    return {
        "id": w.message_id,
        "client": w.client_name,
        "way": _way(w.side, w.party),
        "when": moment(w.at, tz=tz, now=desk.now),
        "due": countdown_words(w.due_at, tz=tz, now=desk.now),
        "is_late": w.due_at < desk.now,
        "told": ", ".join(name_of_role(r, desk) for r in w.told_roles),
        "is_held": w.is_held,
        "why": ", ".join(str(c.label) for c in w.causes),
        "attachments": w.attachments,
    }


def late_lines(told: Sequence[Told], desk: Desk) -> list[dict[str, Any]]:
    """Return what a manager is told of because it is late, for the page of the day; no word, no party."""
    tz, rest = desk.establishment.timezone, len(told) - SHOWN_TODAY
    lines = [
        {"name": t.client_name, "due": countdown_words(t.due_at, tz=tz, now=desk.now), "is_held": t.is_held}
        for t in told[:SHOWN_TODAY]
    ]
    more = _("and %(n)s more") % {"n": rest} if rest > 0 else ""
    return [*lines, {"name": "", "due": more, "is_held": True}] if more else lines


def name_of_role(code: str, desk: Desk) -> str:
    """Return what a role of the pack is called."""
    role = pack_of(desk.establishment.pack).roles.get(code)
    return role.title.in_language(desk.actor.language) if role else code


def _way(side: Side, party: str) -> str:
    return (_("to %(who)s") if side is Side.CLIENT else _("from %(who)s")) % {"who": party}


def _read_page(read: Read, desk: Desk) -> dict[str, Any]:
    tz = desk.establishment.timezone
    return {
        "here": "message-reviews",
        "read": read,
        "way": _way(read.side, read.party),
        "when": moment(read.at, tz=tz, now=desk.now),
        "due": countdown_words(read.due_at, tz=tz, now=desk.now) if read.due_at else "",
        "why": ", ".join(str(c.label) for c in read.causes),
        "has_quotes": bool(read.new_text) and read.new_text != read.text,
        "reasons": [{"value": r.value, "title": r.label} for r in BlockReason],
    }
