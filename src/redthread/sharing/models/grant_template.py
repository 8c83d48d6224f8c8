"""What a kind of partner may read in a phase, and why: the lines of a pack's ``sharing.toml``."""

from django.db import models

from redthread.sharing.enums import LegalBasis, Purpose


class GrantTemplate(models.Model):
    """One line: classes, purpose and legal basis, with the source for the lawyer who checks it."""

    pack = models.CharField(max_length=20)
    partner_kind = models.CharField(max_length=20)
    phase = models.CharField(max_length=20)
    code = models.CharField(max_length=60)
    read_mask = models.BigIntegerField()
    write_mask = models.BigIntegerField(default=0)
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    legal_basis = models.CharField(max_length=10, choices=LegalBasis.choices)
    source = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pack", "partner_kind", "phase", "code"], name="grant_template_line_is_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pack}:{self.partner_kind}:{self.phase}:{self.code}"
