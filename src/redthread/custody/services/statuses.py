"""Writes of legal status: one ends when the next begins; what was wrong is withdrawn, not written over."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import Legal
from redthread.custody.events import (
    StatusChanged,
    StatusEnded,
    StatusOnLeave,
    StatusOnSupervision,
    StatusRecalled,
    StatusRemand,
    StatusSentenced,
)
from redthread.custody.models import LegalStatus
from redthread.custody.permissions import Permission
from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError

_EVENTS: dict[Legal, type[StatusChanged]] = {
    Legal.REMAND: StatusRemand,
    Legal.SENTENCED: StatusSentenced,
    Legal.RECALLED: StatusRecalled,
    Legal.ON_LEAVE: StatusOnLeave,
    Legal.ON_SUPERVISION: StatusOnSupervision,
    Legal.ENDED: StatusEnded,
}


class StatusContradictsError(DomainError):
    """The times of a status cannot be true."""

    status = 422


class StatusOverlapsError(DomainError):
    """Two statuses would hold at once."""


class StatusStaleError(DomainError):
    """Somebody else changed the status since the form was opened."""


class StatusReasonMissingError(DomainError):
    """A correction says why."""

    status = 422


@transaction.atomic
def record_status(
    *,
    actor: Actor,
    status_id: UUID,
    client_id: int,
    follows: UUID | None,
    status: Legal,
    begins_at: datetime,
    basis: str,
    at: datetime,
) -> LegalStatus:
    """Record that a client's legal status changes; the one that holds ends at that instant.

    ``follows`` is the status that the person had before them. The same ``status_id`` again is the same row.

    Raises:
        StatusContradictsError: it begins in the future, or not after the one that holds, or is the same.
        StatusStaleError: another status holds by now.
    """
    require(actor, Permission.SENTENCE)
    if (again := LegalStatus.objects.filter(id=status_id, client_id=client_id).first()) is not None:
        return again
    before = _open(client_id)
    if (before.id if before else None) != follows:
        raise StatusStaleError(
            _("Somebody else changed the status meanwhile. Nothing was kept. Look at it again.")
        )
    return begin_status(
        actor=actor,
        client_id=client_id,
        status=status,
        begins_at=begins_at,
        basis=basis,
        at=at,
        status_id=status_id,
    )


def begin_status(
    *,
    actor: Actor,
    client_id: int,
    status: Legal,
    begins_at: datetime,
    basis: str,
    at: datetime,
    status_id: UUID | None = None,
) -> LegalStatus:
    """End the status that holds and begin another, inside a transaction of the caller.

    Raises:
        StatusContradictsError: it begins in the future, or not after the one that holds, or is the same.
        StatusOverlapsError: an earlier status reaches into it.
    """
    require(actor, Permission.SENTENCE)
    before = _open(client_id)
    if begins_at > at:
        raise StatusContradictsError(_("A status cannot begin in the future. Check the day."))
    if before is not None:
        if before.status == status:
            raise StatusContradictsError(_("This is the status already."))
        if begins_at <= before.period.lower:
            raise StatusContradictsError(
                _("The status before it began later than that. Check the day, or correct the one before.")
            )
        LegalStatus.objects.filter(id=before.id).update(period=(before.period.lower, begins_at))
    row = _insert(actor, client_id, status, (begins_at, None), basis, at, status_id)
    _tell(actor, row, at)
    return row


@transaction.atomic
def correct_status(
    *,
    actor: Actor,
    status_id: UUID,
    corrects: UUID,
    client_id: int,
    status: Legal,
    begins_at: datetime,
    reason: str,
    at: datetime,
) -> LegalStatus:
    """Withdraw a status that was entered wrongly and put the right one in its place.

    Its end stays: only what it was and when it began are corrected.

    Raises:
        StatusReasonMissingError: no reason.
        StatusStaleError: it was withdrawn already.
        StatusContradictsError: it would end before it began, or begin in the future.
        StatusOverlapsError: it would reach into another one.
    """
    require(actor, Permission.SENTENCE)
    if (again := LegalStatus.objects.filter(id=status_id, client_id=client_id).first()) is not None:
        return again
    if not reason.strip():
        raise StatusReasonMissingError(_("Write why the status is corrected. The person reads it."))
    wrong = LegalStatus.objects.select_for_update().filter(id=corrects, client_id=client_id).first()
    if wrong is None or wrong.withdrawn_at is not None:
        raise StatusStaleError(_("Somebody else corrected this status already. Look at it again."))
    if begins_at > at:
        raise StatusContradictsError(_("A status cannot begin in the future. Check the day."))
    if wrong.period.upper is not None and begins_at >= wrong.period.upper:
        raise StatusContradictsError(_("The status would end before it begins. Check the day."))
    LegalStatus.objects.filter(id=wrong.id).update(withdrawn_at=at, withdrawn_reason=reason.strip()[:300])
    row = _insert(actor, client_id, status, (begins_at, wrong.period.upper), wrong.basis, at, status_id)
    _tell(actor, row, at, corrects=str(wrong.id))
    return row


def _open(client_id: int) -> LegalStatus | None:
    return (
        LegalStatus.objects.select_for_update()
        .filter(client_id=client_id, withdrawn_at=None, is_set_aside=False, period__endswith=None)
        .first()
    )


def _insert(
    actor: Actor,
    client_id: int,
    status: Legal,
    period: tuple[datetime, datetime | None],
    basis: str,
    at: datetime,
    status_id: UUID | None,
) -> LegalStatus:
    row = LegalStatus(
        id=status_id or uuid4(),
        client_id=client_id,
        status=status,
        period=period,
        basis=basis.strip()[:200],
        recorded_at=at,
        recorded_by=actor.id,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise StatusOverlapsError(
            _("Another status holds in that time. Two cannot hold at once: correct that one first.")
        ) from None
    return row


def _tell(actor: Actor, row: LegalStatus, at: datetime, corrects: str = "") -> None:
    begins = row.period[0] if isinstance(row.period, tuple) else row.period.lower
    event = _EVENTS[Legal(row.status)](
        client_id=row.client_id,
        info_class=InformationClass.PHASE,
        status=row.status,
        begins_at=begins,
        corrects=corrects,
    )
    thread.record(actor, event, at=at)
