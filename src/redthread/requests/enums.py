"""Stored choices of the requests module, with the words people read."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class RequestStatus(TextChoices):
    """Where a request stands. The last four are ends: nothing follows but an appeal or a new request."""

    RECEIVED = "received", pgettext_lazy("request status", "Received")
    IN_PROGRESS = "in_progress", pgettext_lazy("request status", "Someone is working on it")
    APPROVED = "approved", pgettext_lazy("request status", "Yes")
    DECLINED = "declined", pgettext_lazy("request status", "No")
    RETURNED = "returned", pgettext_lazy("request status", "Sent back to you")
    WITHDRAWN = "withdrawn", pgettext_lazy("request status", "You took it back")

    @property
    def is_open(self) -> bool:
        """Say whether somebody still owes the client an answer."""
        return self in (RequestStatus.RECEIVED, RequestStatus.IN_PROGRESS)

    @property
    def is_decision(self) -> bool:
        """Say whether this is a decision on the matter, which can be appealed."""
        return self in (RequestStatus.APPROVED, RequestStatus.DECLINED)


class ReturnReason(TextChoices):
    """Why a request was sent back without a decision."""

    WRONG_FORM = "wrong_form", pgettext_lazy("return reason", "It needs another form")
    DUPLICATE = "duplicate", pgettext_lazy("return reason", "You have asked the same thing already")
    INCOMPLETE = "incomplete", pgettext_lazy("return reason", "Something is missing")
    MOVED = "moved", pgettext_lazy("return reason", "You have moved")


class MoveRule(TextChoices):
    """What happens to an open request of a type when the client moves to another establishment."""

    FOLLOW = "follow", pgettext_lazy("move rule", "Follows the client to the new establishment")
    STAY = "stay", pgettext_lazy("move rule", "Is finished by the old establishment")
    CLOSE = "close_with_refile", pgettext_lazy("move rule", "Is sent back and can be asked again in one tap")


class Audience(TextChoices):
    """Who reads a message inside a request."""

    STAFF = "staff", pgettext_lazy("message audience", "Staff only")
    BOTH = "both", pgettext_lazy("message audience", "The client and staff")


class MessageKind(TextChoices):
    """What a message does: just say something, ask the client, or accompany a step of staff."""

    NOTE = "note", pgettext_lazy("message kind", "Message")
    QUESTION = "question", pgettext_lazy("message kind", "Question to the client")
    FORWARD = "forward", pgettext_lazy("message kind", "Note on forwarding")


class FiledOn(TextChoices):
    """How the request reached the service."""

    SCREEN = "screen", pgettext_lazy("filed on", "On a screen, by the client")
    PAPER = "paper", pgettext_lazy("filed on", "On paper, entered by staff")


class Verdict(TextChoices):
    """What a second reader says about an answer."""

    AGREES = "agrees", pgettext_lazy("verdict", "I would have answered the same")
    UNCLEAR = "unclear", pgettext_lazy("verdict", "The decision is right, the grounds are hard to understand")
    DIFFERS = "differs", pgettext_lazy("verdict", "I would have decided otherwise")


class ClientState(TextChoices):
    """Where a request stands in the client's words; what they see everywhere."""

    RECEIVED = "received", pgettext_lazy("client state", "We have it")
    READ = "read", pgettext_lazy("client state", "Someone has read it")
    IN_PROGRESS = "in_progress", pgettext_lazy("client state", "Someone is working on it")
    QUESTION = "question", pgettext_lazy("client state", "We have a question for you")
    PAUSED = "paused", pgettext_lazy("client state", "On hold")
    LATE = "late", pgettext_lazy("client state", "Late, we have told the manager")
    APPROVED = "approved", pgettext_lazy("client state", "Yes")
    DECLINED = "declined", pgettext_lazy("client state", "No")
    RETURNED = "returned", pgettext_lazy("client state", "Sent back to you")
    WITHDRAWN = "withdrawn", pgettext_lazy("client state", "You took it back")


class WayState(TextChoices):
    """What a knot on the thread of a request says; the values are those of the ui's thread."""

    DONE = "done", pgettext_lazy("way state", "done")
    NOW = "now", pgettext_lazy("way state", "now")
    LATE = "late", pgettext_lazy("way state", "late")
    PAUSED = "paused", pgettext_lazy("way state", "waiting")
    TO_COME = "todo", pgettext_lazy("way state", "to come")
    YES = "yes", pgettext_lazy("way state", "yes")
    NO = "no", pgettext_lazy("way state", "no")
    GONE = "gone", pgettext_lazy("way state", "taken back")
