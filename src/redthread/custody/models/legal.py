"""Legal status and sentences: dated facts. A correction adds a row; what was there stays readable."""

from uuid import uuid4

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from redthread.custody.enums import Legal
from redthread.custody.rules.dates import Runs

RUNS = [(runs.value, runs.value) for runs in Runs]


class LegalStatus(models.Model):
    """Why somebody is here or under supervision, from an instant until the next status (half-open).

    Two never hold at once. A database trigger lets a row be ended or withdrawn once, and nothing else.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Legal.choices)
    period = DateTimeRangeField()
    basis = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    is_set_aside = models.BooleanField(default=False, db_default=False)
    """Of a record that was merged in, where another status holds: a trigger decides, and undoes it."""

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="legal_statuses_of_a_client_never_overlap",
                expressions=[("client", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at=None, is_set_aside=False),
            ),
            models.CheckConstraint(
                name="legal_status_withdrawn_with_reason",
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} of {self.client_id}"


class Sentence(models.Model):
    """A whole sentence as it was stated at one time; the newest statement of a client is the current one.

    ``release_on``, ``ends_on`` and ``supervision_ends_on`` are what the rules gave when it was recorded, for
    lists; the steps are computed when somebody asks.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    pack = models.CharField(max_length=20)
    starts_on = models.DateField()
    remand_days = models.PositiveIntegerField(default=0)
    postponed_days = models.PositiveIntegerField(default=0)
    is_repeat = models.BooleanField(default=False)
    release_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    supervision_ends_on = models.DateField(null=True)
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    is_current = models.BooleanField(default=True)
    is_set_aside = models.BooleanField(default=False, db_default=False)
    """As of a legal status: of a record that was merged in beside another sentence."""
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_current_sentence_a_client",
                fields=["client"],
                condition=Q(is_current=True, is_set_aside=False),
            ),
            models.CheckConstraint(
                name="sentence_corrected_with_reason", condition=Q(supersedes=None) | ~Q(reason="")
            ),
            models.CheckConstraint(
                name="sentence_release_not_after_end",
                condition=Q(release_on=None) | Q(release_on__lte=F("ends_on")),
            ),
        ]
        indexes = [
            models.Index(name="sentence_by_release", fields=["release_on"], condition=Q(is_current=True))
        ]

    def __str__(self) -> str:
        return f"sentence of {self.client_id} from {self.starts_on}"


class SentencePart(models.Model):
    """One judgment of a sentence: a length or life, and how it stands to the one before."""

    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="parts")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    case = models.CharField(max_length=80, blank=True)
    judged_on = models.DateField()
    final_on = models.DateField()
    is_life = models.BooleanField(default=False)
    years = models.PositiveSmallIntegerField(default=0)
    months = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    runs = models.CharField(max_length=10, choices=RUNS, default=Runs.AFTER.value)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="sentence_part_number", fields=["sentence", "number"]),
            models.CheckConstraint(
                name="sentence_part_is_life_or_a_length",
                condition=Q(is_life=True, years=0, months=0, days=0)
                | Q(is_life=False) & (Q(years__gt=0) | Q(months__gt=0) | Q(days__gt=0)),
            ),
            models.CheckConstraint(
                name="sentence_part_final_after_judged", condition=Q(final_on__gte=F("judged_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"part {self.number} of {self.sentence_id}"


class SentenceInterruption(models.Model):
    """Days on which a sentence was not served, up to, not with, ``ends_on``."""

    sentence = models.ForeignKey(Sentence, on_delete=models.PROTECT, related_name="interruptions")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    begins_on = models.DateField()
    ends_on = models.DateField()
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sentence_interruption_ends_after_it_begins", condition=Q(ends_on__gt=F("begins_on"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.begins_on} to {self.ends_on}"
