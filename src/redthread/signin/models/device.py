"""An enrolled tablet."""

from django.db import models


class Device(models.Model):
    """A tablet: announced by staff with a one-time code, then enrolled by whoever types it there.

    Its token is known to the tablet alone (a hash is kept in ``access.device_key``).
    """

    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    room = models.ForeignKey("estate.Room", on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    client = models.ForeignKey(
        "people.Client", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    announced_at = models.DateTimeField()
    announced_by = models.BigIntegerField()
    enrolled_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="device_is_bound_to_one_room_or_one_person",
                condition=models.Q(room__isnull=True) | models.Q(client__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return self.label
