"""A department of an establishment."""

from django.db import models


class Department(models.Model):
    """Answers a kind of matter at one establishment: the unit, health care, the kiosk.

    ``code`` is the same at every establishment, so a request that follows a move finds its department again.
    """

    establishment = models.ForeignKey("estate.Establishment", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    """Language → name."""
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["establishment", "code"], name="department_code_is_unique_here")
        ]

    def __str__(self) -> str:
        return f"{self.establishment_id}/{self.code}"

    def name_in(self, language: str) -> str:
        """Return the name in ``language``, else in English, else the code."""
        return str(self.names.get(language) or self.names.get("en") or self.code)
