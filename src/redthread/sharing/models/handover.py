"""Something handed to an organisation, with a clock for each step."""

from django.db import models
from django.db.models import Q

from redthread.sharing.enums import DeadLetter, HandoverKind


class Handover(models.Model):
    """Created → delivered → fetched → acknowledged → acted. What it shows follows from the grants."""

    id = models.UUIDField(primary_key=True, editable=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.PartnerOrganisation", on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=HandoverKind.choices)
    info_mask = models.BigIntegerField()
    """The classes it is about; what is shown is what of them is granted when it is opened."""
    about = models.JSONField(default=dict, blank=True)
    """What it points at, such as ``{"plan_version": 3}``; numbers and codes, no words on the person."""
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField()
    delivered_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    fetched_by = models.BigIntegerField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.BigIntegerField(null=True)
    acted_at = models.DateTimeField(null=True)
    acted_by = models.BigIntegerField(null=True)
    fetch_due_at = models.DateTimeField()
    acknowledge_due_at = models.DateTimeField()
    act_due_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    """When the next step is due; empty when all are done or it was called off."""
    escalated_at = models.DateTimeField(null=True)
    dead_letter = models.CharField(max_length=20, choices=DeadLetter.choices, blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=200, blank=True)
    """Why it was called off: the person died, the organisation's access ended."""

    class Meta:
        indexes = [
            models.Index(
                fields=["organisation", "due_at"], name="handover_open", condition=Q(due_at__isnull=False)
            ),
            models.Index(fields=["due_at"], name="handover_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["client"], name="handover_client_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.organisation_id}"
