"""Somebody outside, with everything they are known and reached by."""

from django.db import models
from django.db.models import Q

from redthread.contacts.enums import AliasKind, Check


class Correspondent(models.Model):
    """Somebody outside: a mother, a friend, a lawyer, a court. One row a person, whoever they are near to.

    Read by staff who read a contact or a ban of theirs; the registry of privileged correspondents by whoever
    reads contacts. Written through database functions. A client and a relative never read this table.

    Attributes:
        kind: a kind of the pack (``relative``, ``lawyer``, ``court`` …).
        name: as it stands on their papers, in one line; further names are aliases.
        responsible: of a child: the adult whose account and telephone it uses.
        identity_*: who verified when and how that they are who they say; empty: nobody.
        actor_id: their account in a door; one account is one person.
        left_at: they left the service and are reached no more.
    """

    kind = models.SlugField(max_length=20, db_index=False)
    name = models.CharField(max_length=120)
    organisation = models.CharField(max_length=120, blank=True)
    born_on = models.DateField(null=True)
    language = models.CharField(max_length=8, default="en")
    is_child = models.BooleanField(default=False)
    responsible = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    identity_verified_at = models.DateTimeField(null=True)
    identity_verified_by = models.BigIntegerField(null=True)
    identity_how = models.CharField(max_length=20, choices=[(c.value, c.value) for c in Check], blank=True)
    identity_note = models.CharField(max_length=300, blank=True)
    actor_id = models.BigIntegerField(null=True, unique=True)
    left_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="correspondent_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="correspondent_verified_by_somebody_somehow",
                condition=Q(identity_verified_at=None, identity_verified_by=None, identity_how="")
                | Q(identity_verified_at__isnull=False, identity_verified_by__isnull=False)
                & ~Q(identity_how=""),
            ),
            models.CheckConstraint(
                name="correspondent_child_has_no_account", condition=Q(is_child=False) | Q(actor_id=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """One name, number or address of a correspondent; ``key`` is equal however it was written."""

    correspondent = models.ForeignKey(Correspondent, on_delete=models.CASCADE, related_name="aliases")
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in AliasKind])
    value = models.CharField(max_length=300)
    key = models.CharField(max_length=300)
    added_at = models.DateTimeField()
    added_by = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["correspondent", "kind", "key"], name="alias_once_a_person"),
            models.CheckConstraint(name="alias_has_a_key", condition=~Q(key="")),
        ]
        indexes = [models.Index(fields=["kind", "key"], name="alias_by_key")]

    def __str__(self) -> str:
        return self.value
