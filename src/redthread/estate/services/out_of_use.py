"""Rooms out of use: from when to when, why, and back again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import TimestamptzRange

from redthread.estate.enums import OutReason
from redthread.estate.events import RoomBackInUse, RoomOutOfUse
from redthread.estate.models import OutOfUse, Room
from redthread.estate.permissions import Permission
from redthread.estate.services.common import NO_CLASS, EstateError, require_here, room_words
from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.events import HOUSE


@transaction.atomic
def take_out_of_use(
    *,
    actor: Actor,
    room_id: int,
    reason: str,
    words: str,
    since: datetime,
    until: datetime | None,
    at: datetime,
) -> OutOfUse:
    """Take a room out of use; it takes nobody new then, who lives there stays until moved.

    Args:
        since: the first instant, not before ``at``.
        until: the first instant it can be used again; None: until somebody ends it.

    Raises:
        EstateError: the times or the reason cannot be, or it is out of use then already.
    """
    room = Room.objects.select_for_update(of=("self",)).select_related("unit").get(id=room_id)
    require_here(actor, Permission.MANAGE, room.unit.establishment_id)
    since, words = max(since, at), " ".join(words.split())
    if reason not in OutReason.values or (reason == OutReason.OTHER and not words):
        raise EstateError(_("Say why the room cannot be used."))
    if until is not None and until <= since:
        raise EstateError(_("It must end after it begins."))
    period = TimestamptzRange(since, until)
    if OutOfUse.objects.filter(room=room, period__overlap=period).exists():
        raise EstateError(_("Room %(room)s is out of use then already.") % {"room": room.code})
    made = OutOfUse.objects.create(
        room=room, period=period, reason=reason, words=words, set_by=actor.id, set_at=at
    )
    event = RoomOutOfUse(
        client_id=HOUSE,
        info_class=NO_CLASS,
        establishment_id=room.unit.establishment_id,
        room_id=room.id,
        out_of_use_id=made.id,
        room=room_words(room),
        reason=reason,
        words=words,
        since=f"{since:%Y-%m-%d %H:%M}",
        until=f"{until:%Y-%m-%d %H:%M}" if until else "…",
    )
    thread.record(actor, event, at=at)
    return made


@transaction.atomic
def end_out_of_use(*, actor: Actor, out_of_use_id: int, at: datetime) -> None:
    """Put a room back into use; what had not begun yet is taken off the plan.

    Raises:
        EstateError: it has ended already.
    """
    found = OutOfUse.objects.select_related("room__unit").get(id=out_of_use_id)
    room = found.room
    require_here(actor, Permission.MANAGE, room.unit.establishment_id)
    lower, upper = found.period.lower, found.period.upper
    if upper is not None and upper <= at:
        raise EstateError(_("This has ended already."))
    mine = OutOfUse.objects.filter(id=found.id)
    if lower >= at:
        mine.delete()
    else:
        mine.update(period=TimestamptzRange(lower, at))
    event = RoomBackInUse(
        client_id=HOUSE,
        info_class=NO_CLASS,
        establishment_id=room.unit.establishment_id,
        room_id=room.id,
        out_of_use_id=out_of_use_id,
        room=room_words(room),
    )
    thread.record(actor, event, at=at)
