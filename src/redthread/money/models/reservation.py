"""Money put aside for an order."""

from django.db import models
from django.db.models import F, Q


class Reservation(models.Model):
    """What was put aside for one order, and how much of it was taken or given back, in minor units."""

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    amount = models.BigIntegerField()
    captured = models.BigIntegerField(default=0)
    released = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="money_reservation_gives_no_more_than_it_has",
                condition=Q(amount__gt=0, captured__gte=0, released__gte=0)
                & Q(amount__gte=F("captured") + F("released")),
            ),
        ]

    def __str__(self) -> str:
        return f"reservation {self.id}"

    @property
    def open_amount(self) -> int:
        """Return what is still put aside, in minor units."""
        return self.amount - self.captured - self.released
