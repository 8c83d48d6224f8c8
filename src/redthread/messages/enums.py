"""The words of messages that the database keeps."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AddresseeKind(TextChoices):
    """Whom a client talks with."""

    UNIT = "unit", _("Your unit")
    ROLE = "role", _("Staff")
    STAFF = "staff", _("One of the staff")
    TEACHER = "teacher", _("A teacher")
    PARTNER = "partner", _("A case worker outside")
    RELATIVE = "relative", _("Family or a friend")
    PRIVILEGED = "privileged", _("A lawyer, a court or an authority")


class Side(TextChoices):
    """Which end of a conversation somebody writes from."""

    CLIENT = "client"
    OTHER = "other"


class MessageState(TextChoices):
    """Where a message is."""

    HELD = "held"
    """Read by staff first."""
    DELIVERED = "delivered"
    BLOCKED = "blocked"
    WITHDRAWN = "withdrawn"
    """Taken back by who wrote it, before anybody saw it."""


class Level(TextChoices):
    """How a contact's messages are controlled; what it is called elsewhere is said by ``contacts``."""

    PRIVILEGED = "privileged"
    TRUSTED = "trusted"
    ORDINARY = "ordinary"
    REVIEWED = "reviewed"


class ReviewCause(TextChoices):
    """Why somebody reads a message."""

    LEVEL = "level", _("Everything of this contact is read first")
    CLIENT = "client", _("Everything of this client is read first")
    WORD = "word", _("A word from the list")
    ATTACHMENT = "attachment", _("A picture or voice note")
    SAMPLE = "sample", _("A sample")


class BlockReason(TextChoices):
    """Why a message was not passed on; who wrote it is told only what harms nobody."""

    THREAT = "threat", _("It threatens or hurts somebody")
    CRIME = "crime", _("It plans a crime")
    SAFETY = "safety", _("It is a danger to safety here")
    VICTIM = "victim", _("It is about somebody who must be left alone")
    CASE = "case", _("It may disturb an investigation")


class AttachmentKind(TextChoices):
    """What comes with a text."""

    PHOTO = "photo", _("Photo")
    DRAWING = "drawing", _("Drawing")
    VOICE = "voice", _("Voice note")


class CloseReason(TextChoices):
    """Why nobody writes in a conversation any more."""

    MOVED = "moved"
    RELEASED = "released"
    BARRED = "barred"
    LEFT = "left"
    """The relative left the service."""
    DIED = "died"
    MERGED = "merged"
    ENDED = "ended"
    """The client or staff ended it."""
