"""Legal status and sentences of the demonstration: everybody held has a reason to be, and a day that fits."""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from psycopg import Connection

from redthread.custody.public import Facts, Interruption, Part, Runs, SentenceDates, compute_sentence
from redthread.demo.chains import Chain, payload_text
from redthread.demo.copying import bare, copy_rows
from redthread.demo.people import ClientPlan, Population
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.pack import Pack
from redthread.jurisdiction.sentences import DateKind, Length, SentenceRules, load_sentence_rules

COURTS: Final = {
    "se": ("Stockholms tingsrätt", "Göteborgs tingsrätt", "Malmö tingsrätt", "Svea hovrätt", "Göta hovrätt"),
    "dk": ("Københavns Byret", "Retten i Aarhus", "Østre Landsret"),
    "be": ("Correctionele rechtbank Antwerpen", "Tribunal correctionnel de Liège", "Hof van beroep Gent"),
}
LONGEST_REMAND_STAY: Final = 270
"""Days after which somebody in a remand prison has been sentenced and waits for a place."""
LONGEST_MONTHS: Final = 216
MEAN_LEFT: Final = 420
SHARE: Final = 0.7
"""Between two thirds and three quarters: only to begin the search for a length that fits."""
TABLES: Final = {
    "custody_legalstatus": (
        "id client_id status period basis recorded_at recorded_by withdrawn_at withdrawn_reason"
    ),
    "custody_sentence": (
        "id client_id pack starts_on remand_days postponed_days is_repeat release_on ends_on "
        "supervision_ends_on supersedes_id reason is_current recorded_at recorded_by"
    ),
    "custody_sentencepart": (
        "sentence_id client_id number case judged_on final_on is_life years months days runs"
    ),
    "custody_sentenceinterruption": "sentence_id client_id begins_on ends_on why",
}


@dataclass(frozen=True, slots=True)
class Held:
    """Why somebody is held: their facts and dates, or remand alone."""

    client: ClientPlan
    remand_from: date
    facts: Facts | None
    dates: SentenceDates | None
    recorded_by: int
    recorded_at: datetime
    sentence_id: uuid.UUID
    status_ids: tuple[uuid.UUID, uuid.UUID]


class Sentences:
    """Everybody's legal status and sentence; the same people always serve the same time."""

    def __init__(self, population: Population, pack: Pack, folder: Path, now: datetime, seed: int) -> None:
        """Draw a sentence for each client; ``folder`` is that of the pack."""
        self._pack, self._now = pack, now
        self._rules: SentenceRules = load_sentence_rules(folder)
        self._zone = ZoneInfo(pack.timezone)
        self._today = now.astimezone(self._zone).date()
        self._calendar = calendar_of(pack)
        self._working: dict[date, bool] = {}
        self._chance = random.Random(f"sentences {seed}")
        self._officers = _officers(population)
        self.held = [self._of(client) for client in population.clients]

    def keep(self, chains: Mapping[int, Chain]) -> None:
        """Add what happened to everybody's thread."""
        for held in self.held:
            chain, at = chains[held.client.client_id], held.recorded_at
            if held.facts is None:
                self._status(chain, held, "remand", held.remand_from, at)
                continue
            payload = {
                "sentence_id": str(held.sentence_id),
                "release_on": _iso(held.dates, DateKind.RELEASE),
                "ends_on": _iso(held.dates, DateKind.END),
            }
            kind = int(InformationClass.RELEASE_DATES)
            chain.add(at, kind, "custody.sentence_recorded", held.recorded_by, payload_text(payload))
            later = at + timedelta(seconds=40)
            self._status(chain, held, "sentenced", held.facts.starts_on, later)

    def _status(self, chain: Chain, held: Held, status: str, begins: date, at: datetime) -> None:
        payload = {"status": status, "begins_at": self._start(begins).isoformat(), "corrects": ""}
        kind = int(InformationClass.PHASE)
        chain.add(at, kind, f"custody.status_{status}", held.recorded_by, payload_text(payload))

    def write(self, owner: Connection[Any]) -> None:
        """Send everything by COPY."""
        rows = {
            "custody_legalstatus": self._statuses(),
            "custody_sentence": self._sentences(),
            "custody_sentencepart": self._parts(),
            "custody_sentenceinterruption": self._interruptions(),
        }
        with bare(owner, list(TABLES)):
            for table, columns in TABLES.items():
                copy_rows(owner, table, columns.split(), rows[table])

    def _of(self, client: ClientPlan) -> Held:
        chance = self._chance
        arrived = client.arrived_at.astimezone(self._zone).date()
        in_remand = client.establishment.kind == "remand"
        waits = in_remand and (self._today - arrived).days > LONGEST_REMAND_STAY
        facts: Facts | None = None
        dates: SentenceDates | None = None
        remand_from = arrived
        if waits or not in_remand:
            facts, dates = self._sentence(arrived, in_remand=in_remand)
            remand_from = facts.starts_on - timedelta(days=facts.remand_days)
        officers = self._officers.get(client.establishment.id) or [1001]
        return Held(
            client,
            remand_from,
            facts,
            dates,
            chance.choice(officers),
            min(client.arrived_at + timedelta(minutes=chance.randint(20, 400)), self._now),
            self._uuid(),
            (self._uuid(), self._uuid()),
        )

    def _sentence(self, arrived: date, *, in_remand: bool) -> tuple[Facts, SentenceDates]:
        """Return a sentence that began about when the person came, and is not yet served."""
        chance = self._chance
        if in_remand:
            remand = (self._today - arrived).days - chance.randint(20, 60)
            starts = arrived + timedelta(days=remand)
        else:
            starts, remand = (
                arrived - timedelta(days=chance.randint(0, 40)),
                chance.choice((0, 0, 30, 75, 140)),
            )
            remand += chance.randint(0, 29) if remand else 0
        judged = starts - timedelta(days=chance.choice((0, 21)))
        served = (self._today - starts).days + remand
        left = chance.expovariate(1 / MEAN_LEFT) + 2
        months = max(1, round((served + left) / SHARE / 30))
        part = Part(_length(months), judged, starts, Runs.AFTER, self._case(judged))
        if months > LONGEST_MONTHS:
            part = replace(part, length=None)
        facts = Facts(starts, (part,), remand, self._away(starts), chance.choice((0,) * 40 + (14, 30)))
        if part.length is not None and chance.random() < 0.06:  # noqa: PLR2004 one in sixteen has two
            facts = replace(facts, parts=(part, replace(part, length=Length(months=2), runs=Runs.TOGETHER)))
        dates = self._dates(facts)
        while part.length is not None and dates.is_served(self._today):
            months += 1 if months < 24 else 3  # noqa: PLR2004 courts measure longer ones in quarters
            part = replace(part, length=_length(months))
            facts = replace(facts, parts=(part, *facts.parts[1:]))
            dates = self._dates(facts)
        return facts, dates

    def _dates(self, facts: Facts) -> SentenceDates:
        return compute_sentence(facts, self._rules, self._is_working_day)

    def _is_working_day(self, day: date) -> bool:
        if day not in self._working:
            self._working[day] = self._calendar.is_working_day(day)
        return self._working[day]

    def _away(self, starts: date) -> tuple[Interruption, ...]:
        days = (self._today - starts).days
        if days < 60 or self._chance.random() > 0.02:  # noqa: PLR2004 one in fifty was away once
            return ()
        begins = starts + timedelta(days=self._chance.randint(20, days - 20))
        return (Interruption(begins, begins + timedelta(days=self._chance.randint(1, 9))),)

    def _case(self, judged: date) -> str:
        courts = COURTS.get(self._pack.code, ("",))
        return (
            f"{self._chance.choice(courts)} B {self._chance.randint(100, 9_800)}-{judged.year % 100}".strip()
        )

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self._chance.getrandbits(128), version=4)

    def _start(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=self._zone)

    def _statuses(self) -> Iterator[tuple[object, ...]]:
        for held in self.held:
            begins = self._start(held.remand_from)
            turns = self._start(held.facts.starts_on) if held.facts else None
            beside = (held.recorded_at, held.recorded_by, None, "")
            case = held.facts.parts[0].case if held.facts else ""
            if turns is None or begins < turns:
                until = turns.isoformat() if turns else ""
                period = f"[{begins.isoformat()},{until})"
                yield held.status_ids[0], held.client.client_id, "remand", period, "", *beside
            if turns is not None:
                period = f"[{turns.isoformat()},)"
                yield held.status_ids[1], held.client.client_id, "sentenced", period, case, *beside

    def _sentences(self) -> Iterator[tuple[object, ...]]:
        for held in self.held:
            if held.facts is None or held.dates is None:
                continue
            yield (
                held.sentence_id,
                held.client.client_id,
                self._pack.code,
                held.facts.starts_on,
                held.facts.remand_days,
                held.facts.postponed_days,
                False,
                held.dates.on(DateKind.RELEASE),
                held.dates.on(DateKind.END),
                held.dates.on(DateKind.SUPERVISION_END),
                None,
                "",
                True,
                held.recorded_at,
                held.recorded_by,
            )

    def _parts(self) -> Iterator[tuple[object, ...]]:
        for held in self.held:
            for number, part in enumerate(held.facts.parts if held.facts else (), 1):
                length = part.length or Length()
                yield (
                    held.sentence_id,
                    held.client.client_id,
                    number,
                    part.case,
                    part.judged_on,
                    part.final_on,
                    part.length is None,
                    length.years,
                    length.months,
                    length.days,
                    part.runs.value,
                )

    def _interruptions(self) -> Iterator[tuple[object, ...]]:
        for held in self.held:
            for away in held.facts.interruptions if held.facts else ():
                yield held.sentence_id, held.client.client_id, away.begins_on, away.ends_on, away.why


def _length(months: int) -> Length:
    if months >= 24:  # noqa: PLR2004 courts measure longer ones in quarters
        months += -months % 3
    return Length(years=months // 12, months=months % 12)


def _officers(population: Population) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for member in population.staff:
        if member.establishment_id is not None and any(role == "plan_officer" for role, _, _ in member.roles):
            found.setdefault(member.establishment_id, []).append(member.actor_id)
    return found


def _iso(dates: SentenceDates | None, kind: DateKind) -> str | None:
    day = dates.on(kind) if dates else None
    return day.isoformat() if day else None
