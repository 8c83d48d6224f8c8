"""Whom I am near to, and what we write to each other. A first name; no place, no phase, no date.

What cannot be written to is said in the same words whatever the reason is.
"""

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.contacts.public import Channel, Level, Person, list_my_people
from redthread.doors.acting import actor_of
from redthread.doors.conversation import RECORDS, bubbles, compose, file_response, uploads_of
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, Conversation, MessageRefusedError, Refusal, Side, To

ZONE: Final = "Europe/Brussels"
"""Times are told as they are in the countries of the house; where somebody is held is not told."""
SHUT: Final = {Refusal.CLOSED, Refusal.BARRED, Refusal.CUT}
"""Nothing passes; a ban, a wish, an end and a restriction read alike."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show whom I am near to, and whether somebody wrote."""
    now, found = clock.now(), messages.list_mine()
    rows = []
    for p in list_my_people(at=now):
        ours = _conversation_of(p, found)
        rows.append({"person": p, "news": ours.other_unread if ours else 0, "open": _is_open(p, ours, now)})
    return render(request, "family/home.jinja", {"rows": rows, "here": "home"})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show what we wrote to each other; write, once however often it is sent."""
    somebody = _person(contact_id)
    if request.method != "POST":
        return _show(request, somebody)
    form = compose(
        messages.rules_of(somebody.client_id), message_id=_form_id(request), text=request.POST.get("text", "")
    )
    try:
        _send(request, somebody, form)
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]  # nothing begins without a message
        return _show(request, somebody, form=form, error=error)
    return _back(contact_id, form["message_id"])


@require_safe
def file(request: HttpRequest, contact_id: int, file_id: UUID) -> HttpResponse:
    """Give a picture or a voice note of our conversation."""
    del request
    ours = _conversation_of(_person(contact_id), messages.list_mine())
    found = messages.find_attachment(conversation_id=ours.id, attachment_id=file_id) if ours else None
    if found is None:
        raise Http404
    return file_response(found)


@require_POST
def withdraw(request: HttpRequest, contact_id: int, message_id: UUID) -> HttpResponse:
    """Take a message of mine back that nobody has seen."""
    somebody = _person(contact_id)
    try:
        messages.withdraw_message(actor=actor_of(request), message_id=message_id, at=clock.now())
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]
        return _show(request, somebody, error=error)
    return _back(contact_id, message_id)


def _person(contact_id: int) -> Person:
    """Return somebody I am near to.

    Raises:
        Http404: nobody of mine: a contact of others and none at all are alike.
    """
    found = next((p for p in list_my_people(at=clock.now()) if p.contact_id == contact_id), None)
    if found is None or Channel.MESSAGE not in found.channels:
        raise Http404
    return found


def _conversation_of(somebody: Person, found: list[Conversation]) -> Conversation | None:
    """Return our conversation: the open one, else the latest."""
    ours = [c for c in found if c.client_id == somebody.client_id]
    return next((c for c in ours if c.closed_at is None), ours[0] if ours else None)


def _is_open(somebody: Person, ours: Conversation | None, now: datetime) -> bool:
    return somebody.is_open and not (ours and messages.why_closed(conversation=ours, at=now))


def _send(request: HttpRequest, somebody: Person, form: dict[str, Any]) -> None:
    actor, now = actor_of(request), clock.now()
    kind = AddresseeKind.PRIVILEGED if somebody.level is Level.PRIVILEGED else AddresseeKind.RELATIVE
    conversation = messages.open_conversation(
        actor=actor,
        client_id=somebody.client_id,
        to=To(kind, id=somebody.correspondent_id),
        conversation_id=uuid4(),
        at=now,
    )
    messages.send_message(
        actor=actor,
        conversation_id=conversation.id,
        message_id=form["message_id"],
        text=form["text"],
        uploads=uploads_of(request),
        at=now,
    )


def _show(
    request: HttpRequest,
    somebody: Person,
    *,
    form: dict[str, Any] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    now = clock.now()
    ours = _conversation_of(somebody, messages.list_mine())
    shut = isinstance(error, MessageRefusedError) and error.code in SHUT
    shut = shut or not _is_open(somebody, ours, now)
    rules = messages.rules_of(somebody.client_id)
    if form and error and not shut:
        form["error"] = str(error.message)
    before = _instant(request.GET.get("before", ""))
    said = _said(request, ours, before)
    context: dict[str, Any] = {
        "here": "home",
        "person": somebody,
        "is_sealed": somebody.level is Level.PRIVILEGED,
        "bubbles": bubbles(
            said,
            ours,
            side=Side.OTHER,
            tz=ZONE,
            now=now,
            href=lambda id_: reverse("family:file", args=[somebody.contact_id, id_]),
            told=rules.review.told_reasons,
            called=somebody.called,
        )
        if ours
        else [],
        "withdraw": lambda id_: reverse("family:withdraw", args=[somebody.contact_id, id_]),
        "older": said[0].at.isoformat() if len(said) == messages.PAGE else "",
        "closed": shut,
        "unsent": form["text"] if form and shut else "",
        "form": None if shut else form or compose(rules),
        "error": str(error.message) if error and not form and not shut else "",
    }
    status = error.status if error else 200
    response = render(request, "family/person.jinja", context, status=status)
    for name, value in RECORDS.items():
        response[name] = value
    return response


def _said(request: HttpRequest, ours: Conversation | None, before: datetime | None) -> list[messages.Said]:
    if ours is None:
        return []
    messages.mark_seen(conversation_id=ours.id, at=clock.now())
    return messages.list_messages(
        conversation=ours, actor_id=actor_of(request).id, side=Side.OTHER, before=before
    )


def _back(contact_id: int, message_id: UUID) -> HttpResponse:
    address = reverse("family:person", args=[contact_id])
    return HttpResponseRedirect(f"{address}#m-{message_id}")


def _form_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid4()


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
