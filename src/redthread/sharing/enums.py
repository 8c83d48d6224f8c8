"""What a partner's access is for, what it rests on, and what a handover is."""

from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Purpose(TextChoices):
    """Why somebody outside reads about a person, in words for that person."""

    KNOW_OF_STAY = (
        "know_of_stay",
        _("To know that you are here, so that your home and your money are kept in order"),
    )
    PLAN = "plan", _("To work on your plan together with you")
    RELEASE = "release", _("So that home, work and money are ready on the day you leave")
    SUPERVISION = "supervision", _("To support you after you have left")
    WORK = "work", _("To help you to work")
    SCHOOL = "school", _("To help you to school or training")
    CARE = "care", _("To go on with your care and treatment")
    LEGAL_HELP = "legal_help", _("To help you with the law")
    DECISION = "decision", _("A court or an authority decides about you and needs to know")


class LegalBasis(TextChoices):
    """What an access rests on. Only a consent is the person's to withdraw."""

    LAW = "law", _("The law says so")
    CONSENT = "consent", _("You said yes")
    ORDER = "order", _("A court or an authority ordered it")


class HandoverKind(TextChoices):
    """What an organisation is handed."""

    INTAKE_NOTICE = "intake_notice", _("Somebody has come to us")
    PLAN = "plan", _("A plan to agree on")
    RELEASE_NOTICE = "release_notice", _("Somebody will be released")
    TRANSFER_NOTICE = "transfer_notice", _("Somebody was moved")
    SUPERVISION_START = "supervision_start", _("Supervision begins")
    QUESTION = "question", _("A question to you")


class HandoverStep(TextChoices):
    """The steps of a handover, in their order."""

    CREATED = "created", _("Created")
    DELIVERED = "delivered", _("Delivered")
    FETCHED = "fetched", _("Fetched")
    ACKNOWLEDGED = "acknowledged", _("Confirmed")
    ACTED = "acted", _("Done")


class DeadLetter(TextChoices):
    """Why a handover reached nobody."""

    NO_MEMBER = "no_member", _("Nobody works at this organisation yet")
    NO_GRANT = "no_grant", _("The organisation may not see this person")
    PARTED = "parted", _("The organisation no longer works with the service")


STEPS_OF_PARTNER: Final = (HandoverStep.FETCHED, HandoverStep.ACKNOWLEDGED, HandoverStep.ACTED)
