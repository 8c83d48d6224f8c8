"""How many people a room is certified for, who asked for it and who approved it."""

from django.db import models
from django.db.models import F, Q

from redthread.estate.enums import CertificateState


class CapacityCertificate(models.Model):
    """A request to certify a room for a number of people, and what another person decided.

    Approving it changes the room in the same statement (a trigger); nothing else does.
    """

    room = models.ForeignKey("estate.Room", on_delete=models.PROTECT, related_name="certificates")
    before = models.PositiveSmallIntegerField()
    """What the room was certified for when it was asked."""
    capacity = models.PositiveSmallIntegerField()
    grounds = models.TextField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=CertificateState.choices, default=CertificateState.REQUESTED
    )
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    words = models.TextField(blank=True, default="", db_default="")
    """What the deciding person wrote."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="certificate_has_grounds", condition=~Q(grounds="")),
            models.CheckConstraint(
                name="certificate_is_for_a_possible_number", condition=Q(capacity__lte=50)
            ),
            models.CheckConstraint(
                name="certificate_is_decided_by_another_person",
                condition=~Q(state__in=["approved", "declined"]) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="certificate_names_who_decided_and_when",
                condition=Q(state="requested", decided_by=None, decided_at=None)
                | Q(
                    state__in=["approved", "declined", "withdrawn"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="certificate_declined_has_words", condition=~Q(state="declined") | ~Q(words="")
            ),
            models.UniqueConstraint(
                name="one_certificate_waits_for_a_room", fields=["room"], condition=Q(state="requested")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room_id}: {self.before} → {self.capacity}"
