"""How somebody outside gets their account."""

from django.db import models


class Invitation(models.Model):
    """A code, once and for a while, for one correspondent; only its hash is kept, and no door reads it."""

    id = models.UUIDField(primary_key=True)
    correspondent = models.ForeignKey("contacts.Correspondent", on_delete=models.PROTECT, related_name="+")
    code_hash = models.BinaryField(unique=True)
    email = models.CharField(max_length=254, blank=True)
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)
