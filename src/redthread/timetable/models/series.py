"""A series."""

from uuid import uuid4

from django.db import models


class Series(models.Model):
    """The rule by which bookings repeat; each occurrence is a booking of its own.

    Holds no word about a person: titles and people stand in the occurrences.

    Attributes:
        starts: the first wall time (``2026-03-02T09:00``) in ``timezone``: a series keeps the hour on the
            wall when the clocks change.
        rule: an RFC 5545 recurrence rule, without ``DTSTART``.
        excluded: wall times of occurrences taken out (``EXDATE``), and of those moved away from them.
        skips_closed_days: occurrences on weekends and public holidays of the establishment are left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    kind = models.SlugField(max_length=40, db_index=False)
    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    timezone = models.CharField(max_length=40)
    starts = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=200)
    excluded = models.JSONField(default=list)
    skips_closed_days = models.BooleanField(default=False)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="series_takes_time", condition=models.Q(minutes__gte=5))]

    def __str__(self) -> str:
        return f"{self.starts} {self.rule}"
