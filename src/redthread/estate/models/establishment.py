"""A prison, a remand prison or a probation office."""

from django.db import models


class Establishment(models.Model):
    """A place of the service. ``pack`` names the jurisdiction whose rules hold there."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    pack = models.CharField(max_length=10)
    country = models.CharField(max_length=2)
    kind = models.CharField(max_length=30)
    town = models.CharField(max_length=80)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    timezone = models.CharField(max_length=40)
    is_open = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
