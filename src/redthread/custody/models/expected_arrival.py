"""Somebody who is expected from outside."""

from django.db import models
from django.db.models import Q

from redthread.custody.enums import ArrivalStatus


class ExpectedArrival(models.Model):
    """What a court, the police or another service said of somebody who will come; ``client`` once received.

    ``id`` comes with the form, so that a double click announces once.
    """

    id = models.UUIDField(primary_key=True)
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    expected_at = models.DateTimeField()
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    born_on = models.DateField(null=True)
    gender = models.CharField(max_length=1)
    language = models.CharField(max_length=8)
    known_number = models.CharField(max_length=20, blank=True)
    """A number of ours that stands on the papers."""
    source = models.CharField(max_length=120)
    """Who sends the person: a court, the police."""
    order_number = models.CharField(max_length=60, blank=True)
    """The decision on which they are held."""
    status = models.CharField(max_length=20, choices=ArrivalStatus.choices)
    client = models.ForeignKey(
        "people.Client", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    announced_at = models.DateTimeField()
    announced_by = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(
                fields=["establishment", "expected_at"],
                condition=Q(status="expected"),
                name="arrival_expected_here",
            )
        ]

    def __str__(self) -> str:
        return f"expected arrival {self.id}"
