"""Messages at the partner door: with whoever granted them to the organisation, and sealed ones."""

from typing import Any
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.conversation import (
    RECORDS,
    bubbles,
    closed_words,
    compose,
    file_response,
    uploads_of,
)
from redthread.doors.partner.page import member_of, partner_page, told, zone_of
from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.errors import DomainError
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, Conversation, Side, To
from redthread.people.public import Client, get_client
from redthread.ui.words import moment


@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """Show with whom the organisation writes, the latest first."""
    found = messages.list_mine()
    member, now = member_of(actor_of(request)), clock.now()
    tz = zone_of(member.organisation.pack)
    told(request, {c.client_id for c in found if c.info_class == C.MESSAGES}, C.IDENTITY, "partner:messages")
    rows = [
        {
            "href": reverse("partner:conversation", args=[c.id]),
            "name": c.client_name,
            "when": moment(c.last_at, tz=tz, now=now),
            "new": c.other_unread,
            "is_sealed": c.kind == AddresseeKind.PRIVILEGED,
            "ended": not c.is_open,
        }
        for c in found
    ]
    return partner_page(
        request, "partner/messages/list.jinja", {"member": member, "rows": rows, "here": "messages"}
    )


@require_safe
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Show a conversation; what was new is seen then."""
    found = _found(conversation_id)
    messages.mark_seen(conversation_id=found.id, at=clock.now())
    return _show(request, found)


@require_POST
def write(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Answer, once however often it is sent; nothing typed is lost when the grant has ended meanwhile."""
    found = _found(conversation_id)
    form = _typed(request, found.client_id)
    try:
        _send(request, found, form)
    except DomainError as error:
        form["error"] = str(error.message)
        return _show(request, found, form=form)
    return _back(found)


@require_POST
def withdraw(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Take back a message of one's own that the client has not seen."""
    found = _found(conversation_id)
    messages.withdraw_message(actor=actor_of(request), message_id=message_id, at=clock.now())
    return _back(found)


@require_safe
def file(request: HttpRequest, conversation_id: UUID, file_id: UUID) -> HttpResponse:
    """Return a picture or voice note of a conversation."""
    del request
    _found(conversation_id)
    found = messages.find_attachment(conversation_id=conversation_id, attachment_id=file_id)
    if found is None:
        raise Http404
    return file_response(found)


@require_http_methods(["GET", "HEAD", "POST"])
def of_person(request: HttpRequest, client_id: int) -> HttpResponse:
    """Open the conversation with somebody, or begin it."""
    actor, now = actor_of(request), clock.now()
    if not actor.focus_read & C.MESSAGES or actor.organisation_id is None:
        raise Http404
    own = (c for c in messages.list_conversations(client_id=client_id) if c.is_open)
    open_now = next((c for c in own if c.kind == AddresseeKind.PARTNER), None)
    if open_now is not None:
        return HttpResponseRedirect(reverse("partner:conversation", args=[open_now.id]))
    form = _typed(request, client_id)
    if request.method == "POST":
        try:
            found = messages.open_conversation(
                actor=actor,
                client_id=client_id,
                to=To(AddresseeKind.PARTNER, id=actor.organisation_id),
                conversation_id=uuid5(form["message_id"], "conversation"),
                at=now,
            )
            _send(request, found, form)
            return _back(found)
        except DomainError as error:
            form["error"] = str(error.message)
            request.is_undone = True  # type: ignore[attr-defined]  # nothing begins without a message
    told(request, [client_id], C.IDENTITY | C.MESSAGES, "partner:messages")
    page = {"here": "people", "person": _client(client_id), "form": form}
    status = 422 if form["error"] else 200
    return _recording(partner_page(request, "partner/messages/begin.jinja", page, status=status))


def _found(conversation_id: UUID) -> Conversation:
    found = messages.find_conversation(conversation_id=conversation_id)
    if found is None:
        raise Http404
    return found


def _client(client_id: int) -> Client:
    try:
        return get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None


def _typed(request: HttpRequest, client_id: int) -> dict[str, Any]:
    try:
        message_id = UUID(request.POST.get("request_id", ""))
    except ValueError:
        message_id = uuid4()
    rules = messages.rules_of(client_id)
    return compose(rules, message_id=message_id, text=request.POST.get("text", ""))


def _send(request: HttpRequest, found: Conversation, form: dict[str, Any]) -> None:
    messages.send_message(
        actor=actor_of(request),
        conversation_id=found.id,
        message_id=form["message_id"],
        text=form["text"],
        uploads=uploads_of(request),
        at=clock.now(),
    )


def _show(request: HttpRequest, found: Conversation, *, form: dict[str, Any] | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    member = member_of(actor)
    tz, rules = zone_of(member.organisation.pack), messages.rules_of(found.client_id)
    if found.info_class == C.MESSAGES:  # a sealed one is told to nobody, not even that it was opened
        told(request, [found.client_id], C.IDENTITY | C.MESSAGES, "partner:messages")
    said = messages.list_messages(conversation=found, actor_id=actor.id, side=Side.OTHER)
    closed = closed_words(found, messages.why_closed(conversation=found, at=now))
    page = {
        "member": member,
        "here": "messages",
        "conversation": found,
        "is_sealed": found.kind == AddresseeKind.PRIVILEGED,
        "bubbles": bubbles(
            said,
            found,
            side=Side.OTHER,
            tz=tz,
            now=now,
            href=lambda id_: reverse("partner:message-file", args=[found.id, id_]),
            told=rules.review.told_reasons,
        ),
        "withdraw": lambda id_: reverse("partner:message-withdraw", args=[found.id, id_]),
        "closed": closed,
        # Whose grant ended while they wrote finds their words, and why they do not go.
        "form": form if form and form["error"] else None if closed else compose(rules),
    }
    status = 422 if form and form["error"] else 200
    return _recording(partner_page(request, "partner/messages/one.jinja", page, status=status))


def _back(found: Conversation) -> HttpResponse:
    return HttpResponseRedirect(reverse("partner:conversation", args=[found.id]))


def _recording(response: HttpResponse) -> HttpResponse:
    for name, value in RECORDS.items():
        response[name] = value
    return response


message_urls: list[URLPattern] = [
    path("messages", conversations, name="messages"),
    path("messages/<uuid:conversation_id>", conversation, name="conversation"),
    path("messages/<uuid:conversation_id>/write", write, name="message-write"),
    path("messages/<uuid:conversation_id>/<uuid:message_id>/withdraw", withdraw, name="message-withdraw"),
    path("messages/<uuid:conversation_id>/files/<uuid:file_id>", file, name="message-file"),
    path("people/<int:client_id>/messages", of_person, name="person-messages"),
]
