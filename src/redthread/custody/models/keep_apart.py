"""Who may not meet whom, and how safe it is to share a cell."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from redthread.custody.enums import ApartLevel, ApartReason, PairRole, SharingRisk


class KeepApart(models.Model):
    """Two people who are to be kept apart; one open row for a pair, whichever of the two stands first.

    Never shown to either of them. Written through database functions, because the other one may be out of
    reach of whoever writes it.
    """

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    client_role = models.CharField(max_length=20, choices=PairRole.choices)
    other_role = models.CharField(max_length=20, choices=PairRole.choices)
    reason = models.CharField(max_length=20, choices=ApartReason.choices)
    level = models.CharField(max_length=20, choices=ApartLevel.choices)
    comment = models.CharField(max_length=1000, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)
    closed_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Least("client", "other"),
                Greatest("client", "other"),
                name="keep_apart_one_open_per_pair",
                condition=Q(closed_at=None),
            ),
            models.CheckConstraint(name="keep_apart_is_of_two", condition=~Q(client=F("other"))),
            models.CheckConstraint(
                name="keep_apart_closed_with_reason",
                condition=Q(closed_at=None, closed_by=None, closed_reason="")
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(closed_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} and {self.other_id}"


class CellSharing(models.Model):
    """How much of a risk it is that somebody shares a cell; the newest assessment counts.

    After ``valid_until`` it is due anew; until somebody assesses anew it goes on counting.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    risk = models.CharField(max_length=20, choices=SharingRisk.choices)
    reason = models.CharField(max_length=500)
    assessed_at = models.DateTimeField()
    assessed_by = models.BigIntegerField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="cell_sharing_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="cell_sharing_ends_after_it_begins",
                condition=Q(valid_until=None) | Q(valid_until__gt=F("assessed_at")),
            ),
        ]
        indexes = [models.Index(fields=["client", "-assessed_at"], name="cell_sharing_newest")]

    def __str__(self) -> str:
        return f"{self.risk} for {self.client_id}"
