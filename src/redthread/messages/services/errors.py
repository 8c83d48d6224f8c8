"""What can stand in the way of a message, in sentences for who writes; none says whose wish closes it."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError


class Refusal(StrEnum):
    """Why a message is not taken, in one word of the rules or the database."""

    CLOSED = "closed"
    BARRED = "barred"
    CUT = "cut"
    """A restriction of a remand holds."""
    LIMIT = "limit"
    TAKEN = "taken"
    EMPTY = "empty"
    LONG = "long"
    MANY = "many"
    HEAVY = "heavy"
    SEEN = "seen"


REFUSALS: Final[dict[Refusal, str | Promise]] = {
    Refusal.CLOSED: _("This conversation has ended. Nobody can write here any more."),
    Refusal.BARRED: _("Messages cannot be sent here. If you think this is wrong, ask the staff."),
    Refusal.CUT: _("Messages cannot be sent right now. What you wrote is not lost: try again later."),
    Refusal.LIMIT: _("You have written many messages today. You can write again tomorrow."),
    Refusal.TAKEN: _("This form was sent before. Open the conversation again and write anew."),
    Refusal.EMPTY: _("Write something, or add a picture or your voice."),
    Refusal.LONG: _("The message is too long. Make it shorter."),
    Refusal.MANY: _("There are too many pictures or voice notes. Send them in two messages."),
    Refusal.HEAVY: _("The file is too large. Take a smaller picture or a shorter voice note."),
    Refusal.SEEN: _("Somebody has seen it already. It cannot be taken back."),
}


class MessageRefusedError(DomainError):
    """The message is not taken; what was typed is still there."""

    status = 422

    def __init__(self, code: Refusal) -> None:
        super().__init__(REFUSALS[code])
        self.code = code


class ConversationNotFoundError(DomainError):
    """There is no such conversation for this person."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This conversation is not there."))


class ReviewRefusedError(DomainError):
    """A review cannot be decided so."""
