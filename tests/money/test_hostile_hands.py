"""A web role tricked into any statement cannot make money, move another's, or rewrite what was booked."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation.actor import PermissionDeniedError
from redthread.money import public as money
from redthread.money.public import Reason
from tests.factories.money import NOW, Acting, balance_of, deposit, number_of
from tests.factories.world import Cast, Member, World

POST = "select * from money.post_transfer(%s, %s, %s, %s, %s, 0, %s, '', %s)"
Who = Callable[[Cast], Member]


def try_to_post(bank: World, reason: str, client: Member, amount: int = 10_00) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        hall = bank.establishments["hall"]
        cursor.execute(POST, [uuid4(), number_of(client), hall, reason, amount, uuid4(), NOW])


def execute(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("reason", sorted(set(Reason.values) - {"reserve", "set_aside"}))
def test_a_client_cannot_move_money_but_put_it_aside(acting: Acting, bank: World, reason: str) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    with acting(bank.cast.amir), pytest.raises(DatabaseError, match=r"may not|put aside|does not move"):
        try_to_post(bank, reason, bank.cast.amir)
    assert balance_of(acting, bank.cast.amir) == 100_00


@pytest.mark.parametrize("reason", Reason.values)
@pytest.mark.parametrize("who", [lambda c: c.jonas, lambda c: c.officer_elsewhere, lambda c: c.nurse])
def test_nobody_moves_money_out_of_reach(acting: Acting, bank: World, reason: str, who: Who) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    with acting(who(bank.cast)), pytest.raises(DatabaseError, match=r"may not|put aside|does not move"):
        try_to_post(bank, reason, bank.cast.amir)
    assert balance_of(acting, bank.cast.amir) == 100_00


@pytest.mark.parametrize(
    "reason", ["deposit", "pay", "withdrawal", "set_aside", "use_savings", "release_paid"]
)
def test_who_decides_orders_does_not_post_money(acting: Acting, bank: World, reason: str) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    with acting(bank.cast.officer), pytest.raises(DatabaseError, match="may not"):
        try_to_post(bank, reason, bank.cast.amir)


@pytest.mark.parametrize("reason", ["", "gift", "DEPOSIT"])
def test_money_does_not_move_for_an_unknown_reason(acting: Acting, bank: World, reason: str) -> None:
    with acting(bank.cast.kiosk_clerk), pytest.raises(DatabaseError, match="does not move"):
        try_to_post(bank, reason, bank.cast.amir)


@pytest.mark.parametrize("amount", [0, -10_00, 100_000_001])
def test_the_function_itself_refuses_what_is_no_amount(acting: Acting, bank: World, amount: int) -> None:
    with acting(bank.cast.kiosk_clerk), pytest.raises(DatabaseError, match="not an amount"):
        try_to_post(bank, "deposit", bank.cast.amir, amount)


@pytest.mark.parametrize(
    "statement",
    [
        "update money_account set balance = 1000000",
        "insert into money_account (kind, client_id, currency, balance) values ('spendable', 1, 'XXX', 5)",
        "update money_posting set amount = amount * 2",
        "insert into money_posting select * from money_posting",
        "delete from money_transfer",
        "truncate money_posting",
        "update money_reservation set captured = 0",
        "update money.movement set own = true",
        "insert into money.movement_right values ('deposit', 'people.read', 1)",
        "select money.post(gen_random_uuid(), 1, 1, 'SEK', 'spendable', 100)",
        "select money.ensure_client_accounts(1, 'SEK')",
        "select money.move_reservation('release', gen_random_uuid(), 1, 1, 1, now())",
        "select * from money.find_discrepancies()",
        "alter table money_posting disable trigger all",
    ],
)
@pytest.mark.parametrize("who", [lambda c: c.amir, lambda c: c.kiosk_clerk])
def test_the_web_role_cannot_reach_round_the_function(
    acting: Acting, bank: World, statement: str, who: Who
) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    with acting(who(bank.cast)), pytest.raises(DatabaseError):
        execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "update money_posting set amount = amount * 2",
        "delete from money_posting",
        "update money_transfer set text = 'other'",
        "delete from money_transfer",
        "update money_account set balance = -1 where kind = 'spendable'",
    ],
)
def test_what_was_booked_stays_booked_for_the_owner_too(
    acting: Acting, bank: World, as_owner: Any, statement: str
) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    with as_owner(), pytest.raises(DatabaseError, match=r"stays booked|below_zero"):
        execute(statement)


def test_an_account_is_seen_by_its_owner_and_who_works_with_money(acting: Acting, bank: World) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    order = uuid4()
    with acting(bank.cast.amir) as actor:
        hall = bank.establishments["hall"]
        amir = number_of(bank.cast.amir)
        money.reserve(actor=actor, order_id=order, client_id=amir, establishment_id=hall, amount=5_00, at=NOW)

    def seen() -> tuple[bool, int, int, int]:
        has = money.get_balances(client_id=amir) is not None
        return (
            has,
            len(money.list_statement(client_id=amir)),
            money.Transfer.objects.count(),
            money.Reservation.objects.count(),
        )

    for who, sees in (
        (bank.cast.amir, (True, 2, 2, 1)),
        (bank.cast.kiosk_clerk, (True, 2, 2, 1)),
        (bank.cast.jonas, (False, 0, 0, 0)),
        (bank.cast.officer, (False, 0, 0, 0)),
        (bank.cast.nurse, (False, 0, 0, 0)),
        (bank.cast.officer_elsewhere, (False, 0, 0, 0)),
    ):
        with acting(who):
            assert seen() == sees, who.name


def test_the_sums_of_the_house_are_for_those_who_post(acting: Acting, bank: World) -> None:
    with acting(bank.cast.officer), pytest.raises(DatabaseError, match=r"money\.post"), transaction.atomic():
        money.get_house_balance(establishment_id=bank.establishments["hall"], kind=money.AccountKind.PAY_IN)


def test_services_ask_for_the_permission_first(acting: Acting, bank: World) -> None:
    hall, amir = bank.establishments["hall"], number_of(bank.cast.amir)
    asked: dict[str, Any] = {"client_id": amir, "establishment_id": hall, "amount": 1_00, "at": NOW}
    for who in (bank.cast.amir, bank.cast.officer):
        with acting(who) as actor:
            for service in (money.deposit, money.deposit_pay, money.withdraw):
                with pytest.raises(PermissionDeniedError):
                    service(actor=actor, transfer_id=uuid4(), **asked)
            with pytest.raises(PermissionDeniedError):
                money.open_house_accounts(actor=actor, establishment_id=hall, currency="SEK", at=NOW)
