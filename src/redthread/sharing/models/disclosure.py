"""What was told to whom outside, when and why."""

from django.db import models


class Disclosure(models.Model):
    """One answer to a partner about one person; the person reads it. Written by a function, never changed."""

    client = models.ForeignKey("people.Client", on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        "organisations.PartnerOrganisation", on_delete=models.PROTECT, related_name="+"
    )
    actor_id = models.BigIntegerField()
    classes = models.BigIntegerField()
    """What the answer held: of the classes that the page shows, those that were granted."""
    purpose = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=40)
    what = models.CharField(max_length=80)
    """The page or list that answered, such as ``partner:plan``."""
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["client", "-at"], name="disclosure_client")]

    def __str__(self) -> str:
        return f"{self.what} to {self.organisation_id}"
