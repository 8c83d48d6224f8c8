"""One's own requests: the list, and one of them with where it stands and what was said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.custody.public import Place, find_place
from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page, zone_of
from redthread.doors.client.plain import role_words
from redthread.forms.public import FormContext, Option, SummaryRow, Text, get_definition, summarise
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.jurisdiction.texts import Worded
from redthread.kiosk.public import Order, OrderLine, get_order, list_lines, list_options
from redthread.requests.public import (
    MESSAGE_LIMIT,
    ClientRequest,
    ClientState,
    Line,
    MessageKind,
    OwnRequest,
    RequestMessage,
    RequestStatus,
    WayPoint,
    get_own_attachment,
    get_own_request,
    list_own_requests,
    mark_seen,
)
from redthread.requests.public import RequestAttachment as Photo
from redthread.ui.words import day_in_words, language, moment

PAGE: Final = 20
KIOSK: Final = "kiosk"
_ANSWERS: Final = {RequestStatus.APPROVED: "yes", RequestStatus.DECLINED: "no"}
_SIGNS: Final = {
    ClientState.APPROVED: "yes",
    ClientState.DECLINED: "no",
    ClientState.RETURNED: "return",
    ClientState.WITHDRAWN: "withdraw",
}
_TOLD: Final = ("sent", "waiting", "written", "photo", "again", "back")
"""What a page may be told by the one that led to it (``?sent``)."""


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """Show one's requests, newest first."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    before = _instant(request.GET.get("before", ""))
    lines = list_own_requests(
        client_id=client_id, language=actor.language, now=now, before=before, limit=PAGE + 1
    )
    tz = find_zone(client_id)
    page = {
        "rows": [_row(line, now, tz) for line in lines[:PAGE]],
        "older": lines[PAGE - 1].received_at.isoformat() if len(lines) > PAGE else "",
        "is_first": before is None,
    }
    return render_page(request, "client/requests/list.jinja", page)


@require_safe
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show one request: the way it goes, what was asked, said and answered."""
    actor = actor_of(request)
    own = find_own(request, request_id)
    mark_seen(actor=actor, request_id=request_id)
    return show_one(request, own)


@require_safe
def photo(request: HttpRequest, request_id: UUID, photo_id: UUID) -> HttpResponse:
    """Show a picture of one's own request; ``?small`` as it stands on the page."""
    try:
        found = get_own_attachment(attachment_id=photo_id, client_id=require_client(actor_of(request)))
    except Photo.DoesNotExist:
        raise Http404 from None
    if found.request_id != request_id:
        raise Http404
    jpeg = found.thumbnail if "small" in request.GET else found.jpeg
    return HttpResponse(bytes(jpeg), content_type="image/jpeg")


def find_own(request: HttpRequest, request_id: UUID) -> OwnRequest:
    """Return a request of the signed-in client.

    Raises:
        Http404: there is none, or it is somebody else's.
    """
    actor = actor_of(request)
    try:
        return get_own_request(
            request_id=request_id,
            client_id=require_client(actor),
            language=actor.language,
            now=clock.now(),
        )
    except ClientRequest.DoesNotExist:
        raise Http404 from None


def show_one(
    request: HttpRequest, own: OwnRequest, *, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Show a request; ``more`` holds what was typed and refused, under the names of the template."""
    actor, now = actor_of(request), clock.now()
    place = find_place(client_id=require_client(actor))
    tz = zone_of(place)
    order = get_order(request_id=own.id) if own.type_code == KIOSK else None
    names = names_of(order, place, now) if own.type_code == KIOSK else []
    page = {
        "own": own,
        "told": next((name for name in _TOLD if name in request.GET), ""),
        "steps": [_step(point, now, tz) for point in own.way],
        "promise_state": "late" if own.state is ClientState.LATE else "fine",
        "answered_by": role_words(own.answer.by, actor.language) if own.answer else "",
        "answer_kind": _ANSWERS.get(own.answer.decision, "returned") if own.answer else "",
        "asked_on": day_in_words(own.received_at, tz=tz, now=now),
        "asked": asked(own, actor.language, names),
        "order": _order(order) if order else None,
        "said": [_said(m, now, tz) for m in own.messages],
        "message": {"id": uuid4(), "text": "", "error": ""},
        "limit": MESSAGE_LIMIT,
        "photo_error": "",
        "tz": tz,
        "now": now,
    }
    return render_page(request, "client/requests/one.jinja", page | (more or {}), status=status)


def _row(line: Line, now: datetime, tz: str) -> dict[str, Any]:
    state, words = "fine", str(line.state.label)
    if line.state is ClientState.LATE:
        state = "late"
    elif line.state in (ClientState.PAUSED, ClientState.QUESTION):
        state = "paused"
    elif line.is_open:
        words = _("answer by %(day)s") % {"day": day_in_words(line.due_at, tz=tz, now=now)}
    asked = _("asked %(day)s") % {"day": day_in_words(line.received_at, tz=tz, now=now)}
    return {
        "href": reverse("client:request", args=[line.id]),
        "title": line.title,
        "icon": line.pictogram,
        "note": f"{line.reference} · {asked}",
        "is_new": line.has_news,
        "state": state,
        "words": words,
        "sign": _SIGNS.get(line.state, ""),
    }


def _step(point: WayPoint, now: datetime, tz: str) -> dict[str, str]:
    return {
        "state": point.state.value,
        "title": point.words,
        "note": day_in_words(point.at, tz=tz, now=now) if point.at else "",
    }


def asked(own: OwnRequest, language: str, names: Sequence[Option] = ()) -> Sequence[SummaryRow]:
    """Return what was asked in words; ``names`` are the articles of an order."""
    if not own.form_code:  # an appeal: its own words, without a form
        text = str(own.answers.get("text", ""))
        why = Worded(_("Why is the answer wrong?"), language)
        return [SummaryRow("text", why, (text,), 0, "")] if text else []
    context = FormContext(value_sets={KIOSK: names})
    form = get_definition(own.form_code, own.form_version)
    return summarise(form, own.answers, language, context)


def names_of(order: Order | None, place: Place | None, now: datetime) -> list[Option]:
    """Return the articles as they were called when they were ordered, else as they are called now."""
    if order is not None:
        return [Option(code=line.article.code, text=Text(line.names)) for line in list_lines(order=order)]
    return list_options(establishment_id=place.establishment_id, at=now) if place else []


@dataclass(frozen=True, slots=True)
class Ordered:
    """What an order costs, and what came otherwise than ordered; minor units."""

    currency: str
    total: int
    paid: int | None
    short: tuple[OrderLine, ...]


def _order(order: Order) -> Ordered:
    short = tuple(line for line in list_lines(order=order) if line.arriving < line.quantity)
    return Ordered(order.assortment.currency, order.total, order.paid, short)


def _said(message: RequestMessage, now: datetime, tz: str) -> dict[str, Any]:
    who = _("You") if message.by_client else role_words(message.by_title, language())
    return {
        "is_own": message.by_client,
        "is_question": message.kind == MessageKind.QUESTION,
        "text": message.text,
        "language": message.language,
        "note": " · ".join(filter(None, (who, moment(message.at, tz=tz, now=now)))),
    }


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
