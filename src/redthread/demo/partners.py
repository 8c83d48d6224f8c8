"""Who is at the table outside: municipalities and others, whom they work with, and what they were handed.

Everybody has a municipality of their own; some have the employment service, a clinic or an association too.
What each may know follows from the pack's templates, exactly as when staff link them by hand. Shares are
own estimates.
"""

import random
import tomllib
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from redthread.demo.cast import STAFF_PASSWORD, TOTP_SECRET
from redthread.demo.chains import Chain, payload_text
from redthread.demo.copying import copy_rows
from redthread.demo.named import NAMED
from redthread.demo.names import Names
from redthread.demo.people import ClientPlan, Population
from redthread.demo.sentences import Held
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.pack import Pack
from redthread.jurisdiction.sentences import DateKind
from redthread.sharing.public import HandoverKind
from redthread.signin.public import hash_password, seal

MEMBERS: Final = 3
LOCAL, SECOND, SAYS_YES = 0.6, 0.2, 0.4
"""Share whose municipality is that of the establishment's town; who have one more; who said yes in remand."""
NOT_YET, LATE, LONGEST = 0.6, 0.25, timedelta(days=40)
"""Of the notices of the last weeks: share not done yet, and share that nobody opened; older ones are done."""
TOLD_BEFORE: Final = timedelta(days=100)
"""So long before a release the municipality is told of it."""
STEPS: Final = ("fetched", "acknowledged", "acted")
CONSENTED: Final = (C.IDENTITY, C.PHASE, C.STAFF_CONTACT, C.MESSAGES)
"""What somebody in remand says yes to, where they do: who they are, where on the way, whom to call."""
_ID = int(C.IDENTITY)


@dataclass(frozen=True, slots=True)
class Outside:
    """An organisation as it was written, and who of it does the work."""

    id: int
    name: str
    kind: str
    town: str
    actors: list[int]


def insert_partners(
    owner: Connection[Any], pack: Pack, folder: Path, names: Names, clients: int, now: datetime
) -> list[Outside]:
    """Write the organisations of the country, three people in each, and their ways in.

    Args:
        folder: that of the demonstration's material.
        clients: how many there are: a small service has fewer municipalities.
    """
    told = tomllib.loads((folder / "partners.toml").read_text())[pack.country]
    towns = list(told["towns"].items())[: max(4, clients // 40)]
    wanted = [(name, "municipality", town, [code]) for town, (code, name) in towns]
    wanted += [(o["name"], o["kind"], "", []) for o in told["others"]]
    password, totp = hash_password(STAFF_PASSWORD), seal(TOTP_SECRET)
    return [
        _insert(owner, pack, told, names, n, row, (password, totp), now) for n, row in enumerate(wanted, 1)
    ]


def _insert(
    owner: Connection[Any],
    pack: Pack,
    told: Mapping[str, Any],
    names: Names,
    number: int,
    row: tuple[str, str, str, list[str]],
    keys: tuple[str, str],
    now: datetime,
) -> Outside:
    name, kind, town, territories = row
    code = f"{pack.code}-{kind}-{number}"
    organisation = _one(
        owner,
        "insert into organisations_partnerorganisation (code, name, kind, pack, territories, language, "
        "is_active) values (%s, %s, %s, %s, %s, %s, true) returning id",
        [code, name, kind, pack.code, territories, told["language"]],
    )
    phone = told["phone"].format(n=number)
    owner.execute(
        "insert into organisations_partnerdesk (organisation_id, email, phone_list, oidc_issuer, "
        "oidc_client_id) values (%s, %s, jsonb_build_array(jsonb_build_object('name', "
        "%s::text, 'phone', %s::text, 'when', %s::text)), '', '')",
        [organisation, f"{code}@partners.example", name, phone, told["hours"]],
    )
    actors, known = [], NAMED[pack.country].partners
    for n in range(MEMBERS):
        role = "caseworker" if n else "coordinator"
        person = names.colleague(today=now.date())
        given, family, address = person.given_name, person.family_name, f"{code}.{n + 1}@partners.example"
        if number == 1 and n < len(known):
            given, family, address = known[n]
        actor = _one(
            owner,
            "select access.create_partner(%s, %s, %s, %s, -1)",
            [f"{given} {family}", f"{told['titles'][role]}, {name}", told["language"], organisation],
        )
        owner.execute(
            "insert into organisations_partnermember (actor_id, organisation_id, given_name, family_name, "
            "email, title, role, class_limit, began_at, ended_why, oidc_issuer, oidc_subject) "
            "values (%s, %s, %s, %s, %s, %s, %s, -1, %s, '', '', '')",
            [
                actor,
                organisation,
                given,
                family,
                address,
                told["titles"][role],
                role,
                now - timedelta(days=400),
            ],
        )
        owner.execute("insert into access.login_name values ('partner', %s, %s)", [address, actor])
        for key, value in zip(("password", "totp"), keys, strict=True):
            owner.execute(
                "insert into access.credential (actor_id, kind, secret) values (%s, %s, %s)",
                [actor, key, value],
            )
        actors.append(actor)
    return Outside(organisation, name, kind, town, actors)


@dataclass(frozen=True, slots=True)
class _Handed:
    """A handover and how far it came."""

    id: UUID
    client_id: int
    organisation_id: int
    kind: HandoverKind
    by: int
    whose: int
    at: datetime
    steps: dict[str, datetime]
    due: tuple[datetime, datetime, datetime]


class Partners:
    """Who outside works with whom; ``keep`` notes it in the threads, ``write`` writes it."""

    def __init__(
        self,
        outside: list[Outside],
        population: Population,
        held: Iterable[Held],
        cast: Iterable[ClientPlan],
        now: datetime,
        seed: int,
    ) -> None:
        """Draw links, consents and handovers; the named clients are the first municipality's."""
        self._now, self._chance = now, random.Random(f"partners {seed}")
        self._outside, self._towns = outside, {o.town: o for o in outside if o.town}
        self._others = [o for o in outside if o.kind in {"employment", "health", "school", "ngo"}]
        self._planners = {
            m.establishment_id: m.actor_id for m in population.staff if m.role == "plan_officer"
        }
        self._named = {c.client_id for c in cast}
        self.links: list[tuple[int, int, int, datetime]] = []
        self.consents: list[tuple[int, int, int, datetime]] = []
        self.handed: list[_Handed] = []
        for one in held:
            self._draw(one)

    def by_client(self, kinds: Container[str]) -> dict[int, list[tuple[int, str, str]]]:
        """Return the organisations of some kinds that work with each client: number, name and kind."""
        known = {o.id: (o.id, o.name, o.kind) for o in self._outside if o.kind in kinds}
        found: dict[int, list[tuple[int, str, str]]] = {}
        for organisation, client, _by, _at in self.links:
            if organisation in known:
                found.setdefault(client, []).append(known[organisation])
        return found

    def keep(self, chains: Mapping[int, Chain]) -> None:
        """Note links and handovers in the threads of those they are about."""
        names = {o.id: o.name for o in self._outside}
        for organisation, client, by, at in self.links:
            said: dict[str, Any] = {
                "organisation_id": organisation,
                "organisation": names[organisation],
                "reason": "",
            }
            chains[client].add(at, _ID, "sharing.partner_linked", by, payload_text(said))
        for one in self.handed:
            said = {
                "handover_id": str(one.id),
                "handover_kind": one.kind.value,
                "organisation_id": one.organisation_id,
                "organisation": names[one.organisation_id],
            }
            payload, chain = payload_text(said), chains[one.client_id]
            chain.add(one.at, _ID, "sharing.handover_created", one.by, payload)
            for step, at in one.steps.items():
                chain.add(at, _ID, f"sharing.{step}", one.whose, payload)

    def write(self, owner: Connection[Any]) -> None:
        """Write it all; the grants follow from the links, the phases and the pack's templates."""
        columns = ("organisation_id", "client_id", "linked_by", "valid_from")
        copy_rows(owner, "access.partner_link", columns, self.links)
        consent = ("organisation_id", "client_id", "info_class", "given_at")
        copy_rows(owner, "access.partner_consent", consent, self.consents)
        owner.execute(
            "insert into access.partner_grant (organisation_id, client_id, read_mask, write_mask, purpose, "
            "legal_basis, source, template, phase, valid_from, reason) "
            "select w.organisation_id, w.client_id, w.read_mask, w.write_mask, w.purpose, w.legal_basis, "
            "w.source, w.template, w.phase, l.valid_from, '' "
            "from sharing_wanted(array(select client_id from access.partner_link)) w "
            "join access.partner_link l using (organisation_id, client_id)"
        )
        copy_rows(owner, "sharing_handover", _COLUMNS, (_row(h) for h in self.handed))

    def _draw(self, held: Held) -> None:
        client = held.client
        by = self._planners.get(client.establishment.id, held.recorded_by)
        at = min(client.arrived_at + timedelta(days=1, hours=self._chance.random() * 4), self._now)
        home = self._municipality(client)
        self._link(home, client, by, at)
        if held.facts is None:
            if self._chance.random() < SAYS_YES or client.client_id in self._named:
                self.consents += [(home.id, client.client_id, int(c), at) for c in CONSENTED]
                self._hand(HandoverKind.INTAKE_NOTICE, home, client, by, at)
            return
        self._hand(HandoverKind.INTAKE_NOTICE, home, client, by, at)
        if self._others and self._chance.random() < SECOND:
            self._link(self._chance.choice(self._others), client, by, at + timedelta(days=9))
        planned = at + timedelta(days=28)
        if planned < self._now:
            self._hand(HandoverKind.PLAN, home, client, by, planned)
        free_on = held.dates.on(DateKind.RELEASE) if held.dates else None
        if free_on is not None:
            told = datetime.combine(free_on, time(9), self._now.tzinfo) - TOLD_BEFORE
            if at < told < self._now:
                self._hand(HandoverKind.RELEASE_NOTICE, home, client, by, told)

    def _municipality(self, client: ClientPlan) -> Outside:
        towns = list(self._towns.values())
        local = self._towns.get(client.establishment.town)
        if client.client_id in self._named:
            return towns[0]
        return local if local and self._chance.random() < LOCAL else self._chance.choice(towns)

    def _link(self, to: Outside, client: ClientPlan, by: int, at: datetime) -> None:
        self.links.append((to.id, client.client_id, by, min(at, self._now)))

    def _hand(self, kind: HandoverKind, to: Outside, client: ClientPlan, by: int, at: datetime) -> None:
        due = (at + timedelta(days=4), at + timedelta(days=7), at + timedelta(days=28))
        whose, drawn, when = self._chance.choice(to.actors), self._chance.random(), at
        steps: dict[str, datetime] = {}
        done = 3 if at < self._now - LONGEST else 0 if drawn < LATE else 1 if drawn < NOT_YET else 3
        for step in STEPS[:done]:
            when += timedelta(hours=self._chance.uniform(3, 60))
            if when >= self._now:
                break
            steps[step] = when
        new = UUID(int=self._chance.getrandbits(128), version=4)
        self.handed.append(_Handed(new, client.client_id, to.id, kind, by, whose, at, steps, due))


_COLUMNS: Final = (
    *("id", "client_id", "organisation_id", "kind", "info_mask", "about", "created_at", "created_by"),
    *(
        "delivered_at",
        "fetched_at",
        "fetched_by",
        "acknowledged_at",
        "acknowledged_by",
        "acted_at",
        "acted_by",
    ),
    *(
        "fetch_due_at",
        "acknowledge_due_at",
        "act_due_at",
        "due_at",
        "escalated_at",
        "dead_letter",
        "ended_why",
    ),
)
_INFO: Final = int(C.IDENTITY | C.PHASE | C.STAFF_CONTACT | C.RELEASE_DATES | C.PLAN_HOME | C.PLAN_WORK)


def _row(one: _Handed) -> tuple[Any, ...]:
    steps: list[Any] = []
    for step in STEPS:
        at = one.steps.get(step)
        steps += [at, one.whose if at else None]
    next_due = one.due[len(one.steps)] if len(one.steps) < len(STEPS) else None
    return (
        *(one.id, one.client_id, one.organisation_id, one.kind.value, _INFO, {}, one.at, one.by, one.at),
        *(*steps, *one.due, next_due, None, "", ""),
    )


def _one(owner: Connection[Any], query: str, values: list[Any]) -> int:
    row = owner.execute(query.encode(), values).fetchone()
    return int(row[0]) if row else 0
