"""A week of everybody who is held: work, school, the hour outdoors, visits, health care, talks, and court.

Half of the people work in the mornings, a quarter goes to school in the afternoons, each unit goes outdoors
for an hour, visits are on weekends. Nobody is in two places at once, but for the few who are called to court:
their work gives way, by a decision, as it does in real life. Shares are own estimates.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from psycopg import Connection

from redthread.demo.people import ClientPlan, Population
from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.pack import Pack

BEHIND, AHEAD = 1, 9
"""Days that have a timetable, around the day of loading."""
GROUP: Final = 12
WORKS, LEARNS = 0.5, 0.25
VISITED, PATIENTS, TALKS, COURT = 0.3, 0.12, 0.25, 0.01
RECEIVER: Final = 1001
"""The first of the staff, where an establishment has nobody."""


@dataclass(slots=True)
class _Place:
    """Who is at an establishment, and what there is to book."""

    clients: list[ClientPlan]
    staff: dict[str, list[tuple[int, int]]]
    """Role → (staff id, actor id)."""
    rooms: dict[str, list[int]]

    def maker(self, role: str) -> int:
        """Return the actor who books for a role; the governor where nobody has it."""
        return next((people[0][1] for r in (role, "governor") if (people := self.staff.get(r))), RECEIVER)


@dataclass(slots=True)
class Planned:
    """A booking to be written; ``group`` names what it repeats with at its place, "" for nothing."""

    kind: str
    place_id: int
    room: int | None
    start: datetime
    minutes: int
    clients: Sequence[int]
    staff: Sequence[int]
    made_by: int
    where: str = ""
    decided: bool = False
    group: str = ""


class Week:
    """The bookings of everybody, day by day."""

    def __init__(
        self, owner: Connection[Any], population: Population, pack: Pack, now: datetime, chance: random.Random
    ) -> None:
        self.chance, self.zone = chance, ZoneInfo(pack.timezone)
        self.calendar: WorkingCalendar = calendar_of(pack)
        self.today = now.astimezone(self.zone).date()
        self.places = _places(owner, population)
        self.court = pack.timetable.kinds["court"].title.in_language(pack.languages[0])

    def bookings(self) -> Iterator[Planned]:
        """Yield every booking of every establishment: of nobody before they came."""
        came = {c.client_id: c.arrived_at for place in self.places.values() for c in place.clients}
        for booking in self._all():
            booking.clients = [c for c in booking.clients if came[c] < booking.start]
            if booking.clients:
                yield booking

    def _all(self) -> Iterator[Planned]:
        days = [self.today + timedelta(days=n) for n in range(-BEHIND, AHEAD + 1)]
        for place_id, place in self.places.items():
            by_chance = list(place.clients)
            self.chance.shuffle(by_chance)
            at_work = by_chance[: round(len(by_chance) * WORKS)]
            at_school = by_chance[len(at_work) : len(at_work) + round(len(by_chance) * LEARNS)]
            at_home = by_chance[len(at_work) + len(at_school) :]
            working = [d for d in days if self.calendar.is_working_day(d)]
            for day in days:
                yield from self._outdoors(place_id, place, day)
            for day in working:
                yield from self._groups(place_id, place, day, "work", at_work, time(8, 30), 180)
                yield from self._groups(place_id, place, day, "education", at_school, time(13), 90)
            free = [d for d in days if d not in working]
            yield from self._visits(place_id, place, free)
            yield from self._one_by_one(place_id, place, working, at_school + at_home)
            yield from self._court(place_id, place, working, at_work)

    def _outdoors(self, place_id: int, place: _Place, day: date) -> Iterator[Planned]:
        units: dict[int, list[int]] = defaultdict(list)
        for client in place.clients:
            units[client.unit_id].append(client.client_id)
        officers = place.staff.get("officer", [])
        for n, clients in enumerate(units.values()):
            staff = officers[n % len(officers)][:1] if officers else ()
            start = self._at(day, time(15 + n % 3))
            leads = staff if n < len(officers) else ()
            by = place.maker("officer")
            yield Planned("outdoors", place_id, None, start, 60, clients, leads, by, group=f"outdoors {n}")

    def _groups(
        self,
        place_id: int,
        place: _Place,
        day: date,
        kind: str,
        people: list[ClientPlan],
        start: time,
        minutes: int,
    ) -> Iterator[Planned]:
        rooms = place.rooms.get("workshop" if kind == "work" else "classroom", [])
        leaders = place.staff.get("work_leader" if kind == "work" else "teacher", [])
        for n, first in enumerate(range(0, len(people), GROUP)):
            group = [c.client_id for c in people[first : first + GROUP]]
            room = rooms[n] if n < len(rooms) else None
            staff = leaders[n][:1] if n < len(leaders) else ()
            by = place.maker("work_leader" if kind == "work" else "teacher")
            at = self._at(day, start)
            yield Planned(kind, place_id, room, at, minutes, group, staff, by, group=f"{kind} {n}")

    def _visits(self, place_id: int, place: _Place, free: list[date]) -> Iterator[Planned]:
        people = self.chance.sample(place.clients, round(len(place.clients) * VISITED))
        clerk = place.maker("visits_clerk")
        slots = [
            (room, self._at(day, start))
            for day in free
            for start in (time(9, 30), time(11), time(13))
            for room in place.rooms.get("visit", [])
        ]
        for client, (room, start) in zip(people, slots, strict=False):
            yield Planned("visit", place_id, room, start, 60, [client.client_id], (), clerk)

    def _one_by_one(
        self, place_id: int, place: _Place, working: list[date], people: list[ClientPlan]
    ) -> Iterator[Planned]:
        """Health care and talks in the mornings, of those who have no work then, one after the other."""
        shares = (
            ("health", PATIENTS, "nurse", "health", 20, time(8, 30), 9),
            ("appointment", TALKS, "plan_officer", "meeting", 30, time(8, 30), 6),
        )
        rest = list(people)
        for kind, share, role, use, minutes, begin, a_day in shares:
            who, rooms = place.staff.get(role, []), place.rooms.get(use, [])
            wanted, rest = rest[: round(len(people) * share)], rest[round(len(people) * share) :]
            slots = [
                (n, self._at(day, begin) + timedelta(minutes=minutes * turn))
                for day in working
                for turn in range(a_day)
                for n in range(len(who))
            ]
            for client, (n, start) in zip(wanted, slots, strict=False):
                room = rooms[n] if n < len(rooms) else None
                staff_id, actor_id = who[n]
                yield Planned(kind, place_id, room, start, minutes, [client.client_id], [staff_id], actor_id)

    def _court(
        self, place_id: int, place: _Place, working: list[date], at_work: list[ClientPlan]
    ) -> Iterator[Planned]:
        ahead = [d for d in working if d > self.today]
        for client in at_work[: round(len(place.clients) * COURT)] if ahead else ():
            start = self._at(self.chance.choice(ahead), time(9, 30))
            yield Planned(
                "court",
                place_id,
                None,
                start,
                120,
                [client.client_id],
                (),
                place.maker("governor"),
                where=self.court,
                decided=True,
            )

    def _at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone)


def _places(owner: Connection[Any], population: Population) -> dict[int, _Place]:
    found: dict[int, _Place] = {}
    for client in population.clients:
        place = found.setdefault(client.establishment.id, _Place([], {}, {}))
        place.clients.append(client)
    numbered = enumerate(population.staff, 1)  # as demo.insert numbers them
    for staff_id, member in numbered:
        if member.establishment_id in found:
            people = found[member.establishment_id].staff
            people.setdefault(member.role, []).append((staff_id, member.actor_id))
    rooms = owner.execute(
        "select u.establishment_id, r.use, r.id from estate_room r join estate_unit u on u.id = r.unit_id "
        "where r.is_open and r.use not in ('living', 'segregation') order by r.id"
    )
    for place_id, use, room_id in rooms:
        if place_id in found:
            found[place_id].rooms.setdefault(use, []).append(room_id)
    return found
