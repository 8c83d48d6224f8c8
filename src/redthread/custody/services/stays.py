"""Writes to where somebody is held."""

from datetime import datetime

from django.db import IntegrityError, ProgrammingError, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import CameAs, LeftAs
from redthread.custody.models import Stay
from redthread.custody.permissions import Permission
from redthread.custody.queries.keep_apart import list_conflicts
from redthread.custody.services.against import as_effects
from redthread.custody.services.common import (
    begin_stay,
    current_stay,
    end_stay,
    place_client,
    place_words,
    require_stay,
    write_receipt,
)
from redthread.estate.public import Room, get_room
from redthread.foundation import course
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import ClientMoved, ClientReceived, Effect
from redthread.foundation.errors import DomainError

EXCLUSION_VIOLATION, INSUFFICIENT_PRIVILEGE = "23P01", "42501"


class AlreadyHeldError(DomainError):
    """The client is held somewhere already."""

    def __init__(self) -> None:
        super().__init__(
            _("This person is already placed. Move them instead, or ask where they are for a transfer.")
        )


class OtherEstablishmentError(DomainError):
    """A move to another establishment is a transfer, which somebody decides."""

    status = 422


@transaction.atomic
def receive_client(
    *,
    actor: Actor,
    client_id: int,
    room_id: int,
    at: datetime,
    came_as: CameAs = CameAs.NEW,
    against_reason: str = "",
) -> Stay:
    """Place somebody who comes in; ``against_reason`` decides against a keep-apart or a high risk.

    Raises:
        AlreadyHeldError: they are held somewhere.
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
        KeptApartError: it is too near to somebody, and nobody who may decides against it.
    """
    require(actor, Permission.PLACE)
    room = get_room(room_id=room_id)
    if current_stay(client_id) is not None:
        raise AlreadyHeldError
    try:
        # Whoever is held out of reach is refused by the database, not by what can be seen from here.
        with transaction.atomic():
            place_client(client_id, room.unit.establishment_id, room.unit_id)
            stay = begin_stay(client_id, room, at, came_as, actor=actor, against_reason=against_reason)
    except (IntegrityError, ProgrammingError) as refused:
        if getattr(refused.__cause__, "sqlstate", "") not in {EXCLUSION_VIOLATION, INSUFFICIENT_PRIVILEGE}:
            raise
        raise AlreadyHeldError from refused
    event = ClientReceived(
        client_id=client_id,
        info_class=InformationClass.LOCATION,
        establishment_id=room.unit.establishment_id,
        unit_id=room.unit_id,
        room_id=room.id,
        place=place_words(room),
    )
    seq, effects = course.happen(event, actor=actor, at=at)
    write_receipt(event, seq, effects, at=at, place=event.place)
    return stay


@transaction.atomic
def move_client(
    *, actor: Actor, client_id: int, room_id: int, at: datetime, against_reason: str = ""
) -> Stay:
    """Move somebody to another room of the establishment; ``against_reason`` as in :func:`receive_client`.

    Raises:
        NotHeldError: they are held nowhere now.
        OtherEstablishmentError: the room is elsewhere.
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
        KeptApartError: it is too near to somebody, and nobody who may decides against it.
    """
    require(actor, Permission.PLACE)
    room = get_room(room_id=room_id)
    before = require_stay(client_id)
    if before.establishment_id != room.unit.establishment_id:
        raise OtherEstablishmentError(
            _("This room is in another establishment. Propose a transfer: somebody has to decide it.")
        )
    end_stay(before, at, LeftAs.MOVE)
    stay = begin_stay(client_id, room, at, CameAs.MOVE, actor=actor, against_reason=against_reason)
    # The reactions run while the acting person still reaches the client; the reach moves last.
    event = _moved(client_id, room)
    seq, effects = course.happen(event, actor=actor, at=at)
    write_receipt(event, seq, effects, at=at, place=event.place)
    place_client(client_id, room.unit.establishment_id, room.unit_id)
    return stay


def preview_move(*, actor: Actor, client_id: int, room_id: int, at: datetime) -> list[Effect]:
    """Return what a move to another room of the establishment would do, in every module, and who is there."""
    near = as_effects(list_conflicts(client_id=client_id, room_id=room_id))
    return [*near, *course.preview(_moved(client_id, get_room(room_id=room_id)), actor=actor, at=at)]


def _moved(client_id: int, room: Room) -> ClientMoved:
    return ClientMoved(
        client_id=client_id,
        info_class=InformationClass.LOCATION,
        establishment_id=room.unit.establishment_id,
        to_unit_id=room.unit_id,
        to_room_id=room.id,
        place=place_words(room),
    )
