"""Units, rooms and devices: made, renamed, hung into houses, closed; with what changed and who did it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.estate_words import typed, types_words
from redthread.doors.staff.office.history import house_entries
from redthread.doors.staff.office.page import chosen, office_of, render_office, to
from redthread.estate.public import (
    LIVED_IN,
    EquipmentDraft,
    EquipmentKind,
    EstateError,
    LivingType,
    Permission,
    Room,
    RoomDraft,
    RoomUse,
    Unit,
    UnitDraft,
    list_all_rooms,
    list_equipment,
    list_units,
    natural,
    request_certificate,
    save_equipment,
    save_room,
    save_unit,
)

SECTION = "estate"


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """A unit with its rooms; ``use`` is empty where people live."""

    unit: Unit
    house: str
    rooms: list[tuple[Room, str]]
    places: str


@require_safe
def estate(request: HttpRequest) -> HttpResponse:
    """Show every unit with its rooms, and the devices."""
    return _page(request, office_of(request, Permission.MANAGE))


@require_POST
def unit(request: HttpRequest) -> HttpResponse:
    """Make or change a unit, once the page has said what that does."""
    desk = office_of(request, Permission.MANAGE)
    unit_id = number(request.POST.get("unit"))
    known = {u.id: u for u in list_units(establishment_id=desk.establishment.id)}
    if unit_id is not None and unit_id not in known:
        raise Http404
    old = known.get(unit_id or 0)
    draft = UnitDraft(
        code=typed(request, "code"),
        name=typed(request, "name"),
        parent_id=number(request.POST.get("parent")),
        types=request.POST.getlist("types"),
        is_open=old is None or "is_open" in request.POST,
    )
    if not is_confirmed(request):
        names = {None: "–"} | {u.id: u.name for u in known.values()}
        was_open = old.is_open if old else draft.is_open
        return confirm(
            request,
            desk,
            title=old.name if old else _("A new unit"),
            section=SECTION,
            back=to(desk, "office-estate"),
            yes=_("Save"),
            lines=[
                Line(_("Code"), old.code if old else "–", draft.code),
                Line(_("Name"), old.name if old else "–", draft.name),
                Line(_("Part of"), names[old.parent_id if old else None], names.get(draft.parent_id, "–")),
                Line(_("Suits"), types_words(old.types if old else ()), types_words(draft.types)),
                _state(is_open=draft.is_open, was_open=was_open),
            ],
            effects=_effects(is_open=draft.is_open, was_open=old.is_open if old else True),
        )
    try:
        save_unit(
            actor=desk.actor,
            establishment_id=desk.establishment.id,
            unit_id=unit_id,
            draft=draft,
            at=desk.now,
        )
    except EstateError as error:
        return _page(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-estate", done="saved"))


@require_POST
def new_room(request: HttpRequest) -> HttpResponse:
    """Make a room; where people are to live in it, ask at once that it be certified."""
    desk = office_of(request, Permission.MANAGE)
    unit_id = number(request.POST.get("unit"))
    if unit_id not in {u.id for u in list_units(establishment_id=desk.establishment.id)} or unit_id is None:
        raise Http404
    code, people = typed(request, "code"), number(request.POST.get("capacity")) or 0
    use = chosen(request.POST.get("use"), RoomUse.values, RoomUse.LIVING)
    asks = use in LIVED_IN and people > 0 and desk.actor.may(Permission.CERTIFY_REQUEST)
    if not is_confirmed(request):
        effects = []
        if use in LIVED_IN:
            effects.append(
                Effect(_("It is certified for nobody until a certificate is approved."), is_warning=True)
            )
        if asks:
            effects.append(Effect(_("The certificate is asked for in your name; another person decides it.")))
        return confirm(
            request,
            desk,
            title=_("A new room"),
            section=SECTION,
            back=to(desk, "office-estate"),
            yes=_("Save"),
            lines=[
                Line(_("Number"), "–", code),
                Line(_("Use"), "–", str(RoomUse(use).label)),
                Line(_("People"), "–", str(people)),
            ],
            effects=effects,
        )
    draft = RoomDraft(code=code, use=use, seats=people)
    try:
        saved = save_room(actor=desk.actor, unit_id=unit_id, room_id=None, draft=draft, at=desk.now)
        if asks:
            request_certificate(
                actor=desk.actor, room_id=saved.id, capacity=people, grounds=_("A new room"), at=desk.now
            )
    except EstateError as error:
        return _page(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-room", saved.id, done="saved"))


@require_POST
def device(request: HttpRequest) -> HttpResponse:
    """Add a bookable device, or change one."""
    desk = office_of(request, Permission.MANAGE)
    device_id = number(request.POST.get("device"))
    known = {d.id: d for d in list_equipment(establishment_id=desk.establishment.id, with_closed=True)}
    if device_id is not None and device_id not in known:
        raise Http404
    draft = EquipmentDraft(
        code=typed(request, "code"),
        name=typed(request, "name"),
        kind=chosen(request.POST.get("kind"), EquipmentKind.values),
        room_id=number(request.POST.get("room")),
        is_open=device_id is None or "is_open" in request.POST,
    )
    try:
        save_equipment(
            actor=desk.actor,
            establishment_id=desk.establishment.id,
            equipment_id=device_id,
            draft=draft,
            at=desk.now,
        )
    except EstateError as error:
        return _page(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-estate", done="saved"))


def _page(request: HttpRequest, desk: Desk, error: EstateError | None = None) -> HttpResponse:
    rooms = list_all_rooms(establishment_id=desk.establishment.id)
    units = list_units(establishment_id=desk.establishment.id)
    names = {u.id: u.name for u in units}
    by_unit: dict[int, list[Room]] = {}
    for found in sorted(rooms, key=lambda r: natural(r.code)):
        by_unit.setdefault(found.unit_id, []).append(found)
    lived = [r for r in rooms if r.is_lived_in and r.is_open and r.unit.is_open]
    context: dict[str, Any] = {
        "blocks": [_block(u, names.get(u.parent_id or 0, ""), by_unit.get(u.id, [])) for u in units],
        "units": [(u.id, u.name) for u in units],
        "types": LivingType.choices,
        "uses": RoomUse.choices,
        "kinds": EquipmentKind.choices,
        "devices": list_equipment(establishment_id=desk.establishment.id, with_closed=True),
        "rooms": [(r.id, f"{r.unit.name} · {r.code}") for r in rooms if not r.is_lived_in],
        "total": _places(sum(r.places for r in lived)),
        "history": house_entries(desk, "estate.", field=("establishment_id", desk.establishment.id)),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "estate/estate.jinja", desk, context, section=SECTION, status=status)


def _block(found: Unit, house: str, rooms: list[Room]) -> UnitBlock:
    places = sum(r.places for r in rooms if r.is_open and r.is_lived_in) if found.is_open else 0
    lines = [(r, "" if r.use == RoomUse.LIVING else str(RoomUse(r.use).label)) for r in rooms]
    return UnitBlock(found, house, lines, _places(places))


def _places(n: int) -> str:
    return ngettext("%(num)s place", "%(num)s places", n) % {"num": n}


def _state(*, is_open: bool, was_open: bool) -> Line:
    words = {True: _("open"), False: _("closed")}
    return Line(_("State"), words[was_open], words[is_open])


def _effects(*, is_open: bool, was_open: bool) -> list[Effect]:
    if was_open and not is_open:
        return [
            Effect(_("Nobody new can be placed there. Who lives there stays until moved."), is_warning=True)
        ]
    if is_open and not was_open:
        return [Effect(_("People can be placed there again."))]
    return []
