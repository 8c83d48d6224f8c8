"""Accounts and money for tests, and a database where things are committed for tests of races."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, connections, transaction

from redthread.forms.queries import _kept as questionnaires
from redthread.foundation.actor import Actor
from redthread.money import public as money
from redthread.people import public as people
from tests.factories.world import Member, World, arrange_world, client, open_session
from tests.support.cluster import extra_database

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
"""A Wednesday morning."""

Acting = Callable[..., AbstractContextManager[Actor]]


def open_house(establishment_id: int, currency: str = "SEK") -> None:
    """Open an establishment's accounts. Call as the owner."""
    for kind in ("pay_in", "pay_out", "reservations", "kiosk_sales"):
        money.Account.objects.create(kind=kind, establishment_id=establishment_id, currency=currency)


def deposit(acting: Acting, world: World, client: Member, amount: int, *, at: datetime = NOW) -> UUID:
    """Let the kiosk clerk book money in for a client; returns the transfer."""
    transfer_id = uuid4()
    with acting(world.cast.kiosk_clerk) as actor:
        money.deposit(
            actor=actor,
            transfer_id=transfer_id,
            client_id=number_of(client),
            establishment_id=world.establishments["hall"],
            amount=amount,
            text="From home",
            at=at,
        )
    return transfer_id


def merge_with_money(acting: Acting, as_owner: Any, world: World, survivor: Member, amount: int) -> str:
    """Merge somebody with money into a client and return the number; Hall's accounts are open."""
    now = datetime.now(UTC)
    with as_owner():
        twin = client("Ameer", "Rahmany", "ar", world, "C203")
        number = people.Client.objects.get(id=number_of(twin)).number
        with connection.cursor() as cursor:
            cursor.execute("select access.refresh_all()")
    for member in (twin, survivor):
        with acting(world.cast.kiosk_clerk) as actor:
            money.open_accounts(
                actor=actor,
                client_id=number_of(member),
                establishment_id=world.establishments["hall"],
                at=now,
            )
    deposit(acting, world, twin, amount, at=now)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update custody_stay set period = '[2024-01-10, 2024-06-01)' where client_id = %s",
            [twin.client_id],
        )
        cursor.execute("delete from access.client_place where client_id = %s", [twin.client_id])
    with acting(world.cast.governor) as actor:
        people.merge_clients(
            actor=actor,
            survivor_id=number_of(survivor),
            merged_id=number_of(twin),
            grounds="Fingerprints.",
            at=now,
        )
    return str(number)


def number_of(member: Member) -> int:
    """Return the client that a member of the cast is."""
    assert member.client_id is not None
    return member.client_id


def balance_of(acting: Acting, client: Member) -> int:
    """Return what a client can spend, as the client sees it."""
    with acting(client):
        balances = money.get_balances(client_id=number_of(client))
    return balances.spendable if balances else 0


def discrepancies() -> list[Any]:
    """Return what is wrong in the books. Call as the owner."""
    with connection.cursor() as cursor:
        cursor.execute("select * from money.find_discrepancies()")
        return list(cursor.fetchall())


@contextmanager
def committed_world(name: str, arrange: Callable[[World], None]) -> Iterator[World]:
    """Give a world that is committed in a database of its own; every thread connects to it anew.

    ``arrange`` adds to it as the owner.
    """
    settings = connections.settings["default"]
    before = settings["NAME"]
    connections["default"].close()
    with extra_database(name) as own:
        settings["NAME"] = own
        questionnaires.cache_clear()  # another database counts its ids anew
        try:
            with as_owner_committed():
                world = arrange_world()
                arrange(world)
            yield world
        finally:
            connections["default"].close()
            settings["NAME"] = before
            questionnaires.cache_clear()


@contextmanager
def as_owner_committed() -> Iterator[None]:
    """Act as the owner and commit."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role rt_owner")
        yield


@contextmanager
def acting_committed(member: Member) -> Iterator[Actor]:
    """Act as somebody in a transaction of this thread's own, and commit."""
    from redthread.foundation.session import acting_as

    with as_owner_committed():
        token = open_session(member)
    with acting_as(token=token, door=member.kind, binding="tests", route="tests") as actor:
        yield actor
