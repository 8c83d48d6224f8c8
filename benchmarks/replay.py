"""A year of one large prison's requests through the real services: handed in, read, decided; orders with money.

Run: ``python -m benchmarks.replay [--requests 100000] [--processes 2]``. HMP Garth counted about 100,000 requests
a year (design/rules/requests.md); here 800 clients hand in 125 each, in order of time, every step in a
transaction of its own as the person who takes it, under row security. Beside it: the limit of ten minutes.
Afterwards every chain must verify and the books must balance.
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from benchmarks.support import (
    AGENT,
    TABLET,
    arrange,
    cpu_of,
    load_demonstration,
    owner,
    say,
    set_up,
    show,
    sign_in,
)
from benchmarks.support import Size as DemonstrationSize

CLIENTS, A_CLIENT, LIMIT_SECONDS, SEED = 800, 125, 600.0, 20_261_121
PAY, DEAREST, LARGEST_BASKET = 140_000, 7_000, 16_000
"""Öre: pay a month, the dearest article and the largest basket somebody orders."""


@dataclass(order=True, slots=True)
class Step:
    """Something that somebody does at a time: ``hand-in read decide pay``."""

    at: datetime
    order: int
    what: str = field(compare=False)
    client: int = field(compare=False)
    actor: int = field(compare=False)
    said: Any = field(compare=False, default=None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a process reports at its end."""

    steps: Counter[str]
    errors: list[str]
    cpu: float
    database: float


class Plan:
    """Draws what the clients of one process ask, when, and what they are answered."""

    def __init__(self, now: datetime) -> None:
        from django.conf import settings

        from redthread.demo.course import Promises
        from redthread.demo.texts import Texts
        from redthread.jurisdiction.calendars import calendar_of
        from redthread.jurisdiction.load import load_pack

        self.now = now
        self.pack = load_pack(settings.PACKS / "se")
        self.texts = Texts(settings.PACKS / "demo" / "texts", self.pack, today=now.date())
        self.due = Promises(calendar_of(self.pack)).due
        articles = self.pack.kiosk.articles.values()
        self.cheap = [a for a in articles if not a.age_limit and a.price <= DEAREST]
        with owner() as connection:
            self.types = {
                code: (department, info_class)
                for code, department, info_class in connection.execute(
                    "select code, department_id, info_class from requests_requesttype"
                )
            }
            # The demonstration's own scenes wait for their answers; their types are not asked for again.
            self.waiting: set[tuple[int, str]] = set(
                connection.execute(
                    "select client_id, type_code from requests_clientrequest where ended_at is null"
                ).fetchall()
            )
            self.deciders: dict[tuple[int, int], list[tuple[int, int]]] = {}
            for client, department, actor, mask in connection.execute(
                "select k.client_id, d.department_id, k.actor_id, k.read_mask & k.write_mask "
                "from access.caseload k join organisations_staffmember s on s.actor_id = k.actor_id "
                "join organisations_staffmember_departments d on d.staffmember_id = s.id "
                "join access.actor a on a.id = k.actor_id "
                "where a.permissions @> '{requests.decide,requests.read}' order by 1, 2, 3"
            ):
                self.deciders.setdefault((client, department), []).append((actor, mask))
            self.clerk = connection.execute(
                "select id from access.actor where 'money.post' = any (permissions) and kind = 'staff' limit 1"
            ).fetchone()[0]  # type: ignore[index]

    def steps_of(self, client: int, actor: int, language: str, wanted: int) -> Iterator[Step]:
        """Yield a client's year, not in order."""
        from redthread.kiosk.rules import next_opening, week_of

        chance = random.Random(SEED * 1_000_003 + client)
        begin = self.now - timedelta(days=365)
        for month in range(12):
            paid = begin + timedelta(days=30 * month)
            yield Step(paid, 0, "pay", client, self.clerk, UUID(int=chance.getrandbits(128), version=4))
        busy: dict[str, datetime] = {}
        weeks: set[Any] = set()
        window, zone, first = self._kiosk
        for n in range(wanted):
            moment = begin + timedelta(days=1) + (n + chance.random()) * timedelta(days=362) / wanted
            for _ in range(20):
                code, received = self._code(chance), moment
                if code == "kiosk":
                    received = max(moment, next_opening(moment, window=window, timezone=zone))
                    week = week_of(received, timezone=zone, first_weekday=first).first_on
                    if week in weeks:
                        continue
                is_free = busy.get(code, received) <= received < self.now
                if is_free and (client, code) not in self.waiting and self._answering(client, code):
                    break
            else:
                continue
            if code == "kiosk":
                weeks.add(week)
            yield from self._request(client, actor, language, code, received, busy, chance)

    @property
    def _kiosk(self) -> tuple[Any, Any, int]:
        from redthread.kiosk.public import Assortment

        with owner() as connection:
            row = connection.execute("select id from kiosk_assortment").fetchone()
        assert row is not None
        assortment = Assortment.objects.using("owner").get(id=row[0])
        return assortment.window, assortment.zone, assortment.first_weekday

    def _code(self, chance: random.Random) -> str:
        from redthread.demo.year import SHARES

        codes = [code for code in SHARES if code in self.types]
        return chance.choices(codes, [SHARES[code] for code in codes])[0]

    def _request(
        self,
        client: int,
        actor: int,
        language: str,
        code: str,
        received: datetime,
        busy: dict[str, datetime],
        chance: random.Random,
    ) -> Iterator[Step]:
        from redthread.demo.year import APPROVED, RETURNED
        from redthread.jurisdiction.pack import Decision

        kind = self.pack.request_types[code]
        due = self.due(received, kind.answer_days)
        ended = min(received + (due - received) * chance.betavariate(2.2, 2.4), self.now)
        busy[code] = ended + timedelta(seconds=1)
        answers = (
            {"order": self._basket(chance)}
            if code == "kiosk"
            else dict(self.texts.answers(kind, language, chance).answers)
        )
        roll, yes = chance.random(), APPROVED.get(code, 0.72)
        decision = Decision.RETURNED if roll > 1 - RETURNED else Decision.APPROVED
        if yes * (1 - RETURNED) < roll <= 1 - RETURNED:
            decision = Decision.DECLINED
        ground = chance.choice(self.pack.grounds_for(code, decision))
        request_id = UUID(int=chance.getrandbits(128), version=4)
        decider = chance.choice(self._answering(client, code))
        yield Step(received, 1, "hand in", client, actor, (request_id, code, answers, language))
        yield Step(received + (ended - received) / 3, 2, "read", client, decider, request_id)
        yield Step(
            ended, 3, "decide", client, decider, (request_id, decision, ground.code, ground.return_reason)
        )

    def _answering(self, client: int, code: str) -> list[int]:
        department, info_class = self.types[code]
        return [a for a, mask in self.deciders.get((client, department), []) if mask & info_class]

    def _basket(self, chance: random.Random) -> list[dict[str, object]]:
        picked = chance.sample(self.cheap, k=min(len(self.cheap), chance.randint(1, 4)))
        basket: list[dict[str, object]] = []
        total = 0
        for article in picked:
            if total + article.price <= LARGEST_BASKET:
                total += article.price
                basket.append({"code": article.code, "quantity": 1})
        return basket


class Replay:
    """Takes the steps, each as whoever takes it, in a transaction of its own."""

    def __init__(self, tokens: dict[int, tuple[str, str]], now: datetime) -> None:
        from redthread.forms.public import FormContext, Option

        self._tokens, self._today = tokens, now.date()
        self._plain = FormContext(today=self._today)
        self._context, self._option = FormContext, Option
        self._shop: Any = None
        with owner() as connection:
            row = connection.execute("select establishment_id from kiosk_assortment").fetchone()
        assert row is not None
        self._establishment = int(row[0])

    def take(self, step: Step) -> None:
        """Take one step.

        Raises:
            Exception: whatever the service refused; there should be nothing.
        """
        from redthread.foundation.session import acting_as

        token, door = self._tokens[step.actor]
        binding = f"device:{TABLET}" if door == "client" else f"browser:{AGENT}"
        focus = None if door == "client" else step.client
        with acting_as(
            token=token, door=door, binding=binding, focus=focus, route="benchmarks:replay"
        ) as actor:
            getattr(self, "_" + step.what.replace(" ", "_"))(actor, step)

    def _hand_in(self, actor: Any, step: Step) -> None:
        from redthread.kiosk.public import list_options
        from redthread.requests import public as requests

        request_id, code, answers, language = step.said
        context = self._plain
        if code == "kiosk":
            if self._shop is None:
                options = list_options(establishment_id=self._establishment, at=step.at)
                self._shop = self._context(today=self._today, value_sets={"kiosk": options})
            context = self._shop
        form = requests.Filled(
            id=request_id, type_code=code, answers=answers, language=language, context=context,
            seconds_to_find=20, seconds_to_fill=60,
        )  # fmt: skip
        receipt = requests.hand_in_request(actor=actor, form=form, at=step.at)
        if receipt.outcome is not requests.HandInOutcome.RECEIVED:
            msg = f"{code} of client {step.client}: {receipt.outcome}"
            raise RuntimeError(msg)

    def _read(self, actor: Any, step: Step) -> None:
        from redthread.requests import public as requests

        requests.read_request(actor=actor, request_id=step.said, at=step.at)

    def _decide(self, actor: Any, step: Step) -> None:
        from redthread.requests import public as requests

        request_id, decision, ground, reason = step.said
        words = requests.Words(language="sv", grounds="", next_step="", ground_codes=(ground,))
        said = {"actor": actor, "request_id": request_id, "words": words, "at": step.at}
        match decision.value:
            case "approved":
                requests.approve_request(**said)
            case "declined":
                requests.decline_request(**said)
            case _:
                requests.return_request(**said, reason=requests.ReturnReason(reason))

    def _pay(self, actor: Any, step: Step) -> None:
        from redthread.money import public as money

        money.deposit_pay(
            actor=actor,
            transfer_id=step.said,
            client_id=step.client,
            establishment_id=self._establishment,
            amount=PAY,
            at=step.at,
        )


def load() -> None:
    """Load one prison and let prices and stays reach back beyond the year that is replayed."""
    say("loading a prison of 800 clients")
    load_demonstration(DemonstrationSize("one prison", 1, CLIENTS, 160, 0))
    with owner() as connection:
        connection.execute("update kiosk_articleprice set valid_from = valid_from - interval '2 years'")
        # Nobody else was in the room then, as far as this prison goes: what a room holds is not replayed.
        connection.execute("alter table custody_stay disable trigger stay_fits")
        connection.execute(
            "update custody_stay s set period = tstzrange(now() - interval '2 years', null) "
            "where upper(s.period) is null and not exists "
            "(select 1 from custody_stay o where o.client_id = s.client_id and o.id <> s.id)"
        )
        connection.execute("alter table custody_stay enable trigger stay_fits")
        connection.execute("vacuum analyze")


def replay_part(part: int, processes: int, clients: int, tokens: dict[int, tuple[str, str]], now: datetime,
                start: Any, told: Any) -> None:  # fmt: skip
    """Replay the year of every ``processes``-th client, and report."""
    with owner() as connection:
        people = connection.execute(
            "select c.id, a.id, c.language from people_client c join access.actor a on a.client_id = c.id "
            "where c.id %% %s = %s order by c.id limit %s",
            [processes, part, clients],
        ).fetchall()
    try:
        plan, replay = Plan(now), Replay(tokens, now)
        steps = sorted(
            step
            for client, actor, language in people
            for step in plan.steps_of(client, actor, language, A_CLIENT)
        )
    except BaseException:
        start.abort()  # or everybody waits for this process
        raise
    start.wait()
    begin = time.process_time()
    counts: Counter[str] = Counter()
    errors: list[str] = []
    for n, step in enumerate(steps):
        try:
            replay.take(step)
        except Exception as error:  # noqa: BLE001 - counted, shown, and fails the run
            counts["errors"] += 1
            errors = [*errors, f"{step.what}: {error!r}\n{traceback.format_exc()[-1500:]}"][:3]
        counts[step.what] += 1
        if part == 0 and n % 10_000 == 0:
            say(f"{n:,} of {len(steps):,} steps of the first process")
    told.put(Told(counts, errors, time.process_time() - begin, _backend_cpu()))


def _backend_cpu() -> float:
    from django.db import connection

    return cpu_of(connection.connection.info.backend_pid)


def run(processes: int, clients: int) -> tuple[list[Told], float]:
    """Replay with so many processes; return what they tell and the seconds it took, planning left out."""
    now = datetime.now(UTC).replace(microsecond=0)
    with owner() as connection:
        actors = connection.execute(
            "select id, kind from access.actor where kind in ('client', 'staff')"
        ).fetchall()
    tokens = {actor: (sign_in(actor, door), door) for actor, door in actors}
    context = multiprocessing.get_context("fork")
    start, told = context.Barrier(processes + 1), context.Queue()
    workers = [
        context.Process(
            target=replay_part, args=(n, processes, clients // processes, tokens, now, start, told)
        )
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    say("planning the year")
    start.wait()
    begin = time.perf_counter()
    found = [told.get() for _ in workers]
    seconds = time.perf_counter() - begin
    for worker in workers:
        worker.join()
    return found, seconds


def main() -> None:
    """Load the prison, replay the year, check chain and books, print, and fail where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 2)
    chosen = parser.parse_args()
    set_up("replay")
    arrange(load)
    found, seconds = run(chosen.processes, round(chosen.requests / A_CLIENT))
    counts: Counter[str] = sum((told.steps for told in found), Counter())
    from redthread.project import chain

    begin = time.perf_counter()
    broken = chain.verify(jobs=2)
    verified = time.perf_counter() - begin
    entries, chains = chain.count_entries()
    with owner() as connection:
        wrong = connection.execute("select * from money.find_discrepancies()").fetchall()
    handed = counts["hand in"]
    year = seconds * chosen.requests / max(handed, 1)
    show(
        f"A year of requests replayed by {chosen.processes} processes, every step in its own transaction",
        ["", "figure", "goal"],
        [
            ["requests handed in", handed, f"{chosen.requests:,}"],
            ["read, decided", f"{counts['read']:,}, {counts['decide']:,}", ""],
            ["pays booked", counts["pay"], ""],
            ["seconds", seconds, f"≤ {LIMIT_SECONDS * chosen.requests / 100_000:.0f}"],
            ["requests a second", handed / seconds, ""],
            ["CPU of Python a request, ms", sum(t.cpu for t in found) * 1000 / max(handed, 1), ""],
            ["CPU of PostgreSQL a request, ms", sum(t.database for t in found) * 1000 / max(handed, 1), ""],
            ["errors", counts["errors"], "0"],
            [f"broken links in {entries:,} entries of {chains:,} chains, {verified:.1f} s", len(broken), "0"],
            ["discrepancies in the books", len(wrong), "0"],
        ],
    )
    for told in found:
        for error in told.errors:
            print(error, file=sys.stderr)
    if counts["errors"] or broken or wrong or year > LIMIT_SECONDS * chosen.requests / 100_000:
        sys.exit("A goal was missed.")


if __name__ == "__main__":
    main()
