"""Stored choices of the kiosk."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class OrderStatus(TextChoices):
    """Where an order stands. Money is put aside in the first, paid in the next two, back in the last."""

    RESERVED = "reserved", pgettext_lazy("kiosk order", "Ordered")
    DELIVERED = "delivered", pgettext_lazy("kiosk order", "Delivered")
    PARTLY_DELIVERED = "partly_delivered", pgettext_lazy("kiosk order", "Delivered in part")
    CLOSED = "closed", pgettext_lazy("kiosk order", "Not delivered")


class ShortReason(TextChoices):
    """Why an article is not sold now, or why fewer came than were ordered."""

    SOLD_OUT = "sold_out", pgettext_lazy("why an article does not come", "Sold out")
    RECALLED = "recalled", pgettext_lazy("why an article does not come", "Recalled by the maker")
    DAMAGED = "damaged", pgettext_lazy("why an article does not come", "Damaged")
    NOT_ALLOWED = "not_allowed", pgettext_lazy("why an article does not come", "Not allowed here")


class ArticleChangeKind(TextChoices):
    """What a member of staff did to an article."""

    ADDED = "added", pgettext_lazy("change of an article", "Added")
    PRICED = "priced", pgettext_lazy("change of an article", "Price changed")
    CHANGED = "changed", pgettext_lazy("change of an article", "Changed")
    STOPPED = "stopped", pgettext_lazy("change of an article", "Stopped")
    RESUMED = "resumed", pgettext_lazy("change of an article", "For sale again")
