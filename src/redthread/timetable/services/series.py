"""What repeats: making a series, taking an occurrence out, ending it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.pack import BookingKind
from redthread.timetable.enums import BookingStatus
from redthread.timetable.events import SeriesEnded, SeriesMade
from redthread.timetable.models import Booking, BookingClient, Series
from redthread.timetable.permissions import Permission
from redthread.timetable.queries.busy import are_apart, list_busy
from redthread.timetable.queries.kinds import House, get_house
from redthread.timetable.queries.ways_out import Parties
from redthread.timetable.rules.series import (
    Limits,
    Occurrence,
    SeriesFaultError,
    occurrences,
    wall_of,
    write_wall,
)
from redthread.timetable.rules.slots import which_are_taken
from redthread.timetable.services.bookings import cancel_booking
from redthread.timetable.services.errors import (
    BookingRefusedError,
    KeptApartHereError,
    SeriesClashError,
    fault_error,
    taking_alone,
)
from redthread.timetable.services.steps import (
    LEAST_REASON,
    check_channel,
    check_place,
    check_seats,
    end,
    kind_of,
    lock_people,
    wall,
    write_parts,
)

MANY: Final = 2_000
"""Rows to an INSERT."""


@dataclass(frozen=True, slots=True)
class NewSeries:
    """What is to repeat; ``id`` comes with the form, so that sending it twice is one series.

    Attributes:
        starts: the first wall time at the establishment, naive.
        rule: an RFC 5545 recurrence rule with an end.
        excluded: wall times left out.
        skips_closed_days: leave out weekends and public holidays of the country.
    """

    kind: str
    establishment_id: int
    starts: datetime
    minutes: int
    rule: str
    parties: Parties
    id: UUID = field(default_factory=uuid4)
    excluded: tuple[str, ...] = ()
    skips_closed_days: bool = False
    titles: dict[str, str] = field(default_factory=dict)
    place: str = ""
    origin: str = "timetable"
    reference: str = ""


@transaction.atomic
def make_series(
    *, actor: Actor, new: NewSeries, at: datetime, leave_out_clashes: bool = False
) -> list[Booking]:
    """Book every occurrence of a series, and tell the clients once.

    Args:
        leave_out_clashes: occurrences that run into other bookings become exceptions of the series.

    Raises:
        SeriesRefusedError: the rule is broken, endless or reaches too far.
        SeriesClashError: occurrences run into other bookings.
        KeptApartHereError: two of the group are to be kept apart; a series is not decided over.
    """
    require(actor, Permission.BOOK)
    if Series.objects.filter(id=new.id).exists():
        return list(Booking.objects.filter(series_id=new.id).order_by("occurrence"))
    house = get_house(establishment_id=new.establishment_id)
    kind = kind_of(house, new.kind)
    check_place(actor, house)
    check_seats(new.parties)
    if not (new.parties.clients or new.parties.staff or new.parties.room):
        raise BookingRefusedError(_("Choose whom or what to book."))
    if are_apart(new.parties.clients):
        raise KeptApartHereError
    found = [o for o in expand(new, house) if o.ends_at > at]
    if found:
        check_channel(kind, new.parties.clients, starts_at=found[0].starts_at)
    taken = _taken(found, new.parties)
    excluded = list(new.excluded)
    if taken:
        walls = [write_wall(o.wall) for o in taken]
        if not leave_out_clashes or len(taken) == len(found):
            raise SeriesClashError(walls)
        excluded += walls
        found = [o for o in found if o not in taken]
    if not found:
        raise BookingRefusedError(_("This time is over."))
    Series.objects.bulk_create([_row(actor, new, house, excluded, at)])
    bookings = [_booking(actor, new, house, kind, o, at) for o in found]
    with taking_alone():
        Booking.objects.bulk_create(bookings, batch_size=MANY)
        write_parts(bookings, new.parties)
    _tell_made(actor, new, house, found, at=at)
    return bookings


def _booking(
    actor: Actor, new: NewSeries, house: House, kind: BookingKind, one: Occurrence, at: datetime
) -> Booking:
    return Booking(
        origin=new.origin,
        reference=new.reference,
        kind=kind.code,
        titles=new.titles,
        info_class=int(kind.info_class),
        rank=house.timetable.rank(kind.code),
        establishment_id=house.id,
        room_id=new.parties.room,
        place=new.place,
        period=DateTimeTZRange(one.starts_at, one.ends_at),
        series_id=new.id,
        occurrence=write_wall(one.wall),
        made_by=actor.id,
        made_at=at,
    )


def expand(new: NewSeries, house: House) -> list[Occurrence]:
    """Return the occurrences of a series that is to be made; the form shows them before.

    Raises:
        SeriesRefusedError: the rule is broken, endless or reaches too far.
    """
    rules = house.timetable
    try:
        return occurrences(
            rule=new.rule,
            starts=new.starts,
            minutes=new.minutes,
            zone=house.zone,
            limits=Limits(rules.series_days, rules.series_occurrences),
            excluded=[wall_of(w) for w in new.excluded],
            is_closed=(lambda day: not house.calendar.is_working_day(day)) if new.skips_closed_days else None,
        )
    except SeriesFaultError as error:
        raise fault_error(error.fault) from error


@transaction.atomic
def take_out(*, actor: Actor, booking_id: UUID, reason: str, at: datetime) -> Booking:
    """Cancel one occurrence of a series; the rule keeps it as an exception.

    Raises:
        BookingRefusedError: no reason, ended already, or it belongs to no series.
    """
    booking = cancel_booking(actor=actor, booking_id=booking_id, reason=reason, at=at)
    if booking.series_id is None:
        raise BookingRefusedError(_("This booking is not part of a series."))
    series = Series.objects.select_for_update().get(id=booking.series_id)
    series.excluded = sorted({*series.excluded, booking.occurrence})
    series.save(update_fields=["excluded"])
    return booking


@transaction.atomic
def end_series(*, actor: Actor, series_id: UUID, reason: str, at: datetime) -> int:
    """Cancel every occurrence of a series that has not begun, tell the clients once, and return how many.

    Raises:
        BookingRefusedError: no reason.
    """
    require(actor, Permission.BOOK)
    if len(reason.strip()) < LEAST_REASON:
        raise BookingRefusedError(_("Say why in a few words. The person reads it."))
    series = Series.objects.select_for_update().get(id=series_id)
    ahead = list(
        Booking.objects.select_for_update()
        .filter(series=series, status=BookingStatus.PLANNED, period__startswith__gte=at)
        .order_by("occurrence")
    )
    if not ahead:
        raise BookingRefusedError(_("This series has ended already."))
    house = get_house(establishment_id=series.establishment_id)
    for booking in ahead:
        end(booking, reason.strip(), at=at)
    series.ended_at = at
    series.save(update_fields=["ended_at"])
    clients = BookingClient.objects.filter(booking__in=ahead, left_at=None).values_list(
        "client_id", "info_class"
    )
    for client_id, info_class in sorted(set(clients)):
        ended = SeriesEnded(
            client_id=client_id,
            info_class=InformationClass(info_class),
            series_id=series.id,
            kind_code=series.kind,
            times=len(ahead),
            from_on=wall(ahead[0].period.lower, house)[0],
        )
        thread.record(actor, ended, at=at)
    return len(ahead)


def _taken(found: Collection[Occurrence], parties: Parties) -> list[Occurrence]:
    """Return the occurrences that run into other bookings: one statement for the whole series."""
    if not found:
        return []
    lock_people(parties)
    busy = list_busy(
        starts_at=min(o.starts_at for o in found),
        ends_at=max(o.ends_at for o in found),
        clients=parties.clients,
        staff=parties.staff,
        rooms=() if parties.room is None else (parties.room,),
        equipment=parties.equipment,
    )
    rows = sorted(found, key=lambda o: o.starts_at)
    taken = which_are_taken([(o.starts_at, o.ends_at) for o in rows], [b.interval for b in busy])
    return [o for o, is_taken in zip(rows, taken, strict=True) if is_taken]


def _row(actor: Actor, new: NewSeries, house: House, excluded: list[str], at: datetime) -> Series:
    return Series(
        id=new.id,
        kind=new.kind,
        establishment_id=house.id,
        timezone=house.zone.key,
        starts=write_wall(new.starts),
        minutes=new.minutes,
        rule=new.rule,
        excluded=sorted(excluded),
        skips_closed_days=new.skips_closed_days,
        made_by=actor.id,
        made_at=at,
    )


def _tell_made(actor: Actor, new: NewSeries, house: House, found: list[Occurrence], *, at: datetime) -> None:
    first, last = wall(found[0].starts_at, house), wall(found[-1].starts_at, house)
    for client_id in sorted(new.parties.clients):
        made = SeriesMade(
            client_id=client_id,
            info_class=house.timetable.kinds[new.kind].info_class,
            series_id=new.id,
            kind_code=new.kind,
            times=len(found),
            first_on=first[0],
            last_on=last[0],
            time=first[1],
        )
        thread.record(actor, made, at=at)
