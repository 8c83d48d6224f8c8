"""Arrivals and moves: receive somebody, move or transfer them after seeing what that does, release, keys."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.custody.public import (
    Permission,
    Place,
    find_place,
    list_held_in,
    move_client,
    preview_move,
    preview_release,
    receive_client,
    release_client,
    search_clients,
)
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.page import LANGUAGES, chosen, office_of, render_office, to
from redthread.doors.staff.office.people import MissingError
from redthread.estate.public import Room, list_rooms, list_units
from redthread.foundation import course
from redthread.foundation.actor import require
from redthread.foundation.course import Tone
from redthread.foundation.errors import DomainError
from redthread.foundation.session import log_look
from redthread.people.public import Permission as People
from redthread.people.public import create_client, find_client_id, get_client
from redthread.sharing.public import Permission as Sharing
from redthread.signin.public import Permission as SignIn
from redthread.signin.public import give_client_card, give_client_pin

SECTION = "clients"
GENDERS = ("m", "f", "x")
FIELDS = (
    "number",
    "given_name",
    "family_name",
    "gender",
    "language",
    "room",
    "pin",
    "known",
    "known_room",
    "known_pin",
)
WARNED = frozenset({Tone.CLASH, Tone.ENDS})


@require_safe
def clients(request: HttpRequest) -> HttpResponse:
    """Find somebody, or look through a unit."""
    desk = office_of(request, Permission.PLACE)
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    units = list_units(establishment_id=desk.establishment.id)
    unit_id = number(request.GET.get("unit"))
    unit = next((u for u in units if u.id == unit_id), None)
    rows: list[dict[str, Any]] = []
    if len(text) > 1:
        rows = [
            {
                "href": to(desk, "office-client", m.client_id),
                "name": f"{m.family_name}, {m.given_name}",
                "number": m.number,
                "where": " · ".join(filter(None, (m.establishment, m.unit, m.room))),
            }
            for m in search_clients(text=text)
        ]
    elif unit is not None:
        held = list_held_in(unit_id=unit.id)
        log_look(route="staff:office-clients", purpose="unit list", detail=f"{unit.code}: {len(held)}")
        rows = [
            {
                "href": to(desk, "office-client", s.client_id),
                "name": f"{s.client.family_name}, {s.client.given_name}",
                "number": s.client.number,
                "where": s.room.code,
            }
            for s in held
        ]
    context = {
        "rows": rows,
        "text": text,
        "units": [(u.id, u.name) for u in units],
        "unit_id": unit.id if unit else "",
        "asked": bool(len(text) > 1 or unit),
        "may_create": desk.actor.may(People.CREATE),
        "query": text,
    }
    return render_office(request, "clients/list.jinja", desk, context, section=SECTION)


@require_http_methods(["GET", "HEAD", "POST"])
def arrive(request: HttpRequest) -> HttpResponse:
    """Receive somebody: who they are, which room, and a PIN to begin with."""
    desk = office_of(request, Permission.PLACE)
    typed = {name: " ".join(request.POST.get(name, "").replace("\0", "").split())[:80] for name in FIELDS}
    error: DomainError | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                client_id = _arrive(request, desk, typed)
        except IntegrityError:
            error = MissingError(_("Somebody has this number already."))
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(to(desk, "office-client", client_id, done="arrived"))
    context = {
        "typed": typed,
        "rooms": _rooms(desk.establishment.id),
        "born": {part: request.POST.get(f"born_{part}", "") for part in ("day", "month", "year")},
        "genders": [("m", _("Man")), ("f", _("Woman")), ("x", _("Other"))],
        "may_create": desk.actor.may(People.CREATE),
        "may_find": desk.actor.may(Sharing.BREAK_GLASS),
        "may_reset": desk.actor.may(SignIn.RESET_PIN),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "clients/arrive.jinja", desk, context, section=SECTION, status=status)


def _arrive(request: HttpRequest, desk: Desk, typed: dict[str, str]) -> int:
    which = "known_" if typed["known"] else ""
    room, pin = _room(desk.establishment.id, typed[f"{which}room"]), typed[f"{which}pin"]
    client_id = _known(desk, typed["known"]) if which else _new(request, desk, typed)
    receive_client(actor=desk.actor, client_id=client_id, room_id=room.id, at=desk.now)
    if pin and desk.actor.may(SignIn.RESET_PIN):
        give_client_pin(actor=desk.actor, client_id=client_id, pin=pin, at=desk.now)
    return client_id


def _known(desk: Desk, typed: str) -> int:
    require(desk.actor, Sharing.BREAK_GLASS)
    found = find_client_id(number=typed)
    if found is None:
        raise MissingError(_("Nobody has this number."))
    return found


def _new(request: HttpRequest, desk: Desk, typed: dict[str, str]) -> int:
    if not (typed["number"] and typed["given_name"] and typed["family_name"] and typed["gender"] in GENDERS):
        raise MissingError(_("Number, name and gender are needed."))
    return create_client(
        actor=desk.actor,
        number=typed["number"][:20].upper(),
        given_name=typed["given_name"],
        family_name=typed["family_name"],
        born_on=_born(request, desk),
        gender=typed["gender"],
        language=chosen(typed["language"], LANGUAGES, "en"),
        at=desk.now,
    )


def _born(request: HttpRequest, desk: Desk) -> date:
    parts = [number(request.POST.get(f"born_{part}", "").strip()) or 0 for part in ("year", "month", "day")]
    try:
        born = date(*parts)
    except (ValueError, OverflowError):
        raise MissingError(_("The day of birth is not a date.")) from None
    if not 0 < (desk.today - born).days < 130 * 366:
        raise MissingError(_("The day of birth is not a date."))
    return born


@require_safe
def client(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show where somebody lives, with the ways to move and release them and to give them keys."""
    return _page(request, office_of(request, Permission.PLACE), client_id)


def _page(request: HttpRequest, desk: Desk, client_id: int, error: DomainError | None = None) -> HttpResponse:
    person, place = get_client(client_id=client_id), find_place(client_id=client_id)
    context = {
        "client": person,
        "client_place": place,
        "rooms": [
            pair for pair in _rooms(desk.establishment.id) if place is None or pair[0] != place.room_id
        ],
        "may_reset": desk.actor.may(SignIn.RESET_PIN),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "clients/client.jinja", desk, context, section=SECTION, status=status)


@require_POST
def move(request: HttpRequest, client_id: int) -> HttpResponse:
    """Move somebody to another room here, once the page has said what that does."""
    desk = office_of(request, Permission.PLACE)
    person, place = get_client(client_id=client_id), find_place(client_id=client_id)
    try:
        room = _room(desk.establishment.id, request.POST.get("room", ""))
        if is_confirmed(request):
            move_client(actor=desk.actor, client_id=client_id, room_id=room.id, at=desk.now)
            return HttpResponseRedirect(to(desk, "office-client", client_id, done="moved"))
    except DomainError as error:
        return _page(request, desk, client_id, error)
    effects = preview_move(actor=desk.actor, client_id=client_id, room_id=room.id, at=desk.now)
    return confirm(
        request,
        desk,
        title=_("Move %(name)s") % {"name": person},
        section=SECTION,
        back=to(desk, "office-client", person.id),
        yes=_("Move now"),
        lines=[
            Line(
                _("Room"),
                _place_words(place),
                f"{desk.establishment.name}, {room.unit.name}, {room.code}",
            )
        ],
        effects=_impact(effects),
    )


@require_POST
def release(request: HttpRequest, client_id: int) -> HttpResponse:
    """Release somebody, once the page has said what that does."""
    desk = office_of(request, Permission.PLACE)
    person, place = get_client(client_id=client_id), find_place(client_id=client_id)
    if not is_confirmed(request):
        effects = preview_release(
            actor=desk.actor,
            client_id=client_id,
            establishment_id=place.establishment_id if place else desk.establishment.id,
            at=desk.now,
        )
        return confirm(
            request,
            desk,
            title=_("Release %(name)s") % {"name": person},
            section=SECTION,
            back=to(desk, "office-client", client_id),
            yes=_("Release now"),
            lines=[Line(_("Room"), _place_words(place), "–")],
            effects=[
                Effect(_("They can no longer sign in on the tablets here."), is_warning=True),
                *_impact(effects),
            ],
        )
    try:
        release_client(actor=desk.actor, client_id=client_id, at=desk.now)
    except DomainError as error:
        return _page(request, desk, client_id, error)
    return HttpResponseRedirect(to(desk, "office-clients", done="released"))


@require_POST
def keys(request: HttpRequest, client_id: int) -> HttpResponse:
    """Give somebody a PIN to begin with, or a card."""
    desk = office_of(request, SignIn.RESET_PIN)
    pin, card = request.POST.get("pin", "").strip(), request.POST.get("card", "").strip()
    try:
        if pin:
            give_client_pin(actor=desk.actor, client_id=client_id, pin=pin, at=desk.now)
        elif card:
            give_client_card(actor=desk.actor, client_id=client_id, card=card, at=desk.now)
        else:
            return _page(
                request, desk, client_id, MissingError(_("Type a PIN, or hold the card to the reader."))
            )
    except DomainError as error:
        return _page(request, desk, client_id, error)
    return HttpResponseRedirect(to(desk, "office-client", client_id, done="pin" if pin else "card"))


def _impact(found: list[course.Effect]) -> list[Effect]:
    """Return what every module will do, the gravest first."""
    return [Effect(course.tell_staff(e), is_warning=e.tone in WARNED) for e in found]


def _place_words(place: Place | None) -> str:
    return "–" if place is None else f"{place.establishment}, {place.unit}, {place.room}"


def _rooms(establishment_id: int) -> list[tuple[int, str]]:
    return [(r.id, f"{r.unit.name} · {r.code}") for r in list_rooms(establishment_id=establishment_id)]


def _room(establishment_id: int, typed: str) -> Room:
    room_id = number(typed)
    found = next((r for r in list_rooms(establishment_id=establishment_id) if r.id == room_id), None)
    if found is None:
        raise MissingError(_("Choose a room."))
    return found
