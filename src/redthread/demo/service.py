"""The year of the service in two passes of COPY: first requests and money, then the thread."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from psycopg import Connection

from redthread.custody.public import custody_rules
from redthread.demo.asked import COLUMNS, Asked, Beside, TypeRow, begin_of
from redthread.demo.bookings import Bookings
from redthread.demo.care import keep_glass, plan_glass, write_absences, write_glass
from redthread.demo.cast import Cast
from redthread.demo.chains import ENTRY_COLUMNS, Chain, head_rows, payload_text
from redthread.demo.copying import bare, copy_lines, copy_rows, loading
from redthread.demo.course import Course, Promises
from redthread.demo.custody import Safety
from redthread.demo.custody_moves import Moves
from redthread.demo.desks import Desks
from redthread.demo.money import Ledger
from redthread.demo.numbers import Numbers
from redthread.demo.paper import read_paper
from redthread.demo.partners import Outside, Partners
from redthread.demo.people import ClientPlan, Population
from redthread.demo.places import EstablishmentPlan
from redthread.demo.plans import Plans
from redthread.demo.scale import Scale
from redthread.demo.scenes import Scenes
from redthread.demo.sentences import Sentences
from redthread.demo.texts import Texts
from redthread.demo.words import FreeWords
from redthread.demo.year import Reserved, Year
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.calendars import calendar_of
from redthread.jurisdiction.pack import Pack

Progress = Callable[[str, int, int], None]
"""Called with the step in words, how much is done, and how much there is (0: not known)."""
RECEIVER = 1001
"""Who received everybody: the first of the staff."""
CLOCK = "requests"
"""The system actor of the job that tells managers about broken promises."""


class Service:
    """A year of the whole service, of people who are in the database already."""

    def __init__(
        self,
        owner: Connection[Any],
        pack: Pack,
        population: Population,
        cast: Cast,
        outside: list[Outside],
        folder: Path,
        scale: Scale,
        now: datetime,
        seed: int,
    ) -> None:
        """Read the catalogue, and plan who asks what."""
        self._owner, self._pack, self._population, self._cast = owner, pack, population, cast
        self._now, self._seed = now, seed
        self._types = _types(owner, pack)
        self._texts = Texts(folder / "texts", pack, today=now.date())
        self._words = FreeWords(folder / "answers.toml", pack.languages[0])
        self._beside = Beside()
        self._course = Course(
            pack=pack,
            promises=Promises(calendar_of(pack)),
            desks=Desks(population, pack),
            words=self._words,
            beside=self._beside,
            now=now,
            clock_actor=_number(owner, "select id from access.actor where name = %s", CLOCK),
        )
        self._year = Year(
            course=self._course,
            types=self._types,
            population=population,
            texts=self._texts,
            per_client=scale.requests_per_client,
            seed=seed,
        )
        home = cast.unit[0].establishment.id
        self._scenes = Scenes(
            course=self._course,
            types=self._types[home],
            cast=cast,
            texts=self._texts,
            paper=read_paper(folder / "paper", pack.languages[0]),
            seed=seed,
        )
        self._ledger = Ledger(owner, pack, population, now, seed)
        self._chains = {c.client_id: Chain(c.client_id) for c in population.clients}
        self._numbers: dict[int, Numbers] = {}
        first = _number(owner, "select coalesce(max(id), 0) + 1 from access.reach_grant")
        self._glass = plan_glass(population, pack, self._words, now, seed, first_grant=first)
        keep_glass(self._glass, self._chains, cast, self._words, now, seed)
        self._facilities = folder.parent / pack.code / "facilities.csv"
        self._draw_courses(outside, folder)

    def _draw_courses(self, outside: list[Outside], folder: Path) -> None:
        """Draw what happens to everybody beside their requests, and note it in the threads."""
        pack, population, cast = self._pack, self._population, self._cast
        now, seed = self._now, self._seed
        self._sentences = Sentences(population, pack, folder.parent / pack.code, now, seed)
        closing = custody_rules(pack.code).channels
        self._safety = Safety(self._sentences.held, cast.clients, closing, now, seed)
        self._moves = Moves(population, cast, pack, now, seed)
        self._bookings = Bookings(self._owner, population, pack, now=now, seed=seed)
        self._partners = Partners(outside, population, self._sentences.held, cast.clients, now, seed)
        self._plans = Plans(
            population,
            self._sentences.held,
            self._partners,
            cast.clients,
            folder,
            home=pack.languages[0],
            now=now,
            seed=seed,
        )
        drawn = (self._sentences, self._safety, self._moves, self._bookings, self._partners, self._plans)
        for part in drawn:
            part.keep(self._chains)

    def write(self, progress: Progress) -> tuple[int, int]:
        """Write requests, money and everybody's thread; return how many requests and entries."""
        owner = self._owner
        with loading(owner), bare(owner, ["requests_clientrequest"]):
            asked = copy_lines(owner, "requests_clientrequest", COLUMNS, self._lines(progress))
            progress("Checking every request against the rules", 0, 0)
        with loading(owner):
            self._ledger.write()
            copy_rows(
                owner,
                "requests_numberseries",
                ("establishment_id", "year", "last"),
                (
                    (place, year, last)
                    for place, numbers in self._numbers.items()
                    for year, last in numbers.last.items()
                ),
            )
        with loading(owner), bare(owner, ["thread.entry"]):
            kept = copy_lines(owner, "thread.entry", ENTRY_COLUMNS, self._entries(progress))
            copy_rows(owner, "thread.head", ("client_id", "seq", "hash"), head_rows(self._chains.values()))
            progress("Closing the chains", 0, 0)
        return asked, kept

    def write_beside(self) -> None:
        """Write what lies beside the requests: what was said, second readings, absences, opened records."""
        with bare(self._owner, [table for table, _, _ in Beside.TABLES]):
            for table, columns, rows in Beside.TABLES:
                copy_rows(self._owner, table, columns, getattr(self._beside, rows))
        self._sentences.write(self._owner)
        self._safety.write(self._owner)
        write_glass(self._owner, self._glass, self._pack)
        self._moves.write(self._owner, self._facilities)
        self._bookings.write(self._owner)
        write_absences(self._owner, self._population, self._cast, self._words, self._now, self._seed)

    def write_partners(self) -> None:
        """Write who outside works with whom, and the plans; what they may know follows from the phases."""
        self._partners.write(self._owner)
        self._plans.write(self._owner)

    def _lines(self, progress: Progress) -> Iterator[str]:
        total = len(self._population.clients)
        by_place: dict[int, list[ClientPlan]] = {}
        for client in self._population.clients:
            by_place.setdefault(client.establishment.id, []).append(client)
        done = 0
        for place, clients in by_place.items():
            planned = [(client, self._year.moments(client)) for client in clients]
            numbers = self._numbers[place] = Numbers(
                (at for _, moments in planned for at in moments), self._course.promises.zone
            )
            for client, moments in planned:
                yield from self._of(client, moments, numbers)
                done += 1
                if done % 50 == 0 or done == total:
                    progress("A year of requests", done, total)

    def _of(self, client: ClientPlan, moments: list[datetime], numbers: Numbers) -> Iterator[str]:
        """Yield a client's requests for COPY, and keep what the thread and the books need."""
        chain = self._chains[client.client_id]
        _arrive(client, self._moves.first_place(client), chain)
        staged: list[Asked] = []
        reserved = Reserved()
        if self._scenes.concerns(client):
            staged, reserved = self._scenes.of(client, numbers, chain)
        begins: dict[int, str] = {}
        orders = []
        drawn = self._year.requests_of(client, moments, numbers, chain, reserved)
        for requests in (staged, drawn):
            for asked in requests:
                if asked.kind.pack.code == "kiosk" and asked.appealed_from is None:
                    orders.append(asked)
                if asked.kind.id not in begins:
                    begins[asked.kind.id] = begin_of(client, asked.kind)
                yield asked.line(begins[asked.kind.id])
        self._ledger.add(client, orders)

    def _entries(self, progress: Progress) -> Iterator[str]:
        total = len(self._chains)
        for done, chain in enumerate(self._chains.values(), 1):
            yield from chain.lines()
            chain.entries.clear()
            if done % 100 == 0 or done == total:
                progress("The thread of everybody", done, total)


def _arrive(client: ClientPlan, place: EstablishmentPlan, chain: Chain) -> None:
    is_here = place is client.establishment
    payload = {
        "establishment_id": place.id,
        "unit_id": client.unit_id if is_here else place.units[0].id,
        "room_id": client.room_id if is_here else place.units[0].rooms[0][0],
        "place": place.name,
    }
    location = int(InformationClass.LOCATION)
    chain.add(client.arrived_at, location, "custody.received", RECEIVER, payload_text(payload))


def _types(owner: Connection[Any], pack: Pack) -> dict[int, dict[str, TypeRow]]:
    found: dict[int, dict[str, TypeRow]] = {}
    rows = owner.execute(
        "select t.id, t.establishment_id, t.code, t.department_id, d.code from requests_requesttype t "
        "join organisations_department d on d.id = t.department_id"
    )
    for type_id, place, code, department_id, department in rows:
        found.setdefault(place, {})[code] = TypeRow(
            type_id, department_id, department, pack.request_types[code]
        )
    return found


def _number(owner: Connection[Any], query: str, *arguments: object) -> int:
    row = owner.execute(query.encode(), list(arguments)).fetchone()
    return int(row[0]) if row else 0
