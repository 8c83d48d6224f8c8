"""A year of requests: who asked what when, and how it went."""

import random
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from redthread.demo.asked import Asked, TypeRow
from redthread.demo.chains import Chain
from redthread.demo.course import Course, said_in_appeal
from redthread.demo.numbers import Numbers
from redthread.demo.people import ClientPlan, Population, StaffPlan
from redthread.demo.texts import Texts
from redthread.jurisdiction.pack import Decision

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

APPROVED = {"kiosk": 0.96, "laundry": 0.95, "nurse": 0.91, "management": 0.55, "leave": 0.35, "work": 0.6}
OTHERWISE_APPROVED = 0.72
RETURNED = 0.04
READ_SO_FAR = 0.55
RATED = 0.32
HAPPY = {Decision.APPROVED: 0.93, Decision.DECLINED: 0.52, Decision.RETURNED: 0.6}
LATE = (0.02, 0.14)
"""Share of answers after the promise: each establishment draws its own between these."""
QUICK = {"health": 0.7, "management": 0.85}
"""Departments that answer sooner than half the promised time."""
ROUND_THE_CLOCK = {"unit", "health", "laundry"}
"""Departments that answer at weekends, too."""
TAKEN, CARRIED_OUT, OWN_WORDS, ON_PAPER = 0.25, 0.3, 0.3, 0.012
APPEALED = {Decision.DECLINED: 0.14, Decision.APPROVED: 0.004}
APPEAL_GRANTED = 0.24
INCIDENTS = {"withdrawn": 0.022, "forward": 0.02, "talk": 0.045, "question": 0.03}
"""What else happens on the way, as shares of all requests. These shares are own estimates, too."""
FORWARDS = {"management": "unit", "property": "unit", "work": "unit", "education": "planning"}


@dataclass(slots=True)
class Reserved:
    """What scenes keep free: from when a type is theirs, and types of which nothing else may be open."""

    since: dict[str, datetime] = field(default_factory=dict)
    never_open: frozenset[str] = frozenset()


class Year:
    """Makes the requests of every client over a year before ``now``."""

    def __init__(
        self,
        *,
        course: Course,
        types: dict[int, dict[str, TypeRow]],
        population: Population,
        texts: Texts,
        per_client: int,
        seed: int,
    ) -> None:
        self._course, self._types, self._texts, self._seed = course, types, texts, seed
        self._now = course.now
        self._codes = [c for c in SHARES if all(c in t for t in types.values())]
        self._weights = list(accumulate(SHARES[c] for c in self._codes))
        chance = random.Random(seed)
        self._late = {e: chance.uniform(*LATE) for e in sorted(types)}
        # The year's total is fixed; whoever came lately asks at the same pace, not as much.
        days = sum(min(365.0, (self._now - c.arrived_at) / timedelta(days=1)) for c in population.clients)
        self._a_day = per_client * len(population.clients) / days

    def moments(self, client: ClientPlan) -> list[datetime]:
        """Return when a client hands something in, oldest first."""
        chance = random.Random(self._seed * 1_000_003 + client.client_id)
        begin = max(self._now - timedelta(days=365), client.arrived_at + timedelta(hours=6))
        span = (self._now - begin).total_seconds()
        wanted = round(self._a_day * span / 86_400 * chance.lognormvariate(-0.08, 0.4))
        drawn = (_waking(begin + timedelta(seconds=chance.random() * span), chance) for _ in range(wanted))
        return sorted(at for at in drawn if client.arrived_at < at < self._now)

    def requests_of(
        self,
        client: ClientPlan,
        moments: list[datetime],
        numbers: Numbers,
        chain: Chain,
        reserved: Reserved,
    ) -> Iterator[Asked]:
        """Yield a client's requests, each before its appeal, and note in ``chain`` what the thread keeps."""
        chance = random.Random(self._seed * 1_000_033 + client.client_id)
        busy: dict[str, datetime] = {}
        for received in moments:
            code = self._code(chance)
            for _ in range(4):  # one undecided a type: something else is asked meanwhile
                if busy.get(code, received) <= received:
                    break
                code = self._code(chance)
            else:
                continue
            kind = self._types[client.establishment.id][code]
            end = self._end(client, kind, received, chance)
            if self._is_kept_free(kind, received, end, reserved):
                continue
            asked = self.hand_in(client, kind, chain, numbers.of(received), received, chance)
            self._go(asked, end, chance)
            yield asked
            if not kind.pack.allows_several:
                busy[code] = asked.ended_at or self._now + timedelta(days=1)
            appeal = self._appeal(asked, numbers, chance)
            if appeal is not None:
                yield appeal

    def hand_in(
        self,
        client: ClientPlan,
        kind: TypeRow,
        chain: Chain,
        number: int,
        received: datetime,
        chance: random.Random,
    ) -> Asked:
        """Hand in one request with words of its type, now and then on paper."""
        said = self._texts.answers(kind.pack, client.person.language, chance)
        paper = None
        if chance.random() < ON_PAPER:
            paper = self._course.desks.pick(client, kind.department, int(kind.pack.information_class), chance)
        asked = self._course.receive(
            client,
            kind,
            chain,
            at=received,
            number=number,
            answers=said.line,
            basket=said.answers.get("order", ()),
            paper_by=paper.actor_id if paper else None,
            chance=chance,
        )
        if paper is None:
            asked.seconds_to_find = int(chance.lognormvariate(2.6, 0.6))
            asked.seconds_to_fill = int(chance.lognormvariate(4.0, 0.7))
        return asked

    def _code(self, chance: random.Random) -> str:
        return self._codes[bisect_left(self._weights, chance.random() * self._weights[-1])]

    def _is_kept_free(self, kind: TypeRow, received: datetime, end: datetime, reserved: Reserved) -> bool:
        code = kind.pack.code
        if end > self._now and code in reserved.never_open:
            return True
        since = reserved.since.get(code)
        return since is not None and not kind.pack.allows_several and max(end, received) >= since

    def _end(self, client: ClientPlan, kind: TypeRow, received: datetime, chance: random.Random) -> datetime:
        """Return when it will be answered: within the promise, or now and then after it."""
        due = self._course.promises.due(received, kind.pack.answer_days)
        late = chance.random() < self._late[client.establishment.id]
        share = (
            1 + chance.expovariate(2.5) * 0.35
            if late
            else chance.betavariate(2.2, 2.4) * QUICK.get(kind.department, 1)
        )
        moment = (received + (due - received) * max(share, 0.02)).replace(microsecond=0)
        return _at_work(
            moment,
            after=received,
            before=None if late else due,
            weekends=kind.department in ROUND_THE_CLOCK,
        )

    def _go(self, asked: Asked, end: datetime, chance: random.Random) -> None:
        """Take a request to its end, or to where it stands now."""
        course, now, received = self._course, self._now, asked.received_at
        incident = _draw(INCIDENTS, chance)
        if incident == "withdrawn" and end < now:
            course.withdraw(asked, _between(received, min(end, asked.due_at), 0.1, 0.9, chance))
            return
        decider = self._decider(asked, chance)
        until = min(end, now)
        opened = _at_work(_between(received, until, 0.05, 0.5, chance), after=received, before=until)
        if decider is not None and (end <= now or chance.random() < READ_SO_FAR):
            course.read(asked, opened, decider)
            decider = self._on_the_way(asked, opened, until, incident, decider, chance)
            if not incident and chance.random() < TAKEN and opened < until:
                course.take(asked, _between(opened, until, 0.6, 0.95, chance), decider)
        if end <= now and decider is not None and asked.paused_at is None:
            self._decide(asked, end, decider, chance)
        elif asked.paused_at is None:
            course.tell_managers(asked, now)

    def _decider(self, asked: Asked, chance: random.Random) -> StaffPlan | None:
        return self._course.desks.pick(asked.client, asked.department, asked.info_class, chance)

    def _on_the_way(
        self,
        asked: Asked,
        opened: datetime,
        until: datetime,
        incident: str,
        by: StaffPlan,
        chance: random.Random,
    ) -> StaffPlan:
        """Let what is said or moved on the way happen; return who has it afterwards."""
        course, words, code = self._course, self._course.words, asked.kind.pack.code
        if until - opened < timedelta(hours=3) or not incident:
            return by
        first, second = sorted(_between(opened, until, 0.1, 0.8, chance) for _ in range(2))
        language = asked.client.person.language
        if incident == "forward" and code in FORWARDS:
            to = next(
                t
                for t in self._types[asked.client.establishment.id].values()
                if t.department == FORWARDS[code]
            )
            if to.department != asked.department:
                course.forward(asked, first, by, to, words.staff("message", "forward_note", chance))
                return self._decider(asked, chance) or by
        elif incident == "talk":
            course.say(asked, first, by, words.staff("message", "from_staff", chance))
            if chance.random() < 0.6:  # noqa: PLR2004 - the others leave it at that
                course.reply(asked, second, words.client("from_client", language, chance))
        elif incident == "question" and asked.kind.pack.may_pause and first < asked.due_at:
            question, reply = words.question(code, language, chance)
            course.pause(
                asked, first, by, words.staff("message", "question_pause", chance), question=question
            )
            if until < self._now or chance.random() < 0.5:  # noqa: PLR2004 - half of those open wait
                course.reply(asked, second, reply)
        elif incident == "withdrawn" and asked.kind.pack.may_pause and first < asked.due_at:
            # It has not come to an end yet: it waits for somebody outside.
            course.pause(asked, first, by, words.staff("message", "pause_reason", chance))
        return by

    def _decide(self, asked: Asked, end: datetime, decider: StaffPlan, chance: random.Random) -> None:
        code, course = asked.kind.pack.code, self._course
        roll, yes = chance.random(), APPROVED.get(code, OTHERWISE_APPROVED)
        if roll > 1 - RETURNED:
            decision = Decision.RETURNED
        else:
            decision = Decision.APPROVED if roll < yes * (1 - RETURNED) else Decision.DECLINED
        words = ""
        if chance.random() < OWN_WORDS:
            words = course.words.beside_grounds(decision.value, code, chance)
        course.decide(asked, end, decider, decision, chance, words=words)
        self.settle(asked, end, decider, decision, chance)

    def settle(
        self, asked: Asked, end: datetime, decider: StaffPlan, decision: Decision, chance: random.Random
    ) -> None:
        """Let what was promised happen, and the client see the answer and say whether it was one."""
        if decision is Decision.APPROVED and asked.kind.department != "kiosk":
            done = (end + timedelta(hours=chance.uniform(4, 120))).replace(microsecond=0)
            if done < self._now and chance.random() < CARRIED_OUT:
                self._course.carry_out(asked, _at_work(done, after=end, before=self._now), decider)
        seen = (end + timedelta(hours=chance.expovariate(1 / 20))).replace(microsecond=0)
        asked.has_news = seen > self._now
        if seen < self._now and chance.random() < RATED:
            self._course.rate(asked, seen, satisfied=chance.random() < HAPPY[decision])

    def _appeal(self, first: Asked, numbers: Numbers, chance: random.Random) -> Asked | None:
        """Return the appeal of an answer, where there is one: read by somebody else."""
        if first.ended_at is None or first.appeal_until is None or first.kind.department == "kiosk":
            return None
        if chance.random() > APPEALED[Decision(first.status)]:
            return None
        at = _waking(first.ended_at + timedelta(days=1 + chance.expovariate(1 / 4)), chance)
        if not first.ended_at < at < min(first.appeal_until, self._now):
            return None
        course, client = self._course, first.client
        said = course.words.client("appeal", client.person.language, chance)
        appeal = course.receive(
            client,
            first.kind,
            first.chain,
            at=at,
            number=numbers.another(at),
            answers=said_in_appeal(said),
            first=first,
            chance=chance,
        )
        other = course.desks.pick(
            client, appeal.department, appeal.info_class, chance, other_than=first.ended_by
        )
        end = self._end(client, first.kind, at, chance)
        if other is None or (end > self._now and chance.random() > READ_SO_FAR):
            course.tell_managers(appeal, self._now)
            return appeal
        until = min(end, self._now)
        course.read(appeal, _between(at, until, 0.1, 0.6, chance), other)
        if end > self._now:
            course.tell_managers(appeal, self._now)
            return appeal
        decision = Decision.APPROVED if chance.random() < APPEAL_GRANTED else Decision.DECLINED
        course.decide(appeal, end, other, decision, chance)
        self.settle(appeal, end, other, decision, chance)
        return appeal


def _draw(shares: dict[str, float], chance: random.Random) -> str:
    roll = chance.random()
    for name, share in shares.items():
        roll -= share
        if roll < 0:
            return name
    return ""


def _between(first: datetime, last: datetime, low: float, high: float, chance: random.Random) -> datetime:
    return (first + (last - first) * chance.uniform(low, high)).replace(microsecond=0)


def _waking(moment: datetime, chance: random.Random) -> datetime:
    """Move a moment into the hours in which people hand things in (06–20 UTC), most of them after work."""
    hour = min(20, max(6, int(chance.gauss(15, 3))))
    return moment.astimezone(UTC).replace(
        hour=hour, minute=chance.randrange(60), second=chance.randrange(60), microsecond=0
    )


def _at_work(
    moment: datetime, *, after: datetime, before: datetime | None, weekends: bool = True
) -> datetime:
    """Move a moment of night or weekend into working hours (UTC), unless that turns the order of things."""
    hours = 0
    if moment.hour not in range(6, 16):
        hours = 8 if moment.hour < 6 else -8  # noqa: PLR2004 - the same six
    days = 0 if weekends or moment.weekday() < 5 else 7 - moment.weekday()  # noqa: PLR2004 - Saturday
    for shift in (timedelta(days=days, hours=hours), timedelta(days=days and days - 3, hours=hours)):
        if after < moment + shift and (before is None or moment + shift < before):
            return moment + shift
    return moment
