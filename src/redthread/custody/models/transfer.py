"""A transfer to another establishment, from the proposal to the arrival."""

from django.db import models
from django.db.models import F, Q

from redthread.custody.enums import TransferReason, TransferStatus

OPEN = (TransferStatus.PROPOSED.value, TransferStatus.DECIDED.value, TransferStatus.UNDERWAY.value)


class Transfer(models.Model):
    """``id`` comes with the form, so that a double click proposes once.

    ``grounds`` are written for the client and told when the journey begins, where ``may_be_told``; a proposal
    is never shown to the client. ``effects`` is what every module did at the departure, for the receipt.
    """

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    from_establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    status = models.CharField(max_length=20, choices=TransferStatus.choices)
    reason = models.CharField(max_length=20, choices=TransferReason.choices)
    grounds = models.TextField()
    may_be_told = models.BooleanField(default=True)
    planned_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    proposed_by = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    decision_grounds = models.TextField(blank=True)
    departed_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    effects = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="transfer_one_open_per_client", fields=["client"], condition=Q(status__in=OPEN)
            ),
            models.CheckConstraint(
                name="transfer_goes_somewhere_else",
                condition=~Q(from_establishment=F("to_establishment")),
            ),
            models.CheckConstraint(
                name="transfer_is_decided_by_somebody_with_grounds",
                condition=Q(status__in=("proposed", "cancelled"))
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(decision_grounds="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["from_establishment"], condition=Q(status__in=OPEN), name="transfer_open_from"
            ),
            models.Index(fields=["to_establishment"], condition=Q(status__in=OPEN), name="transfer_open_to"),
        ]

    def __str__(self) -> str:
        return f"transfer {self.id}: {self.status}"
