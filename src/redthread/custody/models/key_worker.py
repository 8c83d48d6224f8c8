"""Who is there for a client."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models


class KeyWorker(models.Model):
    """A client's key worker at one establishment: one at a time; the former one comes back too."""

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    staff_actor_id = models.BigIntegerField()
    grant_id = models.BigIntegerField()
    """The grant that lets them reach the client; it ends with the assignment."""
    period = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="a_client_has_one_key_worker_at_a_time",
                expressions=[("client", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]
        indexes = [
            models.Index(
                fields=["staff_actor_id"],
                condition=models.Q(period__endswith=None),
                name="key_worker_has_now",
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_actor_id} for {self.client_id}"
