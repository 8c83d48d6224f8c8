"""Many tablets at once: no account goes below zero, no transfer moves twice, the books stay right."""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from redthread.money import public as money
from tests.factories.money import (
    NOW,
    acting_committed,
    as_owner_committed,
    deposit,
    discrepancies,
    number_of,
    open_house,
)
from tests.factories.world import World

CONNECTIONS = 16


@pytest.fixture
def bank(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A committed world with open accounts at Hall, anew for each test."""
    from tests.factories.money import committed_world

    def arrange(world: World) -> None:
        open_house(world.establishments["hall"])

    with django_db_blocker.unblock(), committed_world("money", arrange) as world:
        yield world


def at_once(work: Callable[[int], str]) -> Counter[str]:
    """Run ``work(n)`` on many connections at the same moment and count what came of it."""
    outcomes: list[str] = []
    start = threading.Barrier(CONNECTIONS)

    def run(n: int) -> None:
        try:
            start.wait()
            outcomes.append(work(n))
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(CONNECTIONS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(outcomes)


def balance(world: World, name: str) -> int:
    with acting_committed(getattr(world.cast, name)):
        balances = money.get_balances(client_id=number_of(getattr(world.cast, name)))
    return balances.spendable if balances else 0


def test_an_account_is_never_overdrawn_by_a_race(bank: World) -> None:
    """Sixteen connections reserve 30 each from 100 at once: three get it, thirteen are told, 10 are left."""
    client = bank.cast.amir
    deposit(acting_committed, bank, client, 100_00)

    def order(_n: int) -> str:
        try:
            with acting_committed(client) as actor:
                money.reserve(
                    actor=actor,
                    order_id=uuid4(),
                    client_id=number_of(client),
                    establishment_id=bank.establishments["hall"],
                    amount=30_00,
                    at=NOW,
                )
        except money.NotEnoughMoneyError:
            return "told"
        return "reserved"

    assert at_once(order) == {"reserved": 3, "told": 13}
    assert balance(bank, "amir") == 10_00


def test_a_double_click_on_many_connections_moves_once(bank: World) -> None:
    client, transfer_id = bank.cast.jonas, uuid4()

    def book(_n: int) -> str:
        with acting_committed(bank.cast.kiosk_clerk) as actor:
            moved = money.deposit(
                actor=actor,
                transfer_id=transfer_id,
                client_id=number_of(client),
                establishment_id=bank.establishments["hall"],
                amount=50_00,
                at=NOW,
            )
        return "moved" if moved else "had moved"

    assert at_once(book) == {"moved": 1, "had moved": 15}
    assert balance(bank, "jonas") == 50_00


def test_a_crowd_of_everything_leaves_the_books_right(bank: World) -> None:
    """Deposits, pay, orders, deliveries and returns in random order on all connections, for three clients."""
    clients = [bank.cast.amir, bank.cast.jonas, bank.cast.leila]

    def live(n: int) -> str:
        chance = random.Random(n)  # noqa: S311 - seeded chance
        for _ in range(6):
            client = chance.choice(clients)
            said = {
                "client_id": number_of(client),
                "establishment_id": bank.establishments["hall"],
                "at": NOW,
            }
            order, amount = uuid4(), chance.randint(1, 60_00)
            with acting_committed(bank.cast.kiosk_clerk) as actor:
                money.deposit_pay(actor=actor, transfer_id=uuid4(), amount=amount, **said)  # type: ignore[arg-type]
            try:
                with acting_committed(client) as actor:
                    money.reserve(actor=actor, order_id=order, amount=amount, **said)  # type: ignore[arg-type]
            except money.NotEnoughMoneyError:
                continue
            taken = chance.randint(0, amount)
            with acting_committed(bank.cast.kiosk_clerk) as actor:
                for service, part in ((money.capture, taken), (money.release_reservation, amount - taken)):
                    if part:
                        service(actor=actor, transfer_id=uuid4(), order_id=order, amount=part, **said)  # type: ignore[arg-type]
        return "done"

    assert at_once(live) == {"done": CONNECTIONS}
    with as_owner_committed():
        assert discrepancies() == []
        assert min(a.balance for a in money.Account.objects.filter(client__isnull=False)) >= 0
