"""Stored choices of the journey. Labels for staff are texts of the module."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TaskStatus(TextChoices):
    """Where a task of somebody's course stands."""

    WAITING = "waiting", _("begins later")
    OPEN = "open", _("to do")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("not needed")
    LAPSED = "lapsed", _("over")
    """The phase ended before it was done, or it was due before anybody kept this guide."""
    KNOWN = "known", _("good to know")
    """Nobody does it: a rule, or a day that the program tells."""


class LapseReason(TextChoices):
    """Why a task is over without having been done."""

    PHASE = "phase", _("the phase ended")
    BEFORE = "before", _("it was due before the guide began")
    DROPPED = "dropped", _("the guide has it no more")
    MERGED = "merged", _("two records of one person became one")


class GuideOrigin(TextChoices):
    """Who wrote a version of a guide."""

    PACK = "pack", _("from the pack")
    OWN = "own", _("the service's own")
