"""A time away from the place where somebody is held."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from redthread.custody.enums import AbsenceReason


class Absence(models.Model):
    """Out to a court, a hospital or on leave, and expected back: the stay goes on and the room is kept.

    ``info_class`` is that of leave dates for a leave and that of places for the rest.
    """

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    info_class = models.BigIntegerField()
    reason = models.CharField(max_length=20, choices=AbsenceReason.choices)
    place = models.CharField(max_length=120, blank=True)
    period = DateTimeRangeField()
    expected_back_at = models.DateTimeField(null=True)
    by_actor_id = models.BigIntegerField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="absences_of_a_client_never_overlap",
                expressions=[("client", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]
        indexes = [
            models.Index(
                fields=["establishment"],
                condition=models.Q(period__endswith=None),
                name="absence_now_by_place",
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} out: {self.reason}"
