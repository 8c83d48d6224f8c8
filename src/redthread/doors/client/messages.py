"""My messages: with whom I write, one conversation, and whom I can write to."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid5

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.custody.public import find_place
from redthread.doors.acting import actor_of
from redthread.doors.client.ask import read_id
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.conversation import (
    RECORDS,
    bubbles,
    closed_words,
    compose,
    file_response,
    uploads_of,
)
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.foundation.errors import DomainError
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, Choice, Conversation, Keeping, Side, To
from redthread.ui.words import date_long, day_in_words, moment

GROUPS: Final = (
    (gettext_lazy("People who work here"), ("unit", "role", "staff", "teacher")),
    (gettext_lazy("Family and friends"), ("relative",)),
    (gettext_lazy("Case workers outside"), ("partner",)),
    (gettext_lazy("Lawyers, courts and authorities: nobody else reads it"), ("privileged",)),
)


@require_safe
def conversations(request: HttpRequest) -> HttpResponse:
    """Show with whom one writes, the latest first."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    tz = find_zone(client_id)
    rows = [_row(c, now, tz) for c in messages.list_conversations(client_id=client_id)]
    review = messages.find_client_review(client_id=client_id, at=now)
    page = {
        "rows": rows,
        "read_until": date_long(review.ends_at, tz=tz) if review else "",
        "kept": _kept(messages.find_keeping(client_id=client_id), tz) if rows else "",
    }
    return render_page(request, "client/messages/list.jinja", page)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Show whom one can write to."""
    choices = messages.list_choices(actor=actor_of(request), at=clock.now())
    groups = [
        (str(title), [c for c in choices if c.kind.value in kinds])
        for title, kinds in GROUPS
        if any(c.kind.value in kinds for c in choices)
    ]
    return render_page(request, "client/messages/choose.jinja", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, key: str) -> HttpResponse:
    """Write the first message to somebody; with whom one writes already, that conversation opens."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    choice = _choice(request, key)
    to = To(choice.kind, *_target(key))
    open_now = _find_open(client_id, to)
    if open_now is not None and request.method != "POST":
        return HttpResponseRedirect(reverse("client:conversation", args=[open_now.id]))
    rules = messages.rules_of(client_id)
    form = compose(rules)
    if request.method == "POST":
        form["message_id"], form["text"] = read_id(request, "request_id"), request.POST.get("text", "")
        try:
            conversation = messages.open_conversation(
                actor=actor,
                client_id=client_id,
                to=to,
                conversation_id=uuid5(form["message_id"], "conversation"),
                at=now,
            )
            return _send(request, conversation.id, form, at=now)
        except DomainError as error:
            form["error"] = str(error.message)
            request.is_undone = True  # type: ignore[attr-defined]  # nothing begins without a message
    page = {"choice": choice, "form": form, "key": key}
    response = render_page(request, "client/messages/begin.jinja", page, status=422 if form["error"] else 200)
    return _with_microphone(response)


@require_safe
def conversation(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Show a conversation; what was new is seen then."""
    found = _own(request, conversation_id)
    messages.mark_seen(conversation_id=found.id, at=clock.now())
    return _show(request, found)


@require_POST
def write(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Write in a conversation, once however often it is sent."""
    found = _own(request, conversation_id)
    form = compose(messages.rules_of(found.client_id))
    form["message_id"], form["text"] = read_id(request, "request_id"), request.POST.get("text", "")
    try:
        return _send(request, found.id, form, at=clock.now())
    except DomainError as error:
        form["error"] = str(error.message)
        return _show(request, found, form=form)


@require_POST
def withdraw(request: HttpRequest, conversation_id: UUID, message_id: UUID) -> HttpResponse:
    """Take back a message that nobody has seen."""
    found = _own(request, conversation_id)
    messages.withdraw_message(actor=actor_of(request), message_id=message_id, at=clock.now())
    return HttpResponseRedirect(reverse("client:conversation", args=[found.id]))


@require_POST
def leave(request: HttpRequest, conversation_id: UUID) -> HttpResponse:
    """Take a conversation with family or friends out of the service, after a release."""
    found, now = _own(request, conversation_id), clock.now()
    messages.end_conversation(actor=actor_of(request), conversation_id=found.id, at=now, leaves=True)
    return HttpResponseRedirect(reverse("client:conversation", args=[found.id]))


@require_safe
def file(request: HttpRequest, conversation_id: UUID, file_id: UUID) -> HttpResponse:
    """Return a picture or voice note of a conversation."""
    _own(request, conversation_id)
    found = messages.find_attachment(conversation_id=conversation_id, attachment_id=file_id)
    if found is None:
        raise Http404
    return file_response(found)


def unread_note(client_id: int) -> str:
    """Return what stands on the tile: how many messages are new."""
    n = messages.count_unread(client_id=client_id)
    return _("%(n)s new") % {"n": n} if n else ""


def _own(request: HttpRequest, conversation_id: UUID) -> Conversation:
    require_client(actor_of(request))
    found = messages.find_conversation(conversation_id=conversation_id)
    if found is None:
        raise Http404
    return found


def _send(request: HttpRequest, conversation_id: UUID, form: dict[str, Any], *, at: datetime) -> HttpResponse:
    messages.send_message(
        actor=actor_of(request),
        conversation_id=conversation_id,
        message_id=form["message_id"],
        text=form["text"],
        uploads=uploads_of(request),
        at=at,
    )
    address = reverse("client:conversation", args=[conversation_id])
    return HttpResponseRedirect(f"{address}?sent#m-{form['message_id']}")


def _show(request: HttpRequest, found: Conversation, *, form: dict[str, Any] | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    tz, rules = find_zone(found.client_id), messages.rules_of(found.client_id)
    before = _instant(request.GET.get("before", ""))
    said = messages.list_messages(conversation=found, actor_id=actor.id, side=Side.CLIENT, before=before)
    closed = closed_words(found, messages.why_closed(conversation=found, at=now))
    client_id = found.client_id
    keeping = messages.find_keeping(client_id=client_id)
    may_leave = found.kind == AddresseeKind.RELATIVE and found.is_open and not find_place(client_id=client_id)
    page = {
        "kept": _kept(keeping, tz, found),
        "leave_days": keeping.left_days if keeping and may_leave else 0,
        "with_whom": found,
        "note": _means(found, now, tz),
        "bubbles": bubbles(
            said,
            found,
            side=Side.CLIENT,
            tz=tz,
            now=now,
            href=lambda id_: reverse("client:message-file", args=[found.id, id_]),
            told=rules.review.told_reasons,
        ),
        "withdraw": lambda id_: reverse("client:message-withdraw", args=[found.id, id_]),
        "older": said[0].at.isoformat() if len(said) == messages.PAGE else "",
        "closed": closed,
        "form": None if closed else form or compose(rules),
        "sent": "sent" in request.GET,
    }
    status = 422 if form and form["error"] else 200
    return _with_microphone(render_page(request, "client/messages/one.jinja", page, status=status))


def _means(found: Conversation, now: datetime, tz: str) -> str:
    """Return in a sentence who reads here, and before when an answer is expected."""
    kind = AddresseeKind(found.kind)
    if kind is AddresseeKind.PRIVILEGED:
        return _("Only you two can read this. Nobody here may open it.")
    if kind is AddresseeKind.RELATIVE:
        return _("Staff may read messages with family and friends. You see it when they do.")
    if found.answer_due_at is not None:
        when = day_in_words(found.answer_due_at, tz=tz, now=now)
        return _("You get an answer before %(when)s.") % {"when": when}
    return ""


def _kept(keeping: Keeping | None, tz: str, conversation: Conversation | None = None) -> str:
    """Return until when what was written is kept, in a sentence; of one conversation, or of all."""
    if keeping is None:
        return ""
    until = messages.kept_until(conversation, keeping) if conversation else keeping.until
    if until is not None:
        day = {"day": date_long(until, tz=tz, year=True)}
        return _("Kept until %(day)s. Then it is destroyed, for both of you.") % day
    return ngettext(
        "Kept while you are here or on supervision, and %(n)s month after. Then it is destroyed.",
        "Kept while you are here or on supervision, and %(n)s months after. Then it is destroyed.",
        keeping.months,
    ) % {"n": keeping.months}


def _row(c: Conversation, now: datetime, tz: str) -> dict[str, Any]:
    note = str(c.kind_words) if c.kind not in {"unit", "role"} else ""
    return {
        "href": reverse("client:conversation", args=[c.id]),
        "name": c.name,
        "note": " · ".join(filter(None, (note, moment(c.last_at, tz=tz, now=now)))),
        "icon": c.pictogram,
        "new": c.client_unread,
        "mark": _mark(c, now, tz),
    }


def _mark(c: Conversation, now: datetime, tz: str) -> tuple[str, str]:
    """Return what stands at the end of a row: words and the state of a due."""
    if not c.is_open:
        return _("ended"), "done"
    if c.answer_due_at is None:
        return "", ""
    when = {"when": day_in_words(c.answer_due_at, tz=tz, now=now)}
    if c.answer_due_at < now:
        return _("answer late, since %(when)s") % when, "late"
    return _("answer before %(when)s") % when, "fine"


def _choice(request: HttpRequest, key: str) -> Choice:
    choices: Sequence[Choice] = messages.list_choices(actor=actor_of(request), at=clock.now())
    found = next((c for c in choices if c.key == key and not c.closed), None)
    if found is None:
        raise Http404
    return found


def _target(key: str) -> tuple[str, int | None]:
    """Return code and number of a choice: ``role:health`` has a code, ``relative:17`` a number."""
    rest = key.partition(":")[2]
    return ("", int(rest)) if rest.isascii() and rest.isdigit() else (rest, None)


def _find_open(client_id: int, to: To) -> Conversation | None:
    for c in messages.list_conversations(client_id=client_id):
        whom = c.staff_actor_id or c.organisation_id or c.correspondent_id
        if c.is_open and c.kind == to.kind and c.addressee == to.code and whom == to.id:
            return c
    return None


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _with_microphone(response: HttpResponse) -> HttpResponse:
    for name, value in RECORDS.items():
        response[name] = value
    return response
