"""A plan, how it stood at each change, and what was said about it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from redthread.plans.enums import Agreement, CloseCode, LifeArea


class Plan(models.Model):
    """The one plan of a course. Opened by a service, closed by a person event; its parts are others' rows.

    Attributes:
        version: counts every change of a goal or an action; a trigger does.
        continued_in: the plan that lives on where two records turned out to be one person.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_code = models.CharField(max_length=20, choices=CloseCode.choices, blank=True)
    continued_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(closed_at=None), name="plan_one_open_for_a_client"
            ),
            models.CheckConstraint(
                name="plan_closed_says_why",
                condition=Q(closed_at=None, closed_code="") | Q(closed_at__isnull=False) & ~Q(closed_code=""),
            ),
        ]
        indexes = [models.Index(fields=["client", "opened_at"], name="plan_of_client")]

    def __str__(self) -> str:
        return f"plan {self.id} v{self.version}"


class PlanVersion(models.Model):
    """One life area as it stood after a change; the areas not named stand as in the version before.

    A row for each area, because each has its own readers. Written by a trigger, whoever changes something.

    Attributes:
        snapshot: ``{"goals": […], "actions": […]}``, each row by its columns; ids as text, days as ISO.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    area = models.CharField(max_length=12, choices=LifeArea.choices)
    info_class = models.BigIntegerField()
    snapshot = models.JSONField()
    at = models.DateTimeField()
    by_actor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number", "area"], name="plan_version_of_an_area_is_one")
        ]
        indexes = [models.Index(fields=["client"], name="plan_version_of_client")]


class ClientWord(models.Model):
    """What the client says about the plan at a version, in their own words.

    Attributes:
        number: the version that it is about.
        language: of the words.
        said_by, taken_down_by: the client; or the member of staff who wrote it down for them.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    number = models.PositiveIntegerField()
    answer = models.CharField(max_length=10, choices=Agreement.choices)
    words = models.TextField(blank=True)
    language = models.CharField(max_length=8)
    said_by = models.BigIntegerField()
    taken_down_by = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="plan_word_that_was_not_given_was_taken_down",
                condition=~Q(answer=Agreement.COULD_NOT) | Q(taken_down_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["client", "at"], name="plan_word_of_client")]


class Signature(models.Model):
    """Somebody at the table signs a version beside the client's word; null organisation: the service."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    word = models.ForeignKey(ClientWord, on_delete=models.PROTECT, related_name="signatures", db_index=False)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    info_class = models.BigIntegerField()
    organisation = models.ForeignKey(
        "organisations.PartnerOrganisation",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_index=False,
    )
    by_actor = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["word", "by_actor"], name="plan_is_signed_once_by_each")
        ]
        indexes = [models.Index(fields=["client"], name="plan_signature_of_client")]
