"""A house, landing or ward."""

from django.db import models


class Unit(models.Model):
    """A part of an establishment with staff of its own."""

    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="units")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    is_open = models.BooleanField(default=True, db_default=True)
    """A closed one takes nobody new."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "code"], name="unit_code_is_unique_here")
        ]
        ordering = ("establishment_id", "code")

    def __str__(self) -> str:
        return self.name
