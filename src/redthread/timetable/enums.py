"""Stored choices."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BookingStatus(models.TextChoices):
    """Where a booking stands. Only a planned or done one takes people, rooms and devices."""

    PLANNED = "planned", _("Planned")
    OFFERED = "offered", _("Offered: a time is still to be set")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Took place")


TAKES: frozenset[str] = frozenset({BookingStatus.PLANNED.value, BookingStatus.DONE.value})
"""What takes people, rooms and devices."""


class EndCode(models.TextChoices):
    """Why a booking, or somebody's part in it, ended before its time."""

    STAFF = "staff", _("Cancelled by staff")
    TRANSFER = "transfer", _("You moved to another place")
    AWAY = "away", _("You are away at that time")
    RELEASE = "release", _("You are released by then")
    RESTRICTION = "restriction", _("A restriction does not allow it now")
    DEATH = "death", _("Ended")
    MERGE = "merge", _("Two records are one person")
