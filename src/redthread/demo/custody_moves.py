"""Who comes and goes in the demonstration: key workers, people out now, transfers, people who are expected.

Everybody is invented. The reach of a key worker is granted as ``custody_begin_key_worker`` grants it.
"""

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection

from redthread.demo.cast import Cast
from redthread.demo.chains import Chain, payload_text
from redthread.demo.copying import copy_rows
from redthread.demo.outside import GROUNDS, Outside
from redthread.demo.people import CASELOAD, ClientPlan, Population, StaffPlan
from redthread.demo.places import EstablishmentPlan
from redthread.demo.sentences import COURTS
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.course import Effect, Tone
from redthread.jurisdiction.pack import Pack

TRANSFER: Final = (
    "id client_id from_establishment_id to_establishment_id status reason grounds may_be_told planned_at "
    "proposed_at proposed_by decided_at decided_by decision_grounds departed_at arrived_at effects"
)


@dataclass(slots=True)
class Journey:
    """A transfer of one of the clients, as far as it has come."""

    id: UUID
    client: ClientPlan
    there: EstablishmentPlan
    """The other end: to it, or from it once the journey has begun."""
    status: str
    reason: str
    grounds: str
    planned_at: datetime
    departed_at: datetime | None = None
    arrived_at: datetime | None = None
    effects: list[Effect] = field(default_factory=list)
    left_room: tuple[int, int] = (0, 0)
    """Unit and room where a client lived who has left the other end."""

    @property
    def is_coming(self) -> bool:
        """Say whether the client has left the other end."""
        return self.departed_at is not None


@dataclass(frozen=True, slots=True)
class Out:
    """Somebody who is out now."""

    id: int
    client: ClientPlan
    reason: str
    where: str
    since: datetime
    back: datetime

    @property
    def info_class(self) -> C:
        """Leave dates for a leave, places for the rest."""
        return C.LEAVE_DATES if self.reason == "leave" else C.LOCATION


class Moves:
    """Everything of this page for one population; the same people always go the same way."""

    def __init__(self, population: Population, cast: Cast, pack: Pack, now: datetime, seed: int) -> None:
        """Choose who comes and who goes."""
        self._population, self._cast, self._pack, self._now = population, cast, pack, now
        self._chance = random.Random(f"moves {seed}")
        self._home = cast.unit[0].establishment
        self._actors: dict[tuple[str, int | None], int] = {}
        for member in population.staff:
            self._actors.setdefault((member.role, member.establishment_id), member.actor_id)
        named = {c.client_id for c in cast.clients}
        here = [c for c in population.clients if c.establishment is self._home and c.client_id not in named]
        here.sort(key=lambda c: (c.arrived_at, c.client_id), reverse=True)
        others = [e for e in _places(population) if e is not self._home and e.gender == self._home.gender]
        self.journeys = list(self._journeys(here, others))
        beds = {j.there.id: _free_rooms(population, j.there) for j in self.journeys}
        for journey in self.journeys:
            if journey.is_coming:
                journey.left_room = next(beds[journey.there.id])
        gone = {j.client.client_id for j in self.journeys} | named
        self.out = list(self._out(gone))
        self.key_workers = list(self._assign())
        number = max(c.client_id for c in population.clients) + 1
        manager = self._actor("unit_manager", self._home.id)
        room = next(_free_rooms(population, self._home))
        self._outside = Outside(self._home, pack, manager, now, seed, former_id=number, room=room)

    def first_place(self, client: ClientPlan) -> EstablishmentPlan:
        """Return where a client was received: elsewhere, for those who came by transfer today."""
        found = (j.there for j in self.journeys if j.is_coming and j.client is client)
        return next(found, client.establishment)

    def keep(self, chains: Mapping[int, Chain]) -> None:
        """Add what happened to everybody's thread."""
        for client, worker, at in self.key_workers:
            payload: dict[str, Any] = {"staff_actor_id": worker.actor_id, "name": str(worker.person)}
            chain = chains[client.client_id]
            by = self._manager(client)
            chain.add(at, int(C.STAFF_CONTACT), "custody.key_worker_assigned", by, payload_text(payload))
        for out in self.out:
            payload = {
                "establishment_id": out.client.establishment.id,
                "absence_id": out.id,
                "reason": out.reason,
                "expected_back_at": out.back.isoformat(),
            }
            chain = chains[out.client.client_id]
            by = self._manager(out.client)
            chain.add(out.since, int(out.info_class), "custody.out", by, payload_text(payload))
        for journey in self.journeys:
            self._keep_journey(journey, chains[journey.client.client_id])

    def write(self, owner: Connection[Any], facilities: Path) -> None:
        """Send everything, once people, places and the thread are there."""
        self._write_key_workers(owner)
        self._write_out(owner)
        self._write_journeys(owner)
        self._outside.write(owner, facilities)

    def _assign(self) -> Iterator[tuple[ClientPlan, StaffPlan, datetime]]:
        """Yield a key worker for everybody for whom somebody of the unit has time."""
        own: dict[int, StaffPlan] = {}
        officers: dict[int | None, list[StaffPlan]] = defaultdict(list)
        named = set(map(id, self._cast.staff.values()))
        for member in self._population.staff:
            if member.role == "key_worker":
                own |= {scope: member for _, _, scope in member.roles if scope is not None}
            elif member.role == "officer" and id(member) not in named:
                officers[member.roles[0][2]].append(member)
        has: dict[int, int] = defaultdict(int)
        came = {j.client.client_id: j.departed_at for j in self.journeys if j.departed_at}
        for client in self._population.clients:
            free = [o for o in officers[client.unit_id] if has[o.actor_id] < CASELOAD]
            worker = own.get(client.client_id) or min(free, key=lambda o: has[o.actor_id], default=None)
            if worker is None or has[worker.actor_id] >= CASELOAD:
                continue
            has[worker.actor_id] += 1
            later = client.arrived_at + timedelta(hours=self._chance.randint(3, 70))
            yield client, worker, min(came.get(client.client_id, later), self._now)

    def _out(self, without: set[int]) -> Iterator[Out]:
        by_place: dict[int, list[ClientPlan]] = defaultdict(list)
        for client in self._population.clients:
            if client.client_id not in without:
                by_place[client.establishment.id].append(client)
        court = COURTS.get(self._pack.code, ("",))[0]
        now, number = self._now, 0
        for place, clients in by_place.items():
            is_home = place == self._home.id
            plans = [
                ("court", court, 3, now + timedelta(hours=-1 if is_home else 3)),
                ("hospital", "", 30, now + timedelta(days=2)),
            ]
            if clients[0].establishment.kind != "remand":
                plans.append(("leave", "", 20, now + timedelta(hours=28)))
            picked = self._chance.sample(clients, min(len(plans), len(clients) // 4))
            for (reason, where, hours, back), client in zip(plans, picked, strict=False):
                number += 1
                since = max(client.arrived_at, now - timedelta(hours=hours))
                yield Out(number, client, reason, where, since, back)

    def _journeys(self, here: list[ClientPlan], others: list[EstablishmentPlan]) -> Iterator[Journey]:
        if not others or len(here) < 8:  # noqa: PLR2004 four journeys, and most people stay
            return
        now, there = self._now, self._chance.choice(others)
        nine = now.astimezone(ZoneInfo(self._pack.timezone)).replace(
            hour=9, minute=0, second=0, microsecond=0
        )
        told = [
            Effect("money.follows", Tone.FOLLOWS),
            Effect("signin.follows", Tone.FOLLOWS),
        ]
        longest = here[-2:]
        words = GROUNDS.get(self._pack.languages[0], GROUNDS["en"])
        yield Journey(
            self._uuid(),
            longest[1],
            there,
            "proposed",
            "closer",
            words["closer"],
            nine + timedelta(days=6),
        )
        yield Journey(
            self._uuid(),
            longest[0],
            there,
            "decided",
            "treatment",
            words["treatment"],
            nine + timedelta(days=1),
        )
        grounds = words["sentence"]
        left = now - timedelta(hours=2)
        yield Journey(self._uuid(), here[0], there, "underway", "sentence", grounds, nine, left, effects=told)
        left = now - timedelta(hours=4)
        arrived = now - timedelta(minutes=50)
        yield Journey(
            self._uuid(), here[1], there, "arrived", "sentence", grounds, nine, left, arrived, effects=told
        )

    def _keep_journey(self, journey: Journey, chain: Chain) -> None:
        home, there = self._home, journey.there
        to, of = (home, there) if journey.is_coming else (there, home)
        manager, governor = self._actor("unit_manager", of.id), self._actor("governor", of.id)
        hidden, proposed, decided = int(C.SECURITY), *self._steps(journey)
        payload: dict[str, Any] = {
            "transfer_id": str(journey.id),
            "to_establishment_id": to.id,
            "to_place": to.name,
            "reason": journey.reason,
        }
        chain.add(proposed, hidden, "custody.transfer_proposed", manager, payload_text(payload))
        if journey.status == "proposed":
            return
        payload = {
            "transfer_id": str(journey.id),
            "is_approved": True,
            "to_place": to.name,
            "grounds": journey.grounds,
        }
        chain.add(decided, hidden, "custody.transfer_decided", governor, payload_text(payload))
        if journey.departed_at is None:
            return
        place = self._place(journey.client)
        payload = {
            "from_establishment_id": of.id,
            "to_establishment_id": to.id,
            "to_unit_id": journey.client.unit_id,
            "to_room_id": journey.client.room_id,
            "place": place,
        }
        chain.add(journey.departed_at, int(C.LOCATION), "custody.transferred", manager, payload_text(payload))
        if journey.arrived_at is not None:
            payload = {"transfer_id": str(journey.id), "place": place}
            by = self._actor("unit_manager", to.id)
            chain.add(journey.arrived_at, int(C.LOCATION), "custody.arrived", by, payload_text(payload))

    def _steps(self, journey: Journey) -> tuple[datetime, datetime]:
        first = (journey.departed_at or self._now) - timedelta(hours=50)
        first = max(first, journey.client.arrived_at)
        return first, first + ((journey.departed_at or self._now) - first) / 2

    def _write_key_workers(self, owner: Connection[Any]) -> None:
        role = self._pack.roles["key_worker"]
        officers = [(c, w, at) for c, w, at in self.key_workers if w.role != "key_worker"]
        columns = "actor_id role_code scope_kind scope_id read_mask write_mask valid_from basis granted_by"
        rows = (
            (
                w.actor_id,
                "key_worker",
                "client",
                c.client_id,
                int(role.reads),
                int(role.writes),
                at,
                "key-worker",
                self._manager(c),
            )
            for c, w, at in officers
        )
        copy_rows(owner, "access.reach_grant", columns.split(), rows)
        owner.execute("create temporary table begins (client_id bigint, actor_id bigint, at timestamptz)")
        chosen = ((c.client_id, w.actor_id, at) for c, w, at in self.key_workers)
        copy_rows(owner, "begins", ("client_id", "actor_id", "at"), chosen)
        owner.execute(
            "insert into custody_keyworker (client_id, establishment_id, staff_actor_id, grant_id, period) "
            "select b.client_id, s.establishment_id, b.actor_id, g.id, tstzrange(b.at, null) from begins b "
            "join custody_stay s on s.client_id = b.client_id and upper_inf(s.period) "
            "join access.reach_grant g on g.actor_id = b.actor_id and g.scope_kind = 'client' "
            "and g.scope_id = b.client_id and g.role_code = 'key_worker'"
        )
        owner.execute("drop table begins")

    def _write_out(self, owner: Connection[Any]) -> None:
        columns = "id client_id establishment_id info_class reason place period expected_back_at by_actor_id"
        rows = (
            (
                o.id,
                o.client.client_id,
                o.client.establishment.id,
                int(o.info_class),
                o.reason,
                o.where,
                f"[{o.since.isoformat()},)",
                o.back,
                self._manager(o.client),
            )
            for o in self.out
        )
        copy_rows(owner, "custody_absence", columns.split(), rows)
        owner.execute("select setval('custody_absence_id_seq', %s)", [max(1, len(self.out))])

    def _write_journeys(self, owner: Connection[Any]) -> None:
        copy_rows(owner, "custody_transfer", TRANSFER.split(), map(self._journey_row, self.journeys))
        for journey in self.journeys:
            if journey.departed_at is None:
                continue
            client, there = journey.client, journey.there
            owner.execute(
                "update custody_stay set period = tstzrange(%s, null), came_as = 'transfer' "
                "where client_id = %s",
                [journey.departed_at, client.client_id],
            )
            owner.execute(
                "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period, came_as, "
                "left_as) values (%s, %s, %s, %s, tstzrange(%s, %s), 'new', 'transfer')",
                [
                    client.client_id,
                    there.id,
                    *journey.left_room,
                    client.arrived_at,
                    journey.departed_at,
                ],
            )
            if journey.arrived_at is not None:
                self._write_receipt(owner, journey)

    def _write_receipt(self, owner: Connection[Any], journey: Journey) -> None:
        effects = json.dumps([e.as_json() for e in journey.effects])
        owner.execute(
            "insert into custody_receipt (client_id, at, kind, seq, place, grounds, effects) "
            "select client_id, at, kind, seq, %s, %s, %s::jsonb from thread.entry "
            "where client_id = %s and kind = 'custody.arrived'",
            [self._place(journey.client), journey.grounds, effects, journey.client.client_id],
        )

    def _journey_row(self, journey: Journey) -> tuple[object, ...]:
        to, of = (self._home, journey.there) if journey.is_coming else (journey.there, self._home)
        proposed, decided = self._steps(journey)
        is_decided = journey.status != "proposed"
        return (
            journey.id,
            journey.client.client_id,
            of.id,
            to.id,
            journey.status,
            journey.reason,
            journey.grounds,
            True,
            journey.planned_at,
            proposed,
            self._actor("unit_manager", of.id),
            decided if is_decided else None,
            self._actor("governor", of.id) if is_decided else None,
            journey.grounds if is_decided else "",
            journey.departed_at,
            journey.arrived_at,
            [e.as_json() for e in journey.effects],
        )

    def _place(self, client: ClientPlan) -> str:
        unit = next(u for u in client.establishment.units if u.id == client.unit_id)
        room = next(code for number, code, _ in unit.rooms if number == client.room_id)
        return f"{client.establishment.name}, {unit.name}, {room}"

    def _manager(self, client: ClientPlan) -> int:
        return self._actor("unit_manager", client.establishment.id)

    def _actor(self, role: str, place: int) -> int:
        return self._actors[role, place]

    def _uuid(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)


def _free_rooms(population: Population, place: EstablishmentPlan) -> Iterator[tuple[int, int]]:
    """Yield unit and room of the rooms that nobody lives in."""
    taken = {c.room_id for c in population.clients}
    return ((unit.id, room) for unit in place.units for room, _, _ in unit.rooms if room not in taken)


def _places(population: Population) -> list[EstablishmentPlan]:
    return list({c.establishment.id: c.establishment for c in population.clients}.values())
