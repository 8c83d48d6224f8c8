"""Rooms and devices that are booked by the hour."""

from collections.abc import Collection

from redthread.estate.public import Equipment, Room


def list_bookable_rooms(*, establishment_id: int, uses: Collection[str] | None = None) -> list[Room]:
    """Return the open rooms of an establishment in which nobody lives, by use and code.

    Args:
        uses: only rooms of these uses.
    """
    rooms = Room.objects.filter(unit__establishment_id=establishment_id, is_open=True, unit__is_open=True)
    rooms = rooms.exclude(use__in=("living", "segregation"))
    if uses is not None:
        rooms = rooms.filter(use__in=uses)
    return list(rooms.select_related("unit").order_by("use", "unit__code", "code"))


def seats_of(room_id: int) -> tuple[str, int]:
    """Return what a room is called, and how many people it holds."""
    room = Room.objects.get(id=room_id)
    return room.name or room.code, room.capacity


def list_bookable_equipment(*, establishment_id: int) -> list[Equipment]:
    """Return the devices of an establishment that can be booked, by code."""
    return list(Equipment.objects.filter(establishment_id=establishment_id, is_open=True).order_by("code"))


def uses_there(*, establishment_id: int) -> set[str]:
    """Return the uses of rooms that an establishment has."""
    rooms = Room.objects.filter(unit__establishment_id=establishment_id, is_open=True)
    return set(rooms.values_list("use", flat=True).distinct())
