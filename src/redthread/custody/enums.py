"""Stored choices of custody. Labels for staff are texts of the module."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class CameAs(TextChoices):
    """How a stay began (rules/moves.md, movement types)."""

    NEW = "new", _("new")
    COURT_RETURN = "court_return", _("back from court")
    RECALL = "recall", _("recalled")
    TRANSFER = "transfer", _("transferred in")
    MOVE = "move", _("changed rooms")


class LeftAs(TextChoices):
    """How a stay ended."""

    MOVE = "move", _("changed rooms")
    TRANSFER = "transfer", _("transferred out")
    RELEASED = "released", _("released")
    DIED = "died", _("died")


class AbsenceReason(TextChoices):
    """Why somebody is out and expected back."""

    COURT = "court", _("at court")
    HOSPITAL = "hospital", _("in hospital")
    LEAVE = "leave", _("on leave")
    OTHER = "other", _("out")
    UNLAWFUL = "unlawful", _("unlawfully at large")
    """Did not come back from where they were let go to."""
    ESCAPED = "escaped", _("escaped")
    """Went without anybody's leave; expected at no time."""


class TransferStatus(TextChoices):
    """Where a transfer stands: a proposal, a named person's decision, a journey, an arrival."""

    PROPOSED = "proposed", _("proposed")
    DECIDED = "decided", _("decided")
    UNDERWAY = "underway", _("on the way")
    ARRIVED = "arrived", _("arrived")
    REFUSED = "refused", _("refused")
    CANCELLED = "cancelled", _("cancelled")

    @property
    def is_open(self) -> bool:
        """Say whether something is still to happen."""
        return self in {TransferStatus.PROPOSED, TransferStatus.DECIDED, TransferStatus.UNDERWAY}


class TransferReason(TextChoices):
    """Why somebody is to live elsewhere; told to the client where it may be."""

    SENTENCE = "sentence", _("a place to serve the sentence")
    SECURITY_LEVEL = "security_level", _("another security level")
    TREATMENT = "treatment", _("a treatment or a course that is given there")
    CLOSER = "closer", _("closer to family or to the home town")
    COURT = "court", _("closer to the court")
    HEALTH = "health", _("health care")
    ROOM = "room", _("no room, or building work")
    OWN_REQUEST = "own_request", _("the client asked for it")
    SAFETY = "safety", _("safety")
    OTHER = "other", _("another reason")


class ArrivalStatus(TextChoices):
    """Where somebody stands who is expected from outside."""

    EXPECTED = "expected", _("expected")
    RECEIVED = "received", _("received")
    CANCELLED = "cancelled", _("not coming")


class Legal(TextChoices):
    """Why somebody is here, or under supervision (rules/moves.md, legal status)."""

    REMAND = "remand", _("in remand")
    SENTENCED = "sentenced", _("serving a sentence")
    RECALLED = "recalled", _("recalled")
    ON_LEAVE = "on_leave", _("on leave")
    ON_SUPERVISION = "on_supervision", _("under supervision")
    ENDED = "ended", _("ended")


class Channel(TextChoices):
    """What a restriction closes: the seven kinds of SFS 2010:611 6:1-3 and SFS 2010:2011 23 §."""

    OTHER_INMATES = "other_inmates", _("being with others")
    NEWS = "news", _("following the news")
    VISITS = "visits", _("visits")
    LETTERS = "letters", _("letters")
    PHONE = "phone", _("phone calls")
    BELONGINGS = "belongings", _("having certain belongings")
    ELECTRONIC = "electronic", _("electronic contact")


class PairRole(TextChoices):
    """What somebody was in what happened between two people."""

    VICTIM = "victim", _("victim")
    PERPETRATOR = "perpetrator", _("perpetrator")
    NOT_RELEVANT = "not_relevant", _("not relevant")
    UNKNOWN = "unknown", _("unknown")


class ApartReason(TextChoices):
    """Why two people are kept apart."""

    BULLYING = "bullying", _("bullying")
    GANG = "gang", _("gangs")
    VIOLENCE = "violence", _("violence")
    THREAT = "threat", _("threats")
    POLICE = "police", _("the police asked for it")
    LEGAL = "legal", _("parties of the same case")
    OTHER = "other", _("another reason")


class ApartLevel(TextChoices):
    """What two people may not share; each of the first four includes those before it."""

    CELL = "cell", _("the same room")
    LANDING = "landing", _("the same unit")
    UNIT = "unit", _("the same house")
    ESTABLISHMENT = "establishment", _("the same establishment")
    TRANSPORT = "transport", _("the same journey")


class SharingRisk(TextChoices):
    """How much of a risk it is that somebody shares a cell."""

    STANDARD = "standard", _("standard")
    RAISED = "raised", _("raised")
    HIGH = "high", _("high: alone, or by a named decision")


class ReviewOutcome(TextChoices):
    """What a review of a segregation found."""

    CONTINUE = "continue", _("goes on")
    END = "end", _("ends")


class WatchKind(TextChoices):
    """What is noted each day while somebody is segregated."""

    CONTACT = "contact", _("time with other people")
    DOCTOR = "doctor", _("a doctor came")
    VISIT = "visit", _("the daily visit")
