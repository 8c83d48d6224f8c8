"""A fixed cast of invented people, so that every test of access reads the same.

Arranged as the owner; used as the web role through real sessions.
"""

import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django.db import connection

from redthread.foundation.actor import Actor
from redthread.foundation.session import enter, leave

ARRIVED = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
PACKS = Path(__file__).parents[2] / "packs"


class AsOwner(Protocol):
    """Step out of row security to arrange or to inspect."""

    def __call__(self) -> AbstractContextManager[None]:
        """Act as the owner inside the block."""
        ...


class Acting(Protocol):
    """Act as somebody of the cast, through a real session of theirs."""

    def __call__(
        self, member: "Member", *, focus: int | None = None, route: str = "tests"
    ) -> AbstractContextManager[Actor]:
        """Open the context inside the block."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """One of the cast; staff have the client id 0."""

    actor_id: int
    name: str
    kind: str
    client_id: int = 0


@dataclass(slots=True)
class Cast:
    """The people, by what they are."""

    officer: Member
    nurse: Member
    manager: Member
    governor: Member
    administrator: Member
    kiosk_clerk: Member
    protection_officer: Member
    officer_elsewhere: Member
    nurse_elsewhere: Member
    amir: Member
    jonas: Member
    leila: Member
    marek: Member
    """Held at the other establishment."""
    caseworker: Member
    """Of the municipality that works with Amir, and with nobody else."""
    coordinator: Member
    """Of the same municipality."""
    caseworker_elsewhere: Member
    """Of a municipality that works with Marek only."""


@dataclass(slots=True)
class World:
    """Places and people. ``rooms`` by code; ``establishments``, ``units`` and ``partners`` by code."""

    cast: Cast
    establishments: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    rooms: dict[str, int] = field(default_factory=dict)
    partners: dict[str, int] = field(default_factory=dict)


@cache
def roles() -> Any:
    """Return the generic pack's roles, read once."""
    from redthread.jurisdiction.load import load_pack

    return load_pack(PACKS / "se").roles


def arrange_world() -> World:
    """Insert the world. Call as the owner."""
    from redthread.sharing.public import RoleDefinition, write_roles
    from tests.factories import partners

    write_roles(
        [RoleDefinition(r.code, r.reads, r.writes, tuple(sorted(r.permissions))) for r in roles().values()],
        using="default",
    )
    world = World(cast=None)  # type: ignore[arg-type]
    for code, name, units in (("hall", "Anstalten Hall", "CD"), ("kumla", "Anstalten Kumla", "A")):
        world.establishments[code] = _establishment(code, name)
        for unit in units:
            key = f"{code}-{unit}"
            world.units[key] = _value(
                "insert into estate_unit (establishment_id, code, name) values (%s, %s, %s) returning id",
                [world.establishments[code], unit, f"Avdelning {unit}"],
            )
            for n in range(1, 5):
                room = f"{unit}{200 + n}"
                world.rooms[room] = _value(
                    "insert into estate_room (unit_id, code, capacity) values (%s, %s, %s) returning id",
                    [world.units[key], room, 2 if n == 4 else 1],
                )
    hall, kumla = world.establishments["hall"], world.establishments["kumla"]
    partners.write_templates()
    world.partners["umea"] = partners.organisation("umea", "Umeå kommun", territories=("2480",))
    world.partners["lund"] = partners.organisation("lund", "Lunds kommun", territories=("1281",))
    world.cast = Cast(
        officer=staff("Karin Lund", "officer", "unit", world.units["hall-C"], hall),
        nurse=staff("Sara Ek", "nurse", "establishment", hall, hall),
        manager=staff("Petra Holm", "unit_manager", "establishment", hall, hall),
        governor=staff("Lars Björk", "governor", "establishment", hall, hall),
        administrator=staff("Anna Norén", "administrator", "service", None, None),
        kiosk_clerk=staff("Olle Strand", "kiosk_clerk", "establishment", hall, hall),
        protection_officer=staff("Eva Sjö", "data_protection_officer", "service", None, None),
        officer_elsewhere=staff("Nils Ås", "officer", "unit", world.units["kumla-A"], kumla),
        nurse_elsewhere=staff("Moa Dahl", "nurse", "establishment", kumla, kumla),
        amir=client("Amir", "Rahmani", "ar", world, "C201"),
        jonas=client("Jonas", "Lund", "sv", world, "C202"),
        leila=client("Leila", "Haddad", "en", world, "D201"),
        marek=client("Marek", "Nowak", "en", world, "A201"),
        caseworker=partners.member("Mona Öberg", world.partners["umea"]),
        coordinator=partners.member("Ulf Nyman", world.partners["umea"], "coordinator"),
        caseworker_elsewhere=partners.member("Tove Berg", world.partners["lund"]),
    )
    partners.link(world.cast.amir.client_id, world.partners["umea"])
    partners.link(world.cast.marek.client_id, world.partners["lund"])
    _do("select access.refresh_all()", [])
    return world


def staff(name: str, role: str, scope: str, scope_id: int | None, establishment: int | None) -> Member:
    """Insert a staff member with one role."""
    given, family = name.split(" ", 1)
    actor = _value(
        "insert into access.actor (kind, name, title, language, establishment_id) values ('staff', %s, "
        "%s, 'en', %s) returning id",
        [name, role.replace("_", " ").capitalize(), establishment],
    )
    _do(
        "insert into organisations_staffmember (actor_id, username, given_name, family_name, title, "
        "establishment_id, is_active) "
        "values (%s, %s, %s, %s, %s, %s, true)",
        [actor, f"{given}.{family}.{actor}".lower(), given, family, role, establishment],
    )
    grant(actor, role, scope, scope_id)
    return Member(actor, name, "staff")


def grant(actor_id: int, role: str, scope: str, scope_id: int | None) -> None:
    """Give a role; call :func:`refresh` afterwards when the world stands already."""
    r = roles()[role]
    _do(
        "insert into access.reach_grant (actor_id, role_code, scope_kind, scope_id, read_mask, "
        "write_mask, basis) "
        "values (%s, %s, %s, %s, %s, %s, 'role')",
        [actor_id, role, scope, scope_id, int(r.reads), int(r.writes)],
    )


def refresh(actor_id: int) -> None:
    """Derive somebody's reach anew."""
    _do("select access.refresh_actor(%s)", [actor_id])


def client(given: str, family: str, language: str, world: World, room: str, at: datetime = ARRIVED) -> Member:
    """Insert a client who is held in a room."""
    client_id = _value(
        "insert into people_client (id, number, given_name, family_name, born_on, gender, language, "
        "search_key, created_at) "
        "select n, 'P' || lpad(n::text, 6, '0'), %s, %s, %s, 'm', %s, people_search_key(%s, %s, 'P' || "
        "lpad(n::text, 6, '0')), %s "
        "from nextval('people_client_id_seq') n returning id",
        [given, family, date(1990, 5, 17), language, given, family, at],
    )
    actor = _value(
        "insert into access.actor (kind, name, language, client_id) values ('client', %s, %s, %s) "
        "returning id",
        [f"{given} {family}", language, client_id],
    )
    _do(
        "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period) "
        "select %s, u.establishment_id, u.id, r.id, tstzrange(%s, null) "
        "from estate_room r join estate_unit u on u.id = r.unit_id where r.id = %s",
        [client_id, at, world.rooms[room]],
    )
    _do(
        "insert into access.client_place select client_id, establishment_id, unit_id from custody_stay "
        "where client_id = %s",
        [client_id],
    )
    return Member(actor, f"{given} {family}", "client", client_id)


def door_of(member: Member) -> str:
    """Return the door that somebody of this kind comes through."""
    return "family" if member.kind == "relative" else member.kind


def open_session(member: Member, *, binding: str = "tests") -> str:
    """Open a session as the sign-in would, and return its token. Call as the owner."""
    token = secrets.token_urlsafe(32)
    _do(
        "select access.open_session(%s, %s, %s, %s, null, 3600, 43200, 'tests', '127.0.0.1')",
        [member.actor_id, door_of(member), token, binding],
    )
    return token


def acting_as_member(as_owner: AsOwner) -> Acting:
    """Return ``acting(member, focus=None)``: a context through a real session of theirs."""

    @contextmanager
    def acting(member: Member, *, focus: int | None = None, route: str = "tests") -> Iterator[Actor]:
        with as_owner():
            token = open_session(member)
        yield enter(token=token, door=door_of(member), binding="tests", focus=focus, route=route)
        if not connection.needs_rollback:
            leave()

    return acting


def _establishment(code: str, name: str) -> int:
    return _value(
        "insert into estate_establishment (code, name, pack, country, kind, town, timezone, is_open) "
        "values (%s, %s, 'se', 'SE', 'prison', %s, 'Europe/Stockholm', true) returning id",
        [code, name, name.rsplit(maxsplit=1)[-1]],
    )


def _do(sql: str, arguments: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)


def _value(sql: str, arguments: list[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return int(cursor.fetchone()[0])
