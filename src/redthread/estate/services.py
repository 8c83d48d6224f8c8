"""Writes to units and rooms. Nothing is ever deleted: people lived there."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.estate.events import RoomChanged, UnitChanged
from redthread.estate.models import Room, Unit
from redthread.estate.permissions import Permission
from redthread.foundation import thread
from redthread.foundation.actor import Actor, PermissionDeniedError, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE

NO_CLASS = InformationClass(0)
MOST_IN_A_ROOM = 50


class EstateError(DomainError):
    """What was said about a unit or room cannot be."""

    status = 422


@transaction.atomic
def save_unit(
    *,
    actor: Actor,
    establishment_id: int,
    unit_id: int | None,
    code: str,
    name: str,
    is_open: bool,
    at: datetime,
) -> Unit:
    """Make a unit, or change one; a closed unit takes nobody new, who lives there stays until moved.

    Raises:
        EstateError: the code is taken here, or code or name is missing.
    """
    _require_here(actor, establishment_id)
    code, name = code.strip(), name.strip()
    if not code or not name:
        raise EstateError(_("A unit needs a short code and a name."))
    here = Unit.objects.select_for_update().filter(establishment_id=establishment_id)
    if here.filter(code=code).exclude(id=unit_id or 0).exists():
        raise EstateError(_("Another unit here has this code."))
    unit = here.get(id=unit_id) if unit_id is not None else Unit(establishment_id=establishment_id)
    before = _unit_words(unit) if unit_id is not None else ""
    unit.code, unit.name, unit.is_open = code, name, is_open
    unit.save()
    if before != _unit_words(unit):
        event = UnitChanged(
            client_id=HOUSE,
            info_class=NO_CLASS,
            establishment_id=establishment_id,
            unit_id=unit.id,
            before=before,
            after=_unit_words(unit),
        )
        thread.record(actor, event, at=at)
    return unit


@transaction.atomic
def save_room(
    *, actor: Actor, unit_id: int, room_id: int | None, code: str, capacity: int, is_open: bool, at: datetime
) -> Room:
    """Make a room, or change one; ``capacity`` is the number of people it is certified for.

    Raises:
        EstateError: the code is taken in the unit, or the number of people cannot be.
    """
    unit = Unit.objects.get(id=unit_id)
    _require_here(actor, unit.establishment_id)
    code = code.strip()
    if not code:
        raise EstateError(_("A room needs a number."))
    if not 1 <= capacity <= MOST_IN_A_ROOM:
        raise EstateError(_("A room holds from 1 to %(n)s people.") % {"n": MOST_IN_A_ROOM})
    inside = Room.objects.select_for_update().filter(unit=unit)
    if inside.filter(code=code).exclude(id=room_id or 0).exists():
        raise EstateError(_("Another room of this unit has this number."))
    room = inside.get(id=room_id) if room_id is not None else Room(unit=unit)
    before = _room_words(room) if room_id is not None else ""
    room.code, room.capacity, room.is_open = code, capacity, is_open
    room.save()
    if before != _room_words(room):
        event = RoomChanged(
            client_id=HOUSE,
            info_class=NO_CLASS,
            establishment_id=unit.establishment_id,
            room_id=room.id,
            before=before,
            after=_room_words(room),
        )
        thread.record(actor, event, at=at)
    return room


def _require_here(actor: Actor, establishment_id: int) -> None:
    require(actor, Permission.MANAGE)
    if actor.establishment_id not in (None, establishment_id):
        raise PermissionDeniedError(_("Only staff of that establishment can do this."))


def _unit_words(unit: Unit) -> str:
    return f"{unit.code} {unit.name}" + ("" if unit.is_open else " (closed)")


def _room_words(room: Room) -> str:
    return f"{room.unit.name} {room.code}: {room.capacity}" + ("" if room.is_open else " (closed)")
