"""Kinds of organisations outside the service, and what somebody is there."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartnerKind(TextChoices):
    """What an organisation does for people who come out."""

    MUNICIPALITY = "municipality", _("Municipality")
    EMPLOYMENT = "employment", _("Employment service")
    HEALTH = "health", _("Health care")
    SCHOOL = "school", _("School")
    LAWYER = "lawyer", _("Lawyers")
    COURT = "court", _("Court")
    POLICE = "police", _("Police")
    PROBATION = "probation", _("Probation")
    NGO = "ngo", _("Association")


class MemberRole(TextChoices):
    """What somebody is at a partner organisation. A coordinator also invites and ends colleagues."""

    COORDINATOR = "coordinator", _("Coordinator")
    CASEWORKER = "caseworker", _("Case worker")
