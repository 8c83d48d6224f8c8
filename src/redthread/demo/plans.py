"""Plans of the demonstration: own goals first, what the service does, and what a municipality goes on with.

Two of three people have one, since a few weeks after they came. Shares are own estimates. Everything is
written by COPY; versions are taken from the rows in one statement, as the trigger would have taken them one
by one.
"""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from psycopg import Connection

from redthread.demo.cast import Cast
from redthread.demo.copying import bare, copy_rows
from redthread.demo.people import ClientPlan, Population
from redthread.plans.public import CLASS_OF, PLAN_CLASS, WORDS_CLASS, LifeArea

HAVE_ONE, OWN_GOAL, PARTNER, SAID, AGREES, SIGNED = 0.66, 0.8, 0.35, 0.6, 0.85, 0.8
AREAS: Final = [a for a in LifeArea if a is not LifeArea.HEALTH]
"""Health is the nurse's and the person's: nothing of it is invented."""
_AFTER: Final = timedelta(days=18)
RECEIVER: Final = 1001
PARTS: Final = (
    "id",
    "plan_id",
    "client_id",
    "area",
    "info_class",
    "owner",
    "organisation_id",
    "words",
    "language",
    "version",
    "made_by",
    "made_at",
    "changed_by",
    "changed_at",
)
GOAL: Final = (*PARTS, "status", "outcome")
ACTION: Final = (
    *PARTS,
    "goal_id",
    "person",
    "starts_on",
    "ends_on",
    "status",
    "evidence",
    "continues",
    "source",
    "reference",
)


@dataclass(slots=True)
class _Written:
    """Rows of every table, collected before they are sent."""

    plans: list[tuple[Any, ...]] = field(default_factory=list)
    goals: list[tuple[Any, ...]] = field(default_factory=list)
    actions: list[tuple[Any, ...]] = field(default_factory=list)
    words: list[tuple[Any, ...]] = field(default_factory=list)
    signatures: list[tuple[Any, ...]] = field(default_factory=list)


def write_plans(
    owner: Connection[Any],
    population: Population,
    cast: Cast,
    folder: Path,
    *,
    home: str,
    now: datetime,
    seed: int,
) -> int:
    """Write the plans by COPY, inside ``loading``; return how many there are.

    Args:
        folder: that of the demonstration's texts (``plans.toml``).
        home: the language in which staff and partners write.
    """
    texts = tomllib.loads((folder / "plans.toml").read_text("utf-8"))
    linked = _links(owner)
    writer = _Writer(texts, population, linked, home, now, random.Random(seed))
    named = {client.client_id for client in cast.clients}
    for client in population.clients:
        is_cast = client.client_id in named
        if is_cast or writer.chance.random() < HAVE_ONE:
            writer.write(client, is_cast=is_cast)
    _send(owner, writer.rows)
    return len(writer.rows.plans)


def _links(owner: Connection[Any]) -> dict[int, list[int]]:
    """Return the municipalities that work with each person, where the demonstration has any."""
    found: dict[int, list[int]] = {}
    for client_id, organisation_id in owner.execute(
        "select distinct g.client_id, g.organisation_id from access.partner_grant g "
        "join organisations_partnerorganisation o on o.id = g.organisation_id "
        "where g.valid_until > now() and o.kind in ('municipality', 'employment') "
        "and g.write_mask & %s <> 0 order by 1, 2",
        [int(WORDS_CLASS)],
    ):
        found.setdefault(client_id, []).append(organisation_id)
    return found


class _Writer:
    """The plan of one person after the other."""

    def __init__(
        self,
        texts: dict[str, Any],
        population: Population,
        linked: dict[int, list[int]],
        home: str,
        now: datetime,
        chance: random.Random,
    ) -> None:
        self.texts, self.linked, self.home = texts, linked, home
        self.now, self.chance, self.rows = now, chance, _Written()
        self.officers = {
            m.establishment_id: m.actor_id
            for m in population.staff
            if m.role in {"plan_officer", "probation_officer"} and m.establishment_id is not None
        }
        self.names = {m.actor_id: str(m.person) for m in population.staff}

    def write(self, client: ClientPlan, *, is_cast: bool) -> None:
        """Write the plan of a person."""
        opened = min(client.arrived_at + _AFTER, self.now - timedelta(days=2))
        plan, officer = self._id(), self.officers.get(client.establishment.id, RECEIVER)
        areas = self.chance.sample(AREAS, k=4 if is_cast else self.chance.randint(2, 4))
        if is_cast:
            areas = [LifeArea.HOME, LifeArea.WORK, LifeArea.FAMILY, *areas[:1]]
            areas = list(dict.fromkeys(areas))
        partners = self.linked.get(client.client_id, [])
        for n, area in enumerate(areas):
            is_own = n == 0 or self.chance.random() < OWN_GOAL / 2
            self._area(client, plan, area, opened, officer, partners, is_own=is_own)
        version = len(areas)
        self.rows.plans.append((plan, client.client_id, int(PLAN_CLASS), version, opened, officer, ""))
        if is_cast or self.chance.random() < SAID:
            self._word(client, plan, version, officer)

    def _area(
        self,
        client: ClientPlan,
        plan: UUID,
        area: LifeArea,
        opened: datetime,
        officer: int,
        partners: list[int],
        *,
        is_own: bool,
    ) -> None:
        texts = self.texts[area.value]
        # Goals come one after the other; what was done long ago is done.
        since = max(opened, self.now - timedelta(days=240))
        at = since + (self.now - since) * self.chance.random()
        goal = self._id()
        by = client.actor_id if is_own else officer
        language = client.person.language if is_own else self.home
        words = self._in(texts["own" if is_own else "goal"], language)
        part = (int(CLASS_OF[area]), "client" if is_own else "service", None)
        self.rows.goals.append(
            (goal, plan, client.client_id, area.value, *part, words, language, 1, by, at, by, at, "open", "")
        )
        service = list(texts["service"])
        for entry in self.chance.sample(service, k=self.chance.randint(1, len(service))):
            self._action(client, plan, goal, area, entry, officer, None, at)
        if partners and texts["partner"] and self.chance.random() < PARTNER * 2:
            entry = self.chance.choice(texts["partner"])
            self._action(client, plan, None, area, entry, officer, self.chance.choice(partners), at)

    def _action(
        self,
        client: ClientPlan,
        plan: UUID,
        goal: UUID | None,
        area: LifeArea,
        entry: dict[str, str],
        officer: int,
        partner: int | None,
        at: datetime,
    ) -> None:
        starts = at.date() + timedelta(days=self.chance.randint(-40 if partner else 0, 30))
        ends = starts + timedelta(days=self.chance.choice((60, 90, 120, 180)))
        today = self.now.date()
        status = "planned" if starts > today else "done" if ends < today else "running"
        id_ = self._id()
        owned = (int(CLASS_OF[area]), "partner" if partner else "service", partner)
        head = (id_, plan, client.client_id, area.value, *owned)
        written = (self._in([entry], self.home), self.home, 1, officer, at, officer, at)
        brought = ("continue", "form", id_.hex) if partner else ("", "", "")
        person = "" if partner else self.names.get(officer, "")
        self.rows.actions.append((*head, *written, goal, person, starts, ends, status, "", *brought))

    def _word(self, client: ClientPlan, plan: UUID, version: int, officer: int) -> None:
        answer = "agrees" if self.chance.random() < AGREES else "not"
        language = client.person.language
        said = self._in(self.texts["words"][answer], language)
        at, word = self.now - timedelta(hours=self.chance.randint(20, 40)), self._id()
        shared = (int(WORDS_CLASS), version, answer, said, language, client.actor_id, None, at)
        self.rows.words.append((word, plan, client.client_id, *shared))
        if self.chance.random() < SIGNED:
            signed = (self._id(), word, client.client_id, int(WORDS_CLASS), None, officer)
            self.rows.signatures.append((*signed, at + timedelta(hours=3)))

    def _in(self, entries: list[dict[str, str]], language: str) -> str:
        entry = self.chance.choice(entries)
        return entry.get(language) or entry.get(self.home) or entry["en"]

    def _id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)


def _send(owner: Connection[Any], rows: _Written) -> None:
    plan = ("id", "client_id", "info_class", "version", "opened_at", "opened_by", "closed_code")
    word = ("id", "plan_id", "client_id", "info_class", "number", "answer", "words", "language", "said_by")
    signature = ("id", "word_id", "client_id", "info_class", "organisation_id", "by_actor", "at")
    tables: list[tuple[str, tuple[str, ...], list[tuple[Any, ...]]]] = [
        ("plans_plan", plan, rows.plans),
        ("plans_goal", GOAL, rows.goals),
        ("plans_action", ACTION, rows.actions),
        ("plans_clientword", (*word, "taken_down_by", "at"), rows.words),
        ("plans_signature", signature, rows.signatures),
    ]
    with bare(owner, [table for table, _columns, _rows in tables]):
        for table, columns, found in tables:
            copy_rows(owner, table, columns, found)
    # A version for each area, in the order in which the areas were written.
    owner.execute(
        "insert into plans_planversion (id, plan_id, client_id, number, area, info_class, snapshot, at, "
        "by_actor) select gen_random_uuid(), g.plan_id, g.client_id, row_number() over (partition by "
        "g.plan_id order by g.made_at, g.id), g.area, g.info_class, plans.area_as_kept(g.plan_id, g.area), "
        "g.made_at, g.made_by from plans_goal g"
    )
    owner.execute("analyze plans_planversion")
