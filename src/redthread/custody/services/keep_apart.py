"""Writes of who is kept apart from whom, and of cell-sharing risk."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import ApartLevel, ApartReason, PairRole, SharingRisk
from redthread.custody.events import CellSharingAssessed
from redthread.custody.models import CellSharing, KeepApart
from redthread.custody.permissions import Permission
from redthread.custody.services.against import tell_apart
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import KeepApartChanged
from redthread.foundation.errors import DomainError

LONGEST_COMMENT: Final = 1000
INSUFFICIENT_PRIVILEGE: Final = "42501"


class KeepApartRefusedError(DomainError):
    """The pair makes no sense, or something is missing."""

    status = 422


class KeepApartStandsError(DomainError):
    """Somebody else opened or closed the pair already."""


class AssessmentRefusedError(DomainError):
    """An assessment without a reason, or one that ends before it begins."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What is to be written down about two people.

    Attributes:
        other_number: the number of the other one, who may be out of the actor's reach.
        role, other_role: what each of the two was in what happened.
    """

    other_number: str
    role: PairRole
    other_role: PairRole
    reason: ApartReason
    level: ApartLevel
    comment: str = ""


_PROBLEMS: Final = {
    "unknown": _("There is nobody with this number. Check it, digit by digit."),
    "self": _("This is the person's own number. Enter the number of the other one."),
}


@transaction.atomic
def open_keep_apart(*, actor: Actor, client_id: int, pair: Pair, at: datetime) -> int:
    """Say that two people must not meet, and return the pair's id; it stands in both threads, for staff.

    Raises:
        KeepApartRefusedError: nobody has that number, or it is the person's own.
        KeepApartStandsError: they are kept apart already.
    """
    require(actor, Permission.KEEP_APART)
    with connection.cursor() as cursor:
        cursor.execute(
            "select pair_id, other_id, problem from custody_open_apart(%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                client_id,
                pair.other_number.strip()[:40],
                pair.role.value,
                pair.other_role.value,
                pair.reason.value,
                pair.level.value,
                pair.comment.strip()[:LONGEST_COMMENT],
                at,
            ],
        )
        pair_id, other_id, problem = cursor.fetchone()
    if problem == "open":
        raise KeepApartStandsError(
            _("These two are kept apart already. Close that entry first, or leave it as it is.")
        )
    if problem:
        raise KeepApartRefusedError(_PROBLEMS[problem])
    _tell_both(actor, pair_id, client_id, other_id, at, is_open=True)
    return int(pair_id)


@transaction.atomic
def close_keep_apart(*, actor: Actor, client_id: int, pair_id: int, reason: str, at: datetime) -> None:
    """Say that two people may meet again, with the reason.

    Raises:
        KeepApartRefusedError: no reason.
        KeepApartStandsError: somebody else closed it, or there is no such pair in reach.
    """
    require(actor, Permission.KEEP_APART)
    if not reason.strip():
        raise KeepApartRefusedError(
            _("Write why they may meet again. Whoever asks later has to understand it.")
        )
    row = KeepApart.objects.filter(id=pair_id).first()
    if row is None or client_id not in (row.client_id, row.other_id):
        raise KeepApartStandsError(_("There is no such entry in your reach."))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select custody_close_apart(%s, %s, %s)", [pair_id, reason.strip()[:500], at])
            is_closed = cursor.fetchone()[0]
    except ProgrammingError as refused:
        if getattr(refused.__cause__, "sqlstate", "") != INSUFFICIENT_PRIVILEGE:
            raise
        raise KeepApartStandsError(_("There is no such entry in your reach.")) from refused
    if not is_closed:
        raise KeepApartStandsError(_("Somebody else closed this entry already."))
    _tell_both(actor, pair_id, row.client_id, row.other_id, at, is_open=False)


@transaction.atomic
def assess_cell_sharing(
    *,
    actor: Actor,
    assessment_id: UUID,
    client_id: int,
    risk: SharingRisk,
    reason: str,
    valid_until: datetime | None,
    at: datetime,
) -> CellSharing:
    """Say how much of a risk it is that somebody shares a cell; the same ``assessment_id`` is the same row.

    Raises:
        AssessmentRefusedError: no reason, or it ends before it begins.
    """
    require(actor, Permission.KEEP_APART)
    if (again := CellSharing.objects.filter(id=assessment_id, client_id=client_id).first()) is not None:
        return again
    if not reason.strip():
        raise AssessmentRefusedError(_("Write what the assessment is built on."))
    if valid_until is not None and valid_until <= at:
        raise AssessmentRefusedError(_("The day of the next assessment must lie ahead."))
    row = CellSharing(
        id=assessment_id,
        client_id=client_id,
        risk=risk,
        reason=reason.strip()[:500],
        assessed_at=at,
        assessed_by=actor.id,
        valid_until=valid_until,
    )
    row.save(force_insert=True)
    event = CellSharingAssessed(
        client_id=client_id, info_class=InformationClass.RISK_LEVEL, risk=risk.value, until=valid_until
    )
    thread.record(actor, event, at=at)
    return row


def _tell_both(actor: Actor, pair_id: int, one: int, two: int, at: datetime, *, is_open: bool) -> None:
    """Write into both chains in client order, and let every module react for both."""
    for whose, other in sorted([(one, two), (two, one)]):
        event = KeepApartChanged(
            client_id=whose,
            info_class=InformationClass.SECURITY,
            pair_id=pair_id,
            other_client_id=other,
            is_open=is_open,
        )
        tell_apart(pair_id, event, at=at)
        course.react(event, actor=actor, at=at)
