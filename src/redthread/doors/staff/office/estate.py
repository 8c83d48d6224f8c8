"""Units and rooms: made, renamed, given more or fewer places, closed; with what changed and who did it."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.confirm import Effect, Line, confirm, is_confirmed
from redthread.doors.staff.office.history import house_entries
from redthread.doors.staff.office.page import office_of, render_office, to
from redthread.estate.public import (
    EstateError,
    Permission,
    Room,
    RoomDraft,
    Unit,
    UnitDraft,
    list_all_rooms,
    list_units,
    request_certificate,
    save_room,
    save_unit,
)

SECTION = "estate"


@dataclass(frozen=True, slots=True)
class UnitBlock:
    """A unit with its rooms."""

    unit: Unit
    rooms: list[Room]
    places: str


@require_safe
def estate(request: HttpRequest) -> HttpResponse:
    """Show every unit with its rooms."""
    return _page(request, office_of(request, Permission.MANAGE))


def _page(request: HttpRequest, desk: Desk, error: EstateError | None = None) -> HttpResponse:
    rooms = list_all_rooms(establishment_id=desk.establishment.id)
    units = list_units(establishment_id=desk.establishment.id)
    blocks = [_block(unit, [r for r in rooms if r.unit_id == unit.id]) for unit in units]
    context: dict[str, Any] = {
        "blocks": blocks,
        "total": _places(sum(r.places for r in rooms if r.is_open and r.unit.is_open)),
        "history": house_entries(desk, "estate.", field=("establishment_id", desk.establishment.id)),
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "estate/estate.jinja", desk, context, section=SECTION, status=status)


@require_POST
def unit(request: HttpRequest) -> HttpResponse:
    """Make or change a unit, once the page has said what that does."""
    desk = office_of(request, Permission.MANAGE)
    unit_id = number(request.POST.get("unit"))
    known = {u.id: u for u in list_units(establishment_id=desk.establishment.id)}
    if unit_id is not None and unit_id not in known:
        raise Http404
    old = known.get(unit_id or 0)
    code, name = _typed(request, "code"), _typed(request, "name")
    is_open = old is None or "is_open" in request.POST
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=old.name if old else _("A new unit"),
            section=SECTION,
            back=to(desk, "office-estate"),
            yes=_("Save"),
            lines=[
                Line(_("Code"), old.code if old else "–", code),
                Line(_("Name"), old.name if old else "–", name),
                _state(is_open=is_open, was_open=old.is_open if old else is_open),
            ],
            effects=_effects(is_open=is_open, was_open=old.is_open if old else True),
        )
    try:
        save_unit(
            actor=desk.actor,
            establishment_id=desk.establishment.id,
            unit_id=unit_id,
            draft=UnitDraft(
                code=code,
                name=name,
                parent_id=old.parent_id if old else None,
                types=old.types if old else (),
                is_open=is_open,
            ),
            at=desk.now,
        )
    except EstateError as error:
        return _page(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-estate", done="saved"))


@require_POST
def room(request: HttpRequest) -> HttpResponse:
    """Make or change a room, once the page has said what that does."""
    desk = office_of(request, Permission.MANAGE)
    rooms = {r.id: r for r in list_all_rooms(establishment_id=desk.establishment.id)}
    units = {u.id: u for u in list_units(establishment_id=desk.establishment.id)}
    room_id = number(request.POST.get("room"))
    old = rooms.get(room_id or 0)
    unit_id = old.unit_id if old else number(request.POST.get("unit"))
    if (room_id is not None and old is None) or unit_id is None or unit_id not in units:
        raise Http404
    code, capacity = _typed(request, "code"), number(request.POST.get("capacity")) or 0
    is_open = old is None or "is_open" in request.POST
    if not is_confirmed(request):
        return confirm(
            request,
            desk,
            title=_("Room %(room)s") % {"room": old.code} if old else _("A new room"),
            section=SECTION,
            back=to(desk, "office-estate"),
            yes=_("Save"),
            lines=[
                Line(_("Unit"), units[unit_id].name if old else "–", units[unit_id].name),
                Line(_("Number"), old.code if old else "–", code),
                Line(_("Places"), str(old.places) if old else "–", str(capacity)),
                _state(is_open=is_open, was_open=old.is_open if old else is_open),
            ],
            effects=[
                *_effects(is_open=is_open, was_open=old.is_open if old else True),
                *_fewer(old, capacity),
            ],
        )
    try:
        saved = save_room(
            actor=desk.actor,
            unit_id=unit_id,
            room_id=room_id,
            draft=_draft(old, code=code, capacity=capacity, is_open=is_open),
            at=desk.now,
        )
        if old is None and capacity and desk.actor.may(Permission.CERTIFY_REQUEST):
            request_certificate(
                actor=desk.actor, room_id=saved.id, capacity=capacity, grounds=_("A new room"), at=desk.now
            )
    except EstateError as error:
        return _page(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-estate", done="saved") + f"#unit-{unit_id}")


def _draft(old: Room | None, *, code: str, capacity: int, is_open: bool) -> RoomDraft:
    if old is None:
        return RoomDraft(code=code)
    return RoomDraft(
        code=code,
        name=old.name,
        use=old.use,
        types=old.types,
        seats=capacity,
        working=capacity,
        area=old.area,
        partition=old.partition,
        wall_distance=old.wall_distance,
        height=old.height,
        side=old.plan_side,
        is_open=is_open,
    )


def _block(unit: Unit, rooms: list[Room]) -> UnitBlock:
    open_places = sum(r.places for r in rooms if r.is_open) if unit.is_open else 0
    return UnitBlock(unit, rooms, _places(open_places))


def _places(n: int) -> str:
    return ngettext("%(num)s place", "%(num)s places", n) % {"num": n}


def _typed(request: HttpRequest, name: str) -> str:
    return " ".join(request.POST.get(name, "").replace("\0", "").split())[:80]


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


def _fewer(old: Room | None, capacity: int) -> list[Effect]:
    if old is None or capacity >= old.places:
        return []
    return [
        Effect(
            _("Fewer places than before. Nobody is moved; while it is full it takes nobody new."),
            is_warning=True,
        )
    ]
