"""Writes to units, rooms and devices. Nothing is ever deleted: people lived there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.estate.enums import LIVED_IN, EquipmentKind, LivingType, Partition, PlanSide, RoomUse
from redthread.estate.events import EquipmentChanged, RoomChanged, UnitChanged
from redthread.estate.models import HIGHEST, LOWEST, Equipment, Room, Unit
from redthread.estate.permissions import Permission
from redthread.estate.services.common import (
    MOST_IN_A_ROOM,
    NO_CLASS,
    EstateError,
    require_here,
    room_words,
)
from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.events import HOUSE

LARGEST = Decimal(900)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDraft:
    """A unit as somebody wants it; ``parent_id`` is the house it is a part of."""

    code: str
    name: str
    parent_id: int | None = None
    types: Sequence[str] = ()
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDraft:
    """A room as somebody wants it.

    Attributes:
        seats: how many fit, in rooms where nobody lives; where people live, certificates say it.
        working: how many of the certified places are in use; None: all.
        storey: floors above the ground floor, below it less than nought.
        area, wall_distance, height: square metres and metres, None where nobody measured.
    """

    code: str
    name: str = ""
    use: str = RoomUse.LIVING
    types: Sequence[str] = ()
    seats: int = 1
    working: int | None = None
    area: Decimal | None = None
    partition: str = ""
    wall_distance: Decimal | None = None
    height: Decimal | None = None
    side: str = ""
    storey: int = 0
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentDraft:
    """A bookable device as somebody wants it; ``room_id`` where it is fixed."""

    code: str
    name: str
    kind: str
    room_id: int | None = None
    is_open: bool = True


@transaction.atomic
def save_unit(
    *, actor: Actor, establishment_id: int, unit_id: int | None, draft: UnitDraft, at: datetime
) -> Unit:
    """Make a unit, or change one; a closed unit takes nobody new, who lives there stays until moved.

    Raises:
        EstateError: the code is taken here, code or name is missing, or it would be a part of itself.
    """
    require_here(actor, Permission.MANAGE, establishment_id)
    code, name = draft.code.strip(), draft.name.strip()
    if not code or not name:
        raise EstateError(_("A unit needs a short code and a name."))
    here = Unit.objects.select_for_update().filter(establishment_id=establishment_id)
    if here.filter(code=code).exclude(id=unit_id or 0).exists():
        raise EstateError(_("Another unit here has this code."))
    unit = here.get(id=unit_id) if unit_id is not None else Unit(establishment_id=establishment_id)
    _check_parent(unit, draft.parent_id)
    before = _unit_words(unit) if unit_id is not None else ""
    unit.code, unit.name, unit.is_open, unit.parent_id = code, name, draft.is_open, draft.parent_id
    unit.types = _types(draft.types)
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
def save_room(*, actor: Actor, unit_id: int, room_id: int | None, draft: RoomDraft, at: datetime) -> Room:
    """Make a room, or change one. One that people are to live in begins certified for nobody.

    Raises:
        EstateError: the code is taken in the unit, or a number cannot be.
    """
    unit = Unit.objects.get(id=unit_id)
    require_here(actor, Permission.MANAGE, unit.establishment_id)
    code = draft.code.strip()
    inside = Room.objects.select_for_update().filter(unit=unit)
    if not code:
        raise EstateError(_("A room needs a number."))
    if inside.filter(code=code).exclude(id=room_id or 0).exists():
        raise EstateError(_("Another room of this unit has this number."))
    room = inside.get(id=room_id) if room_id is not None else Room(unit=unit, capacity=0)
    before = _room_words(room) if room_id is not None else ""
    _set_places(room, draft)
    _set_measures(room, draft)
    room.code, room.name, room.is_open = code, draft.name.strip(), draft.is_open
    room.types, room.plan_side = _types(draft.types), PlanSide(draft.side)
    _set_storey(room, draft.storey)
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


@transaction.atomic
def save_equipment(
    *, actor: Actor, establishment_id: int, equipment_id: int | None, draft: EquipmentDraft, at: datetime
) -> Equipment:
    """Add a bookable device, or change one.

    Raises:
        EstateError: the code is taken here, code or name is missing, or the room is elsewhere.
    """
    require_here(actor, Permission.MANAGE, establishment_id)
    code, name = draft.code.strip(), draft.name.strip()
    if not code or not name or draft.kind not in EquipmentKind.values:
        raise EstateError(_("A device needs a short code, a name and a kind."))
    here = Equipment.objects.select_for_update().filter(establishment_id=establishment_id)
    if here.filter(code=code).exclude(id=equipment_id or 0).exists():
        raise EstateError(_("Another device here has this code."))
    rooms = Room.objects.filter(unit__establishment_id=establishment_id)
    if draft.room_id is not None and not rooms.filter(id=draft.room_id).exists():
        raise EstateError(_("This room is not here."))
    fresh = Equipment(establishment_id=establishment_id)
    device = fresh if equipment_id is None else here.get(id=equipment_id)
    before = "" if equipment_id is None else _device_words(device)
    device.code, device.name, device.kind = code, name, EquipmentKind(draft.kind)
    device.room_id, device.is_open = draft.room_id, draft.is_open
    device.save()
    if before != _device_words(device):
        event = EquipmentChanged(
            client_id=HOUSE,
            info_class=NO_CLASS,
            establishment_id=establishment_id,
            equipment_id=device.id,
            before=before,
            after=_device_words(device),
        )
        thread.record(actor, event, at=at)
    return device


def _check_parent(unit: Unit, parent_id: int | None) -> None:
    above = dict(Unit.objects.filter(establishment_id=unit.establishment_id).values_list("id", "parent_id"))
    if parent_id is not None and parent_id not in above:
        raise EstateError(_("This unit is not here."))
    while parent_id is not None:
        if parent_id == unit.id:
            raise EstateError(_("A unit cannot be a part of itself."))
        parent_id = above[parent_id]


def _set_places(room: Room, draft: RoomDraft) -> None:
    use = RoomUse(draft.use)
    if use in LIVED_IN:
        if room.use not in LIVED_IN:
            room.capacity = 0
        if draft.working is not None and not 0 <= draft.working <= room.capacity:
            raise EstateError(_("No more places can be in use than the room is certified for."))
        room.working_capacity = None if draft.working == room.capacity else draft.working
    else:
        if not 1 <= draft.seats <= MOST_IN_A_ROOM:
            raise EstateError(_("A room holds from 1 to %(n)s people.") % {"n": MOST_IN_A_ROOM})
        room.capacity, room.working_capacity = draft.seats, None
    room.use = use


def _set_measures(room: Room, draft: RoomDraft) -> None:
    for measure in (draft.area, draft.wall_distance, draft.height):
        if measure is not None and not (measure.is_finite() and 0 < measure <= LARGEST):
            raise EstateError(_("A measure is a number of metres above nought."))
    for metres in (draft.wall_distance, draft.height):
        if metres is not None and metres >= 100:  # noqa: PLR2004 - what the column holds
            raise EstateError(_("A measure is a number of metres above nought."))
    room.area, room.wall_distance, room.height = draft.area, draft.wall_distance, draft.height
    room.partition = Partition(draft.partition)


def _set_storey(room: Room, storey: int) -> None:
    """Bring a room to another floor; there it lies along the corridor until it is drawn."""
    if not LOWEST <= storey <= HIGHEST:
        raise EstateError(_("This floor cannot be."))
    if storey != room.storey:
        room.plan_x = room.plan_y = room.plan_w = room.plan_h = None
    room.storey = storey


def _types(types: Sequence[str]) -> list[str]:
    return [value for value in LivingType.values if value in types]


def _unit_words(unit: Unit) -> str:
    words = f"{unit.code} {unit.name}"
    if unit.parent_id is not None:
        words += f" / {Unit.objects.get(id=unit.parent_id).name}"
    if unit.types:
        words += f" [{', '.join(unit.types)}]"
    return words + ("" if unit.is_open else " (closed)")


def _room_words(room: Room) -> str:
    words = f"{room_words(room)}: {room.places}"
    if room.places != room.capacity:
        words += f"/{room.capacity}"
    told = [room.name, "" if room.use == RoomUse.LIVING else room.use, *room.types, room.partition]
    told += [f"storey {room.storey}" if room.storey else ""]
    told += [f"{value.normalize():f} {unit}" for value, unit in _measures(room) if value is not None]
    if any(told):
        words += f" [{', '.join(filter(None, told))}]"
    return words + ("" if room.is_open else " (closed)")


def _measures(room: Room) -> list[tuple[Decimal | None, str]]:
    return [(room.area, "m²"), (room.wall_distance, "m"), (room.height, "m")]


def _device_words(device: Equipment) -> str:
    words = f"{device.code} {device.name} [{device.kind}]"
    if device.room_id is not None:
        words += f", {Room.objects.get(id=device.room_id).code}"
    return words + ("" if device.is_open else " (set aside)")
