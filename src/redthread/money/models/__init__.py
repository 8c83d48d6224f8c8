"""Tables of the ledger; written by ``money.post_transfer`` alone."""

from redthread.money.models.account import Account
from redthread.money.models.reservation import Reservation
from redthread.money.models.transfer import Posting, Transfer

__all__ = ["Account", "Posting", "Reservation", "Transfer"]
