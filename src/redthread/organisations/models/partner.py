"""Organisations outside the service, how to reach them, and the people who work there."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from redthread.organisations.enums import MemberRole, PartnerKind


class PartnerOrganisation(models.Model):
    """A municipality, an employment service, a clinic, a law firm …: its name and what it answers for."""

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=PartnerKind.choices)
    pack = models.CharField(max_length=20)
    """The jurisdiction under whose law it works: whose templates and clocks hold."""
    territories = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    """Codes of the areas it answers for, as the country writes them (SE: the municipality code "0180")."""
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.name


class PartnerDesk(models.Model):
    """How an organisation is reached and signs in; read by staff and by its own members only."""

    organisation = models.OneToOneField(PartnerOrganisation, on_delete=models.PROTECT, related_name="desk")
    email = models.EmailField(blank=True)
    """Where notices go that are for the organisation and no named person."""
    phone_list = models.JSONField(default=list, blank=True)
    """Whom to call when nobody answers, in this order: ``[{"name": …, "phone": …, "when": …}]``."""
    oidc_issuer = models.URLField(blank=True)
    oidc_client_id = models.CharField(max_length=200, blank=True)
    oidc_secret = models.BinaryField(null=True, blank=True)
    """The client secret at the identity provider, sealed with the service's key; never in clear."""

    def __str__(self) -> str:
        return f"desk of {self.organisation_id}"


class PartnerMember(models.Model):
    """Somebody who works at a partner organisation; what they reach follows from its grants."""

    actor_id = models.BigIntegerField(unique=True)
    organisation = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="members")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    email = models.EmailField()
    title = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, choices=MemberRole.choices)
    class_limit = models.BigIntegerField(default=-1)
    """A mask: of what the organisation may read, this person reads no more than these classes."""
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    """When their work there ends or ended; reach and sessions end with it, to the second."""
    ended_why = models.CharField(max_length=200, blank=True)
    oidc_issuer = models.URLField(blank=True)
    oidc_subject = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["oidc_issuer", "oidc_subject"],
                condition=Q(ends_at=None) & ~Q(oidc_subject=""),
                name="an_identity_is_one_member_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["organisation", "email"],
                condition=Q(ends_at=None),
                name="an_address_is_one_member_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def name(self) -> str:
        """The name as it is shown."""
        return f"{self.given_name} {self.family_name}"
