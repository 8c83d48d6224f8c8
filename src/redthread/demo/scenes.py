"""What the people one can sign in as have on their desks and in their hands: told step by step, not drawn.

The named clients have something in every state; the officer's unit has some forty requests open, of
mixed types, ages and states. Every step goes the way of :mod:`redthread.demo.course`, so the rules hold.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from redthread.demo.asked import Asked, TypeRow
from redthread.demo.cast import Cast
from redthread.demo.chains import Chain
from redthread.demo.course import Course, said_in_appeal
from redthread.demo.numbers import Numbers
from redthread.demo.paper import Paper
from redthread.demo.people import ClientPlan, StaffPlan
from redthread.demo.texts import Texts
from redthread.demo.year import Reserved
from redthread.jurisdiction.pack import Decision

OPENS, CLOSES = 8, 17
UNIT_TYPES = frozenset({"laundry", "person", "management", "property", "work", "education", "leave"})
"""Types that the cards below deal: nothing else of them is open in the officer's unit."""
NEVER_OPEN = UNIT_TYPES | {"kiosk", "visit", "phone", "contact", "nurse"}

# fmt: off
CARDS = (
    ("laundry", "new"), ("person", "mine"), ("management", "forwarded"), ("laundry", "late"),
    ("property", "mine_forwarded"), ("laundry", "paper"), ("person", "new"), ("laundry", "read"),
    ("laundry", "today"), ("management", "mine_forwarded"), ("person", "replied"), ("laundry", "mine"),
    ("work", "forwarded"), ("laundry", "new"), ("person", "paper"), ("property", "forwarded"),
    ("laundry", "colleague"), ("person", "late"), ("laundry", "appeal"), ("laundry", "read"),
    ("management", "paused"), ("person", "read"), ("laundry", "new"), ("leave", "forwarded"),
    ("laundry", "today"), ("property", "mine_forwarded"), ("person", "colleague"), ("laundry", "late"),
    ("education", "forwarded"), ("laundry", "new"), ("person", "today"), ("management", "forwarded"),
    ("laundry", "read"), ("person", "new"), ("laundry", "mine"),
)
"""What lies on the officer's desk, in the order in which it is dealt to the clients of the unit."""
# fmt: on


@dataclass(slots=True)
class Hand:
    """One client's part in the scenes."""

    client: ClientPlan
    chain: Chain
    chance: random.Random
    since: dict[str, datetime]


class Scenes:
    """Makes the requests of the cast and of the officer's unit."""

    def __init__(
        self,
        *,
        course: Course,
        types: dict[str, TypeRow],
        cast: Cast,
        texts: Texts,
        paper: Paper | None,
        seed: int,
    ) -> None:
        self._course, self._types, self._cast = course, types, cast
        self._texts, self._paper, self._seed = texts, paper, seed
        self._now, self._zone = course.now, course.promises.zone
        self._karin, self._petra = cast.staff["officer"], cast.staff["manager"]
        self._unit = types["person"]
        self._named = {c.client_id for c in cast.clients}
        self._cards = self._deal()

    def _deal(self) -> dict[int, list[tuple[str, str]]]:
        """Give each card to the next client of the unit who has none of its type yet."""
        clients = [c.client_id for c in self._cast.unit if c.client_id not in self._named]
        hands: dict[int, list[tuple[str, str]]] = {c: [] for c in clients}
        for card in CARDS[: max(4, 2 * len(clients) - 6)]:  # a smaller unit has an emptier desk
            free = [c for c in clients if all(code != card[0] for code, _ in hands[c])]
            if free:
                chosen = min(free, key=lambda c: (len(hands[c]), (c * 7919) % 101))
                hands[chosen].append(card)
        return hands

    def concerns(self, client: ClientPlan) -> bool:
        """Say whether a client has a part here."""
        return client.client_id in self._named or client.client_id in self._cards

    def of(self, client: ClientPlan, numbers: Numbers, chain: Chain) -> tuple[list[Asked], Reserved]:
        """Return a client's part, and what the rest of their year must leave free for it."""
        hand = Hand(client, chain, random.Random(self._seed * 31 + client.client_id), {})
        self._numbers = numbers
        if client.client_id in self._named:
            found = list(self._told(hand))
            return found, Reserved(hand.since, NEVER_OPEN)
        found = [
            asked for code, how in self._cards[client.client_id] for asked in self._card(hand, code, how)
        ]
        return found, Reserved(hand.since, UNIT_TYPES)

    # ------------------------------------------------------------------ time

    def _days(self, at: datetime) -> float:
        """Return an instant in days of office hours, counted from an arbitrary day."""
        local = at.astimezone(self._zone)
        worked = min(max(local.hour + local.minute / 60, OPENS), CLOSES) - OPENS
        return local.date().toordinal() + worked / (CLOSES - OPENS)

    def _at(self, days: float) -> datetime:
        day = date.fromordinal(int(days // 1))
        at = datetime.combine(day, time(OPENS), tzinfo=self._zone)
        return min(at + timedelta(hours=(days % 1) * (CLOSES - OPENS)), self._now).replace(microsecond=0)

    def _ago(self, days: float) -> datetime:
        """Return an instant so many days of office hours ago: it is never night, and order is kept."""
        return self._at(self._days(self._now) - days)

    def _between(self, first: datetime, last: datetime, share: float) -> datetime:
        """Return an instant of office hours between two, never outside them."""
        from_days, to_days = self._days(first), self._days(last)
        return min(max(self._at(from_days + (to_days - from_days) * share), first), last)

    def _when(
        self, kind: TypeRow, wish: Callable[[datetime], bool], otherwise: float, chance: random.Random
    ) -> datetime:
        """Return the latest time of hand-in whose promise is as wished; ``otherwise`` where there is none."""
        for step in range(2, 160):
            at = self._ago(step / 4 + 0.05)
            if wish(self._course.promises.due(at, kind.pack.answer_days)):
                return at - timedelta(
                    seconds=chance.randrange(2400)
                )  # the day, and so the promise, is the same
        return self._ago(otherwise)

    def _is_today(self, due: datetime) -> bool:
        return (
            due > self._now and due.astimezone(self._zone).date() == self._now.astimezone(self._zone).date()
        )

    # ------------------------------------------------------------------ steps

    def _hand_in(self, hand: Hand, code: str, at: datetime, *, paper_by: StaffPlan | None = None) -> Asked:
        kind = self._types[code]
        if not kind.pack.allows_several:
            hand.since[code] = min(at, hand.since.get(code, at))
        said = self._texts.answers(kind.pack, hand.client.person.language, hand.chance)
        asked = self._course.receive(
            hand.client,
            kind,
            hand.chain,
            at=at,
            number=self._numbers.another(at),
            answers=self._paper.answers if paper_by and self._paper else said.line,
            basket=said.answers.get("order", ()),
            paper_by=paper_by.actor_id if paper_by else None,
            chance=hand.chance,
        )
        if paper_by is None:
            asked.seconds_to_find = hand.chance.randint(8, 40)
            asked.seconds_to_fill = hand.chance.randint(25, 160)
        return asked

    def _after(self, asked: Asked, share: float) -> datetime:
        """Return an instant between hand-in and now."""
        return self._between(asked.received_at, self._now, share)

    def _staff(self, hand: Hand, asked: Asked) -> StaffPlan:
        found = self._course.desks.pick(hand.client, asked.department, asked.info_class, hand.chance)
        return found or self._petra

    def _words(self, code: str, hand: Hand) -> str:
        return self._course.words.staff("message", code, hand.chance)

    def _to_unit(self, hand: Hand, asked: Asked, at: datetime) -> None:
        by = self._staff(hand, asked)
        self._course.read(asked, self._between(asked.received_at, at, 0.5), by)
        self._course.forward(asked, at, by, self._unit, self._words("forward_note", hand))

    def _answer(
        self,
        hand: Hand,
        asked: Asked,
        at: datetime,
        decision: Decision,
        *,
        by: StaffPlan | None = None,
        ground: str = "",
        words: str = "",
        rated: bool | None = None,
        seen: bool = True,
    ) -> Asked:
        course, decider = self._course, by or self._staff(hand, asked)
        course.read(asked, self._between(asked.received_at, at, 0.4), decider)
        chosen = self._course.pack.grounds[ground] if ground else None
        course.decide(asked, at, decider, decision, hand.chance, ground=chosen, words=words)
        asked.has_news = not seen
        if rated is not None:
            course.rate(asked, self._between(at, self._now, 0.2), satisfied=rated)
        return asked

    # ------------------------------------------------------------------ the officer's desk

    def _card(self, hand: Hand, code: str, how: str) -> Iterator[Asked]:
        if how == "appeal":
            yield from self._appealed_card(hand, code)
            return
        at = self._time_of_card(hand, self._types[code], how)
        paper = self._paper if how == "paper" and self._paper and self._paper.type_code == code else None
        asked = self._hand_in(hand, code, at, paper_by=self._karin if paper else None)
        if paper:
            self._course.add_paper(asked, paper.jpeg, paper.thumbnail, paper.size)
        self._play(hand, asked, how)
        if asked.paused_at is None:
            self._course.tell_managers(asked, self._now)
        yield asked

    def _time_of_card(self, hand: Hand, kind: TypeRow, how: str) -> datetime:
        tomorrow = self._now + timedelta(hours=20)
        match how:
            case "new":
                return self._ago(hand.chance.uniform(0.02, 0.5))
            case "forwarded" | "mine_forwarded" | "paused" | "replied":
                return self._ago(min(kind.pack.answer_days, 4) * hand.chance.uniform(0.3, 0.8))
            case "late":
                return self._when(kind, lambda due: due < self._now, 3, hand.chance)
            case "today":
                return self._when(kind, self._is_today, 0.4, hand.chance)
        return self._when(kind, lambda due: due > tomorrow, 0.4, hand.chance)

    def _play(self, hand: Hand, asked: Asked, how: str) -> None:
        course, karin = self._course, self._karin
        match how:
            case "forwarded":
                self._to_unit(hand, asked, self._after(asked, 0.6))
            case "mine_forwarded":
                self._to_unit(hand, asked, self._after(asked, 0.6))
                course.take(asked, self._after(asked, 0.8), karin)
            case "mine":
                course.take(asked, self._after(asked, 0.5), karin)
            case "colleague":
                course.take(asked, self._after(asked, 0.4), self._colleague(hand, asked))
            case "read" | "today" | "late" if hand.chance.random() < 0.7:  # noqa: PLR2004 - the rest are new
                course.read(asked, self._after(asked, 0.3), self._staff(hand, asked))
            case "replied":
                code, language = asked.kind.pack.code, hand.client.person.language
                question, reply = course.words.question(code, language, hand.chance)
                course.take(asked, self._after(asked, 0.2), karin)
                course.say(asked, self._after(asked, 0.3), karin, question, kind="question")
                course.reply(asked, self._after(asked, 0.9), reply)
            case "paused":
                self._to_unit(hand, asked, self._after(asked, 0.3))
                course.pause(asked, self._after(asked, 0.5), karin, self._words("pause_reason", hand))

    def _colleague(self, hand: Hand, asked: Asked) -> StaffPlan:
        """Return whom the officer covers for, where they reach the client; else anybody."""
        return self._cast.covered or self._staff(hand, asked)

    def _appealed_card(self, hand: Hand, code: str) -> Iterator[Asked]:
        first = self._hand_in(hand, code, self._ago(9))
        others = self._course.desks.of(hand.client, first.department, first.info_class)
        by = next((m for m in others if m is not self._karin), self._karin)
        self._answer(hand, first, self._ago(7), Decision.DECLINED, by=by, rated=False)
        yield first
        appeal = self._appeal(hand, first, self._ago(0.7))
        self._course.tell_managers(appeal, self._now)
        yield appeal

    def _appeal(self, hand: Hand, first: Asked, at: datetime) -> Asked:
        said = self._course.words.client("appeal", hand.client.person.language, hand.chance)
        return self._course.receive(
            hand.client,
            first.kind,
            hand.chain,
            at=at,
            number=self._numbers.another(at),
            answers=said_in_appeal(said),
            first=first,
            chance=hand.chance,
        )

    # ------------------------------------------------------------------ the named clients

    def _told(self, hand: Hand) -> Iterator[Asked]:
        """Tell a named client's last three weeks: something in every state."""
        yield from self._open_ones(hand)
        yield from self._answered_ones(hand)

    def _open_ones(self, hand: Hand) -> Iterator[Asked]:
        course, language = self._course, hand.client.person.language
        yield self._hand_in(hand, "visit", self._ago(0.3))  # nobody has read it yet
        nurse = self._hand_in(hand, "nurse", self._ago(0.6))
        course.read(nurse, self._ago(0.2), self._cast.staff["nurse"])
        course.tell_managers(nurse, self._now)
        yield nurse
        person = self._hand_in(hand, "person", self._ago(1.2))
        course.take(person, self._ago(0.9), self._karin)
        question, reply = course.words.question("any", language, hand.chance)
        course.say(person, self._ago(0.8), self._karin, question)
        course.reply(person, self._ago(0.4), reply)
        course.tell_managers(person, self._now)
        yield person
        things = self._hand_in(hand, "property", self._ago(1.6))
        question, _ = course.words.question("property", language, hand.chance)
        asker = self._staff(hand, things)
        if hand.client in self._cast.clients[:2]:
            self._to_unit(hand, things, self._ago(1.2))
            asker = self._karin
        course.pause(things, self._ago(0.5), asker, self._words("question_pause", hand), question=question)
        yield things
        phone = self._hand_in(hand, "phone", self._ago(3))
        course.pause(phone, self._ago(2.5), self._staff(hand, phone), self._words("pause_reason", hand))
        yield phone
        school = self._types["education"]
        late = self._hand_in(
            hand, "education", self._when(school, lambda due: due < self._now, 15, hand.chance)
        )
        course.read(late, self._after(late, 0.3), self._staff(hand, late))
        course.tell_managers(late, self._now)
        yield late

    def _answered_ones(self, hand: Hand) -> Iterator[Asked]:
        yes, no, back = Decision.APPROVED, Decision.DECLINED, Decision.RETURNED
        asked = self._hand_in(hand, "management", self._ago(2.8))
        words = self._course.words.beside_grounds("declined", "management", hand.chance)
        yield self._answer(
            hand, asked, self._ago(0.06), no, by=self._petra, ground="no-not-now", words=words, seen=False
        )
        laundry = self._hand_in(hand, "laundry", self._ago(1.1))
        yield self._answer(
            hand, laundry, self._ago(0.12), yes, by=self._karin, ground="laundry-linen", seen=False
        )
        contact = self._hand_in(hand, "contact", self._ago(8))
        self._answer(hand, contact, self._ago(3), yes, ground="contact-yes", rated=True)
        self._course.carry_out(contact, self._ago(2), self._staff(hand, contact))
        yield contact
        leave = self._hand_in(hand, "leave", self._ago(6))
        yield self._answer(hand, leave, self._ago(2.2), back, ground="back-missing", seen=False)
        dropped = self._hand_in(hand, "property", self._ago(7))
        self._course.withdraw(dropped, self._ago(6.4))
        yield dropped
        nurse = self._hand_in(hand, "nurse", self._ago(5))
        yield self._answer(
            hand, nurse, self._ago(4.3), yes, by=self._cast.staff["nurse"], ground="nurse-time", rated=True
        )
        work = self._hand_in(hand, "work", self._ago(12))
        yield self._answer(hand, work, self._ago(8), no, ground="no-full", rated=False)
        appeal = self._appeal(hand, work, self._ago(2.6))
        other = self._course.desks.pick(
            hand.client, appeal.department, appeal.info_class, hand.chance, other_than=work.ended_by
        )
        if other is not None:
            self._course.take(appeal, self._ago(1.4), other)
        self._course.tell_managers(appeal, self._now)
        yield appeal
        visit = self._hand_in(hand, "visit", self._ago(19))
        yield self._answer(hand, visit, self._ago(15), no, ground="visit-full", rated=False)
        heard = self._appeal(hand, visit, self._ago(14))
        second = self._course.desks.pick(
            hand.client, heard.department, heard.info_class, hand.chance, other_than=visit.ended_by
        )
        if second is not None:
            yield self._answer(hand, heard, self._ago(11), yes, by=second, ground="visit-yes", rated=True)
        else:
            self._course.tell_managers(heard, self._now)
            yield heard
