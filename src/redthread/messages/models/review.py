"""What is read by staff: copies with an end, looks without one, and clients whose every message is read."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from redthread.messages.models.conversation import Message


class ControlCopy(models.Model):
    """The words of a message that staff may read for control, until they are destroyed.

    No role of the web reads it; ``sql/`` has the function that reads one and writes the look. There is none
    of a privileged message.
    """

    message = models.OneToOneField(Message, on_delete=models.PROTECT, primary_key=True, related_name="copy")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    words = models.JSONField(default=list)
    destroy_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="copy_destroyed_is_empty",
                condition=Q(destroyed_at=None) | Q(text="", new_text=""),
            )
        ]
        indexes = [
            models.Index(fields=["destroy_at"], name="copy_to_destroy", condition=Q(destroyed_at=None))
        ]


class Look(models.Model):
    """A look of staff at a message of others; the same is in the client's thread."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="looks")
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.BigIntegerField()
    at = models.DateTimeField()


class ClientReview(models.Model):
    """A decision that every message of a client is read first, but for the privileged; told to the client."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+", db_index=False)
    grounds = models.CharField(max_length=500)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_by = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="client_review_has_an_end_and_grounds",
                condition=Q(ends_at__gt=F("begins_at")) & ~Q(grounds=""),
            ),
            models.UniqueConstraint(
                name="client_review_one_at_a_time", fields=["client"], condition=Q(ended_at=None)
            ),
        ]
