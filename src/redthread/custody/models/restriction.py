"""A restriction on contact, decided by a prosecutor or a court, entered by staff."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from redthread.custody.enums import Channel
from redthread.jurisdiction.custody import WAYS


class Restriction(models.Model):
    """One channel that is closed for a client, from an instant until another, or until further notice.

    It ends by its period, by a further decision with a number of its own (``lifted_decision``), or with the
    stay (``lifted_at`` alone). One entered for the wrong person is withdrawn and never counts.
    ``closes``: the ways to people outside that it closes, as the pack said when it was entered; a row written
    without a word about them closes all. ``told_reason`` is what the client may be told; empty: nothing. A
    trigger keeps the rest as written.
    """

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    closes = ArrayField(models.CharField(max_length=20), db_default=list(WAYS))
    period = DateTimeRangeField()
    decision_number = models.CharField(max_length=60)
    decided_by = models.CharField(max_length=120)
    told_reason = models.CharField(max_length=500, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    lifted_decision = models.CharField(max_length=60, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="restrictions_of_a_kind_never_overlap",
                expressions=[
                    ("client", RangeOperators.EQUAL),
                    ("channel", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(withdrawn_at=None),
            ),
            models.CheckConstraint(name="restriction_kind_is_known", condition=Q(channel__in=Channel.values)),
            models.CheckConstraint(
                name="restriction_is_decided_by_somebody",
                condition=~Q(decision_number="") & ~Q(decided_by=""),
            ),
            models.CheckConstraint(
                name="restriction_is_lifted_by_another_decision",
                condition=Q(lifted_decision="")
                | Q(lifted_at__isnull=False) & ~Q(lifted_decision=F("decision_number")),
            ),
            models.CheckConstraint(
                name="restriction_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} of {self.client_id}"
