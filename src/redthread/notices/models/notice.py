"""The outbox: what is still to be sent, what was, and what could not be."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from redthread.notices.enums import NoticeKind


class Notice(models.Model):
    """A mail that says that something waits, and where; never what, and about whom.

    Attributes:
        about: what it is of, as a kind and a number (``handover:<uuid>``), so that nothing is told twice.
        secret: the code or the end of the link, sealed; gone as soon as the mail has left.
        failed_at: when it was given up: a dead letter, until somebody tries again or puts it away.
        error: what the mail server said last.
    """

    id = models.UUIDField(primary_key=True)
    address = models.EmailField()
    language = models.CharField(max_length=8)
    door = models.CharField(max_length=10)
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in NoticeKind])
    about = models.CharField(max_length=90)
    secret = models.TextField(blank=True)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="notice_is_about_a_number",
                condition=Q(about__regex=r"^[a-z_.-]{1,40}(:[0-9a-f-]{1,40})?$"),
            ),
            models.CheckConstraint(
                name="notice_is_sent_or_given_up", condition=Q(sent_at=None) | Q(failed_at=None)
            ),
            models.CheckConstraint(
                name="notice_keeps_no_secret_once_sent", condition=Q(sent_at=None) | Q(secret="")
            ),
            models.UniqueConstraint(
                name="notice_waits_once",
                fields=["address", "kind", "about"],
                condition=Q(sent_at=None, failed_at=None),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                name="notice_to_send", fields=["next_try_at"], condition=Q(sent_at=None, failed_at=None)
            ),
            models.Index(
                name="notice_dead",
                fields=["failed_at"],
                condition=Q(failed_at__isnull=False, put_away_at=None),
            ),
            models.Index(name="notice_about", fields=["about"]),
            models.Index(name="notice_created", fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"
