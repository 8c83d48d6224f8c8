"""A calendar feed."""

from django.db import models


class Feed(models.Model):
    """A secret address at which a member of staff's calendar program fetches their bookings.

    Only the token's hash is kept; one valid feed a person; making a new one revokes the old.
    """

    staff = models.ForeignKey("organisations.StaffMember", on_delete=models.PROTECT, related_name="+")
    token_hash = models.BinaryField()
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff"], condition=models.Q(revoked_at=None), name="feed_one_valid_for_a_person"
            ),
            models.UniqueConstraint(fields=["token_hash"], name="feed_token_is_unique"),
        ]

    def __str__(self) -> str:
        return f"feed of {self.staff_id}"
