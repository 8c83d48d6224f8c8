"""When a room cannot be used."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from redthread.estate.enums import OutReason


class OutOfUse(models.Model):
    """A period in which a room takes nobody new and is not booked, with its reason; it may lack an end."""

    room = models.ForeignKey("estate.Room", on_delete=models.PROTECT, related_name="out_of_use")
    period = DateTimeRangeField()
    reason = models.CharField(max_length=20, choices=OutReason.choices)
    words = models.CharField(max_length=200, blank=True, default="", db_default="")
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="room_is_out_of_use_once",
                expressions=[("room", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="out_of_use_for_some_time", condition=Q(period__isempty=False)),
            models.CheckConstraint(
                name="out_of_use_for_other_says_what", condition=~Q(reason="other") | ~Q(words="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}: {self.reason}"
