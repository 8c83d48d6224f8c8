"""A stay."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from redthread.custody.enums import CameAs, LeftAs


class Stay(models.Model):
    """A client in a room, from the instant they came until the instant they left (half-open)."""

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("estate.Unit", on_delete=models.PROTECT, related_name="+")
    room = models.ForeignKey("estate.Room", on_delete=models.PROTECT, related_name="+")
    period = DateTimeRangeField()
    came_as = models.CharField(
        max_length=20, choices=CameAs.choices, default=CameAs.NEW, db_default=CameAs.NEW.value
    )
    left_as = models.CharField(max_length=20, choices=LeftAs.choices, blank=True, default="", db_default="")
    """Empty while it goes on."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="stays_of_a_client_never_overlap",
                expressions=[("client", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]
        indexes = [
            models.Index(fields=["unit"], condition=models.Q(period__endswith=None), name="stay_now_by_unit"),
            models.Index(fields=["room"], condition=models.Q(period__endswith=None), name="stay_now_by_room"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} in {self.room_id}"
