"""Fill an empty database with the demonstration service."""

import random
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections
from psycopg import Connection

from redthread.demo.cast import choose_cast
from redthread.demo.contacts import write_contacts
from redthread.demo.copying import loading
from redthread.demo.estate import insert_states
from redthread.demo.house import clone_catalogue, load_first_catalogue
from redthread.demo.insert import insert_people, insert_places
from redthread.demo.journey import publish_guides, write_journeys
from redthread.demo.looks import write_looks
from redthread.demo.messages import write_messages
from redthread.demo.named import NAMED
from redthread.demo.names import Names
from redthread.demo.partners import insert_partners
from redthread.demo.people import plan_population
from redthread.demo.places import plan_places, read_facilities
from redthread.demo.scale import Scale
from redthread.demo.service import Progress, Service
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.sharing import load_sharing_rules
from redthread.sharing.public import RoleDefinition, sync_roles, sync_templates

SEED = 20_261_121


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
    cast = choose_cast(population, NAMED[country], now)
    owner = _psycopg()
    progress("Places, roles and departments", 0, 0)
    sync_roles(
        [RoleDefinition(r.code, r.reads, r.writes, tuple(sorted(r.permissions))) for r in pack.roles.values()]
    )
    sync_templates([load_sharing_rules(packs / pack.code)])
    with loading(owner):
        insert_places(owner, places, pack)
    progress("Catalogue, forms and kiosk", 0, 0)
    load_first_catalogue(owner, establishment_id=places[0].id, pack=pack, now=now)
    guides = publish_guides(pack, now=now)
    with loading(owner):
        clone_catalogue(owner, source=places[0].id, targets=[p.id for p in places[1:]])
        progress("People", 0, 0)
        insert_people(owner, population, pack, now)
        insert_states(owner, population, pack.languages[0], now)
        outside = insert_partners(owner, pack, packs / "demo", names, scale.clients, now)
    service = Service(owner, pack, population, cast, outside, packs / "demo", scale, now, SEED)
    requests, entries = service.write(progress)
    progress("Who reaches whom", 0, 0)
    with loading(owner):
        write_looks(owner, now=now)
        service.write_beside()
        write_journeys(owner, population, guides, now=now, seed=SEED)
        service.write_partners()
        write_contacts(owner, population, cast, home=pack.languages[0], now=now, seed=SEED)
        # Last of what lies beside: it writes with the contacts there are, and goes on with the chains.
        write_messages(owner, population, cast, packs / "demo", pack, packs=packs, now=now, seed=SEED)
        owner.execute("select access.refresh_all()")
        owner.execute("select requests.refresh_tally()")
        owner.execute("update access.actor set is_active = false where kind = 'system' and name = 'setup'")
    owner.execute("analyze")
    return Loaded(len(places), len(population.clients), len(population.staff), requests, entries)


def _psycopg() -> Connection[Any]:
    wrapper = connections["owner"]
    wrapper.ensure_connection()
    found: Connection[Any] = wrapper.connection
    return found
