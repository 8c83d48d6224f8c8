"""Money and kiosk orders of the last four weeks: pay in, orders reserved and paid, books that balance."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from psycopg import Connection

from redthread.demo.asked import Asked
from redthread.demo.copying import bare, copy_rows
from redthread.demo.people import ClientPlan, Population
from redthread.foundation.classes import InformationClass
from redthread.jurisdiction.pack import Pack
from redthread.money.public import split_pay

WEEKS = 4
_FINANCES = int(InformationClass.FINANCES)


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


_TABLES = {
    "money_account": _columns("id kind client_id currency balance"),
    "money_transfer": _columns(
        "id client_id establishment_id reason amount kept subject text at recorded_at by_actor_id"
    ),
    "money_posting": _columns("transfer_id account_id client_id amount balance_after"),
    "money_reservation": _columns("id client_id establishment_id amount captured released made_at"),
    "kiosk_order": _columns(
        "request_id client_id assortment_id unit_id info_class week_on status total paid placed_at settled_at"
    ),
    "kiosk_orderline": _columns(
        "order_id client_id info_class article_id names price quantity delivered short_reason"
    ),
}


@dataclass(frozen=True, slots=True)
class _Move:
    """Money that moved once: ``subject`` is the order it was for."""

    at: datetime
    reason: str
    amount: int
    by: int
    kept: int = 0
    subject: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class _Kiosk:
    """What one establishment sells: code → (article id, names, price), and its house accounts by kind."""

    assortment_id: int
    articles: dict[str, tuple[int, dict[str, str], int]]
    accounts: dict[str, int]


@dataclass(slots=True)
class Ledger:
    """Gathers what moved and was ordered, client by client in order of time, then writes it all."""

    owner: Connection[Any]
    pack: Pack
    population: Population
    now: datetime
    seed: int
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {t: [] for t in _TABLES})
    _kiosks: dict[int, _Kiosk] = field(default_factory=dict)
    _last_account: int = 0

    def __post_init__(self) -> None:
        """Read what the kiosks sell and which house accounts there are."""
        found = self.owner.execute("select coalesce(max(id), 0) from money_account").fetchone()
        self._last_account = int(found[0]) if found else 0
        for place, assortment in self.owner.execute(
            "select establishment_id, id from kiosk_assortment"
        ).fetchall():
            articles = self.owner.execute(
                "select a.code, a.id, a.names, p.price from kiosk_article a join lateral (select price "
                "from kiosk_articleprice p "
                "where p.article_id = a.id order by valid_from desc limit 1) p on true where "
                "a.assortment_id = %s",
                [assortment],
            )
            accounts = self.owner.execute(
                "select kind, id from money_account where establishment_id = %s", [place]
            )
            self._kiosks[place] = _Kiosk(
                assortment,
                {code: (i, names, price) for code, i, names, price in articles},
                dict(accounts.fetchall()),
            )

    def add(self, client: ClientPlan, orders: list[Asked]) -> None:
        """Write down a client's four weeks: ``orders`` are the kiosk requests among the year's rows."""
        chance = random.Random(self.seed * 7 + client.client_id)
        since = max(self.now - timedelta(weeks=WEEKS), client.arrived_at + timedelta(minutes=30))
        clerk = self.population.deciders[client.establishment.id, "kiosk"][0].actor_id
        moves: list[_Move] = []
        payday = since + timedelta(days=2)
        while payday < self.now:
            pay = chance.randrange(260, 480) * 100
            moves.append(_Move(payday, "pay", pay, clerk, split_pay(pay).kept))
            payday += timedelta(days=7)
        for row in orders:
            if row.received_at > since:
                moves += self._order(client, row)
        moves.sort(key=lambda m: m.at)
        balance = lowest = 0
        for move in moves:
            balance += {"pay": move.amount - move.kept, "reserve": -move.amount, "release": move.amount}.get(
                move.reason, 0
            )
            lowest = min(lowest, balance)
        # What was on the account when these books began: enough for what was bought since, and some more.
        opening = -lowest + chance.randrange(0, 600) * 100 + 5_000
        self._book(client, [_Move(since, "deposit", opening, clerk), *moves])

    def _order(self, client: ClientPlan, row: Asked) -> Iterator[_Move]:
        kiosk = self._kiosks[client.establishment.id]
        wanted = [
            (*kiosk.articles[item["code"]], item["quantity"])
            for item in row.basket
            if item["code"] in kiosk.articles
        ]
        total = sum(price * n for _, _, price, n in wanted)
        settled, status = row.ended_at, row.status
        came = status == "approved"
        order = (
            row.id,
            client.client_id,
            kiosk.assortment_id,
            client.unit_id,
            _FINANCES,
            self._week(row.received_at),
            "reserved" if settled is None else "delivered" if came else "closed",
            total,
            None if settled is None else total if came else 0,
            row.received_at,
            settled,
        )
        self.rows["kiosk_order"].append(order)
        for article, names, price, n in wanted:
            delivered = None if settled is None else n if came else 0
            why = "not_allowed" if delivered == 0 else ""
            line = (row.id, client.client_id, _FINANCES, article, names, price, n, delivered, why)
            self.rows["kiosk_orderline"].append(line)
        paid, back = (total, 0) if came else (0, total if settled is not None else 0)
        self.rows["money_reservation"].append(
            (row.id, client.client_id, client.establishment.id, total, paid, back, row.received_at)
        )
        yield _Move(row.received_at, "reserve", total, client.actor_id, subject=row.id)
        if settled is not None:
            by = row.ended_by or client.actor_id
            yield _Move(settled, "capture" if came else "release", total, by, subject=row.id)

    def _book(self, client: ClientPlan, moves: list[_Move]) -> None:
        house = self._kiosks[client.establishment.id].accounts
        spendable, release = self._last_account + 1, self._last_account + 2
        self._last_account += 2
        balance = {spendable: 0, release: 0}
        legs = {
            "deposit": (house["pay_in"], spendable),
            "pay": (house["pay_in"], spendable),
            "reserve": (spendable, house["reservations"]),
            "capture": (house["reservations"], house["kiosk_sales"]),
            "release": (house["reservations"], spendable),
        }
        for number, move in enumerate(moves):
            transfer = uuid.UUID(int=(self.seed << 80) | (client.client_id << 20) | number, version=4)
            self.rows["money_transfer"].append(
                (
                    transfer,
                    client.client_id,
                    client.establishment.id,
                    move.reason,
                    move.amount,
                    move.kept,
                    move.subject,
                    "",
                    move.at,
                    move.at,
                    move.by,
                )
            )
            source, target = legs[move.reason]
            parts = [(source, -move.amount), (target, move.amount - move.kept)]
            if move.kept:
                parts.append((release, move.kept))
            for account, amount in parts:
                after = None
                if account in balance:
                    balance[account] += amount
                    after = balance[account]
                self.rows["money_posting"].append((transfer, account, client.client_id, amount, after))
        for kind, account in (("spendable", spendable), ("release", release)):
            row = (account, kind, client.client_id, self.pack.currency, balance[account])
            self.rows["money_account"].append(row)

    def _week(self, at: datetime) -> Any:
        local = at.astimezone(ZoneInfo(self.pack.timezone)).date()
        return local - timedelta(days=local.weekday())

    def write(self) -> None:
        """Send the rows; keys and sums are checked when the indexes come back."""
        with bare(self.owner, list(_TABLES)):
            for table, columns in _TABLES.items():
                copy_rows(self.owner, table, columns, self.rows[table])
        self.owner.execute(
            "select setval(pg_get_serial_sequence('money_account', 'id'), (select max(id) from "
            "money_account))"
        )
