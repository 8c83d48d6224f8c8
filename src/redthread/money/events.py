"""What happened to a client's money, as the thread keeps it. Amounts in minor units."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseAccountsOpened(ThreadEvent):
    """An establishment has accounts now; in the chain of the house."""

    kind: ClassVar[str] = "money.house_accounts_opened"
    establishment_id: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountsOpened(ThreadEvent):
    """The client has accounts now."""

    kind: ClassVar[str] = "money.accounts_opened"
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyMoved(ThreadEvent):
    """Money moved; its children say how. ``said`` is the amount in words, ``order_id`` what it was for."""

    transfer_id: UUID
    amount: int
    currency: str
    said: str
    text: str = ""
    order_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyDeposited(MoneyMoved):
    """Money came in from outside."""

    kind: ClassVar[str] = "money.deposited"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayDeposited(MoneyMoved):
    """Pay came in; ``kept`` of it went to savings for leave and release."""

    kind: ClassVar[str] = "money.pay_deposited"
    kept: int
    said_kept: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyWithdrawn(MoneyMoved):
    """Money was paid out."""

    kind: ClassVar[str] = "money.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyReserved(MoneyMoved):
    """Money was put aside for an order."""

    kind: ClassVar[str] = "money.reserved"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationCaptured(MoneyMoved):
    """An order was paid with what was put aside."""

    kind: ClassVar[str] = "money.captured"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationReleased(MoneyMoved):
    """What was put aside for an order came back."""

    kind: ClassVar[str] = "money.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySetAside(MoneyMoved):
    """Money went to savings for leave and release."""

    kind: ClassVar[str] = "money.set_aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingsUsed(MoneyMoved):
    """Savings were made spendable."""

    kind: ClassVar[str] = "money.savings_used"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingsPaidOut(MoneyMoved):
    """Savings were paid out, for leave or at release."""

    kind: ClassVar[str] = "money.savings_paid_out"
