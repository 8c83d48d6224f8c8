"""Making, moving and ending bookings."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.timetable.enums import BookingStatus
from redthread.timetable.events import BookingMade, BookingMoved, BookingTookPlace
from redthread.timetable.models import Booking
from redthread.timetable.permissions import Permission
from redthread.timetable.queries.kinds import get_house
from redthread.timetable.services.errors import BookingRefusedError, taking_alone
from redthread.timetable.services.steps import (
    LEAST_REASON,
    NewBooking,
    check_place,
    check_time,
    clients_of,
    end,
    kind_of,
    lock,
    parties_of,
    record_ended,
    settle,
    tell_clashes,
    wall,
    when,
    write,
)


@transaction.atomic
def make_booking(*, actor: Actor, new: NewBooking, at: datetime, decision_reason: str = "") -> Booking:
    """Book people, a room and devices for a time, and tell the clients.

    Args:
        decision_reason: why somebody may be booked twice; the decision bears the actor's name.

    Raises:
        BookingRefusedError: the time makes no sense, or nobody and nothing is booked.
        RoomTakenError: the room or a device is taken.
        BookingClashError: somebody is booked already and nobody decided over it.
    """
    require(actor, Permission.BOOK)
    if (there := Booking.objects.filter(id=new.id).first()) is not None:
        return there
    house = get_house(establishment_id=new.establishment_id)
    kind = kind_of(house, new.kind)
    check_place(actor, house)
    check_time(new.period, at=at)
    if not (new.parties.clients or new.parties.staff or new.parties.room):
        raise BookingRefusedError(_("Choose whom or what to book."))
    clashes, is_decided = settle(
        actor, house, kind, new.parties, new.period, reason=decision_reason, without=None, at=at
    )
    booking = write(actor, house, kind, new, at=at, reason=decision_reason if is_decided else "")
    for client_id in sorted(new.parties.clients):
        made = BookingMade(
            client_id=client_id,
            info_class=kind.info_class,
            booking_id=booking.id,
            kind_code=booking.kind,
            until=wall(new.ends_at, house)[1],
            **when(new.starts_at, house),
        )
        thread.record(actor, made, at=at)
    tell_clashes(actor, booking, clashes, house, at=at)
    return booking


@transaction.atomic
def move_booking(
    *,
    actor: Actor,
    booking_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    room_id: int | None = None,
    decision_reason: str = "",
) -> Booking:
    """Give a booking another time, and another room where one is named; an offered one becomes planned.

    Raises:
        BookingRefusedError: it has ended, or the time makes no sense.
        RoomTakenError: the room or a device is taken.
        BookingClashError: somebody is booked already and nobody decided over it.
    """
    require(actor, Permission.BOOK)
    booking = lock(booking_id)
    before = booking.period.lower
    house = get_house(establishment_id=booking.establishment_id)
    kind = kind_of(house, booking.kind)
    period = (starts_at, ends_at)
    check_time(period, at=at)
    parties = parties_of(booking, room_id)
    clashes, is_decided = settle(
        actor, house, kind, parties, period, reason=decision_reason, without=booking.id, at=at
    )
    booking.period, booking.room_id = DateTimeTZRange(*period), parties.room
    booking.status, booking.rank = BookingStatus.PLANNED, house.timetable.rank(kind.code)
    if is_decided:
        booking.decided_by, booking.decided_at, booking.decision_reason = actor.id, at, decision_reason
    with taking_alone():
        booking.save()
    for client_id in sorted(parties.clients):
        earlier = when(before, house)
        moved = BookingMoved(
            client_id=client_id,
            info_class=InformationClass(booking.info_class),
            booking_id=booking.id,
            kind_code=booking.kind,
            before_on=earlier["on"],
            before_time=earlier["time"],
            **when(starts_at, house),
        )
        thread.record(actor, moved, at=at)
    tell_clashes(actor, booking, clashes, house, at=at)
    return booking


@transaction.atomic
def cancel_booking(*, actor: Actor, booking_id: UUID, reason: str, at: datetime) -> Booking:
    """Cancel a booking with a reason that its clients read; room and devices are free again.

    Raises:
        BookingRefusedError: no reason, or it has ended already.
    """
    require(actor, Permission.BOOK)
    if len(reason.strip()) < LEAST_REASON:
        raise BookingRefusedError(_("Say why in a few words. The person reads it."))
    booking = lock(booking_id)
    end(booking, reason.strip(), at=at)
    record_ended(actor, booking, at=at)
    return booking


@transaction.atomic
def note_took_place(*, actor: Actor, booking_id: UUID, at: datetime) -> Booking:
    """Note that a booking took place.

    Raises:
        BookingRefusedError: it has not begun, or is not planned.
    """
    require(actor, Permission.BOOK)
    booking = lock(booking_id)
    if booking.status != BookingStatus.PLANNED or booking.period.lower > at:
        raise BookingRefusedError(_("This has not begun yet."))
    booking.status = BookingStatus.DONE
    booking.save(update_fields=["status"])
    house = get_house(establishment_id=booking.establishment_id)
    for client_id in clients_of(booking):
        took_place = BookingTookPlace(
            client_id=client_id,
            info_class=InformationClass(booking.info_class),
            booking_id=booking.id,
            kind_code=booking.kind,
            **when(booking.period.lower, house),
        )
        thread.record(actor, took_place, at=at)
    return booking
