"""Writes of transfers: proposed, decided by a named person with grounds, on the way, arrived."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import CameAs, LeftAs, TransferReason, TransferStatus
from redthread.custody.events import ArrivalConfirmed, TransferCancelled, TransferDecided, TransferProposed
from redthread.custody.models import Receipt, Transfer
from redthread.custody.models.transfer import OPEN
from redthread.custody.permissions import Permission
from redthread.custody.services.common import (
    TimesContradictError,
    begin_stay,
    end_stay,
    place_client,
    place_words,
    require_stay,
)
from redthread.estate.public import Establishment, Room, get_establishment, get_room
from redthread.foundation import course, thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.course import ClientTransferred, Effect
from redthread.foundation.errors import DomainError

HIDDEN = InformationClass.SECURITY
"""A journey not yet begun is not told to the client: its entries are of a class that is never their own."""


class TransferStandsError(DomainError):
    """The transfer is no longer where the page thought it was."""


class TransferUnderwayError(DomainError):
    """Another transfer of the client is open."""


class GroundsMissingError(DomainError):
    """A decision, a proposal or a refusal needs grounds."""

    status = 422


class SamePlaceError(DomainError):
    """The client lives there already."""

    status = 422


@transaction.atomic
def propose_transfer(
    *,
    actor: Actor,
    transfer_id: UUID,
    client_id: int,
    to_establishment_id: int,
    reason: TransferReason,
    grounds: str,
    may_be_told: bool,
    planned_at: datetime,
    at: datetime,
) -> Transfer:
    """Propose that somebody should live elsewhere; the same ``transfer_id`` again changes nothing.

    Raises:
        NotHeldError: they are held nowhere now.
        SamePlaceError: they are held there.
        TransferUnderwayError: another transfer of theirs is open.
        GroundsMissingError: no grounds were given.
        TimesContradictError: the day lies in the past.
    """
    require(actor, Permission.PLACE)
    if (again := Transfer.objects.filter(id=transfer_id, client_id=client_id).first()) is not None:
        return again
    stay = require_stay(client_id)
    there = get_establishment(establishment_id=to_establishment_id)
    if stay.establishment_id == there.id:
        raise SamePlaceError(_("This person lives there already."))
    if not there.is_open:
        raise SamePlaceError(_("%(name)s is closed and takes nobody.") % {"name": there.name})
    if planned_at.date() < at.date():
        raise TimesContradictError(_("The day of the journey lies in the past."))
    if Transfer.objects.filter(client_id=client_id, status__in=OPEN).exists():
        raise TransferUnderwayError(
            _("A transfer of this person is open already. Finish or cancel it first.")
        )
    transfer = Transfer.objects.create(
        id=transfer_id,
        client_id=client_id,
        from_establishment_id=stay.establishment_id,
        to_establishment=there,
        status=TransferStatus.PROPOSED,
        reason=reason,
        grounds=_require_grounds(grounds),
        may_be_told=may_be_told,
        planned_at=planned_at,
        proposed_at=at,
        proposed_by=actor.id,
    )
    event = TransferProposed(
        client_id=client_id,
        info_class=HIDDEN,
        transfer_id=transfer_id,
        to_establishment_id=there.id,
        to_place=there.name,
        reason=reason.value,
    )
    thread.record(actor, event, at=at)
    return transfer


@transaction.atomic
def decide_transfer(
    *, actor: Actor, transfer_id: UUID, is_approved: bool, grounds: str, at: datetime
) -> Transfer:
    """Decide a proposal, with grounds.

    Raises:
        TransferStandsError: it is not a proposal any more.
        GroundsMissingError: no grounds were given.
    """
    require(actor, Permission.DECIDE_TRANSFER)
    transfer = _locked(transfer_id, TransferStatus.PROPOSED)
    transfer.status = TransferStatus.DECIDED if is_approved else TransferStatus.REFUSED
    transfer.decided_at, transfer.decided_by = at, actor.id
    transfer.decision_grounds = _require_grounds(grounds)
    transfer.save(update_fields=["status", "decided_at", "decided_by", "decision_grounds"])
    event = TransferDecided(
        client_id=transfer.client_id,
        info_class=HIDDEN,
        transfer_id=transfer.id,
        is_approved=is_approved,
        to_place=transfer.to_establishment.name,
        grounds=transfer.decision_grounds,
    )
    thread.record(actor, event, at=at)
    return transfer


@transaction.atomic
def cancel_transfer(*, actor: Actor, transfer_id: UUID, grounds: str, at: datetime) -> Transfer:
    """Call off a transfer whose journey has not begun.

    Raises:
        TransferStandsError: it has begun, or was ended already.
        GroundsMissingError: no grounds were given.
    """
    require(actor, Permission.PLACE)
    transfer = _locked(transfer_id, TransferStatus.PROPOSED, TransferStatus.DECIDED)
    transfer.status = TransferStatus.CANCELLED
    transfer.save(update_fields=["status"])
    event = TransferCancelled(
        client_id=transfer.client_id,
        info_class=HIDDEN,
        transfer_id=transfer.id,
        grounds=_require_grounds(grounds),
    )
    thread.record(actor, event, at=at)
    return transfer


def preview_transfer(*, actor: Actor, client_id: int, to_establishment_id: int, at: datetime) -> list[Effect]:
    """Return what a transfer would do in every module, before a room is chosen there."""
    here = require_stay(client_id).establishment_id
    there = get_establishment(establishment_id=to_establishment_id)
    event = _transferred(client_id, here, there, None)
    return course.preview(event, actor=actor, at=at)


@transaction.atomic
def begin_journey(
    *, actor: Actor, transfer_id: UUID, room_id: int, at: datetime, against_reason: str = ""
) -> Transfer:
    """Let a decided transfer begin: from now on the new place answers for the person.

    ``against_reason`` decides against a keep-apart or a high risk at the new place or on the journey.

    Raises:
        TransferStandsError: it is not decided, or has begun.
        NotHeldError: the client is held nowhere now.
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
        KeptApartError: it is too near to somebody, and nobody who may decides against it.
    """
    require(actor, Permission.PLACE)
    transfer = _locked(transfer_id, TransferStatus.DECIDED)
    room = get_room(room_id=room_id)
    if room.unit.establishment_id != transfer.to_establishment_id:
        raise TransferStandsError(_("This room is in another establishment than the one decided."))
    before = require_stay(transfer.client_id)
    end_stay(before, at, LeftAs.TRANSFER)
    begin_stay(
        transfer.client_id,
        room,
        at,
        CameAs.TRANSFER,
        actor=actor,
        against_reason=against_reason,
        journey_from=before.establishment_id,
    )
    event = _transferred(transfer.client_id, before.establishment_id, room.unit.establishment, room)
    _seq, effects = course.happen(event, actor=actor, at=at)
    transfer.status, transfer.departed_at = TransferStatus.UNDERWAY, at
    transfer.effects = [e.as_json() for e in effects]
    transfer.save(update_fields=["status", "departed_at", "effects"])
    # The reactions ran while the acting person still reached the client; the reach moves last.
    place_client(transfer.client_id, room.unit.establishment_id, room.unit_id)
    return transfer


@transaction.atomic
def confirm_arrival(*, actor: Actor, transfer_id: UUID, at: datetime) -> Receipt:
    """Say that the person has arrived, and give them their receipt: where, why, what followed, who is there.

    Raises:
        TransferStandsError: nobody is on the way, or the arrival was confirmed already.
        TimesContradictError: arrived before they left.
    """
    require(actor, Permission.PLACE)
    transfer = _locked(transfer_id, TransferStatus.UNDERWAY)
    stay = require_stay(transfer.client_id)
    if transfer.departed_at is not None and at < transfer.departed_at:
        raise TimesContradictError(_("The time of arrival lies before the departure."))
    transfer.status, transfer.arrived_at = TransferStatus.ARRIVED, at
    transfer.save(update_fields=["status", "arrived_at"])
    place = place_words(get_room(room_id=stay.room_id))
    event = ArrivalConfirmed(
        client_id=transfer.client_id,
        info_class=InformationClass.LOCATION,
        transfer_id=transfer.id,
        place=place,
    )
    seq = thread.record(actor, event, at=at)
    return Receipt.objects.create(
        client_id=transfer.client_id,
        at=at,
        kind=event.kind,
        seq=seq,
        place=place,
        grounds=transfer.grounds if transfer.may_be_told else "",
        effects=transfer.effects,
    )


def _locked(transfer_id: UUID, *standing: TransferStatus) -> Transfer:
    transfer = Transfer.objects.select_for_update(of=("self",)).get(id=transfer_id)
    if transfer.status not in standing:
        raise TransferStandsError(
            _("This transfer stands elsewhere by now: %(status)s. Open it again.")
            % {"status": TransferStatus(transfer.status).label}
        )
    return transfer


def _require_grounds(text: str) -> str:
    grounds = text.strip()
    if not grounds:
        raise GroundsMissingError(_("Write why. Whoever asks later has to be able to understand it."))
    return grounds[:2000]


def _transferred(client_id: int, here: int, there: Establishment, room: Room | None) -> ClientTransferred:
    return ClientTransferred(
        client_id=client_id,
        info_class=InformationClass.LOCATION,
        from_establishment_id=here,
        to_establishment_id=there.id,
        to_unit_id=room.unit_id if room else 0,
        to_room_id=room.id if room else 0,
        place=place_words(room) if room else there.name,
    )
