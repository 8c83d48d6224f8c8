"""Writes to where somebody is held."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.events import ClientMoved, ClientReceived, ClientReleased, ClientTransferred
from redthread.custody.models import Stay
from redthread.custody.permissions import Permission
from redthread.estate.public import Room, get_room
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError


class AlreadyHeldError(DomainError):
    """The client is held somewhere already."""


class NotHeldError(DomainError):
    """The client is held nowhere now."""


class RoomFullError(DomainError):
    """The room holds as many people as it may."""


class RoomClosedError(DomainError):
    """The room, or its unit, takes nobody new."""


@transaction.atomic
def receive_client(*, actor: Actor, client_id: int, room_id: int, at: datetime) -> Stay:
    """Place somebody who comes in.

    Raises:
        AlreadyHeldError: they are held somewhere.
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
    """
    require(actor, Permission.PLACE)
    room = get_room(room_id=room_id)
    if _current(client_id) is not None:
        raise AlreadyHeldError(_("This person is already placed. Move them instead."))
    _place(client_id, room)
    stay = _begin(client_id, room, at)
    event = ClientReceived(
        client_id=client_id,
        info_class=InformationClass.LOCATION,
        establishment_id=room.unit.establishment_id,
        unit_id=room.unit_id,
        room_id=room.id,
        place=_words(room),
    )
    thread.record(actor, event, at=at)
    return stay


@transaction.atomic
def move_client(*, actor: Actor, client_id: int, room_id: int, at: datetime) -> Stay:
    """Move somebody to another room: a move within the establishment, or a transfer to another one.

    Raises:
        NotHeldError: they are held nowhere now.
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
    """
    require(actor, Permission.PLACE)
    room = get_room(room_id=room_id)
    before = _current(client_id)
    if before is None:
        raise NotHeldError(_("This person is not placed anywhere now."))
    _end(before, at)
    stay = _begin(client_id, room, at)
    to_establishment = room.unit.establishment_id
    event: ClientMoved | ClientTransferred
    if before.establishment_id == to_establishment:
        event = ClientMoved(
            client_id=client_id,
            info_class=InformationClass.LOCATION,
            establishment_id=to_establishment,
            to_unit_id=room.unit_id,
            to_room_id=room.id,
            place=_words(room),
        )
    else:
        event = ClientTransferred(
            client_id=client_id,
            info_class=InformationClass.LOCATION,
            from_establishment_id=before.establishment_id,
            to_establishment_id=to_establishment,
            to_unit_id=room.unit_id,
            to_room_id=room.id,
            place=_words(room),
        )
    # The reactions run while the acting person still reaches the client; the reach moves last.
    thread.record(actor, event, at=at)
    _place(client_id, room)
    return stay


@transaction.atomic
def release_client(*, actor: Actor, client_id: int, at: datetime) -> None:
    """End somebody's stay.

    Raises:
        NotHeldError: they are held nowhere now.
    """
    require(actor, Permission.PLACE)
    before = _current(client_id)
    if before is None:
        raise NotHeldError(_("This person is not placed anywhere now."))
    _end(before, at)
    event = ClientReleased(
        client_id=client_id, info_class=InformationClass.LOCATION, establishment_id=before.establishment_id
    )
    thread.record(actor, event, at=at)
    with connection.cursor() as cursor:
        cursor.execute("select access.place_client(%s, null, null)", [client_id])


def _current(client_id: int) -> Stay | None:
    return Stay.objects.select_for_update().filter(client_id=client_id, period__endswith=None).first()


def _begin(client_id: int, room: Room, at: datetime) -> Stay:
    if not room.is_open or not room.unit.is_open:
        raise RoomClosedError(_("Room %(room)s is closed and takes nobody new.") % {"room": room.code})
    # The function locks the room: two people moved into the last place at once must queue here.
    with connection.cursor() as cursor:
        cursor.execute("select custody_occupancy(%s)", [room.id])
        occupied = int(cursor.fetchone()[0])
    if occupied >= room.capacity:
        raise RoomFullError(
            _("Room %(room)s is full: %(n)s of %(n)s places are taken.")
            % {"room": room.code, "n": room.capacity}
        )
    with connection.cursor() as cursor:
        cursor.execute("select custody_begin_stay(%s, %s, %s)", [client_id, room.id, at])
        stay_id = int(cursor.fetchone()[0])
    return Stay(
        id=stay_id,
        client_id=client_id,
        establishment_id=room.unit.establishment_id,
        unit_id=room.unit_id,
        room_id=room.id,
        period=(at, None),
    )


def _end(stay: Stay, at: datetime) -> None:
    stay.period = (stay.period.lower, at)
    stay.save(update_fields=["period"])


def _place(client_id: int, room: Room) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.place_client(%s, %s, %s)", [client_id, room.unit.establishment_id, room.unit_id]
        )


def _words(room: Room) -> str:
    return f"{room.unit.establishment.name}, {room.unit.name}, {room.code}"
