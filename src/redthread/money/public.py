"""The door into money from outside."""

from redthread.money.enums import AccountKind, Reason
from redthread.money.models import Account, Posting, Reservation, Transfer
from redthread.money.permissions import Permission
from redthread.money.queries import (
    Balances,
    StatementLine,
    get_balances,
    get_currency,
    get_house_balance,
    list_open_reservations,
    list_statement,
    say_amount,
    say_amount_lazy,
)
from redthread.money.rules import PaySplit, format_amount, parse_amount, plain_amount, split_pay
from redthread.money.services import (
    NoAccountsError,
    NotAnAmountError,
    NotEnoughMoneyError,
    TransferConflictError,
    capture,
    deposit,
    deposit_pay,
    open_accounts,
    open_house_accounts,
    release_reservation,
    reserve,
    transfer,
    withdraw,
)

__all__ = [
    "Account",
    "AccountKind",
    "Balances",
    "NoAccountsError",
    "NotAnAmountError",
    "NotEnoughMoneyError",
    "PaySplit",
    "Permission",
    "Posting",
    "Reason",
    "Reservation",
    "StatementLine",
    "Transfer",
    "TransferConflictError",
    "capture",
    "deposit",
    "deposit_pay",
    "format_amount",
    "get_balances",
    "get_currency",
    "get_house_balance",
    "list_open_reservations",
    "list_statement",
    "open_accounts",
    "open_house_accounts",
    "parse_amount",
    "plain_amount",
    "release_reservation",
    "reserve",
    "say_amount",
    "say_amount_lazy",
    "split_pay",
    "transfer",
    "withdraw",
]
