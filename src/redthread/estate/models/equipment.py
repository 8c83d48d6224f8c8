"""Devices that are booked."""

from django.db import models
from django.db.models import Q

from redthread.estate.enums import EquipmentKind


class Equipment(models.Model):
    """A device that one person or group uses at a time, such as a video link or a laptop cart."""

    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="equipment"
    )
    room = models.ForeignKey("estate.Room", on_delete=models.PROTECT, related_name="equipment", null=True)
    """Where it is fixed; None for what is carried about."""
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=EquipmentKind.choices)
    is_open = models.BooleanField(default=True, db_default=True)
    """One that is not cannot be booked."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "code"], name="equipment_code_is_unique_here"),
            models.CheckConstraint(
                name="equipment_kind_is_known", condition=Q(kind__in=EquipmentKind.values)
            ),
        ]
        ordering = ("establishment_id", "code")

    def __str__(self) -> str:
        return self.name
