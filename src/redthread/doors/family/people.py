"""Whom I am near to, and what we write to each other. A first name; no place, no phase, no date.

What cannot be written to is said in the same words whatever the reason is.
"""

from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.contacts.public import Channel, Level, Person, list_my_people
from redthread.doors.acting import actor_of
from redthread.foundation import clock
from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, AttachmentKind, Conversation, MessageState, To, Upload
from redthread.ui.words import date_long, time_of_day

ZONE: Final = "Europe/Brussels"
"""Times are told as they are in the countries of the house; where somebody is held is not told."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show whom I am near to, and whether somebody wrote."""
    people = list_my_people(at=clock.now())
    found = messages.list_mine()
    rows = [{"person": p, "news": _news(_conversation_of(p, found))} for p in people]
    return render(request, "family/home.jinja", {"rows": rows, "here": "home"})


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: HttpRequest, contact_id: int) -> HttpResponse:
    """Show what we wrote to each other; write."""
    actor, somebody = actor_of(request), _person(contact_id)
    if request.method != "POST":
        return _show(request, actor, somebody)
    try:
        _send(request, actor, somebody)
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]
        return _show(request, actor, somebody, error=error)
    return HttpResponseRedirect(reverse("family:person", args=[contact_id]) + "#end")


@require_safe
def file(request: HttpRequest, contact_id: int, file_id: UUID) -> HttpResponse:
    """Give a picture or a voice note of our conversation."""
    del request
    conversation = _conversation_of(_person(contact_id), messages.list_mine())
    found = (
        messages.find_attachment(conversation_id=conversation.id, attachment_id=file_id)
        if conversation
        else None
    )
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.data), content_type=found.media_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
def withdraw(request: HttpRequest, contact_id: int, message_id: UUID) -> HttpResponse:
    """Take a message of mine back that nobody has seen."""
    actor, somebody = actor_of(request), _person(contact_id)
    try:
        messages.withdraw_message(actor=actor, message_id=message_id, at=clock.now())
    except DomainError as error:
        request.is_undone = True  # type: ignore[attr-defined]
        return _show(request, actor, somebody, error=error)
    return HttpResponseRedirect(reverse("family:person", args=[contact_id]) + "#end")


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


def _news(conversation: Conversation | None) -> int:
    return conversation.other_unread if conversation is not None else 0


def _send(request: HttpRequest, actor: Actor, somebody: Person) -> None:
    now = clock.now()
    kind = AddresseeKind.PRIVILEGED if somebody.level is Level.PRIVILEGED else AddresseeKind.RELATIVE
    conversation = messages.open_conversation(
        actor=actor,
        client_id=somebody.client_id,
        to=To(kind, id=somebody.correspondent_id),
        conversation_id=uuid4(),
        at=now,
    )
    uploads = [
        Upload(AttachmentKind.PHOTO, photo.read()) for photo in request.FILES.getlist("photo") if photo.size
    ]
    messages.send_message(
        actor=actor,
        conversation_id=conversation.id,
        message_id=_form_id(request),
        text=request.POST.get("text", ""),
        uploads=uploads,
        at=now,
    )


def _show(
    request: HttpRequest, actor: Actor, somebody: Person, *, error: DomainError | None = None
) -> HttpResponse:
    now = clock.now()
    conversation = _conversation_of(somebody, messages.list_mine())
    said: list[messages.Said] = []
    closed = not somebody.is_open
    if conversation is not None:
        said = messages.list_messages(
            conversation=conversation, actor_id=actor.id, side=messages.side_of(actor)
        )
        messages.mark_seen(conversation_id=conversation.id, at=now)
        closed = closed or bool(messages.why_closed(conversation=conversation, at=now))
    rules = messages.rules_of(somebody.client_id)
    context: dict[str, Any] = {
        "here": "home",
        "person": somebody,
        "said": [_line(s) for s in said],
        "closed": closed,
        "longest": rules.limits.characters,
        "form_id": _form_id(request) if error else uuid4(),
        "text": request.POST.get("text", "") if error else "",
        "error": error.message if error else "",
    }
    return render(request, "family/person.jinja", context, status=error.status if error else 200)


def _line(said: messages.Said) -> dict[str, Any]:
    return {
        "said": said,
        "when": f"{date_long(said.at, tz=ZONE)}, {time_of_day(said.at, tz=ZONE)}",
        "state": _state(said),
    }


def _state(said: messages.Said) -> str:
    """Return what became of a message, in a sentence that harms nobody."""
    until = date_long(said.expected_at, tz=ZONE) if said.expected_at else _("tomorrow")
    mine = {
        MessageState.WITHDRAWN: _("Taken back."),
        MessageState.BLOCKED: _(
            "This message was not passed on. Write again in other words, or ask the staff."
        ),
        MessageState.HELD: _("Staff read it first, before %(day)s. Then it goes on.") % {"day": until},
        MessageState.DELIVERED: _("Read") if said.seen_at else _("Delivered"),
    }
    theirs = {
        MessageState.WITHDRAWN: _("Taken back."),
        MessageState.BLOCKED: _("A message to you was not passed on."),
        MessageState.HELD: _("A message is on its way to you. Staff read it first."),
        MessageState.DELIVERED: "",
    }
    return (mine if said.is_own else theirs)[said.state]


def _form_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("form", ""))
    except ValueError:
        return uuid4()
