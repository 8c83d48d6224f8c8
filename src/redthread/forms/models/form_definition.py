"""A version of a questionnaire, as JSON."""

from django.db import models
from django.db.models import Q

from redthread.forms.enums import DefinitionStatus


class FormDefinition(models.Model):
    """One version of a questionnaire, such as version 3 of the order from the kiosk.

    A published version never changes again (a trigger sees to it), so answers can always be read with the
    very questions they answer. Changes go through :mod:`redthread.forms.services`.
    """

    code = models.SlugField(max_length=64, db_index=False)
    version = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in DefinitionStatus],
        default=DefinitionStatus.DRAFT.value,
    )
    title = models.JSONField()
    """Language → title, as in the definition; for lists."""
    definition = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField()
    """Actor that saved the version first; 0 for a loader."""
    published_at = models.DateTimeField(null=True)
    published_by = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="form_version_is_there_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(status="draft"), name="form_has_one_draft_at_a_time"
            ),
            models.CheckConstraint(name="form_version_counts_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="form_is_published_unless_draft",
                condition=Q(status="draft", published_at=None, published_by=None)
                | Q(
                    status__in=["published", "retired"],
                    published_at__isnull=False,
                    published_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="form_retired_has_an_end",
                condition=Q(status="retired", retired_at__isnull=False)
                | (~Q(status="retired") & Q(retired_at=None)),
            ),
        ]
        ordering = ("code", "version")
