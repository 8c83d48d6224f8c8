"""Writes of the ledger: ``money.post_transfer`` in the database decides, these say it in the domain's words.

Every service that moves money takes a ``transfer_id`` chosen by the caller: asked twice, it moves once.
Amounts are minor units (öre, cents).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import Error, connection, transaction
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, PermissionDeniedError, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.money import events, rules
from redthread.money.enums import AccountKind, Reason
from redthread.money.permissions import Permission
from redthread.money.queries import say_amount_lazy

_FINANCES = InformationClass.FINANCES


class NotEnoughMoneyError(DomainError):
    """The account holds less than was asked for.

    Attributes:
        have: the balance in minor units; None where the person asking may not see it.
        need: what was asked for, in minor units.
    """

    def __init__(self, *, have: int | None, need: int, currency: str) -> None:
        super().__init__(_not_enough(have, need, currency))
        self.have, self.need, self.currency = have, need, currency


class TransferConflictError(DomainError):
    """The transfer or reservation was used up or used for something else."""


class NoAccountsError(DomainError):
    """The establishment has no accounts yet."""


class NotAnAmountError(DomainError):
    """Nothing, less than nothing, or more than one transfer may move."""

    status = 422


@transaction.atomic
def open_house_accounts(*, actor: Actor, establishment_id: int, currency: str, at: datetime) -> None:
    """Open the accounts of an establishment, once, in its currency; nothing happens where they are open."""
    with _understood(need=0), connection.cursor() as cursor:
        cursor.execute("select money.open_house_accounts(%s, %s)", [establishment_id, currency])
        is_new = bool(cursor.fetchone()[0])
    if is_new:
        opened = events.HouseAccountsOpened(
            client_id=HOUSE, info_class=_FINANCES, establishment_id=establishment_id, currency=currency
        )
        thread.record(actor, opened, at=at)


@transaction.atomic
def open_accounts(*, actor: Actor, client_id: int, establishment_id: int, at: datetime) -> None:
    """Open a client's two accounts in the currency of the establishment; nothing happens where they are open.

    The first transfer opens them too: this is for showing an account that holds nothing yet.
    """
    with _understood(need=0), connection.cursor() as cursor:
        cursor.execute("select * from money.open_client_accounts(%s, %s)", [client_id, establishment_id])
        is_new, currency = cursor.fetchone()
    if is_new:
        opened = events.AccountsOpened(client_id=client_id, info_class=_FINANCES, currency=currency)
        thread.record(actor, opened, at=at)


def deposit(
    *,
    actor: Actor,
    transfer_id: UUID,
    client_id: int,
    establishment_id: int,
    amount: int,
    text: str = "",
    at: datetime,
) -> bool:
    """Book money that came in from outside; return False where this transfer was booked before."""
    require(actor, Permission.MONEY_POST)
    return _move(actor, transfer_id, client_id, establishment_id, Reason.DEPOSIT, amount, text=text, at=at)


def deposit_pay(
    *,
    actor: Actor,
    transfer_id: UUID,
    client_id: int,
    establishment_id: int,
    amount: int,
    kept_share: int = 1_000,
    text: str = "",
    at: datetime,
) -> rules.PaySplit:
    """Book pay, keep a share of it for leave and release, and return the split.

    ``kept_share`` is in basis points (pack: ``pay_saved_share``; SFS 2010:610 3:4).
    """
    require(actor, Permission.MONEY_POST)
    split = rules.split_pay(max(amount, 0), kept_share=kept_share)
    _move(
        actor, transfer_id, client_id, establishment_id, Reason.PAY, amount, kept=split.kept, text=text, at=at
    )
    return split


def withdraw(
    *,
    actor: Actor,
    transfer_id: UUID,
    client_id: int,
    establishment_id: int,
    amount: int,
    text: str = "",
    at: datetime,
) -> bool:
    """Pay out money that can be used now; return False where this transfer was booked before.

    Raises:
        NotEnoughMoneyError: the account holds less.
    """
    require(actor, Permission.MONEY_POST)
    return _move(actor, transfer_id, client_id, establishment_id, Reason.WITHDRAWAL, amount, text=text, at=at)


def transfer(
    *,
    actor: Actor,
    transfer_id: UUID,
    client_id: int,
    establishment_id: int,
    from_kind: AccountKind,
    to_kind: AccountKind,
    amount: int,
    text: str = "",
    at: datetime,
) -> bool:
    """Move money between a client's own accounts, or pay savings out; never to another client.

    A client may put money aside; only staff may take it from there.

    Raises:
        NotAnAmountError: money does not go this way.
        NotEnoughMoneyError: the account holds less.
    """
    reason = _WAYS.get((from_kind, to_kind))
    if reason is None:
        raise NotAnAmountError(_("Money cannot go this way."))
    if actor.kind is not ActorKind.CLIENT or reason is not Reason.SET_ASIDE:
        require(actor, Permission.MONEY_POST)
    return _move(actor, transfer_id, client_id, establishment_id, reason, amount, text=text, at=at)


def reserve(
    *, actor: Actor, order_id: UUID, client_id: int, establishment_id: int, amount: int, at: datetime
) -> bool:
    """Put money aside for an order, once; it counts as spent until it is taken or given back.

    Raises:
        NotEnoughMoneyError: the account holds less.
    """
    return _move(
        actor, order_id, client_id, establishment_id, Reason.RESERVE, amount, subject=order_id, at=at
    )


def capture(
    *,
    actor: Actor,
    transfer_id: UUID,
    order_id: UUID,
    client_id: int,
    establishment_id: int,
    amount: int,
    at: datetime,
) -> bool:
    """Take money that was put aside for an order, as the price of what was delivered.

    Raises:
        TransferConflictError: more than is still put aside.
    """
    return _move(
        actor, transfer_id, client_id, establishment_id, Reason.CAPTURE, amount, subject=order_id, at=at
    )


def release_reservation(
    *,
    actor: Actor,
    transfer_id: UUID,
    order_id: UUID,
    client_id: int,
    establishment_id: int,
    amount: int,
    at: datetime,
) -> bool:
    """Give money back that was put aside for an order.

    Raises:
        TransferConflictError: more than is still put aside.
    """
    return _move(
        actor, transfer_id, client_id, establishment_id, Reason.RELEASE, amount, subject=order_id, at=at
    )


_WAYS = {
    (AccountKind.SPENDABLE, AccountKind.RELEASE): Reason.SET_ASIDE,
    (AccountKind.RELEASE, AccountKind.SPENDABLE): Reason.USE_SAVINGS,
    (AccountKind.RELEASE, AccountKind.PAY_OUT): Reason.RELEASE_PAID,
}

_EVENTS: dict[Reason, type[events.MoneyMoved]] = {
    Reason.DEPOSIT: events.MoneyDeposited,
    Reason.WITHDRAWAL: events.MoneyWithdrawn,
    Reason.RESERVE: events.MoneyReserved,
    Reason.CAPTURE: events.ReservationCaptured,
    Reason.RELEASE: events.ReservationReleased,
    Reason.SET_ASIDE: events.MoneySetAside,
    Reason.USE_SAVINGS: events.SavingsUsed,
    Reason.RELEASE_PAID: events.SavingsPaidOut,
}


def _move(
    actor: Actor,
    transfer_id: UUID,
    client_id: int,
    establishment_id: int,
    reason: Reason,
    amount: int,
    *,
    kept: int = 0,
    subject: UUID | None = None,
    text: str = "",
    at: datetime,
) -> bool:
    """Post one transfer and tell the thread; a replay does neither."""
    if not 0 < amount <= rules.MAX_AMOUNT:
        raise NotAnAmountError(_("This is not an amount that can be moved."))
    arguments: list[Any] = [
        transfer_id,
        client_id,
        establishment_id,
        reason,
        amount,
        kept,
        subject,
        text[:200],
        at,
    ]
    with _understood(need=amount):
        with connection.cursor() as cursor:
            cursor.execute("select * from money.post_transfer(%s, %s, %s, %s, %s, %s, %s, %s, %s)", arguments)
            is_new, currency = cursor.fetchone()
        if not is_new:
            return False
        said = rules.plain_amount(amount, currency=currency)
        moved: dict[str, Any] = {
            "client_id": client_id,
            "info_class": _FINANCES,
            "transfer_id": transfer_id,
            "amount": amount,
            "currency": currency,
            "said": said,
            "text": text[:200],
            "order_id": subject,
        }
        if reason is Reason.PAY:
            said_kept = rules.plain_amount(kept, currency=currency)
            event: events.MoneyMoved = events.PayDeposited(**moved, kept=kept, said_kept=said_kept)
        else:
            event = _EVENTS[reason](**moved)
        thread.record(actor, event, at=at)
    return True


@contextmanager
def _understood(*, need: int) -> Iterator[None]:
    """Run SQL in a savepoint and turn what the ledger's functions refuse into sentences.

    The savepoint keeps the transaction usable: the page that shows the sentence still has to be read.
    """
    try:
        with transaction.atomic():
            yield
    except Error as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state == "RT402":
            detail = error.__cause__.diag.message_detail  # type: ignore[union-attr]
            currency, _bar, have = (detail or "").partition("|")
            raise NotEnoughMoneyError(
                have=int(have) if have else None, need=need, currency=currency
            ) from error
        if state == "RT404":
            raise NoAccountsError(_("There are no accounts here yet. Staff can open them.")) from error
        if state in {"RT409", "23505"}:
            raise TransferConflictError(_("This money was booked already.")) from error
        if state == "42501":
            raise PermissionDeniedError(_("You may not move this money.")) from error
        raise


def _not_enough(have: int | None, need: int, currency: str) -> Promise:
    cost = say_amount_lazy(need, currency)
    if have is None:
        return format_lazy(_("There is not enough money in the account for {cost}."), cost=cost)
    sentence = _("You have {have}, this costs {cost}.")
    return format_lazy(sentence, have=say_amount_lazy(have, currency), cost=cost)
