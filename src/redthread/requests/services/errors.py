"""Sentences for what cannot be done, and the errors that carry them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError
from redthread.requests.enums import RequestStatus
from redthread.requests.models import ClientRequest
from redthread.requests.queries.names import name_of
from redthread.requests.rules.standing import Refusal, StepRefusedError

SENTENCES: Mapping[Refusal, str | Promise] = {
    Refusal.ENDED: _("This request has been answered."),
    Refusal.NOT_DUE: _("This request is not late."),
    Refusal.TAKEN_BY_OTHER: _("Somebody else is working on this request. Take it over if you agreed on it."),
    Refusal.NOT_TAKEN_BY_YOU: _("You are not working on this request."),
    Refusal.GROUNDS_MISSING: _("Write why the answer is no. The person must be able to understand it."),
    Refusal.NEXT_STEP_MISSING: _("Write what happens next."),
    Refusal.REASON_MISSING: _("Write why. The person reads it."),
    Refusal.PAUSE_NOT_ALLOWED: _("Requests of this type cannot be put on hold."),
    Refusal.ALREADY_LATE: _("This request is late. A late request cannot be put on hold."),
    Refusal.ALREADY_PAUSED: _("This request is on hold already."),
    Refusal.NOT_PAUSED: _("This request is not on hold."),
    Refusal.NOT_DECIDED: _("There is no answer yet that you can appeal."),
    Refusal.APPEAL_NOT_OFFERED: _("This answer cannot be appealed here."),
    Refusal.APPEAL_TOO_LATE: _("The time to appeal this answer is over."),
    Refusal.APPEAL_EXISTS: _("You have appealed this answer already."),
    Refusal.APPEAL_OF_APPEAL: _("This is the answer to your appeal. It cannot be appealed again here."),
    Refusal.SAME_PERSON: _("You gave the first answer. Somebody else must look at it now."),
    Refusal.TEXT_EMPTY: _("Write something first."),
    Refusal.TEXT_TOO_LONG: _("This text is too long. It can have 1,000 letters at most."),
    Refusal.NOT_APPROVED: _("Only something that was approved can be done."),
    Refusal.ALREADY_CARRIED_OUT: _("This was done already."),
    Refusal.SAME_DEPARTMENT: _("The request is with this department already."),
}


class RequestNotFoundError(DomainError):
    """There is no such request, or none that the actor may reach: nobody learns which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("We cannot find this request."))


class ReadOnlyError(DomainError):
    """The actor may read the request; its class is not theirs to write."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("You can read this request, but others answer it."))


class RequestRefusedError(DomainError):
    """The rules do not allow this step now.

    Attributes:
        refusal: which rule.
    """

    def __init__(self, refusal: Refusal, message: str | Promise | None = None) -> None:
        super().__init__(message or SENTENCES[refusal])
        self.refusal = refusal


class LongTextTooLongError(RequestRefusedError):
    """A text that may be long, such as grounds or an appeal, is longer than that."""

    def __init__(self) -> None:
        super().__init__(
            Refusal.TEXT_TOO_LONG, _("This text is too long. It can have 4,000 letters at most.")
        )


class RequestAlreadyDecidedError(RequestRefusedError):
    """Somebody was first.

    Attributes:
        by: name of who ended it; ``at``: when.
    """

    def __init__(self, *, by: str, at: datetime, withdrawn: bool) -> None:
        said = {"name": by, "when": date_format(at, "DATETIME_FORMAT")}
        message = (
            _("%(name)s took this request back on %(when)s.")
            if withdrawn
            else _("%(name)s answered this request on %(when)s.")
        )
        super().__init__(Refusal.ENDED, message % said)
        self.by, self.at = by, at


class AnswersInvalidError(DomainError):
    """The form is not filled in as it should be.

    Attributes:
        errors: what is wrong, field by field, as the forms engine found it.
    """

    status = 422

    def __init__(self, errors: Sequence[object]) -> None:
        super().__init__(_("Something in the form needs another look."))
        self.errors = errors


class ChannelClosedError(DomainError):
    """A restriction closes what the request is about; staff cannot open it."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _("This is closed by a decision of the prosecutor or the court. Look under My restrictions.")
        )


class TypeNotOfferedError(DomainError):
    """The establishment does not take requests of this type now."""

    def __init__(self) -> None:
        super().__init__(_("You cannot ask for this here right now."))


class NotPlacedError(DomainError):
    """The client is held nowhere, so nobody could answer."""

    def __init__(self) -> None:
        super().__init__(
            _("We do not know where you live right now, so nobody could answer. Tell the staff.")
        )


class IdTakenError(DomainError):
    """The id of the form belongs to something else."""

    def __init__(self) -> None:
        super().__init__(_("This form is out of date. Open it again and send it once more."))


class NoTemplateError(DomainError):
    """A ground was chosen that is not in the list of this unit and type."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("One of the grounds is no longer in the list. Choose again."))


class AttachmentRefusedError(DomainError):
    """No (further) picture belongs to this request."""

    @classmethod
    def not_offered(cls) -> "AttachmentRefusedError":
        """The type takes no pictures from clients."""
        return cls(_("You cannot add a picture to this request."))

    @classmethod
    def enough(cls) -> "AttachmentRefusedError":
        """There are as many as one request may have."""
        return cls(_("There are enough pictures with this request."))


class CasesDifferError(DomainError):
    """Only requests of one type at one establishment are answered together."""

    def __init__(self) -> None:
        super().__init__(_("Only requests of the same type can be answered together."))


@contextmanager
def refusing(request: ClientRequest) -> Iterator[None]:
    """Turn a refusal of the rules into the sentence that the person reads."""
    try:
        yield
    except StepRefusedError as refused:
        if refused.refusal is Refusal.ENDED and request.ended_at is not None:
            local = request.ended_at.astimezone(ZoneInfo(request.establishment.timezone))
            raise RequestAlreadyDecidedError(
                by=name_of(request.ended_by),
                at=local,
                withdrawn=request.status == RequestStatus.WITHDRAWN,
            ) from None
        raise RequestRefusedError(refused.refusal) from None
