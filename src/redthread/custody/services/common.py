"""What every write about a place shares: the current stay, the room, the receipt."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import CameAs, LeftAs
from redthread.custody.models import Receipt, Stay
from redthread.custody.services.against import settle_conflicts
from redthread.estate.public import Room
from redthread.foundation.actor import Actor
from redthread.foundation.course import Effect, PersonEvent
from redthread.foundation.errors import DomainError


class NotHeldError(DomainError):
    """The client is held nowhere now."""

    def __init__(self) -> None:
        super().__init__(_("This person is not placed anywhere now."))


WHY_CLOSED = {
    "closed": _("Room %(room)s is closed and takes nobody new."),
    "out_of_use": _("Room %(room)s is out of use and takes nobody new."),
    "use": _("Room %(room)s is not a room to live in."),
}


class RoomFullError(DomainError):
    """The room holds as many people as it may."""


class RoomClosedError(DomainError):
    """The room, or its unit, takes nobody new."""


class TimesContradictError(DomainError):
    """Something would end before it began."""

    status = 422


def current_stay(client_id: int) -> Stay | None:
    """Return the stay that goes on, locked, as far as the actor reaches it."""
    return Stay.objects.select_for_update().filter(client_id=client_id, period__endswith=None).first()


def require_stay(client_id: int) -> Stay:
    """Return the stay that goes on, locked.

    Raises:
        NotHeldError: there is none within reach.
    """
    stay = current_stay(client_id)
    if stay is None:
        raise NotHeldError
    return stay


def begin_stay(
    client_id: int,
    room: Room,
    at: datetime,
    came_as: CameAs,
    *,
    actor: Actor,
    against_reason: str = "",
    journey_from: int | None = None,
) -> Stay:
    """Begin a stay in a room that has a place free; ``journey_from`` is where a journey begins.

    Raises:
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
        KeptApartError: it is too near to somebody, and nobody who may decides against it.
    """
    # The function locks the room: two people moved into the last place at once must queue here.
    with connection.cursor() as cursor:
        cursor.execute("select places, held, closed from custody_room_state(%s, %s)", [room.id, at])
        places, held, closed = cursor.fetchone()
    if closed is not None:
        raise RoomClosedError(WHY_CLOSED[closed] % {"room": room.code})
    if held >= places:
        raise RoomFullError(
            _("Room %(room)s is full: %(held)s of %(places)s places are taken.")
            % {"room": room.code, "held": held, "places": places}
        )
    settle_conflicts(
        actor=actor,
        client_id=client_id,
        room=room,
        place=place_words(room),
        reason=against_reason,
        at=at,
        journey_from=journey_from,
    )
    with connection.cursor() as cursor:
        cursor.execute("select custody_begin_stay(%s, %s, %s, %s)", [client_id, room.id, at, came_as.value])
        stay_id = int(cursor.fetchone()[0])
    return Stay(
        id=stay_id,
        client_id=client_id,
        establishment_id=room.unit.establishment_id,
        unit_id=room.unit_id,
        room_id=room.id,
        period=(at, None),
        came_as=came_as,
    )


def end_stay(stay: Stay, at: datetime, left_as: LeftAs) -> None:
    """End a stay.

    Raises:
        TimesContradictError: it began later than ``at``.
    """
    if at <= stay.period.lower:
        raise TimesContradictError(_("This person came only later than the time you gave. Check the time."))
    stay.period, stay.left_as = (stay.period.lower, at), left_as
    stay.save(update_fields=["period", "left_as"])


def place_client(client_id: int, establishment_id: int | None, unit_id: int | None) -> None:
    """Tell the access rules where a client is: who works there reaches them from now on."""
    with connection.cursor() as cursor:
        cursor.execute("select access.place_client(%s, %s, %s)", [client_id, establishment_id, unit_id])


def place_words(room: Room) -> str:
    """Return a room with its unit and establishment, as entries keep it."""
    return f"{room.unit.establishment.name}, {room.unit.name}, {room.code}"


def write_receipt(
    event: PersonEvent,
    seq: int,
    effects: Sequence[Effect],
    *,
    at: datetime,
    place: str = "",
    grounds: str = "",
) -> None:
    """Keep what the client is told about an event."""
    Receipt.objects.create(
        client_id=event.client_id,
        at=at,
        kind=event.kind,
        seq=seq,
        place=place,
        grounds=grounds,
        effects=[e.as_json() for e in effects],
    )
