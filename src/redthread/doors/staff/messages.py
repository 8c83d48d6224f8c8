"""Messages at the staff door: what waits for an answer of mine, and one conversation."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.conversation import (
    RECORDS,
    bubbles,
    closed_words,
    compose,
    file_response,
    uploads_of,
)
from redthread.doors.staff import messages_review as review
from redthread.doors.staff.desk import Desk, admit, desk_of, number, render_desk
from redthread.estate.public import list_units
from redthread.foundation.errors import DomainError
from redthread.foundation.session import focus_on
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, Conversation, Permission, Side, To
from redthread.people.public import Client, get_client
from redthread.requests.public import list_role_codes
from redthread.ui.words import countdown_words, day_in_words, moment

WHOSE: Final = {
    "waiting": gettext_lazy("Waiting for an answer"),
    "ours": gettext_lazy("Unit and roles"),
    "mine": gettext_lazy("Mine"),
}
TEACHES: Final = {"teacher", "programme_leader"}


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show what waits for an answer, what was written to units and roles, or what is in my own hands."""
    desk = desk_of(request)
    admit(desk.actor, Permission.ANSWER)
    whose = request.GET.get("whose", "waiting")
    whose = whose if whose in WHOSE else "waiting"
    unit = number(request.GET.get("unit"))
    place, actor = desk.establishment.id, desk.actor
    found = messages.list_inbox(establishment_id=place, actor_id=actor.id, whose=whose, unit_id=unit)
    waiting, late = messages.count_inbox(establishment_id=place, actor_id=actor.id, at=desk.now)
    tabs = [
        {
            "href": f"{reverse('staff:messages')}?whose={key}",
            "label": str(words),
            "current": key == whose,
        }
        | ({"count": waiting} if key == "waiting" else {})
        for key, words in WHOSE.items()
    ]
    page = {
        "here": "messages",
        "rows": [_row(c, desk) for c in found],
        "tabs": tabs,
        "whose": whose,
        "late": late,
        "units": [("", _("All units"))] + [(str(u.id), u.name) for u in list_units(establishment_id=place)],
        "unit": str(unit or ""),
    }
    return render_desk(request, "staff/messages/inbox.jinja", desk, page)


@require_safe
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Show a conversation; what was new is seen then, and the client can see that it was."""
    desk, found = _found(request, conversation_id)
    messages.mark_seen(conversation_id=found.id, at=desk.now)
    return _show(request, desk, found)


@require_POST
def write(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Answer, once however often it is sent."""
    desk, found = _found(request, conversation_id)
    form = compose(messages.rules_of(found.client_id), message_id=_id(request), text=_typed(request))
    try:
        messages.send_message(
            actor=desk.actor,
            conversation_id=found.id,
            message_id=form["message_id"],
            text=form["text"],
            uploads=uploads_of(request),
            at=desk.now,
        )
    except DomainError as error:
        form["error"] = str(error.message)
        return _show(request, desk, found, form=form)
    return _back(found, form["message_id"])


@require_POST
def take(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Take it into one's own hands; from a colleague's, too."""
    desk, found = _found(request, conversation_id)
    messages.take_conversation(actor=desk.actor, conversation_id=found.id)
    return _back(found)


@require_POST
def end(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """End a conversation of one's own."""
    desk, found = _found(request, conversation_id)
    messages.end_conversation(actor=desk.actor, conversation_id=found.id, at=desk.now)
    return _back(found)


@require_POST
def withdraw(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Take back a message of one's own that the client has not seen."""
    desk, found = _found(request, conversation_id)
    messages.withdraw_message(actor=desk.actor, message_id=message_id, at=desk.now)
    return _back(found)


@require_safe
def file(request: HttpRequest, conversation_id: UUID, file_id: UUID) -> HttpResponse:
    """Return a picture or voice note of a conversation."""
    _found(request, conversation_id)
    found = messages.find_attachment(conversation_id=conversation_id, attachment_id=file_id)
    if found is None:
        raise Http404
    return file_response(found)


@require_http_methods(["GET", "HEAD", "POST"])
def of_client(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show my conversations with a client, and write to them in my own name."""
    desk = desk_of(request)
    admit(desk.actor, Permission.ANSWER)
    client = _client(client_id)
    form = compose(messages.rules_of(client_id), message_id=_id(request), text=_typed(request))
    if request.method == "POST":
        try:
            found = messages.open_conversation(
                actor=desk.actor,
                client_id=client_id,
                to=To(_own_kind(desk), id=desk.actor.id),
                conversation_id=uuid5(form["message_id"], "conversation"),
                at=desk.now,
            )
            messages.send_message(
                actor=desk.actor,
                conversation_id=found.id,
                message_id=form["message_id"],
                text=form["text"],
                uploads=uploads_of(request),
                at=desk.now,
            )
            return _back(found, form["message_id"])
        except DomainError as error:
            form["error"] = str(error.message)
            request.is_undone = True  # type: ignore[attr-defined]  # nothing begins without a message
    rows = messages.list_conversations(client_id=client_id)
    page = {
        "here": "client",
        "client": client,
        "rows": [_row(c, desk) for c in rows],
        "form": form,
        "review": review.state_of(desk, client_id),
    }
    status = 422 if form["error"] else 200
    return _recording(render_desk(request, "staff/messages/client.jinja", desk, page, status=status))


def _found(request: HttpRequest, conversation_id: UUID) -> tuple[Desk, Conversation]:
    """Return a conversation that the actor takes part in; looking at it is logged.

    Raises:
        Http404: there is none.
    """
    desk = desk_of(request)
    admit(desk.actor, Permission.ANSWER)
    found = messages.find_conversation(conversation_id=conversation_id)
    if found is None:
        raise Http404
    focus_on(found.client_id, route="staff:conversation", classes=found.info_class)
    return desk, found


def _client(client_id: int) -> Client:
    try:
        return get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None


def _own_kind(desk: Desk) -> AddresseeKind:
    roles = set(list_role_codes(actor_id=desk.actor.id, now=desk.now))
    return AddresseeKind.TEACHER if roles & TEACHES else AddresseeKind.STAFF


def _show(
    request: HttpRequest, desk: Desk, found: Conversation, *, form: Mapping[str, Any] | None = None
) -> HttpResponse:
    tz, rules = desk.establishment.timezone, messages.rules_of(found.client_id)
    before = _instant(request.GET.get("before", ""))
    said = messages.list_messages(conversation=found, actor_id=desk.actor.id, side=Side.OTHER, before=before)
    closed = closed_words(found, messages.why_closed(conversation=found, at=desk.now))
    due = found.answer_due_at
    page = {
        "here": "messages",
        "conversation": found,
        "is_named": found.staff_actor_id is not None,
        "is_mine": desk.actor.id in {found.taken_by, found.staff_actor_id},
        "due": day_in_words(due, tz=tz, now=desk.now) if due else "",
        "is_late": due is not None and due < desk.now,
        "bubbles": bubbles(
            said,
            found,
            side=Side.OTHER,
            tz=tz,
            now=desk.now,
            href=lambda id_: reverse("staff:message-file", args=[found.id, id_]),
            told=rules.review.told_reasons,
        ),
        "withdraw": lambda id_: reverse("staff:message-withdraw", args=[found.id, id_]),
        "older": said[0].at.isoformat() if len(said) == messages.PAGE else "",
        "closed": closed,
        "form": None if closed else form or compose(rules),
    }
    status = 422 if form and form["error"] else 200
    return _recording(render_desk(request, "staff/messages/one.jinja", desk, page, status=status))


def _row(c: Conversation, desk: Desk) -> dict[str, Any]:
    tz, due = desk.establishment.timezone, c.answer_due_at
    return {
        "href": reverse("staff:conversation", args=[c.id]),
        "client": c.client_name,
        "whom": c.name,
        "icon": c.pictogram,
        "new": c.other_unread,
        "when": moment(c.last_at, tz=tz, now=desk.now),
        "due": countdown_words(due, tz=tz, now=desk.now) if due else "",
        "state": ("late" if due < desk.now else "fine") if due else "",
        "is_mine": c.taken_by == desk.actor.id,
        "ended": not c.is_open,
    }


def _back(found: Conversation, message_id: UUID | None = None) -> HttpResponse:
    address = reverse("staff:conversation", args=[found.id])
    return HttpResponseRedirect(f"{address}#m-{message_id}" if message_id else address)


def _id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid4()


def _typed(request: HttpRequest) -> str:
    return request.POST.get("text", "")


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _recording(response: HttpResponse) -> HttpResponse:
    for name, value in RECORDS.items():
        response[name] = value
    return response


message_urls: list[URLPattern] = [
    path("messages", inbox, name="messages"),
    path("messages/review", review.queue, name="message-reviews"),
    path("messages/review/<uuid:message_id>", review.look, name="message-review"),
    path("messages/review/<uuid:message_id>/decide", review.decide, name="message-decide"),
    path("messages/review/<uuid:message_id>/files/<uuid:file_id>", review.file, name="message-review-file"),
    path("messages/<uuid:conversation_id>", conversation, name="conversation"),
    path("messages/<uuid:conversation_id>/write", write, name="message-write"),
    path("messages/<uuid:conversation_id>/take", take, name="message-take"),
    path("messages/<uuid:conversation_id>/end", end, name="message-end"),
    path("messages/<uuid:conversation_id>/<uuid:message_id>/withdraw", withdraw, name="message-withdraw"),
    path("messages/<uuid:conversation_id>/files/<uuid:file_id>", file, name="message-file"),
    path("clients/<int:client_id>/messages", of_client, name="client-messages"),
    path("clients/<int:client_id>/messages/review", review.set_review, name="client-review"),
    path("clients/<int:client_id>/messages/review/end", review.end_review, name="client-review-end"),
]
