"""Care for answers: second readers, and who covers for whom."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from redthread.requests.enums import Verdict


class SecondReading(models.Model):
    """An answer drawn for a second reader, and what that reader says. Staff only."""

    request = models.OneToOneField(
        "requests.ClientRequest", on_delete=models.PROTECT, related_name="second_reading", primary_key=True
    )
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    drawn_at = models.DateTimeField()
    decided_by = models.BigIntegerField()
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.BigIntegerField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    note = models.CharField(max_length=1_000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="second_reading_is_by_somebody_else",
                condition=Q(read_by__isnull=True) | ~Q(read_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="second_reading_is_done_with_a_verdict",
                condition=Q(read_at__isnull=True, read_by__isnull=True, verdict="")
                | (Q(read_at__isnull=False, read_by__isnull=False) & ~Q(verdict="")),
            ),
            models.CheckConstraint(
                name="second_reading_other_than_agreeing_says_why",
                condition=Q(verdict__in=["", "agrees"]) | ~Q(note=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["establishment", "drawn_at"],
                condition=Q(read_at__isnull=True),
                name="second_reading_waiting",
            )
        ]


class Absence(models.Model):
    """A member of staff is away on these days; ``cover`` sees and may take what lies with them."""

    absent = models.BigIntegerField()
    cover = models.BigIntegerField()
    days = DateRangeField()
    note = models.CharField(max_length=200, blank=True)
    set_by = models.BigIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_is_covered_by_somebody_else", condition=~Q(cover=F("absent"))
            ),
            ExclusionConstraint(
                name="absence_has_one_cover_a_day",
                expressions=[("absent", RangeOperators.EQUAL), ("days", RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [models.Index(fields=["cover"], name="absence_cover")]
