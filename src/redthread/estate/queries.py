"""Reads of the estate."""

from redthread.estate.models import Establishment, Room, Unit


def get_establishment(*, establishment_id: int) -> Establishment:
    """Return one establishment."""
    return Establishment.objects.get(id=establishment_id)


def list_establishments() -> list[Establishment]:
    """Return the open establishments, by name."""
    return list(Establishment.objects.filter(is_open=True).order_by("name"))


def list_units(*, establishment_id: int) -> list[Unit]:
    """Return the units of an establishment, by code."""
    return list(Unit.objects.filter(establishment_id=establishment_id).order_by("code"))


def list_rooms(*, establishment_id: int, with_closed: bool = False) -> list[Room]:
    """Return the rooms that take people, by unit and code; on request the closed ones too."""
    rooms = Room.objects.filter(unit__establishment_id=establishment_id)
    if not with_closed:
        rooms = rooms.filter(is_open=True, unit__is_open=True)
    return list(rooms.select_related("unit").order_by("unit__code", "code"))


def get_room(*, room_id: int) -> Room:
    """Return one room with its unit and establishment."""
    return Room.objects.select_related("unit__establishment").get(id=room_id)
