"""The ledger: money moves once, for a reason, between accounts that cannot lie."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.money import public as money
from redthread.money.public import AccountKind, Reason
from tests.factories.money import NOW, Acting, balance_of, deposit, discrepancies, number_of
from tests.factories.world import Member, World


def said(bank: World, client: Member, amount: int, **more: object) -> dict[str, Any]:
    """Return the arguments that every movement needs."""
    given: dict[str, Any] = {"client_id": number_of(client), "establishment_id": bank.establishments["hall"]}
    return {**given, "amount": amount, "at": NOW, **more}


def reserve(acting: Acting, bank: World, client: Member, amount: int) -> UUID:
    order = uuid4()
    with acting(client) as actor:
        money.reserve(actor=actor, order_id=order, **said(bank, client, amount))
    return order


def kinds(client: Member) -> list[str]:
    entries = thread.list_entries(client_id=number_of(client), kinds=("money.",))
    return [entry.kind for entry in reversed(entries)]


def test_a_deposit_is_on_the_account_and_in_the_thread(acting: Acting, bank: World) -> None:
    deposit(acting, bank, bank.cast.amir, 120_00)

    assert balance_of(acting, bank.cast.amir) == 120_00
    with acting(bank.cast.amir):
        assert kinds(bank.cast.amir) == ["money.deposited"]
        (line,) = money.list_statement(client_id=number_of(bank.cast.amir))
    assert (line.reason, line.amount, line.balance, line.text) == (
        Reason.DEPOSIT,
        120_00,
        120_00,
        "From home",
    )


def test_pay_keeps_a_tenth_for_leave_and_release(acting: Acting, bank: World) -> None:
    """SFS 2010:610 3:4."""
    with acting(bank.cast.kiosk_clerk) as actor:
        split = money.deposit_pay(actor=actor, transfer_id=uuid4(), **said(bank, bank.cast.amir, 149_50))

    with acting(bank.cast.amir):
        balances = money.get_balances(client_id=number_of(bank.cast.amir))
        assert kinds(bank.cast.amir) == ["money.pay_deposited"]
    assert balances == money.Balances(spendable=134_55, savings=14_95, reserved=0, currency="SEK")
    assert (split.spendable, split.kept) == (134_55, 14_95)


def test_a_statement_shows_the_balance_after_each_line_newest_first(acting: Acting, bank: World) -> None:
    for amount in (100_00, 50_00, 25_00):
        deposit(acting, bank, bank.cast.amir, amount, at=NOW + timedelta(seconds=amount))
    with acting(bank.cast.kiosk_clerk) as actor:
        money.withdraw(actor=actor, transfer_id=uuid4(), text="Shoes", **said(bank, bank.cast.amir, 75_00))

    with acting(bank.cast.amir), translation.override("sv"):
        lines = money.list_statement(client_id=number_of(bank.cast.amir), limit=3)
        rest = money.list_statement(client_id=number_of(bank.cast.amir), before_id=lines[-1].id)
        titles = [line.title for line in lines]

    assert [(line.amount, line.balance) for line in lines + rest] == [
        (-75_00, 100_00),
        (25_00, 175_00),
        (50_00, 150_00),
        (100_00, 100_00),
    ]
    assert titles[:2] == ["Pengar ut", "Pengar in"]


def test_the_same_transfer_asked_twice_moves_once(acting: Acting, bank: World) -> None:
    again: dict[str, Any] = {"transfer_id": uuid4(), **said(bank, bank.cast.amir, 100_00)}
    with acting(bank.cast.kiosk_clerk) as actor:
        assert money.deposit(actor=actor, **again)
        assert not money.deposit(actor=actor, **again)
        with pytest.raises(money.TransferConflictError):
            money.deposit(actor=actor, **{**again, "amount": 999_00})

    assert balance_of(acting, bank.cast.amir) == 100_00
    with acting(bank.cast.amir):
        assert kinds(bank.cast.amir) == ["money.deposited"]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "You have 120\u00a0kr, this costs 135\u00a0kr."),
        ("sv", "Du har 120\u00a0kr, det här kostar 135\u00a0kr."),
        ("ar", "لديك \u2066120\u00a0kr\u2069، وهذا يكلّف \u2066135\u00a0kr\u2069."),
    ],
)
def test_who_has_too_little_is_told_in_their_language(
    acting: Acting, bank: World, language: str, sentence: str
) -> None:
    deposit(acting, bank, bank.cast.amir, 120_00)

    with pytest.raises(money.NotEnoughMoneyError) as refused, acting(bank.cast.amir) as actor:
        money.reserve(actor=actor, order_id=uuid4(), **said(bank, bank.cast.amir, 135_00))

    with translation.override(language):
        assert str(refused.value.message) == sentence
    assert balance_of(acting, bank.cast.amir) == 120_00


def test_an_order_is_put_aside_then_taken_in_part_and_the_rest_given_back(
    acting: Acting, bank: World
) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    order = reserve(acting, bank, bank.cast.amir, 80_00)
    with acting(bank.cast.amir):
        aside = money.get_balances(client_id=number_of(bank.cast.amir))

    with acting(bank.cast.kiosk_clerk) as actor:
        more: dict[str, Any] = {"actor": actor, "order_id": order}
        money.capture(transfer_id=uuid4(), **more, **said(bank, bank.cast.amir, 50_00))
        money.release_reservation(transfer_id=uuid4(), **more, **said(bank, bank.cast.amir, 30_00))
        sold = money.get_house_balance(
            establishment_id=bank.establishments["hall"], kind=AccountKind.KIOSK_SALES
        )

    assert aside is not None
    assert (aside.spendable, aside.reserved) == (20_00, 80_00)
    assert sold == 50_00
    assert balance_of(acting, bank.cast.amir) == 50_00
    with acting(bank.cast.amir):
        lines = money.list_statement(client_id=number_of(bank.cast.amir))
        assert [(line.title, line.amount) for line in lines] == [
            ("Back from an order", 30_00),
            ("Paid for an order", -80_00),
            ("Money in", 100_00),
        ]
        assert kinds(bank.cast.amir) == [
            "money.deposited",
            "money.reserved",
            "money.captured",
            "money.released",
        ]
        assert money.list_open_reservations(client_id=number_of(bank.cast.amir)) == []


@pytest.mark.parametrize("first", [0, 50_00])
def test_no_more_than_was_put_aside_is_taken(acting: Acting, bank: World, first: int) -> None:
    deposit(acting, bank, bank.cast.amir, 500_00)
    order = reserve(acting, bank, bank.cast.amir, 80_00)

    with acting(bank.cast.kiosk_clerk) as actor:
        more: dict[str, Any] = {"actor": actor, "order_id": order}
        if first:
            money.release_reservation(transfer_id=uuid4(), **more, **said(bank, bank.cast.amir, first))
        with pytest.raises(money.TransferConflictError):
            money.capture(transfer_id=uuid4(), **more, **said(bank, bank.cast.amir, 80_01 - first))


def test_a_client_saves_but_does_not_take_savings(acting: Acting, bank: World) -> None:
    deposit(acting, bank, bank.cast.amir, 100_00)
    ways = {
        "save": (AccountKind.SPENDABLE, AccountKind.RELEASE),
        "use": (AccountKind.RELEASE, AccountKind.SPENDABLE),
    }
    with acting(bank.cast.amir) as actor:
        more: dict[str, Any] = {"actor": actor, **said(bank, bank.cast.amir, 40_00)}
        money.transfer(transfer_id=uuid4(), from_kind=ways["save"][0], to_kind=ways["save"][1], **more)
        with pytest.raises(PermissionDeniedError):
            money.transfer(transfer_id=uuid4(), from_kind=ways["use"][0], to_kind=ways["use"][1], **more)
        balances = money.get_balances(client_id=number_of(bank.cast.amir))
    assert balances is not None
    assert (balances.spendable, balances.savings) == (60_00, 40_00)


def test_savings_are_paid_out_at_release_by_staff(acting: Acting, bank: World) -> None:
    with acting(bank.cast.kiosk_clerk) as actor:
        more: dict[str, Any] = {"actor": actor}
        money.deposit_pay(transfer_id=uuid4(), **more, **said(bank, bank.cast.amir, 1000_00))
        out: dict[str, Any] = {"from_kind": AccountKind.RELEASE, "to_kind": AccountKind.PAY_OUT}
        money.transfer(transfer_id=uuid4(), **out, **more, **said(bank, bank.cast.amir, 100_00))
        with pytest.raises(money.NotEnoughMoneyError):
            money.transfer(transfer_id=uuid4(), **out, **more, **said(bank, bank.cast.amir, 1))
        wrong: dict[str, Any] = {"from_kind": AccountKind.PAY_IN, "to_kind": AccountKind.SPENDABLE}
        with pytest.raises(money.NotAnAmountError):
            money.transfer(transfer_id=uuid4(), **wrong, **more, **said(bank, bank.cast.amir, 100_00))


@pytest.mark.parametrize("amount", [0, -1, 100_000_001])
def test_what_is_no_amount_does_not_move(acting: Acting, bank: World, amount: int) -> None:
    with acting(bank.cast.kiosk_clerk) as actor, pytest.raises(money.NotAnAmountError):
        money.deposit(actor=actor, transfer_id=uuid4(), **said(bank, bank.cast.amir, amount))


def test_an_establishment_without_accounts_is_said(acting: Acting, world: World) -> None:
    with acting(world.cast.kiosk_clerk) as actor, pytest.raises(money.NoAccountsError):
        money.deposit(actor=actor, transfer_id=uuid4(), **said(world, world.cast.amir, 100))


def test_accounts_are_opened_once_and_told_once(acting: Acting, bank: World) -> None:
    hall = bank.establishments["hall"]
    client = number_of(bank.cast.amir)
    with acting(bank.cast.kiosk_clerk) as actor:
        for _ in range(2):
            money.open_accounts(actor=actor, client_id=client, establishment_id=hall, at=NOW)
            money.open_house_accounts(actor=actor, establishment_id=hall, currency="SEK", at=NOW)
    with acting(bank.cast.amir):
        assert kinds(bank.cast.amir) == ["money.accounts_opened"]
        assert money.get_currency(establishment_id=hall) == "SEK"


def test_the_books_are_right_after_all_of_it(acting: Acting, bank: World, as_owner: Any) -> None:
    for client in (bank.cast.amir, bank.cast.jonas):
        deposit(acting, bank, client, 300_00)
        order = reserve(acting, bank, client, 120_00)
        with acting(bank.cast.kiosk_clerk) as actor:
            more: dict[str, Any] = {"actor": actor, "order_id": order}
            money.capture(transfer_id=uuid4(), **more, **said(bank, client, 100_00))
            money.deposit_pay(actor=actor, transfer_id=uuid4(), **said(bank, client, 33_33))
    with as_owner(), connection.cursor() as cursor:
        assert discrepancies() == []
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table money_account disable row level security")
        cursor.execute("update money_account set balance = balance + 1 where kind = 'spendable'")
        assert {row[0] for row in discrepancies()} == {"balance is not the sum of its postings"}


def test_staff_who_may_not_see_the_balance_are_not_told_it(
    acting: Acting, bank: World, as_owner: Any
) -> None:
    """An officer enters a paper order: the refusal says nothing of what the client has."""
    deposit(acting, bank, bank.cast.amir, 120_00)
    with pytest.raises(money.NotEnoughMoneyError) as refused, acting(bank.cast.officer) as actor:
        money.reserve(actor=actor, order_id=uuid4(), **said(bank, bank.cast.amir, 135_00))

    assert refused.value.have is None
    assert "120" not in str(refused.value.message)


def test_a_transfer_that_does_not_sum_to_zero_is_refused_at_the_end(
    acting: Acting, bank: World, as_owner: Any
) -> None:
    """Even by the owner of the tables."""
    deposit(acting, bank, bank.cast.amir, 120_00)

    def book_half() -> None:
        posting = money.Posting.objects.get(amount__gt=0)
        posting.pk = None
        with transaction.atomic(), connection.cursor() as cursor:
            posting.save(force_insert=True)
            cursor.execute("set constraints all immediate")

    with as_owner(), pytest.raises(DatabaseError, match="sum to zero"):
        book_half()
