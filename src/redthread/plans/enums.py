"""Stored choices."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from redthread.foundation.classes import InformationClass as C


class LifeArea(models.TextChoices):
    """The parts of a life that a plan is about, in the order in which a page shows them."""

    HOME = "home", _("Housing")
    WORK = "work", _("Work and jobs")
    EDUCATION = "education", _("School and training")
    MONEY = "money", _("Money and debts")
    FAMILY = "family", _("Family")
    HEALTH = "health", _("Health")
    ADDICTION = "addiction", _("Alcohol, drugs and gambling")
    THINKING = "thinking", _("Thoughts and choices")
    LEISURE = "leisure", _("Free time and friends")


CLASS_OF: Final[dict[LifeArea, C]] = {
    LifeArea.HOME: C.PLAN_HOME,
    LifeArea.WORK: C.PLAN_WORK,
    LifeArea.EDUCATION: C.PLAN_EDUCATION,
    LifeArea.MONEY: C.PLAN_MONEY,
    LifeArea.FAMILY: C.PLAN_FAMILY,
    LifeArea.HEALTH: C.HEALTH,
    LifeArea.ADDICTION: C.PLAN_ADDICTION,
    LifeArea.THINKING: C.PLAN_ATTITUDES,
    LifeArea.LEISURE: C.PLAN_FAMILY,
}
"""Who may read an area. Free time has no class of its own: whom one spends it with is what that of the family
guards ("your children, family and friends"), so whoever may read the one may read the other."""

WORDS_CLASS: Final = (
    C.PLAN_HOME
    | C.PLAN_WORK
    | C.PLAN_EDUCATION
    | C.PLAN_MONEY
    | C.PLAN_FAMILY
    | C.PLAN_ADDICTION
    | C.PLAN_ATTITUDES
)
"""What is about the plan as a whole, such as the client's word: read by whoever reads one of its parts."""

PLAN_CLASS: Final = WORDS_CLASS | C.HEALTH
"""That there is a plan: known to whoever reads any area, the nurse's too."""


class Owner(models.TextChoices):
    """Whose a goal or an action is; nobody else writes it."""

    CLIENT = "client", _("The person")
    SERVICE = "service", _("Prison and probation")
    PARTNER = "partner", _("Partner organisation")


class GoalStatus(models.TextChoices):
    """Where a goal stands."""

    OPEN = "open", _("We work on it")
    REACHED = "reached", _("Reached")
    DROPPED = "dropped", _("Given up")


class ActionStatus(models.TextChoices):
    """Where an action stands. Planned, running and paused ones take their time."""

    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Going on")
    PAUSED = "paused", _("On hold")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")


ENDED: Final[frozenset[str]] = frozenset({ActionStatus.DONE.value, ActionStatus.STOPPED.value})


class Continues(models.TextChoices):
    """What becomes of a partner's own running action while the person is inside."""

    NO = "", _("New in this plan")
    CONTINUE = "continue", _("Goes on inside")
    PAUSE = "pause", _("Waits until release")
    STOP = "stop", _("Ends")


class Source(models.TextChoices):
    """How an action came into the plan."""

    HERE = "", _("Written here")
    FORM = "form", _("Brought in by form")
    FILE = "file", _("Brought in by file")
    MACHINE = "machine", _("Sent by the partner's own system")


class RemarkKind(models.TextChoices):
    """What somebody says to the owner of an action."""

    COMMENT = "comment", _("Comment")
    PROPOSAL = "proposal", _("Proposal")


class RemarkAnswer(models.TextChoices):
    """What the owner answered to a proposal."""

    NONE = "", _("Not answered yet")
    ACCEPTED = "accepted", _("Taken up")
    DECLINED = "declined", _("Not taken up")


class Agreement(models.TextChoices):
    """The client's word about the plan as it stood."""

    AGREES = "agrees", _("Agrees")
    NOT = "not", _("Does not agree")
    COULD_NOT = "could_not", _("Could not answer")


class DoubleAnswer(models.TextChoices):
    """What somebody did who was about to start what runs already."""

    CONTINUE = "continue", _("Goes on with what runs already")
    START_ANYWAY = "start_anyway", _("Started anyway")


class DoubleReason(models.TextChoices):
    """Why something was started although somebody does it already; grouped, so that it can be counted."""

    OTHER_HELP = "other_help", _("It is another kind of help")
    NOT_ENOUGH = "not_enough", _("What runs already is not enough")
    NOT_HERE = "not_here", _("What runs already cannot go on where the person is")
    ENDS_SOON = "ends_soon", _("What runs already ends soon")
    WISH = "wish", _("The person wants it so")
    OTHER = "other", _("Another reason")


class CloseCode(models.TextChoices):
    """Why a plan is over."""

    COURSE_OVER = "course_over", _("The course is over")
    DEATH = "death", _("Ended")
    MERGE = "merge", _("Two records are one person")
