"""A room where somebody lives."""

from django.db import models


class Room(models.Model):
    """A cell or room; ``capacity`` is the number of people it is certified for."""

    unit = models.ForeignKey("estate.Unit", on_delete=models.PROTECT, related_name="rooms")
    code = models.CharField(max_length=20)
    capacity = models.PositiveSmallIntegerField(default=1)
    is_open = models.BooleanField(default=True, db_default=True)
    """A closed one takes nobody new; who lives there stays until moved."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="room_code_is_unique_in_unit"),
            models.CheckConstraint(condition=models.Q(capacity__gte=1), name="room_holds_somebody"),
        ]
        ordering = ("unit_id", "code")

    def __str__(self) -> str:
        return self.code
