"""Fill an empty database with the demonstration service."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from psycopg import Connection

from redthread.demo.cast import choose_cast
from redthread.demo.chains import ENTRY_COLUMNS, Chain, head_rows, payload_text
from redthread.demo.copying import bare, copy_lines, copy_rows, line, loading
from redthread.demo.house import clone_catalogue, load_first_catalogue
from redthread.demo.insert import insert_people, insert_places
from redthread.demo.looks import write_looks
from redthread.demo.money import Ledger
from redthread.demo.names import Names
from redthread.demo.people import ClientPlan, Population, plan_population
from redthread.demo.places import plan_places, read_facilities
from redthread.demo.scale import Scale
from redthread.demo.texts import Texts
from redthread.demo.year import COLUMNS, DueDates, TypeRow, Year
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.pack import Pack
from redthread.sharing.public import RoleDefinition, sync_roles

SEED = 20_261_121
RECEIVER = 1001
"""Who received everybody: the first of the staff."""
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
        insert_places(owner, places, pack)
    progress("Catalogue, forms and kiosk", 0, 0)
    load_first_catalogue(owner, establishment_id=places[0].id, pack=pack, now=now)
    with loading(owner):
        clone_catalogue(owner, source=places[0].id, targets=[p.id for p in places[1:]])
        progress("People", 0, 0)
        insert_people(owner, population, pack, now)
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
            _arrive(client, chain)
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


def _arrive(client: ClientPlan, chain: Chain) -> None:
    payload = {
        "establishment_id": client.establishment.id,
        "unit_id": client.unit_id,
        "room_id": client.room_id,
        "place": client.establishment.name,
    }
    location = int(InformationClass.LOCATION)
    chain.add(client.arrived_at, location, "custody.received", RECEIVER, payload_text(payload))


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
