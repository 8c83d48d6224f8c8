"""Two people who must not reach each other, whatever the channel and the name."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redthread.contacts.enums import BanSource


class Ban(models.Model):
    """Closes every channel between a client and a correspondent, at both ends and by every alias.

    Never read by a client or a relative. ``info_class`` says which staff: a victim's is VICTIMS, and nobody
    without that class learns that it exists; what it closes is closed in the same words as anything else.

    Attributes:
        decided_by, reference: the court or who else decided, and their number; empty where nobody had to.
        not_these: correspondents who look like the barred one and were found to be somebody else.
    """

    id = models.UUIDField(primary_key=True)
    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    correspondent = models.ForeignKey("contacts.Correspondent", on_delete=models.PROTECT, related_name="bans")
    source = models.CharField(max_length=10, choices=[(s.value, s.value) for s in BanSource])
    info_class = models.BigIntegerField()
    grounds = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=120, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.BigIntegerField(null=True)
    lifted_grounds = models.CharField(max_length=500, blank=True)
    not_these = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(name="ban_has_grounds", condition=~Q(grounds="")),
            models.CheckConstraint(
                name="ban_of_a_court_names_its_decision",
                condition=~Q(source="court") | ~Q(decided_by="") & ~Q(reference=""),
            ),
            models.CheckConstraint(
                name="ban_from_a_victim_is_of_its_class",
                condition=~Q(source="victim") | Q(info_class=1 << 28),
            ),
            models.CheckConstraint(
                name="ban_lifted_with_grounds",
                condition=Q(lifted_at=None, lifted_by=None, lifted_grounds="")
                | Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_grounds=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} and {self.correspondent_id}"
