"""Arrivals and moves: receive somebody, move or transfer them after seeing what that does, release, keys."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.custody.public import (
    Permission,
    Place,
    find_place,
    list_held_in,
    move_client,
    receive_client,
    release_client,
    search_clients,
)
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.page import LANGUAGES, chosen, language, office_of, render_office, to
from redthread.doors.staff.office.people import MissingError
from redthread.estate.public import Room, get_establishment, list_establishments, list_rooms, list_units
from redthread.foundation.actor import require
from redthread.foundation.errors import DomainError
from redthread.foundation.session import log_look
from redthread.people.public import Client, create_client, find_client_id, get_client
from redthread.people.public import Permission as People
from redthread.requests.public import MoveOutcome, preview
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
CLOSED = frozenset({MoveOutcome.CLOSES})


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
    asked = number(request.GET.get("there"))
    there = asked or (place.establishment_id if place else desk.establishment.id)
    known = {e.id: e.name for e in list_establishments()}
    if there not in known:
        there = desk.establishment.id
    context = {
        "client": person,
        "client_place": place,
        "establishments": list(known.items()),
        "there": there,
        "rooms": [pair for pair in _rooms(there) if place is None or pair[0] != place.room_id],
        "may_reset": desk.actor.may(SignIn.RESET_PIN),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "clients/client.jinja", desk, context, section=SECTION, status=status)


@require_POST
def move(request: HttpRequest, client_id: int) -> HttpResponse:
    """Move somebody, once the page has said what becomes of their requests."""
    desk = office_of(request, Permission.PLACE)
    person, place = get_client(client_id=client_id), find_place(client_id=client_id)
    there = number(request.POST.get("there")) or desk.establishment.id
    if there not in {e.id for e in list_establishments()}:
        there = desk.establishment.id
    try:
        room = _room(there, request.POST.get("room", ""))
        if is_confirmed(request):
            move_client(actor=desk.actor, client_id=client_id, room_id=room.id, at=desk.now)
            # After a transfer the person is out of reach: their page would be a closed door.
            left = place is not None and place.establishment_id != there
            home = to(desk, "office-clients", done="transferred")
            return HttpResponseRedirect(home if left else to(desk, "office-client", client_id, done="moved"))
    except DomainError as error:
        return _page(request, desk, client_id, error)
    return _ask_to_move(request, desk, person, place, room)


def _ask_to_move(
    request: HttpRequest, desk: Desk, person: Client, place: Place | None, room: Room
) -> HttpResponse:
    there = room.unit.establishment_id
    effects: list[Effect] = []
    if place is not None and place.establishment_id != there:
        effects = [_farewell(person, there), *_impact(person, there)]
    name = get_establishment(establishment_id=there).name
    return confirm(
        request,
        desk,
        title=_("Move %(name)s") % {"name": person},
        section=SECTION,
        back=to(desk, "office-client", person.id),
        yes=_("Move now"),
        lines=[Line(_("Room"), _place_words(place), f"{name}, {room.unit.name}, {room.code}")],
        effects=effects,
    )


@require_POST
def release(request: HttpRequest, client_id: int) -> HttpResponse:
    """Release somebody, once the page has said what becomes of their requests."""
    desk = office_of(request, Permission.PLACE)
    person, place = get_client(client_id=client_id), find_place(client_id=client_id)
    if not is_confirmed(request):
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
                *_impact(person, None),
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


def _farewell(person: Client, there: int) -> Effect:
    """Say what one still sees of somebody after a transfer; with a request left behind, the name."""
    outcomes = {
        i.outcome for i in preview(client_id=person.id, to_establishment_id=there, language=language())
    }
    if MoveOutcome.STAYS in outcomes:
        return Effect(
            _("You will see of this person only what the requests that stay here need."), is_warning=True
        )
    return Effect(_("You will not reach this person any more."), is_warning=True)


def _impact(person: Client, to_establishment_id: int | None) -> list[Effect]:
    """Return what the move does to each open request; of a sealed class without a word of what it says."""
    found = preview(client_id=person.id, to_establishment_id=to_establishment_id, language=language())
    count = ngettext("%(num)s request is open.", "%(num)s requests are open.", len(found)) % {
        "num": len(found)
    }
    return [
        Effect(count),
        *(
            Effect(f"{i.reference} {i.title}: {i.words}", is_warning=i.outcome in CLOSED)
            for i in sorted(found, key=lambda i: i.reference)
        ),
    ]


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
