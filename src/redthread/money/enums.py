"""Stored choices of the ledger."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountKind(TextChoices):
    """What an account is for. The first two belong to a client, the others to an establishment."""

    SPENDABLE = "spendable", _("Money you can use now")
    RELEASE = "release", _("Money saved for leave and release")
    PAY_IN = "pay_in", _("Money coming in")
    PAY_OUT = "pay_out", _("Money paid out")
    RESERVATIONS = "reservations", _("Money put aside for orders")
    KIOSK_SALES = "kiosk_sales", _("Kiosk sales")


class Reason(TextChoices):
    """Why money moved. Which accounts each may touch, and who may do it, is table ``money_movement``."""

    DEPOSIT = "deposit", _("Money in")
    PAY = "pay", _("Pay")
    WITHDRAWAL = "withdrawal", _("Money out")
    RESERVE = "reserve", _("Put aside for an order")
    CAPTURE = "capture", _("Paid for an order")
    RELEASE = "release", _("Back from an order")
    SET_ASIDE = "set_aside", _("Saved for leave and release")
    USE_SAVINGS = "use_savings", _("Taken from your savings")
    RELEASE_PAID = "release_paid", _("Savings paid out")


CLIENT_KINDS = (AccountKind.SPENDABLE, AccountKind.RELEASE)
HOUSE_KINDS = (
    AccountKind.PAY_IN,
    AccountKind.PAY_OUT,
    AccountKind.RESERVATIONS,
    AccountKind.KIOSK_SALES,
)
