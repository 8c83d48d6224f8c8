"""A house, landing or ward."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from redthread.estate.enums import LivingType


class Unit(models.Model):
    """A part of an establishment: a house that holds further units, or a landing or ward with rooms.

    A trigger keeps the tree within one establishment and free of circles.
    """

    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, related_name="parts", null=True)
    """The house it is a part of; None directly under the establishment."""
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    types = ArrayField(
        models.CharField(max_length=20, choices=LivingType.choices), default=list, db_default=[]
    )
    """Whom it suits."""
    is_open = models.BooleanField(default=True, db_default=True)
    """A closed one takes nobody new."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "code"], name="unit_code_is_unique_here"),
            models.CheckConstraint(
                name="unit_types_are_known", condition=Q(types__contained_by=LivingType.values)
            ),
            models.CheckConstraint(
                name="unit_is_no_part_of_itself", condition=Q(parent=None) | ~Q(parent=F("id"))
            ),
        ]
        ordering = ("establishment_id", "code")

    def __str__(self) -> str:
        return self.name
