"""Places and people of the demonstration, sent by COPY as the owner."""

from datetime import datetime
from typing import Any

from psycopg import Connection

from redthread.demo.cast import CAST_PIN, STAFF_PASSWORD, TOTP_SECRET
from redthread.demo.copying import copy_rows
from redthread.demo.estate import insert_estate
from redthread.demo.people import Population, StaffPlan
from redthread.demo.places import EstablishmentPlan
from redthread.jurisdiction.pack import Pack
from redthread.signin.public import hash_password, hash_pin, seal


def insert_places(owner: Connection[Any], places: list[EstablishmentPlan], pack: Pack) -> None:
    """Insert establishments, units, rooms and departments."""
    copy_rows(
        owner,
        "estate_establishment",
        (
            "id",
            "code",
            "name",
            "pack",
            "country",
            "kind",
            "town",
            "latitude",
            "longitude",
            "timezone",
            "is_open",
        ),
        (
            (
                p.id,
                p.code,
                p.name,
                pack.code,
                pack.country,
                p.kind,
                p.town,
                p.latitude,
                p.longitude,
                pack.timezone,
                True,
            )
            for p in places
        ),
    )
    units = [(p, u) for p in places for u in p.units]
    copy_rows(
        owner,
        "estate_unit",
        ("id", "establishment_id", "code", "name"),
        ((u.id, p.id, u.code, u.name) for p, u in units),
    )
    rooms = ((r, u.id, code, capacity) for _, u in units for r, code, capacity in u.rooms)
    copy_rows(owner, "estate_room", ("id", "unit_id", "code", "capacity"), rooms)
    departments = [(p, d) for p in places for d in pack.departments.values()]
    copy_rows(
        owner,
        "organisations_department",
        ("id", "establishment_id", "code", "names", "is_active"),
        ((n, p.id, d.code, d.title.as_dict(), True) for n, (p, d) in enumerate(departments, 1)),
    )
    for table in ("estate_establishment", "estate_unit", "estate_room", "organisations_department"):
        _restart(owner, table)
    insert_estate(owner, places, pack.languages[0], women=[p.id for p in places if p.gender == "f"])


def insert_people(owner: Connection[Any], population: Population, pack: Pack, now: datetime) -> None:
    """Insert staff and clients, what they may reach, and how they sign in."""
    staff, home = population.staff, pack.languages[0]
    titles = {m.actor_id: pack.roles[m.role].title.in_language(home) for m in staff}
    _actors(owner, population, titles, home)
    _staff(owner, staff, titles)
    _clients(owner, population)
    grants = (
        (
            m.actor_id,
            role,
            kind,
            scope,
            int(pack.roles[role].reads),
            int(pack.roles[role].writes),
            now,
            "role",
        )
        for m in staff
        for role, kind, scope in m.roles
    )
    columns = (
        "actor_id",
        "role_code",
        "scope_kind",
        "scope_id",
        "read_mask",
        "write_mask",
        "valid_from",
        "basis",
    )
    copy_rows(owner, "access.reach_grant", columns, grants)
    _keys(owner, population)


def _actors(owner: Connection[Any], population: Population, titles: dict[int, str], home: str) -> None:
    rows: list[tuple[object, ...]] = [
        (m.actor_id, "staff", str(m.person), titles[m.actor_id], home, None, m.establishment_id)
        for m in population.staff
    ]
    rows += [
        (c.actor_id, "client", str(c.person), "", c.person.language, c.client_id, None)
        for c in population.clients
    ]
    columns = ("id", "kind", "name", "title", "language", "client_id", "establishment_id")
    copy_rows(owner, "access.actor", columns, rows)
    _restart(owner, "access.actor")


def _staff(owner: Connection[Any], staff: list[StaffPlan], titles: dict[int, str]) -> None:
    numbered = list(enumerate(staff, 1))
    copy_rows(
        owner,
        "organisations_staffmember",
        ("id", "actor_id", "username", "given_name", "family_name", "title", "establishment_id", "is_active"),
        (
            (
                n,
                m.actor_id,
                m.username,
                p.given_name,
                p.family_name,
                titles[m.actor_id],
                m.establishment_id,
                True,
            )
            for n, m in numbered
            for p in (m.person,)
        ),
    )
    _restart(owner, "organisations_staffmember")
    owner.execute(
        "create temporary table works_in (staffmember_id bigint, establishment_id bigint, code text) "
        "on commit drop"
    )
    memberships = ((n, m.establishment_id, code) for n, m in numbered for code in m.departments)
    copy_rows(owner, "works_in", ("staffmember_id", "establishment_id", "code"), memberships)
    owner.execute(
        "insert into organisations_staffmember_departments (staffmember_id, department_id) "
        "select w.staffmember_id, d.id from works_in w "
        "join organisations_department d on d.establishment_id = w.establishment_id and d.code = w.code"
    )


def _keys(owner: Connection[Any], population: Population) -> None:
    password, pin, totp = hash_password(STAFF_PASSWORD), hash_pin(CAST_PIN), seal(TOTP_SECRET)
    keys = [(m.actor_id, "password", password) for m in population.staff]
    keys += [(m.actor_id, "totp", totp) for m in population.staff]
    keys += [(c.actor_id, "pin", pin) for c in population.clients]
    copy_rows(owner, "access.credential", ("actor_id", "kind", "secret"), keys)
    names = [("staff", m.username, m.actor_id) for m in population.staff]
    names += [("client", c.number.lower(), c.actor_id) for c in population.clients]
    copy_rows(owner, "access.login_name", ("door", "name", "actor_id"), names)


def _clients(owner: Connection[Any], population: Population) -> None:
    clients = population.clients
    copy_rows(
        owner,
        "people_client",
        (
            "id",
            "number",
            "given_name",
            "family_name",
            "born_on",
            "gender",
            "language",
            "search_key",
            "created_at",
        ),
        (
            (
                c.client_id,
                c.number,
                p.given_name,
                p.family_name,
                p.born_on,
                p.gender,
                p.language,
                "",
                c.arrived_at,
            )
            for c in clients
            for p in (c.person,)
        ),
    )
    owner.execute("update people_client set search_key = people_search_key(given_name, family_name, number)")
    owner.execute("select setval('people_client_id_seq', (select max(id) from people_client))")
    copy_rows(
        owner,
        "custody_stay",
        ("client_id", "establishment_id", "unit_id", "room_id", "period"),
        (
            (c.client_id, c.establishment.id, c.unit_id, c.room_id, f"[{c.arrived_at.isoformat()},)")
            for c in clients
        ),
    )
    owner.execute(
        "insert into access.client_place select client_id, establishment_id, unit_id from custody_stay "
        "where upper_inf(period)"
    )


def _restart(owner: Connection[Any], table: str) -> None:
    owner.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")  # noqa: S608
