"""Fill an empty database with the demonstration service."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from psycopg import Connection

from redthread.demo.cast import CAST_PIN, STAFF_PASSWORD, choose_cast
from redthread.demo.chains import ENTRY_COLUMNS, Chain, head_rows, payload_text
from redthread.demo.copying import bare, copy_lines, copy_rows, line, loading
from redthread.demo.house import clone_catalogue, load_first_catalogue
from redthread.demo.looks import write_looks
from redthread.demo.money import Ledger
from redthread.demo.names import Names
from redthread.demo.people import Population, plan_population
from redthread.demo.places import EstablishmentPlan, plan_places, read_facilities
from redthread.demo.scale import Scale
from redthread.demo.texts import Texts
from redthread.demo.year import COLUMNS, DueDates, TypeRow, Year
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack
from redthread.sharing.public import RoleDefinition, sync_roles
from redthread.signin.public import hash_password, hash_pin

SEED = 20_261_121
Progress = Callable[[str, int, int], None]
"""Called with the step in words, how much is done, and how much there is (0: not known)."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded."""

    establishments: int
    clients: int
    staff: int
    requests: int
    entries: int


class NotEmptyError(Exception):
    """There are people in the database already; the demonstration is only for an empty one."""


def is_empty() -> bool:
    """Tell whether nobody is in the database yet."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select not exists (select 1 from people_client)")
        return bool(cursor.fetchone()[0])


def load(*, scale: Scale, packs: Path, country: str, now: datetime, progress: Progress) -> Loaded:
    """Load the demonstration; all of it or, after an error, none that the next start would keep.

    Raises:
        NotEmptyError: there are people already.
    """
    if not is_empty():
        raise NotEmptyError
    chance = random.Random(SEED)
    pack = load_pack(packs / country.lower())
    places = plan_places(read_facilities(packs / pack.code / "facilities.csv", country), scale, chance)
    names = Names(packs / "demo", country, pack.languages[0], chance)
    population = plan_population(places, pack, scale, names, chance, now)
    owner = _psycopg()
    progress("Places, roles and departments", 0, 0)
    sync_roles(
        [RoleDefinition(r.code, r.reads, r.writes, tuple(sorted(r.permissions))) for r in pack.roles.values()]
    )
    with loading(owner):
        _places(owner, places, pack)
    progress("Catalogue, forms and kiosk", 0, 0)
    load_first_catalogue(owner, establishment_id=places[0].id, pack=pack, now=now)
    with loading(owner):
        clone_catalogue(owner, source=places[0].id, targets=[p.id for p in places[1:]])
        progress("People", 0, 0)
        _people(owner, population, pack, now)
    requests, entries = _year(
        owner, scale, pack, population, Texts(packs / "demo" / "texts", pack, today=now.date()), now, progress
    )
    progress("Who reaches whom", 0, 0)
    with loading(owner):
        owner.execute("select access.refresh_all()")
        choose_cast(owner)
        write_looks(owner, now=now)
        owner.execute("select requests.refresh_tally()")
        owner.execute("update access.actor set is_active = false where kind = 'system' and name = 'setup'")
    owner.execute("analyze")
    return Loaded(len(places), len(population.clients), len(population.staff), requests, entries)


def _psycopg() -> Connection[Any]:
    wrapper = connections["owner"]
    wrapper.ensure_connection()
    found: Connection[Any] = wrapper.connection
    return found


def _places(owner: Connection[Any], places: list[EstablishmentPlan], pack: Pack) -> None:
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


def _people(owner: Connection[Any], population: Population, pack: Pack, now: datetime) -> None:
    staff, clients = population.staff, population.clients
    title = {
        m.actor_id: pack.roles[m.roles[0][0] if m.roles else "key_worker"].title.in_language("sv")
        for m in staff
    }
    actors: list[tuple[object, ...]] = [
        (
            m.actor_id,
            "staff",
            f"{m.person.given_name} {m.person.family_name}",
            title[m.actor_id],
            "sv",
            None,
            m.establishment_id,
        )
        for m in staff
    ]
    actors += [
        (
            c.actor_id,
            "client",
            f"{c.person.given_name} {c.person.family_name}",
            "",
            c.person.language,
            c.client_id,
            None,
        )
        for c in clients
    ]
    columns = ("id", "kind", "name", "title", "language", "client_id", "establishment_id")
    copy_rows(owner, "access.actor", columns, actors)
    owner.execute(
        "select setval(pg_get_serial_sequence('access.actor', 'id'), (select max(id) from access.actor))"
    )
    copy_rows(
        owner,
        "organisations_staffmember",
        ("id", "actor_id", "username", "given_name", "family_name", "title", "establishment_id", "is_active"),
        (
            (
                n,
                m.actor_id,
                m.username,
                m.person.given_name,
                m.person.family_name,
                title[m.actor_id],
                m.establishment_id,
                True,
            )
            for n, m in enumerate(staff, 1)
        ),
    )
    _restart(owner, "organisations_staffmember")
    owner.execute(
        "create temporary table works_in (staffmember_id bigint, establishment_id bigint, code text) on "
        "commit drop"
    )
    memberships = ((n, m.establishment_id, code) for n, m in enumerate(staff, 1) for code in m.departments)
    copy_rows(owner, "works_in", ("staffmember_id", "establishment_id", "code"), memberships)
    owner.execute(
        "insert into organisations_staffmember_departments (staffmember_id, department_id) select "
        "w.staffmember_id, d.id "
        "from works_in w join organisations_department d on d.establishment_id = w.establishment_id and "
        "d.code = w.code"
    )
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
    copy_rows(
        owner,
        "access.reach_grant",
        ("actor_id", "role_code", "scope_kind", "scope_id", "read_mask", "write_mask", "valid_from", "basis"),
        grants,
    )
    password, pin = hash_password(STAFF_PASSWORD), hash_pin(CAST_PIN)
    keys = [(m.actor_id, "password", password) for m in staff] + [(c.actor_id, "pin", pin) for c in clients]
    copy_rows(owner, "access.credential", ("actor_id", "kind", "secret"), keys)
    names = [("staff", m.username, m.actor_id) for m in staff] + [
        ("client", c.number.lower(), c.actor_id) for c in clients
    ]
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


def _year(
    owner: Connection[Any],
    scale: Scale,
    pack: Pack,
    population: Population,
    texts: Texts,
    now: datetime,
    progress: Progress,
) -> tuple[int, int]:
    """Requests, money and the thread of everybody, in two passes of COPY."""
    due = DueDates(calendar_of(pack).add_working_days)
    year = Year(
        pack=pack,
        types=_types(owner, pack),
        population=population,
        texts=texts,
        due=due,
        per_client=scale.requests_per_client,
        now=now,
        seed=SEED,
    )
    ledger = Ledger(owner, pack, population, now, SEED)
    chains = {c.client_id: Chain(c.client_id) for c in population.clients}
    total = len(population.clients)

    def requests() -> Iterator[str]:
        for done, client in enumerate(population.clients, 1):
            chain = chains[client.client_id]
            place = client.establishment.name
            payload = {
                "establishment_id": client.establishment.id,
                "unit_id": client.unit_id,
                "room_id": client.room_id,
            }
            chain.add(
                client.arrived_at,
                int(InformationClass.LOCATION),
                "custody.received",
                1001,
                payload_text({**payload, "place": place}),
            )
            orders = []
            for row in year.requests_of(client, chain):
                if row["type_code"] == "kiosk":
                    orders.append(row)
                yield line([row[c] for c in COLUMNS])
            ledger.add(client, orders)
            if done % 50 == 0 or done == total:
                progress("A year of requests", done, total)

    def entries() -> Iterator[str]:
        for done, client in enumerate(population.clients, 1):
            yield from chains[client.client_id].lines()
            if done % 100 == 0 or done == total:
                progress("The thread of everybody", done, total)

    with loading(owner), bare(owner, ["requests_clientrequest"]):
        asked = copy_lines(owner, "requests_clientrequest", COLUMNS, requests())
        progress("Checking every request against the rules", 0, 0)
    with loading(owner):
        ledger.write()
        copy_rows(
            owner,
            "requests_numberseries",
            ("establishment_id", "year", "last"),
            ((place, of, last) for (place, of), last in year.numbers.items()),
        )
    with loading(owner), bare(owner, ["thread.entry"]):
        kept = copy_lines(owner, "thread.entry", ENTRY_COLUMNS, entries())
        copy_rows(owner, "thread.head", ("client_id", "seq", "hash"), head_rows(chains.values()))
        progress("Closing the chains", 0, 0)
    return asked, kept


def _types(owner: Connection[Any], pack: Pack) -> dict[int, dict[str, TypeRow]]:
    found: dict[int, dict[str, TypeRow]] = {}
    rows = owner.execute(
        "select t.id, t.establishment_id, t.code, t.department_id, d.code from requests_requesttype t "
        "join organisations_department d on d.id = t.department_id"
    )
    for type_id, place, code, department_id, department in rows:
        found.setdefault(place, {})[code] = TypeRow(
            type_id, department_id, department, pack.request_types[code]
        )
    return found


def _restart(owner: Connection[Any], table: str) -> None:
    owner.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")  # noqa: S608
