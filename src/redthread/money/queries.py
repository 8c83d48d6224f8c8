"""Reads of the ledger: what a client has, and how it came to be. Row security decides whose."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import connection
from django.db.models import F
from django.utils.functional import Promise, lazy
from django.utils.translation import get_language

from redthread.money import rules
from redthread.money.enums import AccountKind, Reason
from redthread.money.models import Account, Posting, Reservation


@dataclass(frozen=True, slots=True)
class Balances:
    """What a client has, in minor units; ``reserved`` is put aside for orders, in neither of the others."""

    spendable: int
    savings: int
    reserved: int
    currency: str


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of an account, as its owner reads it: ``amount`` signed, ``balance`` after it, minor units.

    ``shown_as`` is the reason as it stands now: what was put aside for an order reads as paid once taken.
    """

    id: int
    at: datetime
    reason: Reason
    shown_as: Reason
    text: str
    amount: int
    balance: int
    currency: str
    subject: UUID | None

    @property
    def title(self) -> str:
        """Return the reason in plain words of the reader's language."""
        return str(self.shown_as.label)


def get_balances(*, client_id: int) -> Balances | None:
    """Return what a client has; None where no account is open, or none that the actor may see."""
    accounts = {a.kind: a for a in Account.objects.filter(client_id=client_id).order_by("kind", "id")}
    spendable = accounts.get(AccountKind.SPENDABLE)
    if spendable is None:
        return None
    savings = accounts.get(AccountKind.RELEASE)
    reserved = sum(r.open_amount for r in list_open_reservations(client_id=client_id))
    return Balances(spendable.balance, savings.balance if savings else 0, reserved, spendable.currency)


def find_spendable(*, client_id: int) -> int | None:
    """Return only what a client can spend, in minor units; None where no account is open or to be seen."""
    accounts = Account.objects.filter(client_id=client_id, kind=AccountKind.SPENDABLE)
    return accounts.values_list("balance", flat=True).first()


def list_open_reservations(*, client_id: int) -> list[Reservation]:
    """Return what is put aside for the client's orders now, newest first."""
    reservations = Reservation.objects.filter(client_id=client_id).order_by("-made_at", "id")
    return list(reservations.filter(amount__gt=F("captured") + F("released")))


def list_statement(
    *,
    client_id: int,
    kind: AccountKind = AccountKind.SPENDABLE,
    before_id: int | None = None,
    limit: int = 30,
) -> list[StatementLine]:
    """Return the lines of a client's account, newest first, with the balance after each.

    ``before_id`` is the last line's ``id`` of the page before.
    """
    postings = Posting.objects.filter(account__client_id=client_id, account__kind=kind)
    if before_id is not None:
        postings = postings.filter(id__lt=before_id)
    found = list(postings.select_related("transfer", "account").order_by("-id")[:limit])
    return _shown_as_they_stand(
        [
            StatementLine(
                id=p.id,
                at=p.transfer.at,
                reason=Reason(p.transfer.reason),
                shown_as=Reason(p.transfer.reason),
                text=p.transfer.text,
                amount=p.amount,
                balance=p.balance_after or 0,
                currency=p.account.currency,
                subject=p.transfer.subject,
            )
            for p in found
        ]
    )


def list_earlier_numbers(*, client_id: int) -> list[str]:
    """Return the numbers of records merged into a client's that had money, the latest used first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select number from money.earlier_statement(%s) group by number order by max(id) desc",
            [client_id],
        )
        return [number for (number,) in cursor.fetchall()]


def list_earlier_statement(
    *,
    client_id: int,
    number: str,
    kind: AccountKind = AccountKind.SPENDABLE,
    before_id: int | None = None,
    limit: int = 30,
) -> list[StatementLine]:
    """Return the lines of a number merged into a client's, newest first, as they were until the merge.

    ``before_id`` as in ``list_statement``.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, at, reason, text, amount, balance, currency, subject "
            "from money.earlier_statement(%s) where number = %s and kind = %s "
            "and id < coalesce(%s, 9223372036854775807) order by id desc limit %s",
            [client_id, number, kind, before_id, limit],
        )
        return _shown_as_they_stand(
            [
                StatementLine(id_, at, Reason(reason), Reason(reason), *rest)
                for id_, at, reason, *rest in cursor.fetchall()
            ]
        )


def _shown_as_they_stand(lines: list[StatementLine]) -> list[StatementLine]:
    """Return lines with ``shown_as`` set to what became of the order; reservations move with the person."""
    orders = [line.subject for line in lines if line.subject and line.reason == Reason.RESERVE]
    paid = set(Reservation.objects.filter(id__in=orders, captured__gt=0).values_list("id", flat=True))
    return [
        replace(line, shown_as=Reason.CAPTURE) if line.subject in paid and line.amount < 0 else line
        for line in lines
    ]


def get_house_balance(*, establishment_id: int, kind: AccountKind) -> int:
    """Return the balance of an establishment's account, in minor units (permission ``money.post``)."""
    with connection.cursor() as cursor:
        cursor.execute("select money.house_balance(%s, %s)", [establishment_id, kind])
        return int(cursor.fetchone()[0])


def get_currency(*, establishment_id: int) -> str | None:
    """Return the currency of an establishment's accounts; None before they are open."""
    account = (
        Account.objects.filter(establishment_id=establishment_id).only("currency").order_by("id").first()
    )
    return account.currency if account else None


def say_amount(minor: int, currency: str) -> str:
    """Return an amount as the current language writes it (``120 kr``)."""
    return rules.format_amount(minor, currency=currency, language=get_language() or "en")


def say_amount_lazy(minor: int, currency: str) -> Promise:
    """Return an amount for a sentence whose reader's language is known later."""
    return cast("Promise", lazy(say_amount, str)(minor, currency))
