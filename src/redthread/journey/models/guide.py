"""Guides as the service keeps them: versions that never change once somebody may run on them."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from redthread.foundation.phases import Phase
from redthread.journey.enums import GuideOrigin

PHASES = [(phase.value, phase.value) for phase in Phase]


class GuideVersion(models.Model):
    """The guide of a jurisdiction for a phase, one version of it; a draft has no number yet.

    ``tasks`` are the tables of ``packs/<code>/guides/<phase>.toml`` as JSON, by code. A trigger lets a
    published version be superseded and nothing else; one that people run on is never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid4)
    pack = models.SlugField(max_length=20, db_index=False)
    phase = models.CharField(max_length=20, choices=PHASES)
    number = models.PositiveIntegerField(null=True)
    origin = models.CharField(max_length=10, choices=GuideOrigin.choices)
    tasks = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.BigIntegerField()
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)
    is_current = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pack", "phase", "number"], name="guide_version_has_its_number"),
            models.UniqueConstraint(
                fields=["pack", "phase"], condition=Q(is_current=True), name="guide_has_one_current_version"
            ),
            models.UniqueConstraint(
                fields=["pack", "phase"], condition=Q(published_at=None), name="guide_has_one_draft"
            ),
            models.CheckConstraint(
                name="guide_published_has_number_and_name",
                condition=Q(published_at=None, published_by=None, number=None, is_current=False)
                | Q(published_at__isnull=False, published_by__isnull=False, number__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack} {self.phase} {self.number or 'draft'}"


class Migration(models.Model):
    """Courses taken over to the current versions of a jurisdiction's guides, with how far that has come."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    pack = models.SlugField(max_length=20, db_index=False)
    started_at = models.DateTimeField()
    started_by = models.BigIntegerField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    last_client_id = models.BigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack"], condition=Q(finished_at=None), name="migration_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.pack}: {self.done} of {self.total}"
