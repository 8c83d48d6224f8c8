"""A year of requests: who asked what when, how it was answered, and what the thread keeps of it."""

import random
import uuid
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any

from redthread.demo.chains import Chain
from redthread.demo.copying import Ready, ready
from redthread.demo.people import ClientPlan, Population, StaffPlan
from redthread.demo.texts import Texts
from redthread.jurisdiction.pack import Decision, Pack
from redthread.jurisdiction.pack import RequestType as PackType
from redthread.jurisdiction.texts import Text

SHARES = {
    "kiosk": 0.36,
    "laundry": 0.17,
    "nurse": 0.14,
    "management": 0.09,
    "property": 0.06,
    "phone": 0.05,
    "visit": 0.04,
    "contact": 0.03,
    "work": 0.02,
    "education": 0.015,
    "leave": 0.015,
    "person": 0.007,
    "complaint": 0.003,
}
"""What people ask for, as shares of all requests: an own estimate, for demonstration only."""

APPROVED = {"kiosk": 0.96, "laundry": 0.97, "nurse": 0.93, "management": 0.55, "leave": 0.35, "work": 0.6}
RETURNED = 0.04
READ_SO_FAR = 0.45
RATED = 0.4
LATE = (0.03, 0.22)
"""Share of answers after the promise: each establishment draws its own between these."""

NOTHING = ready([])

# fmt: off
COLUMNS = (
    "id", "client_id", "info_class", "establishment_id", "filed_at_establishment_id", "unit_id",
    "department_id", "request_type_id", "type_code", "allows_several", "is_private", "number",
    "number_year", "form_code", "form_version", "answers", "language", "filed_on", "filed_by",
    "status", "received_at", "due_at", "first_read_at", "taken_by", "pause_reason",
    "resumes_on_reply", "escalated_level", "escalated_to", "escalate_at", "left_behind",
    "ended_at", "ended_by", "ended_by_title", "return_reason", "grounds", "grounds_parts",
    "next_step", "next_step_parts", "answer_language", "appeal_until", "satisfied", "has_reply",
    "has_news", "seconds_to_find", "seconds_to_fill",
)
# fmt: on


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A request type as it stands in the database of one establishment."""

    id: int
    department_id: int
    department: str
    pack: PackType


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer ready for its columns, for one type, decision and language."""

    code: str
    return_reason: str
    grounds: str
    grounds_parts: Ready
    next_step: str
    next_step_parts: Ready


class Year:
    """Makes the requests of every client over a year before ``now``."""

    def __init__(
        self,
        *,
        pack: Pack,
        types: dict[int, dict[str, TypeRow]],
        population: Population,
        texts: Texts,
        due: "DueDates",
        per_client: int,
        now: datetime,
        seed: int,
    ) -> None:
        self._types, self._population, self._texts, self._due = types, population, texts, due
        self._now, self._seed = now, seed
        self._codes = [c for c in SHARES if all(c in t for t in types.values())]
        self._weights = list(accumulate(SHARES[c] for c in self._codes))
        self._numbers: dict[tuple[int, int], int] = {}
        self._answers: dict[tuple[str, Decision, str], list[Answered]] = {}
        self._pack, self._home = pack, pack.languages[0]
        chance = random.Random(seed)
        self._late = {e: chance.uniform(*LATE) for e in sorted(types)}
        # The year's total is fixed; whoever came lately asks at the same pace, not as much.
        days = sum(min(365.0, (now - c.arrived_at) / timedelta(days=1)) for c in population.clients)
        self._a_day = per_client * len(population.clients) / days

    @property
    def numbers(self) -> dict[tuple[int, int], int]:
        """The last number given, by establishment and year."""
        return self._numbers

    def requests_of(self, client: ClientPlan, chain: Chain) -> Iterator[dict[str, Any]]:
        """Yield a client's requests by column, and note what the thread keeps in ``chain``."""
        chance = random.Random(self._seed * 1_000_003 + client.client_id)
        begin = max(self._now - timedelta(days=365), client.arrived_at + timedelta(hours=6))
        span = (self._now - begin).total_seconds()
        wanted = round(self._a_day * span / 86_400 * chance.lognormvariate(-0.08, 0.4))
        moments = sorted(begin + timedelta(seconds=chance.random() * span) for _ in range(wanted))
        busy: dict[str, datetime] = {}
        for moment in moments:
            received = _waking(moment, chance)
            if received > self._now or received < client.arrived_at:
                continue
            code = self._code(chance)
            for _ in range(4):  # one undecided a type: something else is asked meanwhile
                if busy.get(code, received) <= received:
                    break
                code = self._code(chance)
            else:
                continue
            yield from self._request(client, chain, code, received, busy, chance)

    def _code(self, chance: random.Random) -> str:
        return self._codes[bisect_left(self._weights, chance.random() * self._weights[-1])]

    def _request(
        self,
        client: ClientPlan,
        chain: Chain,
        code: str,
        received: datetime,
        busy: dict[str, datetime],
        chance: random.Random,
    ) -> Iterator[dict[str, Any]]:
        place = client.establishment.id
        kind = self._types[place][code]
        due = self._due(received, kind.pack.answer_days)
        late = chance.random() < self._late[place]
        share = 1 + chance.expovariate(2.5) * 0.35 if late else chance.betavariate(2.2, 2.4)
        ended = _at_work(
            received + (due - received) * max(share, 0.02), after=received, before=None if late else due
        )
        decider = chance.choice(self._population.deciders[place, kind.department])
        request_id = uuid.UUID(int=chance.getrandbits(128), version=4)
        row = self._row(client, kind, request_id, received, due, chance)
        reference = f"{received.year}-{row['number']}"
        which = f'"request_id":"{request_id}","type_code":"{code}"}}'
        facts = f'"reference":"{reference}",{which}'
        klass = int(kind.pack.information_class)
        chain.add(
            received,
            klass,
            "requests.received",
            client.actor_id,
            f'{{"due_at":"{due.isoformat()}","filed_on":"screen","reference":"{reference}","refiled_from":null,{which}',
        )
        until = min(ended, self._now)
        first_read = _at_work(
            received + (until - received) * chance.uniform(0.05, 0.6), after=received, before=until
        )
        if ended <= self._now or chance.random() < READ_SO_FAR:
            row["first_read_at"] = first_read
            chain.add(first_read, klass, "requests.read", decider.actor_id, "{" + facts)
        busy[code] = received if kind.pack.allows_several else min(ended, self._now + timedelta(days=1))
        if ended <= self._now:
            self._decide(row, client, kind, ended, decider, chain, facts, chance)
        else:
            self._leave_open(row, kind, due, decider, chance)
        yield row

    def _row(
        self,
        client: ClientPlan,
        kind: TypeRow,
        request_id: uuid.UUID,
        received: datetime,
        due: datetime,
        chance: random.Random,
    ) -> dict[str, Any]:
        place = client.establishment.id
        key = (place, received.year)
        number = self._numbers[key] = self._numbers.get(key, 0) + 1
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        said = self._texts.answers(kind.pack, client.person.language, chance)
        row.update(
            id=request_id,
            client_id=client.client_id,
            info_class=int(kind.pack.information_class),
            establishment_id=place,
            filed_at_establishment_id=place,
            unit_id=client.unit_id,
            department_id=kind.department_id,
            request_type_id=kind.id,
            type_code=kind.pack.code,
            allows_several=kind.pack.allows_several,
            is_private=kind.pack.is_private,
            number=number,
            number_year=received.year,
            form_code=kind.pack.form,
            form_version=kind.pack.form_version,
            answers=said.line,
            basket=said.answers.get("order", ()),
            language=client.person.language,
            filed_on="screen",
            filed_by=client.actor_id,
            status="received",
            received_at=received,
            due_at=due,
            escalate_at=due,
            seconds_to_find=int(chance.lognormvariate(2.6, 0.6)),
            seconds_to_fill=int(chance.lognormvariate(4.0, 0.7)),
        )
        for name in ("resumes_on_reply", "left_behind", "has_reply", "has_news"):
            row[name] = False
        for name in (
            "pause_reason",
            "escalated_to",
            "ended_by_title",
            "return_reason",
            "grounds",
            "next_step",
        ):
            row[name] = ""
        row.update(escalated_level=0, grounds_parts=NOTHING, next_step_parts=NOTHING, answer_language="")
        return row

    def _decide(
        self,
        row: dict[str, Any],
        client: ClientPlan,
        kind: TypeRow,
        ended: datetime,
        decider: StaffPlan,
        chain: Chain,
        facts: str,
        chance: random.Random,
    ) -> None:
        code, klass = kind.pack.code, int(kind.pack.information_class)
        roll = chance.random()
        yes = APPROVED.get(code, 0.72)
        decision = (
            Decision.RETURNED
            if roll > 1 - RETURNED
            else Decision.APPROVED
            if roll < yes * (1 - RETURNED)
            else Decision.DECLINED
        )
        answer = chance.choice(self._answered(kind.pack, decision, client.person.language))
        row.update(
            status=decision.value,
            taken_by=decider.actor_id,
            ended_at=ended,
            ended_by=decider.actor_id,
            ended_by_title=self._title(decider, self._home),
            return_reason=answer.return_reason,
            grounds=answer.grounds,
            grounds_parts=answer.grounds_parts,
            next_step=answer.next_step,
            next_step_parts=answer.next_step_parts,
            answer_language=self._home,
            escalate_at=None,
        )
        if kind.pack.appeal is not None and decision is not Decision.RETURNED:
            row["appeal_until"] = ended + timedelta(days=kind.pack.appeal.days)
        if decision is Decision.RETURNED:
            chain.add(
                ended,
                klass,
                "requests.returned",
                decider.actor_id,
                f'{{"reason":"{answer.return_reason}",{facts}',
            )
        else:
            payload = f'{{"for_second_reader":false,"ground_codes":["{answer.code}"],{facts}'
            chain.add(ended, klass, f"requests.{decision.value}", decider.actor_id, payload)
        self._rate(row, client, ended, decision, chain, chance)

    def _rate(
        self,
        row: dict[str, Any],
        client: ClientPlan,
        ended: datetime,
        decision: Decision,
        chain: Chain,
        chance: random.Random,
    ) -> None:
        """Let the client see the answer, and say whether it was one."""
        reference = f"{row['number_year']}-{row['number']}"
        seen = ended + timedelta(hours=chance.expovariate(1 / 20))
        row["has_news"] = seen > self._now
        if seen < self._now and chance.random() < RATED:
            happy = {Decision.APPROVED: 0.93, Decision.DECLINED: 0.52, Decision.RETURNED: 0.6}[decision]
            row["satisfied"] = chance.random() < happy
            chain.add(
                seen,
                row["info_class"],
                "requests.answer_rated",
                client.actor_id,
                f'{{"reference":"{reference}","request_id":"{row["id"]}",'
                f'"satisfied":{str(row["satisfied"]).lower()},"type_code":"{row["type_code"]}"}}',
            )

    def _leave_open(
        self, row: dict[str, Any], kind: TypeRow, due: datetime, decider: StaffPlan, chance: random.Random
    ) -> None:
        if row["first_read_at"] is not None and chance.random() < READ_SO_FAR:
            row.update(status="in_progress", taken_by=decider.actor_id)
        if due < self._now and kind.pack.escalation:
            # The clock job's first step has been taken: told to the first role of the chain.
            row.update(escalated_level=1, escalated_to=kind.pack.escalation[0], escalate_at=None)

    def _answered(self, kind: PackType, decision: Decision, language: str) -> list[Answered]:
        key = (kind.code, decision, language)
        if key not in self._answers:
            self._answers[key] = [
                Answered(
                    code=ground.code,
                    return_reason=ground.return_reason,
                    grounds=ground.text.in_language(self._home),
                    grounds_parts=ready([_part(ground.code, ground.text, self._home, language)]),
                    next_step=ground.next_step.in_language(self._home),
                    next_step_parts=ready([_part(ground.code, ground.next_step, self._home, language)]),
                )
                for ground in self._pack.grounds_for(kind.code, decision)
            ]
        return self._answers[key]

    def _title(self, decider: StaffPlan, language: str) -> str:
        role = decider.roles[0][0] if decider.roles else "key_worker"
        return self._pack.roles[role].title.in_language(language)


class DueDates:
    """The promise of a type, by day of hand-in: working days are counted once a day, not once a request."""

    def __init__(self, add_working_days: Callable[[datetime, int], datetime]) -> None:
        self._add = add_working_days
        self._known: dict[tuple[date, int], datetime] = {}

    def __call__(self, received: datetime, days: int) -> datetime:
        """Return when the answer is promised."""
        key = (received.date(), days)
        if key not in self._known:
            self._known[key] = self._add(received, days)
        return max(self._known[key], received)


def _part(code: str, text: Text, home: str, language: str) -> dict[str, Any]:
    return {
        "code": code,
        "original": home,
        "texts": {spoken: text.in_language(spoken) for spoken in sorted({home, language})},
    }


def _waking(moment: datetime, chance: random.Random) -> datetime:
    """Move a moment into the hours in which people hand things in (06–20 UTC), most of them after work."""
    hour = min(20, max(6, int(chance.gauss(15, 3))))
    return moment.astimezone(UTC).replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60))


def _at_work(moment: datetime, *, after: datetime, before: datetime | None) -> datetime:
    """Move a moment of the night or evening into the day (UTC), unless that turns the order of things."""
    if moment.hour in range(6, 16):
        return moment
    moved = moment + timedelta(hours=8 if moment.hour < 6 else -8)  # noqa: PLR2004 - the same six
    return moved if after < moved and (before is None or moved < before) else moment
