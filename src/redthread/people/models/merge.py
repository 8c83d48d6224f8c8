"""Two records that turned out to be one person."""

from django.db import models
from django.db.models import F, Q


class Merge(models.Model):
    """``survivor`` lives on; everything of ``merged`` belongs to it until the merge is undone."""

    survivor = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    merged_number = models.CharField(max_length=20)
    grounds = models.TextField()
    merged_at = models.DateTimeField()
    merged_by = models.BigIntegerField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    undone_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_is_merged_with_themselves", condition=~Q(survivor=F("merged"))
            ),
            models.UniqueConstraint(
                name="a_record_is_merged_once_at_a_time",
                fields=["merged"],
                condition=Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.merged_number} into {self.survivor_id}"
