"""Who is booked twice, and which of two bookings gives way.

The order of strength comes from the jurisdiction pack (``timetable.toml``); of two equally strong bookings
the one made first is the stronger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from redthread.timetable.rules.slots import Interval, overlaps


class Party(StrEnum):
    """What a booking takes. Rooms and devices are never taken twice; people can be, by a decision."""

    CLIENT = "client"
    STAFF = "staff"
    ROOM = "room"
    EQUIPMENT = "equipment"

    @property
    def is_person(self) -> bool:
        """Say whether somebody is meant, and not something."""
        return self in {Party.CLIENT, Party.STAFF}


@dataclass(frozen=True, slots=True)
class Busy:
    """One party, taken for a time. ``kind`` is empty for those who may not read the booking's class."""

    party: Party
    party_id: int
    starts_at: datetime
    ends_at: datetime
    booking_id: UUID
    kind: str
    rank: int
    made_at: datetime

    @property
    def interval(self) -> Interval:
        """The time as a half-open pair."""
        return self.starts_at, self.ends_at

    @property
    def strength(self) -> tuple[int, datetime, UUID]:
        """What decides which of two gives way: the smaller is the stronger."""
        return self.rank, self.made_at, self.booking_id


@dataclass(frozen=True, slots=True)
class Clash:
    """What stands against a booking; ``yields``: what is there already is the weaker one."""

    busy: Busy
    yields: bool


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two bookings of one person at the same time."""

    party: Party
    party_id: int
    weaker: Busy
    stronger: Busy


def find_clashes(*, rank: int, period: Interval, busy: Iterable[Busy]) -> list[Clash]:
    """Return what a new booking of ``rank`` would run into: rooms and devices first, then by strength."""
    found = [Clash(b, yields=b.rank > rank) for b in busy if overlaps(b.interval, period)]
    return sorted(found, key=lambda c: (c.busy.party.is_person, c.busy.strength))


def find_overlaps(busy: Iterable[Busy]) -> list[Overlap]:
    """Return every pair of bookings of one person that overlap, by start."""
    found: list[Overlap] = []
    people = sorted(
        (b for b in busy if b.party.is_person), key=lambda b: (b.party, b.party_id, b.starts_at, b.strength)
    )
    for (party, party_id), rows in groupby(people, key=lambda b: (b.party, b.party_id)):
        running: list[Busy] = []
        for row in rows:
            running = [r for r in running if r.ends_at > row.starts_at]
            for other in running:
                stronger, weaker = sorted((other, row), key=lambda b: b.strength)
                found.append(Overlap(party, party_id, weaker, stronger))
            running.append(row)
    return found
