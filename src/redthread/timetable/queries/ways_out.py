"""Ways out of a clash: the next times at which everybody is free, and other rooms at the wanted time."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from redthread.estate.public import Room
from redthread.jurisdiction.pack import BookingKind
from redthread.timetable.queries.busy import list_busy
from redthread.timetable.queries.kinds import House
from redthread.timetable.queries.rooms import list_bookable_rooms
from redthread.timetable.rules.clashes import Party
from redthread.timetable.rules.slots import Interval, next_slots, open_windows

AHEAD_DAYS: Final = 28
"""How far a search for a common time looks."""


@dataclass(frozen=True, slots=True)
class Parties:
    """Whom and what a booking takes, by id."""

    clients: tuple[int, ...] = ()
    staff: tuple[int, ...] = ()
    room: int | None = None
    equipment: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class WaysOut:
    """What can be done instead: ``slots`` with the same parties, ``rooms`` free at the wanted time."""

    slots: list[Interval]
    rooms: list[Room]


def find_slots(
    *,
    house: House,
    kind: BookingKind,
    parties: Parties,
    length: timedelta,
    not_before: datetime,
    count: int = 10,
    without: UUID | None = None,
    days: int = AHEAD_DAYS,
) -> list[Interval]:
    """Return the next common free slots of clients, staff, room and devices, in UTC: one statement, one pass.

    Args:
        kind: gives the days and hours at which it is booked.
        length: how long a slot must be.
        days: how many days to look ahead.
    """
    first = not_before.astimezone(house.zone).date()
    busy: dict[tuple[Party, int], list[Interval]] = defaultdict(list)
    for row in list_busy(
        starts_at=not_before,
        ends_at=not_before + timedelta(days=days + 1),
        clients=parties.clients,
        staff=parties.staff,
        rooms=() if parties.room is None else (parties.room,),
        equipment=parties.equipment,
        without=without,
    ):
        busy[row.party, row.party_id].append(row.interval)
    windows = open_windows(
        first=first,
        days=days,
        opens=kind.opens,
        closes=kind.closes,
        zone=house.zone,
        is_open=lambda day: house.is_open(kind, day),
    )
    return next_slots(
        busy=busy.values(),
        windows=windows,
        length=length,
        count=count,
        step=timedelta(minutes=house.timetable.step_minutes),
        not_before=not_before.astimezone(UTC),
    )


def find_free_rooms(
    *,
    establishment_id: int,
    uses: Collection[str],
    period: Interval,
    besides: int | None = None,
    people: int = 1,
) -> list[Room]:
    """Return rooms of the uses that are free for a period and hold a group, those of the first use first."""
    rooms = [
        r
        for r in list_bookable_rooms(establishment_id=establishment_id, uses=uses)
        if r.id != besides and r.capacity >= people
    ]
    taken = {
        b.party_id for b in list_busy(starts_at=period[0], ends_at=period[1], rooms=[r.id for r in rooms])
    }
    order = {use: n for n, use in enumerate(uses)}
    return sorted((r for r in rooms if r.id not in taken), key=lambda r: (order[r.use], r.code))


def find_ways_out(
    *,
    house: House,
    kind: BookingKind,
    parties: Parties,
    period: Interval,
    not_before: datetime,
    without: UUID | None = None,
) -> WaysOut:
    """Return the next common slots from the wanted day on, and free rooms of the same use then."""
    wanted_day = period[0].astimezone(house.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    slots = find_slots(
        house=house,
        kind=kind,
        parties=parties,
        length=period[1] - period[0],
        not_before=max(not_before, wanted_day),
        without=without,
    )
    uses = kind.room_uses if parties.room is not None else ()
    rooms = find_free_rooms(
        establishment_id=house.id,
        uses=uses,
        period=period,
        besides=parties.room,
        people=len(parties.clients),
    )
    return WaysOut(slots, rooms)
