"""Somebody kept apart from all others: the decision, its reviews, and what happened each day."""

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from redthread.custody.enums import ReviewOutcome, WatchKind


class Segregation(models.Model):
    """A segregation with its five recorded facts: reason, start, end, place, doctor (SFS 2010:2010 18 §).

    ``ground`` is a code of the pack, which says when it is reviewed; ``review_due_at`` is the next review, or
    when it must end. ``doctor`` is who was told and examined the person.
    """

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=40)
    reason = models.CharField(max_length=1000)
    place = models.CharField(max_length=120)
    doctor = models.CharField(max_length=120)
    period = DateTimeRangeField()
    review_due_at = models.DateTimeField()
    decided_by = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    ended_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="segregations_of_a_client_never_overlap",
                expressions=[("client", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="segregation_holds_its_facts",
                condition=~Q(ground="") & ~Q(reason="") & ~Q(place="") & ~Q(doctor=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["establishment"], condition=Q(period__endswith=None), name="segregation_now_by_place"
            )
        ]

    def __str__(self) -> str:
        return f"segregation of {self.client_id}"


class SegregationReview(models.Model):
    """Somebody looked at whether a segregation is still needed; ``was_late`` when the clock had run out."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    segregation = models.ForeignKey(Segregation, on_delete=models.PROTECT, related_name="reviews")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, choices=ReviewOutcome.choices)
    grounds = models.CharField(max_length=1000)
    was_late = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="segregation_review_has_grounds", condition=~Q(grounds=""))
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of {self.segregation_id}"


class SegregationNote(models.Model):
    """What happened on a day: minutes of meaningful contact, a doctor's visit, the daily visit."""

    segregation = models.ForeignKey(Segregation, on_delete=models.PROTECT, related_name="notes")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=WatchKind.choices)
    on = models.DateField()
    minutes = models.PositiveSmallIntegerField(default=0)
    who = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="segregation_contact_has_minutes",
                condition=Q(kind=WatchKind.CONTACT, minutes__gte=1, minutes__lte=1440)
                | ~Q(kind=WatchKind.CONTACT) & Q(minutes=0),
            )
        ]
        indexes = [models.Index(fields=["segregation", "on"], name="segregation_note_by_day")]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"
