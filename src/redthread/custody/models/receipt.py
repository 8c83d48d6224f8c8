"""What a person is told after something happened to them."""

from django.db import models


class Receipt(models.Model):
    """The effects of one person event, kept without words so that they can be read in any language.

    ``kind`` and ``seq`` name the entry of the thread; ``place`` is where the person is now.
    """

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    kind = models.CharField(max_length=60)
    seq = models.IntegerField()
    place = models.CharField(max_length=300, blank=True)
    grounds = models.TextField(blank=True)
    effects = models.JSONField(default=list)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="receipt_once_per_event", fields=["client", "kind", "seq"])
        ]

    def __str__(self) -> str:
        return f"receipt of {self.kind} for {self.client_id}"
