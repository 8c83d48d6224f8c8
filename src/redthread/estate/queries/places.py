"""Reads of establishments, units, rooms and devices."""

from collections.abc import Iterable
from datetime import datetime

from redthread.estate.enums import LIVED_IN
from redthread.estate.models import Equipment, Establishment, OutOfUse, Room, Unit
from redthread.estate.rules.plan import Box, Plan, RoomToDraw, storeys_of
from redthread.foundation.kept import Kept

_ESTABLISHMENT = Kept(
    lambda establishment_id: Establishment.objects.filter(id=establishment_id), establishment_id=int
)


def get_establishment(*, establishment_id: int) -> Establishment:
    """Return one establishment."""
    found = _ESTABLISHMENT(establishment_id=establishment_id)
    if not found:
        raise Establishment.DoesNotExist
    return found[0]


def list_establishments() -> list[Establishment]:
    """Return the open establishments, by name."""
    return list(Establishment.objects.filter(is_open=True).order_by("name"))


def list_units(*, establishment_id: int) -> list[Unit]:
    """Return the units of an establishment, by code; houses and their parts alike."""
    return list(Unit.objects.filter(establishment_id=establishment_id).order_by("code"))


def list_rooms(*, establishment_id: int, with_closed: bool = False) -> list[Room]:
    """Return the rooms where people can be placed, by unit and code; on request the closed ones too."""
    rooms = Room.objects.filter(unit__establishment_id=establishment_id, use__in=LIVED_IN)
    if not with_closed:
        rooms = rooms.filter(is_open=True).exclude(unit_id__in=_closed_here(establishment_id))
    return list(rooms.select_related("unit").order_by("unit__code", "code"))


def list_rooms_for_use(*, establishment_id: int, uses: Iterable[str]) -> list[Room]:
    """Return the open rooms for these uses (:class:`~redthread.estate.enums.RoomUse`), by unit and code.

    Whether one is out of use for a time, :func:`list_out_of_use` tells.
    """
    rooms = Room.objects.filter(unit__establishment_id=establishment_id, use__in=list(uses), is_open=True)
    rooms = rooms.exclude(unit_id__in=_closed_here(establishment_id))
    return list(rooms.select_related("unit").order_by("unit__code", "code"))


def list_all_rooms(*, establishment_id: int, unit_id: int | None = None) -> list[Room]:
    """Return every room of an establishment or of one unit, whatever it is for, open or closed."""
    rooms = Room.objects.filter(unit__establishment_id=establishment_id)
    if unit_id is not None:
        rooms = rooms.filter(unit_id=unit_id)
    return list(rooms.select_related("unit").order_by("unit__code", "code"))


def get_room(*, room_id: int) -> Room:
    """Return one room with its unit and establishment."""
    return Room.objects.select_related("unit__establishment").get(id=room_id)


def list_out_of_use(
    *,
    establishment_id: int,
    since: datetime,
    until: datetime | None = None,
    room_ids: Iterable[int] | None = None,
) -> list[OutOfUse]:
    """Return when rooms are out of use between two instants (no ``until``: from ``since`` on), in order."""
    found = OutOfUse.objects.filter(
        room__unit__establishment_id=establishment_id, period__overlap=(since, until)
    )
    if room_ids is not None:
        found = found.filter(room_id__in=list(room_ids))
    return list(found.order_by("period", "room_id"))


def list_equipment(*, establishment_id: int, with_closed: bool = False) -> list[Equipment]:
    """Return the bookable devices of an establishment, by code; on request those set aside too."""
    devices = Equipment.objects.filter(establishment_id=establishment_id)
    if not with_closed:
        devices = devices.filter(is_open=True)
    return list(devices.select_related("room").order_by("code"))


def closed_units(units: Iterable[Unit]) -> set[int]:
    """Return which units take nobody new: closed themselves, or parts of a house that is."""
    known = {unit.id: unit for unit in units}

    def is_closed(unit: Unit | None) -> bool:
        return unit is not None and (not unit.is_open or is_closed(known.get(unit.parent_id or 0)))

    return {unit.id for unit in known.values() if is_closed(unit)}


def _closed_here(establishment_id: int) -> set[int]:
    return closed_units(list_units(establishment_id=establishment_id))


def plans_of(rooms: Iterable[Room]) -> dict[int, Plan]:
    """Return the plan of each storey of rooms that were read already, the highest first."""
    return storeys_of(
        RoomToDraw(
            id=room.id,
            code=room.code,
            places=room.capacity,
            side=room.plan_side,
            storey=room.storey,
            box=None
            if room.plan_x is None
            else Box(room.plan_x, room.plan_y or 0, room.plan_w or 1, room.plan_h or 1, room.plan_side),
        )
        for room in rooms
    )
