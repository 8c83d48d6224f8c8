"""What was decided between a client and somebody outside."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redthread.contacts.enums import Channel, EndCode, Level


class Contact(models.Model):
    """A client may reach somebody, and be reached: by which channels, how closely read, until when.

    The row says what was decided; whether something passes now also depends on bans, on whether the other one
    is still there, and on the client's own wish: :func:`redthread.contacts.public.may_pass`.

    Attributes:
        known_as: what the client calls them; the one name of theirs that the client sees.
        blocked_at: the client wants nothing from them.
        told: what the client may be told about its end; empty: no more than that it ended.
        request_id: the request that asked for it.
    """

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    correspondent = models.ForeignKey(
        "contacts.Correspondent", on_delete=models.PROTECT, related_name="contacts"
    )
    relation = models.SlugField(max_length=20, db_index=False)
    known_as = models.CharField(max_length=120)
    channels = ArrayField(models.CharField(max_length=10))
    level = models.CharField(max_length=12, choices=[(v.value, v.value) for v in Level])
    approved_at = models.DateTimeField()
    approved_by = models.BigIntegerField()
    grounds = models.CharField(max_length=500)
    valid_until = models.DateTimeField(null=True)
    blocked_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_code = models.CharField(max_length=12, choices=[(c.value, c.value) for c in EndCode], blank=True)
    ended_grounds = models.CharField(max_length=500, blank=True)
    told = models.CharField(max_length=500, blank=True)
    request_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "correspondent"],
                name="contact_once_at_a_time",
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(name="contact_is_decided_with_grounds", condition=~Q(grounds="")),
            models.CheckConstraint(
                name="contact_has_known_channels",
                condition=Q(channels__contained_by=[c.value for c in Channel]) & ~Q(channels=[]),
            ),
            models.CheckConstraint(
                name="contact_level_is_known", condition=Q(level__in=[v.value for v in Level])
            ),
            models.CheckConstraint(
                name="contact_ended_by_somebody_for_a_reason",
                condition=Q(ended_at=None, ended_by=None, ended_code="")
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(ended_code=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} and {self.correspondent_id}"
