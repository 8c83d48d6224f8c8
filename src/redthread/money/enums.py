"""Stored choices of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class AccountKind(TextChoices):
    """What an account is for. The first two belong to a client, the others to an establishment."""

    SPENDABLE = "spendable", pgettext_lazy("account", "Money you can use now")
    RELEASE = "release", pgettext_lazy("account", "Money saved for leave and release")
    PAY_IN = "pay_in", pgettext_lazy("account", "Money coming in")
    PAY_OUT = "pay_out", pgettext_lazy("account", "Money paid out")
    RESERVATIONS = "reservations", pgettext_lazy("account", "Money put aside for orders")
    KIOSK_SALES = "kiosk_sales", pgettext_lazy("account", "Kiosk sales")


class Reason(TextChoices):
    """Why money moved. Which accounts each may touch, and who may do it, is table ``money_movement``."""

    DEPOSIT = "deposit", pgettext_lazy("statement line", "Money in")
    PAY = "pay", pgettext_lazy("statement line", "Pay")
    WITHDRAWAL = "withdrawal", pgettext_lazy("statement line", "Money out")
    RESERVE = "reserve", pgettext_lazy("statement line", "Put aside for an order")
    CAPTURE = "capture", pgettext_lazy("statement line", "Paid for an order")
    RELEASE = "release", pgettext_lazy("statement line", "Back from an order")
    SET_ASIDE = "set_aside", pgettext_lazy("statement line", "Saved for leave and release")
    USE_SAVINGS = "use_savings", pgettext_lazy("statement line", "Taken from your savings")
    RELEASE_PAID = "release_paid", pgettext_lazy("statement line", "Savings paid out")
    MERGE = "merge", pgettext_lazy("statement line", "From your other number")


CLIENT_KINDS = (AccountKind.SPENDABLE, AccountKind.RELEASE)
HOUSE_KINDS = (
    AccountKind.PAY_IN,
    AccountKind.PAY_OUT,
    AccountKind.RESERVATIONS,
    AccountKind.KIOSK_SALES,
)
