"""The people of the demonstration: staff with roles where they work, clients with rooms where they live."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from redthread.demo.names import Names, Person
from redthread.demo.places import EstablishmentPlan
from redthread.demo.scale import Scale
from redthread.jurisdiction.pack import Pack, Reach

SINGLE_ROLES = (
    "governor",
    "head_nurse",
    "kiosk_clerk",
    "work_leader",
    "teacher",
    "plan_officer",
    "property_clerk",
    "visits_clerk",
    "complaints_officer",
    "second_reader",
)
"""One of each at every establishment, whatever its size: somebody must answer for every department."""


MANAGED = (("management",), ("unit", "work"), ("visits",))
"""How three managers or more share the departments that unit managers answer for."""


@dataclass(slots=True)
class StaffPlan:
    """Somebody who works at an establishment, and the roles they hold."""

    actor_id: int
    person: Person
    establishment_id: int | None
    role: str
    roles: list[tuple[str, str, int | None]]
    """Role, scope kind, scope id."""
    departments: list[str] = field(default_factory=list)
    username: str = ""


@dataclass(slots=True)
class ClientPlan:
    """Somebody who lives in a room."""

    client_id: int
    actor_id: int
    person: Person
    number: str
    establishment: EstablishmentPlan
    unit_id: int
    room_id: int
    arrived_at: datetime


@dataclass(slots=True)
class Population:
    """Everybody, staff by establishment and role for those who decide."""

    staff: list[StaffPlan]
    clients: list[ClientPlan]
    deciders: dict[tuple[int, str], list[StaffPlan]]
    """(establishment id, department code) → who works there."""


def plan_population(
    places: list[EstablishmentPlan],
    pack: Pack,
    scale: Scale,
    names: Names,
    chance: random.Random,
    now: datetime,
) -> Population:
    """Draw everybody. Actor ids are given from 1001 for staff, after them for clients."""
    staff = list(_staff(places, pack, scale, names, now.date()))
    clients = list(_clients(places, scale, names, chance, now, first_actor=1001 + len(staff)))
    _give_key_workers(staff, clients, chance)
    deciders: dict[tuple[int, str], list[StaffPlan]] = {}
    for member in staff:
        for code in member.departments:
            if member.establishment_id is not None:
                deciders.setdefault((member.establishment_id, code), []).append(member)
    return Population(staff, clients, deciders)


def _staff(
    places: list[EstablishmentPlan], pack: Pack, scale: Scale, names: Names, today: date
) -> Iterator[StaffPlan]:
    number = 1000
    for place in places:
        managers = 0
        for role, unit_id in _posts(place, round(scale.staff * place.share)):
            number += 1
            person = names.colleague(today=today)
            member = StaffPlan(number, person, place.id, role, _scopes(role, pack, place, unit_id))
            member.departments = [d.code for d in pack.departments.values() if role in d.roles]
            if role == "unit_manager" and len(place.units) >= len(MANAGED):
                managers += 1
                member.departments = list(MANAGED[managers % len(MANAGED) - 1])
            member.username = f"{_ascii(person.given_name)}.{_ascii(person.family_name)}{number - 1000}"
            yield member
    for role in ("administrator", "data_protection_officer"):
        number += 1
        person = names.colleague(today=today)
        member = StaffPlan(number, person, None, role, [(role, "service", None)])
        member.username = f"{_ascii(person.given_name)}.{_ascii(person.family_name)}{number - 1000}"
        yield member


def _posts(place: EstablishmentPlan, wanted: int) -> Iterator[tuple[str, int]]:
    """Yield role and home unit for every post of an establishment, the single ones first."""
    units = [u.id for u in place.units]
    for role in SINGLE_ROLES:
        yield role, units[0]
    for unit in units[:: max(1, len(units) // 3)]:
        yield "unit_manager", unit
    for n in range(max(2, wanted // 20)):
        yield "nurse", units[n % len(units)]
    for n in range(max(len(units), round(wanted * 0.15))):
        yield "key_worker", units[n % len(units)]
    used = len(SINGLE_ROLES) + 3 + max(2, wanted // 20) + max(len(units), round(wanted * 0.15))
    for n in range(max(2 * len(units), wanted - used)):
        yield "officer", units[n % len(units)]


def _scopes(
    role: str, pack: Pack, place: EstablishmentPlan, unit_id: int
) -> list[tuple[str, str, int | None]]:
    """Return where a role reaches; who teaches or plans alone at a place reaches all its units."""
    match pack.roles[role].reach:
        case Reach.ESTABLISHMENT:
            return [(role, "establishment", place.id)]
        case Reach.SERVICE:
            return [(role, "service", None)]
        case Reach.CASELOAD if role != "key_worker":
            return [(role, "unit", unit.id) for unit in place.units]
    return [(role, "unit", unit_id)]


def _clients(
    places: list[EstablishmentPlan],
    scale: Scale,
    names: Names,
    chance: random.Random,
    now: datetime,
    *,
    first_actor: int,
) -> Iterator[ClientPlan]:
    number = 0
    for index, place in enumerate(places):
        left = scale.clients - number
        wanted = left if index == len(places) - 1 else min(left, round(scale.clients * place.share))
        beds = [
            (u.id, room_id) for u in place.units for room_id, _, capacity in u.rooms for _ in range(capacity)
        ]
        chance.shuffle(beds)
        for unit_id, room_id in beds[:wanted]:
            number += 1
            person = names.person(gender=place.gender, today=now.date())
            stayed = timedelta(
                days=min(2_500.0, chance.expovariate(1 / 520) + 3), hours=chance.randrange(0, 9)
            )
            yield ClientPlan(
                client_id=number,
                actor_id=first_actor + number,
                person=person,
                number=f"K{now.year % 100:02}{number:06}",
                establishment=place,
                unit_id=unit_id,
                room_id=room_id,
                arrived_at=(now - stayed).replace(microsecond=0),
            )


CASELOAD = 8
"""Clients of one key worker, as the generic pack says (``custody.toml``)."""


def _give_key_workers(staff: list[StaffPlan], clients: list[ClientPlan], chance: random.Random) -> None:
    """A key worker reaches the own few clients, not the unit."""
    by_unit: dict[int, list[StaffPlan]] = {}
    for member in staff:
        if member.role == "key_worker" and member.roles[0][2] is not None:
            by_unit.setdefault(member.roles[0][2], []).append(member)
            member.roles = []
    for client in clients:
        workers = [w for w in by_unit.get(client.unit_id, ()) if len(w.roles) < CASELOAD]
        if workers:
            chance.choice(workers).roles.append(("key_worker", "client", client.client_id))


def _ascii(name: str) -> str:
    table = str.maketrans(
        {"å": "a", "ä": "a", "ö": "o", "æ": "ae", "ø": "o", "é": "e", "ü": "u", "ı": "i", "ş": "s"}
    )
    return "".join(c for c in name.lower().translate(table) if c.isascii() and c.isalpha()) or "x"
