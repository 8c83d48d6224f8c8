"""Bookings in words, as far as the actor may read them; of the rest only that somebody is busy."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q

from redthread.estate.public import Establishment
from redthread.people.public import Client
from redthread.timetable.enums import BookingStatus, EndCode
from redthread.timetable.models import Booking, BookingClient, BookingEquipment
from redthread.timetable.queries.busy import heads_of, list_busy
from redthread.timetable.queries.kinds import House, house_of, title_of
from redthread.timetable.rules.clashes import Busy, Party, find_overlaps

BUSY_PICTOGRAM = "clock"


@dataclass(frozen=True, slots=True)
class Entry:
    """One party's time in a week or day.

    Attributes:
        title: empty for those who may not read it: the person is busy, and that is all.
        gives_way: it clashes with a stronger booking of the same person.
        overlapped: a weaker booking of the same person clashes with it.
        heads: how many clients are in it.
    """

    party: Party
    party_id: int
    booking_id: UUID
    starts_at: datetime
    ends_at: datetime
    kind: str = ""
    title: str = ""
    pictogram: str = BUSY_PICTOGRAM
    room: str = ""
    place: str = ""
    heads: int = 0
    staff: tuple[str, ...] = ()
    status: str = BookingStatus.PLANNED.value
    series_id: UUID | None = None
    gives_way: bool = False
    overlapped: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the actor may read what it is."""
        return bool(self.kind)

    @property
    def where(self) -> str:
        """Room or place, in words; empty for none."""
        return self.room or self.place


@dataclass(frozen=True, slots=True)
class Change:
    """What was cancelled or offered in a client's days. ``instead``: the booking that replaces it."""

    booking: Booking
    title: str
    pictogram: str
    code: str
    instead: Booking | None = None


@dataclass(frozen=True, slots=True)
class Detail:
    """One booking with everything that its page shows."""

    booking: Booking
    house: House
    title: str
    clients: list[Client]
    staff: list[tuple[int, str, str]]
    equipment: list[str] = field(default_factory=list)


def list_entries(
    *,
    starts_at: datetime,
    ends_at: datetime,
    clients: Collection[int] = (),
    staff: Collection[int] = (),
    rooms: Collection[int] = (),
) -> list[Entry]:
    """Return what clients, staff and rooms are booked for between two instants, by start."""
    busy = list_busy(starts_at=starts_at, ends_at=ends_at, clients=clients, staff=staff, rooms=rooms)
    ids = {b.booking_id for b in busy}
    rows = Booking.objects.filter(id__in=ids).select_related("room", "establishment")
    readable = {b.id: b for b in rows}
    names, heads = staff_names(readable), heads_of(readable) if readable else {}
    overlaps = find_overlaps(busy)
    weaker = {(o.party, o.party_id, o.weaker.booking_id) for o in overlaps}
    stronger = {(o.party, o.party_id, o.stronger.booking_id) for o in overlaps}
    found = []
    for row in busy:
        key = (row.party, row.party_id, row.booking_id)
        booking = readable.get(row.booking_id)
        if booking is None or (row.party is Party.CLIENT and not row.kind):
            entry = Entry(row.party, row.party_id, row.booking_id, row.starts_at, row.ends_at)
        else:
            entry = _entry(row, booking, names.get(booking.id, ()), heads.get(booking.id, 0))
        found.append(replace(entry, gives_way=key in weaker, overlapped=key in stronger))
    return found


def _entry(row: Busy, booking: Booking, names: Iterable[str], heads: int) -> Entry:
    kind = house_of(booking.establishment).timetable.kinds.get(booking.kind)
    return Entry(
        party=row.party,
        party_id=row.party_id,
        booking_id=booking.id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        kind=booking.kind,
        title=title_of(kind, booking.titles, booking.kind),
        pictogram=kind.pictogram if kind else BUSY_PICTOGRAM,
        room=(booking.room.name or booking.room.code) if booking.room else "",
        place=booking.place,
        heads=heads,
        staff=tuple(names),
        status=booking.status,
        series_id=booking.series_id,
    )


def list_own_entries(*, client_id: int, starts_at: datetime, ends_at: datetime) -> list[Entry]:
    """Return what a client is booked for, for their own door: where, with whom, when."""
    parts = (
        BookingClient.objects.filter(
            client_id=client_id, is_active=True, period__overlap=(starts_at, ends_at)
        )
        .select_related("booking__room", "booking__establishment")
        .order_by("period")
    )
    bookings = {p.booking_id: p.booking for p in parts}
    names = staff_names(bookings)
    return [
        _entry(
            Busy(
                Party.CLIENT,
                client_id,
                b.period.lower,
                b.period.upper,
                b.id,
                b.kind,
                b.rank,
                b.made_at,
            ),
            b,
            names.get(b.id, ()),
            0,
        )
        for b in bookings.values()
    ]


def list_changes(*, client_id: int, starts_at: datetime, ends_at: datetime) -> list[Change]:
    """Return what was cancelled for a client in a span, with what comes instead, and what is offered."""
    parts = (
        BookingClient.objects.filter(client_id=client_id, period__overlap=(starts_at, ends_at))
        .filter(Q(left_at__isnull=False) | Q(booking__status__in=["cancelled", "offered"]))
        .exclude(left_code=EndCode.MERGE)
        .select_related("booking__room", "booking__establishment")
        .order_by("period")
    )
    ended = [p for p in parts if p.booking.status != BookingStatus.OFFERED]
    replaced = {
        b.offered_from_id: b
        for b in Booking.objects.filter(
            offered_from__in=[p.booking_id for p in ended], status__in=["offered", "planned"]
        ).select_related("room", "establishment")
    }
    found, series = [], set()
    for part in ended:
        booking = part.booking
        if booking.series_id is not None and part.left_code:
            # Of a series that ended as a whole one line says it; the first is enough.
            if booking.series_id in series:
                continue
            series.add(booking.series_id)
        code = part.left_code or booking.end_code
        found.append(_change(booking, code, replaced.get(booking.id)))
    offered = [p.booking for p in parts if p.booking.status == BookingStatus.OFFERED]
    instead = {b.id for b in replaced.values()}
    return [*found, *(_change(b, "", None) for b in offered if b.id not in instead)]


def _change(booking: Booking, code: str, instead: Booking | None) -> Change:
    kind = house_of(booking.establishment).timetable.kinds.get(booking.kind)
    return Change(
        booking=booking,
        title=title_of(kind, booking.titles, booking.kind),
        pictogram=kind.pictogram if kind else BUSY_PICTOGRAM,
        code=code,
        instead=instead,
    )


def list_offered(*, establishment: Establishment) -> list[Detail]:
    """Return what is offered at an establishment and waits for a time, oldest first."""
    rows = Booking.objects.filter(establishment=establishment, status=BookingStatus.OFFERED)
    return _details(list(rows.select_related("room", "establishment").order_by("made_at", "id")))


def list_own_clashes(*, actor_id: int, now: datetime) -> list[Detail]:
    """Return bookings that the actor made and that give way to a stronger one from now on."""
    mine = list(
        Booking.objects.filter(made_by=actor_id, status=BookingStatus.PLANNED, period__endswith__gt=now)
        .select_related("room", "establishment")
        .order_by("period", "id")[:500]
    )
    if not mine:
        return []
    clients = BookingClient.objects.filter(booking__in=mine, is_active=True).values_list(
        "client_id", flat=True
    )
    busy = list_busy(
        starts_at=min(b.period.lower for b in mine),
        ends_at=max(b.period.upper for b in mine),
        clients=set(clients),
    )
    weaker = {o.weaker.booking_id for o in find_overlaps(busy)}
    return _details([b for b in mine if b.id in weaker])


def get_detail(*, booking_id: UUID) -> Detail:
    """Return one booking with its people and things.

    Raises:
        Booking.DoesNotExist: there is none that the actor may read.
    """
    booking = Booking.objects.select_related("room", "establishment", "series").get(id=booking_id)
    return _details([booking])[0]


def _details(bookings: list[Booking]) -> list[Detail]:
    ids = [b.id for b in bookings]
    clients: dict[UUID, list[Client]] = defaultdict(list)
    for part in BookingClient.objects.filter(booking__in=ids, left_at=None).select_related("client"):
        clients[part.booking_id].append(part.client)
    devices: dict[UUID, list[str]] = defaultdict(list)
    for device in BookingEquipment.objects.filter(booking__in=ids).select_related("equipment"):
        devices[device.booking_id].append(device.equipment.name)
    people: dict[UUID, list[tuple[int, str, str]]] = defaultdict(list)
    for booking_id, staff_id, name, title in _staff_rows(ids):
        people[booking_id].append((staff_id, name, title))
    found = []
    for booking in bookings:
        house = house_of(booking.establishment)
        title = title_of(house.timetable.kinds.get(booking.kind), booking.titles, booking.kind)
        sorted_clients = sorted(clients[booking.id], key=lambda c: (c.family_name, c.given_name, c.id))
        found.append(Detail(booking, house, title, sorted_clients, people[booking.id], devices[booking.id]))
    return found


def staff_names(bookings: Collection[UUID]) -> dict[UUID, tuple[str, ...]]:
    """Return the names of the staff in bookings that the actor may read, by booking."""
    found: dict[UUID, tuple[str, ...]] = {}
    for booking_id, _staff_id, name, _title in _staff_rows(list(bookings)):
        found[booking_id] = (*found.get(booking_id, ()), name)
    return found


def _staff_rows(booking_ids: list[UUID]) -> list[tuple[UUID, int, str, str]]:
    if not booking_ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from timetable.staff_of(%s::uuid[])", [booking_ids])
        return list(cursor.fetchall())
