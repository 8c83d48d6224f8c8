"""A client."""

from django.db import models


class Gender(models.TextChoices):
    """As registered; decides on searches and places, never on what a page looks like."""

    FEMALE = "f"
    MALE = "m"
    OTHER = "x"


class Client(models.Model):
    """A person in contact with the service. Created by :func:`redthread.people.services.create_client`."""

    id = models.BigIntegerField(primary_key=True)
    number = models.CharField(max_length=20, unique=True)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    born_on = models.DateField()
    gender = models.CharField(max_length=1, choices=Gender.choices)
    language = models.CharField(max_length=8, default="en")
    search_key = models.CharField(max_length=200, editable=False)
    """Name and number without accents and case, for searching with typing errors."""
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["family_name", "given_name"], name="client_by_name")]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def short_name(self) -> str:
        """Initial and family name, as lists show it."""
        return f"{self.given_name[:1]}. {self.family_name}"
