"""Rooms and devices to book, and a desk to book from."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection

from redthread.foundation.actor import Actor
from redthread.timetable import public as timetable
from redthread.timetable.public import Booking, NewBooking, Parties
from tests.factories.world import Member, World

MONDAY = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)
"""Eight in the morning at Hall, before everything that is booked."""
ROOMS = (
    ("hall-C", "V1", "visit"),
    ("hall-C", "V2", "visit"),
    ("hall-C", "K1", "classroom"),
    ("hall-C", "W1", "workshop"),
    ("hall-C", "H1", "health"),
    ("hall-C", "M1", "meeting"),
    ("kumla-A", "KV1", "visit"),
    ("kumla-A", "KK1", "classroom"),
)


def at(hour: float, *, day: int = 0) -> datetime:
    """Return an instant at ``hour`` UTC, ``day`` days after the Monday."""
    return MONDAY.replace(hour=0) + timedelta(days=day, hours=hour)


@dataclass(slots=True)
class Plan:
    """The world with rooms that are booked; ``acting`` opens real sessions."""

    acting: Any
    world: World
    as_owner: Any
    rooms: dict[str, int] = field(default_factory=dict)
    equipment: dict[str, int] = field(default_factory=dict)
    staff: dict[int, int] = field(default_factory=dict)

    @property
    def hall(self) -> int:
        return self.world.establishments["hall"]

    @property
    def kumla(self) -> int:
        return self.world.establishments["kumla"]

    def staff_id(self, member: Member) -> int:
        return self.staff[member.actor_id]

    def new(
        self,
        kind: str = "visit",
        *,
        clients: tuple[Member, ...] = (),
        staff: tuple[Member, ...] = (),
        room: str | None = None,
        start: datetime | None = None,
        minutes: int = 60,
        place_id: int | None = None,
        **more: Any,
    ) -> NewBooking:
        """Return a booking at Hall on Monday at ten, Swedish time, unless told otherwise."""
        start = start or at(9)
        return NewBooking(
            kind=kind,
            establishment_id=place_id or self.hall,
            starts_at=start,
            ends_at=start + timedelta(minutes=minutes),
            parties=Parties(
                clients=tuple(c.client_id for c in clients),
                staff=tuple(self.staff_id(s) for s in staff),
                room=self.rooms[room] if room else None,
                equipment=more.pop("equipment", ()),
            ),
            **more,
        )

    def make(self, actor: Actor, new: NewBooking, **more: Any) -> Booking:
        return timetable.make_booking(actor=actor, new=new, at=MONDAY, **more)

    def book(self, by: Member, kind: str = "visit", *, reason: str = "", **more: Any) -> Booking:
        """Book as somebody of the cast."""
        with self.acting(by) as actor:
            return self.make(actor, self.new(kind, **more), decision_reason=reason)


def arrange_rooms(plan: Plan) -> None:
    """Insert rooms and devices. Call as the owner."""
    with connection.cursor() as cursor:
        for unit, code, use in ROOMS:
            cursor.execute(
                "insert into estate_room (unit_id, code, capacity, use) values (%s, %s, 12, %s) returning id",
                [plan.world.units[unit], code, use],
            )
            plan.rooms[code] = cursor.fetchone()[0]
        cursor.execute(
            "insert into estate_equipment (establishment_id, code, name, kind) "
            "values (%s, 'VL1', 'Video link 1', 'video_link') returning id",
            [plan.hall],
        )
        plan.equipment["VL1"] = cursor.fetchone()[0]
        cursor.execute("select actor_id, id from organisations_staffmember")
        plan.staff = dict(cursor.fetchall())


def new_id() -> Any:
    return uuid4()
