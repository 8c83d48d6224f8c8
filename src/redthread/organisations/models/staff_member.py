"""Somebody who works for the service."""

from django.db import models


class StaffMember(models.Model):
    """A person who works here. What they may do and see follows from grants to their actor."""

    actor_id = models.BigIntegerField(unique=True)
    username = models.CharField(max_length=80, unique=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    title = models.CharField(max_length=120, blank=True)
    establishment = models.ForeignKey(
        "estate.Establishment", on_delete=models.PROTECT, related_name="+", null=True
    )
    departments = models.ManyToManyField("organisations.Department", related_name="members", blank=True)
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"
