"""Plans of the demonstration: own goals first, what the service does, and what a municipality goes on with.

Nearly everybody who serves a sentence has one, begun in the weeks after their intake and mostly agreed within
four; of those in remand some. Shares are own estimates. ``keep`` notes in the threads what the services would
have noted; everything is written by COPY, and versions are taken from the rows in one statement, as the
trigger would have taken them one by one.
"""

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override
from psycopg import Connection

from redthread.demo.chains import Chain, payload_text
from redthread.demo.copying import bare, copy_rows
from redthread.demo.partners import Partners
from redthread.demo.people import ClientPlan, Population
from redthread.demo.sentences import Held
from redthread.plans.public import (
    CLASS_OF,
    PLAN_CLASS,
    WORDS_CLASS,
    Agreement,
    DoubleAnswer,
    DoubleReason,
    LifeArea,
)

HAVE_ONE, IN_REMAND, OWN_GOAL, PARTNER, SIGNED = 0.96, 0.15, 0.4, 0.45, 0.97
IN_TIME, AGREES, AGREES_THEN, ASKED_ANEW = 0.84, 0.87, 0.85, 0.75
"""Share whose plan is talked through within the four weeks; who agrees at once; who does so after a no; of
those whose plan was changed afterwards, who have said something about that too."""
ADDED, LATELY = 0.8, timedelta(days=150)
"""Share of the later parts of a plan that were added in the last months: a plan lives."""
GOES_ON: Final = 0.6
"""Share of double efforts after which what ran already went on, and nothing new was started."""
REASONS: Final = (
    DoubleReason.OTHER_HELP,
    DoubleReason.NOT_HERE,
    DoubleReason.NOT_ENOUGH,
    DoubleReason.ENDS_SOON,
)
REASON_SHARES: Final = (0.4, 0.3, 0.2, 0.1)
AREAS: Final = [a for a in LifeArea if a is not LifeArea.HEALTH]
"""Health is the nurse's and the person's: nothing of it is invented."""
GRANTED: Final[Mapping[str, frozenset[LifeArea]]] = {
    "municipality": frozenset({LifeArea.HOME, LifeArea.WORK, LifeArea.EDUCATION, LifeArea.MONEY}),
    "employment": frozenset({LifeArea.WORK, LifeArea.EDUCATION}),
}
"""Which parts of life a partner writes without a consent: as the packs' templates have it."""
RECEIVER: Final = 1001
PART: Final = (
    *("id", "plan_id", "client_id", "area", "info_class", "owner", "organisation_id", "words", "language"),
    *("version", "made_by", "made_at", "changed_by", "changed_at"),
)
ACTION: Final = (
    *("goal_id", "person", "starts_on", "ends_on", "status", "evidence", "continues", "source", "reference"),
)
WORD: Final = (
    *("id", "plan_id", "client_id", "info_class", "number", "answer", "words", "language", "said_by"),
    *("taken_down_by", "at"),
)
DOUBLE: Final = (
    *("id", "client_id", "info_class", "action_id", "other_id", "answer", "words", "reason", "because"),
    *("owner", "organisation_id", "by_actor", "at"),
)
TABLES: Final[Mapping[str, tuple[str, ...]]] = {
    "plans_plan": ("id", "client_id", "info_class", "version", "opened_at", "opened_by", "closed_code"),
    "plans_goal": (*PART, "status", "outcome"),
    "plans_action": (*PART, *ACTION),
    "plans_doubleeffort": DOUBLE,
    "plans_clientword": WORD,
    "plans_signature": ("id", "word_id", "client_id", "info_class", "organisation_id", "by_actor", "at"),
}


@dataclass(frozen=True, slots=True)
class _Desk:
    """One plan while it is written: whose, since when, who of the service writes, who outside may."""

    client: ClientPlan
    plan: UUID
    opened: datetime
    officer: int
    partners: list[tuple[int, str, str]]
    """Number, name and kind of each organisation."""


@dataclass(frozen=True, slots=True)
class _Running:
    """What a partner does already."""

    id: UUID
    starts: date
    ends: date


@dataclass(slots=True)
class _Kept:
    """An entry for the thread of a client."""

    at: datetime
    info_class: int
    kind: str
    by: int
    payload: str


class Plans:
    """Everybody's plan; the same people always have the same. ``keep`` notes it, ``write`` writes it."""

    def __init__(
        self,
        population: Population,
        held: Iterable[Held],
        partners: Partners,
        cast: Iterable[ClientPlan],
        folder: Path,
        *,
        home: str,
        now: datetime,
        seed: int,
    ) -> None:
        """Draw the plans.

        Args:
            folder: that of the demonstration's texts (``plans.toml``).
            cast: the named clients, who all have a plan and have said something about it.
            home: the language in which staff and partners write.
        """
        self._texts = tomllib.loads((folder / "plans.toml").read_text("utf-8"))
        self._home, self._now, self._chance = home, now, random.Random(f"plans {seed}")
        self._rows: dict[str, list[tuple[Any, ...]]] = {table: [] for table in TABLES}
        self._kept: dict[int, list[_Kept]] = defaultdict(list)
        self._officers = {
            m.establishment_id: m.actor_id
            for m in population.staff
            if m.role in {"plan_officer", "probation_officer"} and m.establishment_id is not None
        }
        self._names = {m.actor_id: str(m.person) for m in population.staff}
        self._linked = partners.by_client(GRANTED)
        self._labels = {text: _in_every_language(text.label) for text in (*AREAS, *Agreement, *DoubleAnswer)}
        named = {client.client_id for client in cast}
        for one in held:
            self._draw(one, is_named=one.client.client_id in named)

    def keep(self, chains: Mapping[int, Chain]) -> None:
        """Note in the threads what the services would have noted."""
        for client_id, entries in self._kept.items():
            for e in entries:
                chains[client_id].add(e.at, e.info_class, e.kind, e.by, e.payload)
        self._kept.clear()

    def write(self, owner: Connection[Any]) -> None:
        """Send everything by COPY, inside ``loading``."""
        with bare(owner, list(TABLES)):
            for table, columns in TABLES.items():
                copy_rows(owner, table, columns, self._rows[table])
        # A version for each area, in the order in which the areas were written.
        owner.execute(
            "insert into plans_planversion (id, plan_id, client_id, number, area, info_class, snapshot, at, "
            "by_actor) select gen_random_uuid(), g.plan_id, g.client_id, row_number() over (partition by "
            "g.plan_id order by g.made_at, g.id), g.area, g.info_class, plans.area_as_kept(g.plan_id, "
            "g.area), g.made_at, g.made_by from plans_goal g"
        )
        owner.execute("analyze plans_planversion")

    def _draw(self, held: Held, *, is_named: bool) -> None:
        client, serves = held.client, held.facts is not None
        if not is_named and self._chance.random() > (HAVE_ONE if serves else IN_REMAND):
            return
        intake = client.arrived_at
        if held.facts is not None:
            began = datetime.combine(held.facts.starts_on, time(8), client.arrived_at.tzinfo)
            intake = max(intake, began)
        opened = intake + timedelta(days=self._chance.uniform(2, 9))
        if opened > self._now - timedelta(days=2):
            if not is_named:
                return
            opened = self._now - timedelta(days=2)
        partners = self._linked.get(client.client_id, []) if serves else []
        officer = self._officers.get(client.establishment.id, RECEIVER)
        desk = _Desk(client, self._id(), opened, officer, partners)
        self._note(desk, opened, int(PLAN_CLASS), "opened", officer, plan_id=str(desk.plan))
        times = self._areas(desk, is_named=is_named)
        head = (desk.plan, client.client_id, int(PLAN_CLASS), len(times), opened, officer, "")
        self._rows["plans_plan"].append(head)
        self._say(desk, times, is_named=is_named)

    def _areas(self, desk: _Desk, *, is_named: bool) -> list[datetime]:
        """Write the parts of life, half of them at once and the others in the last months; return when."""
        areas = self._chance.sample(AREAS, k=4 if is_named else self._chance.randint(2, 4))
        if is_named:
            areas = list(dict.fromkeys([LifeArea.HOME, LifeArea.WORK, LifeArea.FAMILY, *areas[:1]]))
        times = []
        since, until = max(desk.opened, self._now - LATELY), self._now - timedelta(days=3)
        for n, area in enumerate(areas):
            at = desk.opened + timedelta(minutes=7 * n + 1)
            if n >= len(areas) / 2 and since < until and self._chance.random() < ADDED:
                at = since + (until - since) * self._chance.random()
            self._area(desk, area, at, is_own=n == 0 or self._chance.random() < OWN_GOAL)
            times.append(at)
        return sorted(times)

    def _area(self, desk: _Desk, area: LifeArea, at: datetime, *, is_own: bool) -> None:
        texts, client = self._texts[area.value], desk.client
        by, goal = client.actor_id if is_own else desk.officer, self._id()
        owner = "client" if is_own else "service"
        language = client.person.language if is_own else self._home
        words = self._in(texts["own" if is_own else "goal"], language)
        part = self._part(desk, area, goal, owner, None, words, language, by, at)
        self._rows["plans_goal"].append((*part, "open", ""))
        self._note_in(desk, at, area, "goal_added", by, goal_id=str(goal), owner=owner)
        running = self._partner(desk, area, at)
        entries = self._chance.sample(texts["service"], k=self._chance.randint(1, len(texts["service"])))
        for n, entry in enumerate(entries):
            when = at + timedelta(seconds=40 * (n + 1))
            self._serve(desk, area, goal, self._in([entry], self._home), running, when)

    def _partner(self, desk: _Desk, area: LifeArea, at: datetime) -> _Running | None:
        """Bring in what a partner does already, where one may write this part of life."""
        may = [p for p in desk.partners if area in GRANTED[p[2]]]
        if not may or self._chance.random() > PARTNER:
            return None
        number, name, _kind = self._chance.choice(may)
        words = self._in(self._texts[area.value]["partner"], self._home)
        starts = at.date() - timedelta(days=self._chance.randint(20, 200))
        one = _Running(self._id(), starts, at.date() + timedelta(days=self._chance.choice((90, 150, 240))))
        part = self._part(
            desk, area, one.id, "partner", number, words, self._home, desk.officer, at + timedelta(seconds=9)
        )
        status = "done" if one.ends < self._now.date() else "running"
        kept = (None, "", one.starts, one.ends, status, "", "continue", "form", one.id.hex)
        self._rows["plans_action"].append((*part, *kept))
        self._note_in(desk, at + timedelta(seconds=9), area, "brought_in", desk.officer, who=name, times=1)
        return one

    def _serve(
        self, desk: _Desk, area: LifeArea, goal: UUID, words: str, running: _Running | None, at: datetime
    ) -> None:
        """Write what the service does; where a partner does it already, that is asked about first."""
        starts = at.date() + timedelta(days=self._chance.randint(0, 30))
        ends = starts + timedelta(days=self._chance.choice((60, 90, 120, 180)))
        is_double = running is not None and starts <= running.ends
        if running and is_double and self._chance.random() < GOES_ON:
            self._double(desk, area, running, None, words, at)
            return
        id_ = self._id()
        today = self._now.date()
        status = "planned" if starts > today else "done" if ends < today else "running"
        part = self._part(desk, area, id_, "service", None, words, self._home, desk.officer, at)
        kept = (goal, self._names.get(desk.officer, ""), starts, ends, status, "", "", "", "")
        self._rows["plans_action"].append((*part, *kept))
        self._note_in(
            desk, at, area, "action_added", desk.officer, action_id=str(id_), owner="service", who=""
        )
        if running and is_double:
            self._double(desk, area, running, id_, words, at)

    def _double(
        self, desk: _Desk, area: LifeArea, other: _Running, action: UUID | None, words: str, at: datetime
    ) -> None:
        answer, reason = DoubleAnswer.CONTINUE, ""
        if action is not None:
            answer, reason = DoubleAnswer.START_ANYWAY, self._chance.choices(REASONS, REASON_SHARES)[0].value
        whose = (answer.value, words, reason, "", "service", None, desk.officer, at)
        ids = (self._id(), desk.client.client_id, int(CLASS_OF[area]), action, other.id)
        self._rows["plans_doubleeffort"].append((*ids, *whose))
        said = {"other_id": str(other.id), "code": answer.value, "answer": self._labels[answer]}
        self._note_in(desk, at, area, "double_effort_answered", desk.officer, **said)

    def _say(self, desk: _Desk, times: list[datetime], *, is_named: bool) -> None:
        """Let the person say what they think of the plan, and of what was changed afterwards."""
        soon = self._chance.random() < IN_TIME or is_named
        at = desk.opened + timedelta(
            days=self._chance.uniform(3, 17) if soon else self._chance.uniform(25, 70)
        )
        if is_named:
            at = min(at, self._now - timedelta(hours=30))
        agrees = self._chance.random() < AGREES
        if self._word(desk, times, at, agrees=agrees) is False:
            return
        if not agrees and self._chance.random() < AGREES_THEN:
            at += timedelta(days=self._chance.uniform(5, 20))
            self._word(desk, times, at, agrees=True)
        if times[-1] > at and (is_named or self._chance.random() < ASKED_ANEW):
            anew = times[-1] + timedelta(days=self._chance.uniform(1, 14))
            self._word(desk, times, min(anew, self._now - timedelta(hours=30)), agrees=True)

    def _word(self, desk: _Desk, times: list[datetime], at: datetime, *, agrees: bool) -> bool:
        """Keep a word and who signed beside it; tell whether the moment has come already."""
        if at > self._now - timedelta(hours=5):
            return False
        client, number, word = desk.client, sum(t <= at for t in times), self._id()
        answer = Agreement.AGREES if agrees else Agreement.NOT
        said = self._in(self._texts["words"][answer.value], client.person.language)
        about = (desk.plan, client.client_id, int(WORDS_CLASS), number, answer.value)
        spoken = (said, client.person.language, client.actor_id, None, at)
        self._rows["plans_clientword"].append((word, *about, *spoken))
        plan = {"plan_id": str(desk.plan), "number": number}
        told = plan | {"code": answer.value, "answer": self._labels[answer]}
        self._note(desk, at, int(WORDS_CLASS), "word_given", client.actor_id, **told)
        signed_at = at + timedelta(hours=self._chance.uniform(1, 40))
        if self._chance.random() > SIGNED or signed_at > self._now:
            return True
        signed = (self._id(), word, client.client_id, int(WORDS_CLASS), None, desk.officer, signed_at)
        self._rows["plans_signature"].append(signed)
        self._note(desk, signed_at, int(WORDS_CLASS), "signed", desk.officer, **plan, who="")
        if agrees:
            self._note(desk, signed_at, int(WORDS_CLASS), "agreed", desk.officer, **plan)
        return True

    def _part(
        self,
        desk: _Desk,
        area: LifeArea,
        id_: UUID,
        owner: str,
        organisation: int | None,
        words: str,
        language: str,
        by: int,
        at: datetime,
    ) -> tuple[Any, ...]:
        whose = (desk.plan, desk.client.client_id, area.value, int(CLASS_OF[area]), owner, organisation)
        return (id_, *whose, words, language, 1, by, at, by, at)

    def _note_in(self, desk: _Desk, at: datetime, area: LifeArea, what: str, by: int, **said: Any) -> None:
        self._note(desk, at, int(CLASS_OF[area]), what, by, area=self._labels[area], **said)

    def _note(self, desk: _Desk, at: datetime, info_class: int, what: str, by: int, **said: Any) -> None:
        entry = _Kept(at, info_class, f"plans.{what}", by, payload_text(said))
        self._kept[desk.client.client_id].append(entry)

    def _in(self, entries: list[dict[str, str]], language: str) -> str:
        entry = self._chance.choice(entries)
        return entry.get(language) or entry.get(self._home) or entry["en"]

    def _id(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)


def _in_every_language(label: str | Promise) -> dict[str, str]:
    found = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            found[code] = str(label)
    return found
