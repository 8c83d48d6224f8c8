"""Steps that bookings and series share."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from redthread.custody.public import find_closed_channels
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.pack import BookingKind
from redthread.timetable.enums import BookingStatus, EndCode
from redthread.timetable.events import BookingCancelled, BookingClashed
from redthread.timetable.models import Booking, BookingClient, BookingEquipment, BookingStaff
from redthread.timetable.permissions import Permission
from redthread.timetable.queries.busy import are_apart, heads_of, list_busy
from redthread.timetable.queries.kinds import House, get_house
from redthread.timetable.queries.rooms import seats_of
from redthread.timetable.queries.ways_out import Parties, find_ways_out
from redthread.timetable.rules.clashes import Clash, Party, find_clashes
from redthread.timetable.rules.slots import Interval
from redthread.timetable.services.errors import (
    BookingClashError,
    BookingRefusedError,
    KeptApartHereError,
    RoomTakenError,
    taking_alone,
)

LONGEST: Final = timedelta(hours=24)
LEAST_REASON: Final = 10
"""Letters that a reason has at least."""


@dataclass(frozen=True, slots=True)
class NewBooking:
    """What is to be booked; ``id`` comes with the form, so that sending it twice is one booking."""

    kind: str
    establishment_id: int
    starts_at: datetime
    ends_at: datetime
    parties: Parties
    id: UUID = field(default_factory=uuid4)
    titles: dict[str, str] = field(default_factory=dict)
    place: str = ""
    origin: str = "timetable"
    reference: str = ""
    series_id: UUID | None = None
    occurrence: str = ""

    @property
    def period(self) -> Interval:
        """The time as a half-open pair."""
        return self.starts_at, self.ends_at


def kind_of(house: House, code: str) -> BookingKind:
    """Return a kind of the house.

    Raises:
        BookingRefusedError: there is none with this code.
    """
    if code not in house.timetable.kinds:
        raise BookingRefusedError(_("Choose what it is."))
    return house.timetable.kinds[code]


def check_time(period: Interval, *, at: datetime) -> None:
    """Go on only with a time that makes sense.

    Raises:
        BookingRefusedError: it ends before it begins, is longer than a day, or is over.
    """
    starts_at, ends_at = period
    if ends_at <= starts_at:
        raise BookingRefusedError(_("The end must be after the beginning."))
    if ends_at - starts_at > LONGEST:
        raise BookingRefusedError(_("A booking lasts at most a day."))
    if ends_at <= at:
        raise BookingRefusedError(_("This time is over."))


def check_channel(kind: BookingKind, clients: Iterable[int], *, starts_at: datetime) -> None:
    """Go on only where no restriction forbids the kind to one of the clients when it begins.

    Raises:
        BookingRefusedError: the channel of the kind is closed for somebody then.
    """
    if kind.channel and any(
        kind.channel in find_closed_channels(client_id=client_id, at=starts_at) for client_id in clients
    ):
        raise BookingRefusedError(
            _("A restriction closes this for one of the people at that time. Nothing was booked.")
        )


def check_place(actor: Actor, house: House) -> None:
    """Go on only at the place where the actor works; a role for the whole service reads everywhere.

    Raises:
        BookingRefusedError: it is another establishment's timetable.
    """
    if actor.establishment_id not in {None, house.id}:
        raise BookingRefusedError(
            _("This is the timetable of another establishment. Ask somebody there to book it.")
        )


def check_seats(parties: Parties) -> None:
    """Go on only where the room holds the group; staff who lead it are not counted.

    Raises:
        BookingRefusedError: the room is too small.
    """
    if parties.room is None:
        return
    room, seats = seats_of(parties.room)
    if seats < len(parties.clients):
        raise BookingRefusedError(
            _("%(room)s holds %(seats)s people, and the group has %(people)s. Choose a larger room.")
            % {"room": room, "seats": seats, "people": len(parties.clients)}
        )


def settle(
    actor: Actor,
    house: House,
    kind: BookingKind,
    parties: Parties,
    period: Interval,
    *,
    reason: str,
    without: UUID | None,
    at: datetime,
) -> tuple[list[Clash], bool]:
    """Return the clashes, and whether the actor decided over something; neither is the rule.

    Raises:
        BookingRefusedError: a restriction closes the kind for one of the clients then, or the room is small.
        KeptApartHereError: two of a group are to be kept apart and there is no decision.
        RoomTakenError: the room or a device is taken.
        BookingClashError: somebody is booked already and there is no decision.
        PermissionDeniedError: the actor may not decide.
    """
    check_seats(parties)
    lock_people(parties)
    check_channel(kind, parties.clients, starts_at=period[0])
    has_reason = len(reason.strip()) >= LEAST_REASON
    is_apart = are_apart(parties.clients)
    if is_apart and not has_reason:
        raise KeptApartHereError
    busy = list_busy(
        starts_at=period[0],
        ends_at=period[1],
        clients=parties.clients,
        staff=parties.staff,
        rooms=() if parties.room is None else (parties.room,),
        equipment=parties.equipment,
        without=without,
    )
    clashes = find_clashes(rank=house.timetable.rank(kind.code), period=period, busy=busy)
    taken = bool(clashes) and not clashes[0].busy.party.is_person
    if taken or (clashes and not has_reason):
        ways_out = find_ways_out(
            house=house, kind=kind, parties=parties, period=period, not_before=at, without=without
        )
        raise RoomTakenError(ways_out) if taken else BookingClashError(clashes, ways_out)
    if clashes or is_apart:
        require(actor, Permission.DECIDE)
    return clashes, bool(clashes) or is_apart


def write(
    actor: Actor, house: House, kind: BookingKind, new: NewBooking, *, at: datetime, reason: str
) -> Booking:
    """Insert a booking with all that it takes.

    Raises:
        RoomTakenError: somebody took the room or a device meanwhile.
    """
    booking = Booking(
        id=new.id,
        origin=new.origin,
        reference=new.reference,
        kind=kind.code,
        titles=new.titles,
        info_class=int(kind.info_class),
        rank=house.timetable.rank(kind.code),
        establishment_id=house.id,
        room_id=new.parties.room,
        place=new.place,
        period=DateTimeTZRange(*new.period),
        series_id=new.series_id,
        occurrence=new.occurrence,
        made_by=actor.id,
        made_at=at,
        decided_by=actor.id if reason else None,
        decided_at=at if reason else None,
        decision_reason=reason,
    )
    with taking_alone():
        Booking.objects.bulk_create([booking])
        write_parts([booking], new.parties)
    return booking


def write_parts(bookings: Iterable[Booking], parties: Parties) -> None:
    """Insert whom and what bookings take; time and class are filled in by the database."""
    made = list(bookings)
    BookingClient.objects.bulk_create(
        BookingClient(booking=b, client_id=c, info_class=b.info_class, period=b.period)
        for b in made
        for c in parties.clients
    )
    BookingStaff.objects.bulk_create(
        BookingStaff(booking=b, staff_id=s, period=b.period) for b in made for s in parties.staff
    )
    BookingEquipment.objects.bulk_create(
        BookingEquipment(booking=b, equipment_id=e, period=b.period) for b in made for e in parties.equipment
    )


def lock(booking_id: UUID) -> Booking:
    """Return a planned or offered booking, locked.

    Raises:
        Booking.DoesNotExist: the actor may not read it.
        BookingRefusedError: it has ended.
    """
    booking = Booking.objects.select_for_update().get(id=booking_id)
    if booking.status not in {BookingStatus.PLANNED, BookingStatus.OFFERED}:
        raise BookingRefusedError(_("This booking has ended already."))
    if heads_of([booking.id]).get(booking.id, 0) != len(clients_of(booking)):
        raise BookingRefusedError(_("Somebody in this group is outside your reach. Ask who booked it."))
    return booking


def lock_people(parties: Parties) -> None:
    """Let whoever books the same people at the same moment wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select timetable.lock_people(%s::bigint[], %s::bigint[])",
            [list(parties.clients), list(parties.staff)],
        )


def clients_of(booking: Booking) -> list[int]:
    """Return the clients still in a booking whom the actor reaches, in order."""
    return sorted(
        BookingClient.objects.filter(booking=booking, left_at=None).values_list("client_id", flat=True)
    )


def parties_of(booking: Booking, room_id: int | None = None) -> Parties:
    """Return what a booking takes; ``room_id`` instead of its own room where one is named."""
    return Parties(
        clients=tuple(clients_of(booking)),
        staff=tuple(BookingStaff.objects.filter(booking=booking).values_list("staff_id", flat=True)),
        room=room_id or booking.room_id,
        equipment=tuple(
            BookingEquipment.objects.filter(booking=booking).values_list("equipment_id", flat=True)
        ),
    )


def end(booking: Booking, reason: str, *, at: datetime) -> None:
    """Set a booking to cancelled by staff."""
    booking.status, booking.end_code = BookingStatus.CANCELLED, EndCode.STAFF
    booking.end_reason, booking.ended_at = reason[:500], at
    booking.save(update_fields=["status", "end_code", "end_reason", "ended_at"])


def record_ended(actor: Actor, booking: Booking, *, at: datetime) -> None:
    """Tell the clients of a booking that it was cancelled."""
    house = get_house(establishment_id=booking.establishment_id)
    for client_id in clients_of(booking):
        cancelled = BookingCancelled(
            client_id=client_id,
            info_class=InformationClass(booking.info_class),
            booking_id=booking.id,
            kind_code=booking.kind,
            code=booking.end_code,
            **when(booking.period.lower, house),
        )
        thread.record(actor, cancelled, at=at)


def tell_clashes(actor: Actor, booking: Booking, clashes: list[Clash], house: House, *, at: datetime) -> None:
    """Tell the clients that two things are planned at once; what the other one is, only the booking says."""
    for clash in sorted(clashes, key=lambda c: c.busy.party_id):
        if clash.busy.party is Party.CLIENT:
            stronger = booking.id if clash.yields else clash.busy.booking_id
            told = BookingClashed(
                client_id=clash.busy.party_id,
                info_class=InformationClass.APPOINTMENTS,
                stronger_id=stronger,
                **when(max(clash.busy.starts_at, booking.period.lower), house),
            )
            thread.record(actor, told, at=at)


def wall(at: datetime, house: House) -> tuple[str, str]:
    """Return the wall day and time at the establishment: ``2026-03-02``, ``09:00``."""
    local = at.astimezone(house.zone)
    return f"{local:%Y-%m-%d}", f"{local:%H:%M}"


def when(at: datetime, house: House) -> dict[str, str]:
    """Return the wall day and time as the events carry them."""
    on, time = wall(at, house)
    return {"on": on, "time": time}
