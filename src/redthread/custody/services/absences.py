"""Writes of times away: to a court, a hospital, on leave, and back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import AbsenceReason
from redthread.custody.events import Escaped
from redthread.custody.models import Absence
from redthread.custody.permissions import Permission
from redthread.custody.services.common import TimesContradictError, require_stay, write_receipt
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import ClientReturned, ClientTemporarilyOut, Effect
from redthread.foundation.errors import DomainError


class AlreadyOutError(DomainError):
    """The client is out already."""


class NotOutError(DomainError):
    """The client is back already, or was never out."""


@transaction.atomic
def let_out(
    *,
    actor: Actor,
    client_id: int,
    reason: AbsenceReason,
    place: str,
    expected_back_at: datetime | None,
    at: datetime,
) -> Absence:
    """Note that somebody leaves and is expected back; the room stays theirs.

    Who escaped is expected at no time, whatever is given, and gets no receipt.

    Raises:
        NotHeldError: they are held nowhere now.
        AlreadyOutError: they are out.
        TimesContradictError: expected back before they leave.
    """
    require(actor, Permission.PLACE)
    stay = require_stay(client_id)
    if _out(client_id) is not None:
        raise AlreadyOutError(_("This person is out already. Note first that they are back."))
    if expected_back_at is not None and expected_back_at <= at:
        raise TimesContradictError(_("The time back lies before the time of leaving."))
    if reason is AbsenceReason.ESCAPED:
        expected_back_at = None
    absence = Absence.objects.create(
        client_id=client_id,
        establishment_id=stay.establishment_id,
        info_class=_class_of(reason),
        reason=reason,
        place=place.strip()[:120],
        period=(at, None),
        expected_back_at=expected_back_at,
        by_actor_id=actor.id,
    )
    event = _left(client_id, stay.establishment_id, reason, expected_back_at, absence.id)
    seq, effects = course.happen(event, actor=actor, at=at)
    if reason is AbsenceReason.ESCAPED:
        escaped = Escaped(client_id=client_id, info_class=_class_of(reason), absence_id=absence.id)
        thread.record(actor, escaped, at=at)
    else:
        write_receipt(event, seq, effects, at=at, place=absence.place)
    return absence


def preview_out(
    *,
    actor: Actor,
    client_id: int,
    establishment_id: int,
    reason: AbsenceReason,
    expected_back_at: datetime | None,
    at: datetime,
) -> list[Effect]:
    """Return what leaving for a while would do, in every module."""
    event = _left(client_id, establishment_id, reason, expected_back_at, 0)
    return course.preview(event, actor=actor, at=at)


@transaction.atomic
def take_back(*, actor: Actor, client_id: int, at: datetime) -> Absence:
    """Note that somebody who was out is back.

    Raises:
        NotOutError: they are not out.
        TimesContradictError: back before they left.
    """
    require(actor, Permission.PLACE)
    absence = _out(client_id)
    if absence is None:
        raise NotOutError(_("This person is not out. Somebody may have noted their return already."))
    if at <= absence.period.lower:
        raise TimesContradictError(_("The time back lies before the time of leaving."))
    absence.period = (absence.period.lower, at)
    absence.save(update_fields=["period"])
    event = ClientReturned(
        client_id=client_id,
        info_class=InformationClass(absence.info_class),
        establishment_id=absence.establishment_id,
        absence_id=absence.id,
        reason=absence.reason,
    )
    seq, effects = course.happen(event, actor=actor, at=at)
    write_receipt(event, seq, effects, at=at)
    return absence


def _out(client_id: int) -> Absence | None:
    return Absence.objects.select_for_update().filter(client_id=client_id, period__endswith=None).first()


def _class_of(reason: AbsenceReason) -> InformationClass:
    return InformationClass.LEAVE_DATES if reason is AbsenceReason.LEAVE else InformationClass.LOCATION


def _left(
    client_id: int,
    establishment_id: int,
    reason: AbsenceReason,
    expected_back_at: datetime | None,
    absence_id: int,
) -> ClientTemporarilyOut:
    return ClientTemporarilyOut(
        client_id=client_id,
        info_class=_class_of(reason),
        establishment_id=establishment_id,
        absence_id=absence_id,
        reason=reason.value,
        expected_back_at=expected_back_at,
    )
