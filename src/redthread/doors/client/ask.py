"""Asking for something: the catalogue, the form page by page, and handing it in once."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from redthread.custody.public import Place, find_place
from redthread.doors.acting import actor_of
from redthread.doors.client.page import render_page, zone_of
from redthread.doors.client.restrictions import closed_note
from redthread.forms.public import (
    REVIEW,
    CompiledForm,
    FormContext,
    Step,
    get_definition,
    present,
    start,
    summarise,
    take_step,
)
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.foundation.errors import DomainError
from redthread.kiosk.public import list_options
from redthread.requests.public import (
    Filled,
    HandInOutcome,
    NotPlacedError,
    Receipt,
    Tile,
    closed_types,
    find_request,
    get_own_request,
    hand_in_request,
    list_catalogue,
)
from redthread.ui.words import local_day

KIOSK: Final = "kiosk"
"""The type whose form is the shop, and the name of its value set."""
TEMPLATE: Final = "client/ask/form.jinja"


@dataclass(frozen=True, slots=True)
class Filling:
    """A form that is being filled in: what it is about, and what identifies it.

    Attributes:
        id: made when the form was opened; the same id is the same request.
        opened: seconds since the epoch when it was opened, to learn how long forms take.
    """

    tile: Tile
    place: Place
    form: CompiledForm
    context: FormContext
    id: UUID
    opened: int
    now: datetime


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what one can ask for."""
    place, tiles = offered(request)
    closed = closed_types(client_id=place.client_id, establishment_id=place.establishment_id, at=clock.now())
    ways = [
        {
            "href": _way(tile, is_closed=tile.code in closed),
            "label": tile.tile,
            "icon": tile.pictogram,
            "note": closed_note(closed, tile.code, zone_of(place))
            or (_("waiting for an answer") if tile.waiting else ""),
        }
        for tile in tiles
    ]
    return render_page(request, "client/ask/catalogue.jinja", {"tiles": ways})


def _way(tile: Tile, *, is_closed: bool) -> str:
    """Return where a tile leads: what a restriction closes, to the page that says who decided it."""
    if is_closed:
        return reverse("client:restrictions")
    return reverse("client:kiosk") if tile.code == KIOSK else reverse("client:ask", args=[tile.code])


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Go through a form page by page, and hand it in."""
    if code == KIOSK and request.method != "POST":
        return HttpResponseRedirect(reverse("client:kiosk"))
    place, tiles = offered(request)
    tile = next((t for t in tiles if t.code == code), None)
    if tile is None:
        raise Http404
    now = clock.now()
    closed = closed_types(client_id=place.client_id, establishment_id=place.establishment_id, at=now)
    if request.method != "POST" and code in closed:
        return HttpResponseRedirect(reverse("client:restrictions"))
    return go_through(request, place, tile)


def offered(request: HttpRequest) -> tuple[Place, list[Tile]]:
    """Return where the client is, and what can be asked for there.

    Raises:
        NotPlacedError: they are held nowhere, so nobody would answer.
    """
    actor = actor_of(request)
    client_id = require_client(actor)
    place = find_place(client_id=client_id)
    if place is None:
        raise NotPlacedError
    tiles = list_catalogue(
        establishment_id=place.establishment_id, client_id=client_id, language=actor.language
    )
    return place, tiles


def go_through(
    request: HttpRequest,
    place: Place,
    tile: Tile,
    *,
    template: str = TEMPLATE,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the page of a form that is due, or take in the whole; ``more`` is for a template of its own."""
    if tile.waiting is not None and request.method != "POST":
        return HttpResponseRedirect(reverse("client:request", args=[tile.waiting]) + "?waiting")
    filling = _filling(request, place, tile)
    if request.method != "POST":
        return _show(request, filling, start(filling.form, filling.context), template=template, more=more)
    posted = {name: list(values) for name, values in request.POST.lists()}
    step = take_step(filling.form, posted, filling.context, has_review=True)
    if step.checked is None:
        if find_request(request_id=filling.id) is not None:
            # What an old draft carried was handed in long ago: this one is a request of its own.
            filling = replace(filling, id=uuid4())
        return _show(request, filling, step, template=template, more=more)
    filled = _filled(request, filling, step)
    try:
        receipt = hand_in_request(actor=actor_of(request), form=filled, at=filling.now)
    except DomainError as error:
        # Nothing was kept, and nothing typed is lost: the same page again, with the reason.
        again = Step(REVIEW, step.answers, getattr(error, "errors", ()))
        return _show(request, filling, again, template=template, more=more, refusal=error)
    return _received(request, filling, step, receipt)


def context_of(code: str, place: Place, now: datetime) -> FormContext:
    """Return what a form of a type needs to know of the world."""
    options = list_options(establishment_id=place.establishment_id, at=now) if code == KIOSK else []
    return FormContext(
        today=local_day(now, zone_of(place)), value_sets={KIOSK: options} if code == KIOSK else {}
    )


def _filling(request: HttpRequest, place: Place, tile: Tile) -> Filling:
    now = clock.now()
    opened = request.POST.get("opened", "")
    return Filling(
        tile=tile,
        place=place,
        form=get_definition(tile.form_code, tile.form_version),
        context=context_of(tile.code, place, now),
        id=read_id(request, "request_id"),
        opened=int(opened) if opened.isascii() and opened.isdigit() else int(now.timestamp()),
        now=now,
    )


def _filled(request: HttpRequest, filling: Filling, step: Step) -> Filled:
    return Filled(
        id=filling.id,
        type_code=filling.tile.code,
        answers=step.answers,
        language=actor_of(request).language,
        context=filling.context,
        seconds_to_fill=int(filling.now.timestamp()) - filling.opened,
    )


def _show(
    request: HttpRequest,
    filling: Filling,
    step: Step,
    *,
    template: str,
    more: dict[str, Any] | None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    view = present(
        filling.form, step, language=actor_of(request).language, context=filling.context, has_review=True
    )
    kiosk = filling.tile.code == KIOSK
    page = {
        "tile": filling.tile,
        "view": view,
        "answers": step.answers,
        "action": reverse("client:kiosk") if kiosk else reverse("client:ask", args=[filling.tile.code]),
        "request_id": filling.id,
        "opened": filling.opened,
        "refusal": refusal.message if refusal else "",
    }
    status = refusal.status if refusal else 422 if view.errors else 200
    return render_page(request, template, page | (more or {}), status=status)


def _received(request: HttpRequest, filling: Filling, step: Step, receipt: Receipt) -> HttpResponse:
    address = reverse("client:request", args=[receipt.request.id])
    if receipt.outcome is not HandInOutcome.ALREADY_OPEN:
        return HttpResponseRedirect(f"{address}?sent")
    # Another tablet or tab was first. What was written now is shown, so that it can be sent as a message.
    actor = actor_of(request)
    own = get_own_request(
        request_id=receipt.request.id,
        client_id=require_client(actor),
        language=actor.language,
        now=filling.now,
    )
    written = summarise(filling.form, step.answers, actor.language, filling.context)
    page = {"own": own, "written": written, "tz": zone_of(filling.place)}
    return render_page(request, "client/ask/waiting.jinja", page, status=409)


def read_id(request: HttpRequest, name: str) -> UUID:
    """Return the id that a form carries, or a new one."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid4()
