"""Supervision in the community."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models


class Supervision(models.Model):
    """A client under the supervision of a probation office, from an instant until it ends.

    ``until`` is the last day as decided; the period ends when it is ended.
    """

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    period = DateTimeRangeField()
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="supervisions_of_a_client_never_overlap",
                expressions=[("client", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.client_id} under supervision"
