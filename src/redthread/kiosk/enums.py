"""Stored choices of the kiosk."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrderStatus(TextChoices):
    """Where an order stands. Money is put aside in the first, paid in the next two, back in the last."""

    RESERVED = "reserved", _("Ordered")
    DELIVERED = "delivered", _("Delivered")
    PARTLY_DELIVERED = "partly_delivered", _("Delivered in part")
    CLOSED = "closed", _("Not delivered")


class ShortReason(TextChoices):
    """Why an article is not sold now, or why fewer came than were ordered."""

    SOLD_OUT = "sold_out", _("Sold out")
    RECALLED = "recalled", _("Recalled by the maker")
    DAMAGED = "damaged", _("Damaged")
    NOT_ALLOWED = "not_allowed", _("Not allowed here")


class ArticleChangeKind(TextChoices):
    """What a member of staff did to an article."""

    ADDED = "added", _("Added")
    PRICED = "priced", _("Price changed")
    CHANGED = "changed", _("Changed")
    STOPPED = "stopped", _("Stopped")
    RESUMED = "resumed", _("For sale again")
