"""What an organisation outside may know of somebody: given, narrowed, ended; by staff and by the phases."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, require
from redthread.foundation.classes import PARTNER_SHARED, InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.phases import Phase
from redthread.organisations.public import PartnerOrganisation, find_organisation
from redthread.sharing.enums import LegalBasis, Purpose
from redthread.sharing.events import (
    PartnerEnded,
    PartnerGranted,
    PartnerGrantEnded,
    PartnerLinked,
    PartnerNarrowed,
    PhaseEntered,
)
from redthread.sharing.permissions import Permission
from redthread.sharing.services.roles import ReasonNeededError
from redthread.sharing.services.waiting import deliver_waiting

C = InformationClass


class NeverSharedError(DomainError):
    """One of the classes is not shared with partners, or more than the giver may read."""

    status = 422


class NotLinkedError(DomainError):
    """The organisation does not work with this person."""

    status = 409


class OrganisationClosedError(DomainError):
    """The organisation does not work with the service."""

    status = 409


@dataclass(frozen=True, slots=True)
class GrantChanges:
    """How many grants ended and began."""

    ended: int
    made: int


@dataclass(frozen=True, slots=True)
class MoreAccess:
    """What an organisation is given by hand: classes, the purpose, the ground and the line of law."""

    reads: InformationClass
    writes: InformationClass
    purpose: Purpose
    legal_basis: LegalBasis
    source: str
    until: datetime | None = None


@transaction.atomic
def grant_partner(
    *, actor: Actor, client_id: int, organisation_id: int, reason: str, at: datetime
) -> PartnerOrganisation:
    """Let an organisation work with somebody: what its kind may know in this phase follows from the pack.

    Nothing happens where it works with them already.

    Raises:
        ReasonNeededError: no reason.
        OrganisationClosedError: it does not work with the service.
    """
    _require_giver(actor)
    _require_reason(reason)
    organisation = _organisation(organisation_id)
    with connection.cursor() as cursor:
        cursor.execute("select sharing_link_partner(%s, %s, %s)", [client_id, organisation_id, reason])
        is_new = bool(cursor.fetchone()[0])
    if is_new:
        event = PartnerLinked(
            client_id=client_id,
            info_class=C.IDENTITY,
            organisation_id=organisation_id,
            organisation=organisation.name,
            reason=reason,
        )
        thread.record(actor, event, at=at)
    deliver_waiting(actor=actor, organisation_id=organisation_id, at=at)
    return organisation


@transaction.atomic
def grant_more(
    *,
    actor: Actor,
    client_id: int,
    organisation_id: int,
    more: MoreAccess,
    reason: str,
    at: datetime,
) -> int:
    """Give an organisation more than its template, for a purpose and on a ground; return the grant's id.

    It ends with the phase, or at ``more.until`` when that is earlier. On the ground of consent it opens
    nothing before the person says yes.

    Raises:
        NeverSharedError: a class that is not shared with partners, or that the actor does not read.
        NotLinkedError: the organisation does not work with this person.
    """
    _require_giver(actor)
    _require_reason(reason)
    organisation = _organisation(organisation_id)
    too_much = actor.kind is ActorKind.STAFF and int(more.reads) & ~actor.focus_read
    if (more.reads | more.writes) & ~PARTNER_SHARED or too_much:
        raise NeverSharedError(_("You cannot share this. Choose only what you may read yourself."))
    _require_link(client_id, organisation_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select sharing_grant_by_hand(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                client_id,
                organisation_id,
                int(more.reads),
                int(more.writes & more.reads),
                more.purpose,
                more.legal_basis,
                more.source,
                more.until,
                reason,
            ],
        )
        grant_id = int(cursor.fetchone()[0])
    event = PartnerGranted(
        client_id=client_id,
        info_class=C.IDENTITY,
        organisation_id=organisation_id,
        organisation=organisation.name,
        grant_id=grant_id,
        read_mask=int(more.reads),
        write_mask=int(more.writes & more.reads),
        purpose=str(more.purpose),
        legal_basis=str(more.legal_basis),
        reason=reason,
    )
    thread.record(actor, event, at=at)
    return grant_id


@transaction.atomic
def end_grant_by_hand(*, actor: Actor, grant_id: int, client_id: int, reason: str, at: datetime) -> None:
    """End what an organisation was given beside its template."""
    _require_giver(actor)
    _require_reason(reason)
    with connection.cursor() as cursor:
        cursor.execute("select sharing_end_by_hand(%s, %s)", [grant_id, reason])
    event = PartnerGrantEnded(client_id=client_id, info_class=C.IDENTITY, grant_id=grant_id, reason=reason)
    thread.record(actor, event, at=at)


@transaction.atomic
def narrow_grant(
    *,
    actor: Actor,
    client_id: int,
    organisation_id: int,
    without: InformationClass,
    reason: str,
    at: datetime,
) -> None:
    """Take classes out of what an organisation may know; they stay out through phases until put back.

    ``without`` is all that is to be out from now on; none puts everything back that the template gives.

    Raises:
        NotLinkedError: the organisation does not work with this person.
    """
    _require_giver(actor)
    _require_reason(reason)
    organisation = _organisation(organisation_id)
    _require_link(client_id, organisation_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select sharing_narrow_partner(%s, %s, %s, %s)",
            [client_id, organisation_id, int(without), reason],
        )
    event = PartnerNarrowed(
        client_id=client_id,
        info_class=C.IDENTITY,
        organisation_id=organisation_id,
        organisation=organisation.name,
        without_mask=int(without),
        reason=reason,
    )
    thread.record(actor, event, at=at)


@transaction.atomic
def end_partner_grant(
    *, actor: Actor, client_id: int, organisation_id: int, reason: str, at: datetime
) -> None:
    """End an organisation's work with somebody: it sees nothing of them from this transaction on.

    Raises:
        NotLinkedError: it does not work with this person.
    """
    _require_giver(actor)
    _require_reason(reason)
    organisation = _organisation(organisation_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select sharing_unlink_partner(%s, %s, %s, %s)", [client_id, organisation_id, reason, at]
        )
        if not cursor.fetchone()[0]:
            raise NotLinkedError(_("This organisation does not work with this person."))
    event = PartnerEnded(
        client_id=client_id,
        info_class=C.IDENTITY,
        organisation_id=organisation_id,
        organisation=organisation.name,
        reason=reason,
    )
    thread.record(actor, event, at=at)


@transaction.atomic
def enter_phase(*, actor: Actor, client_id: int, phase: Phase, at: datetime) -> GrantChanges:
    """Begin a phase: what partners may know ends and begins with it, in one go. The guides call this."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select ended, made from sharing_enter_phase(%s, %s, %s, %s)",
            [client_id, phase.value, f"phase:{phase.value}", at],
        )
        changes = GrantChanges(*cursor.fetchone())
    if changes.ended or changes.made:
        event = PhaseEntered(
            client_id=client_id,
            info_class=C.IDENTITY,
            phase=phase.value,
            ended=changes.ended,
            made=changes.made,
        )
        thread.record(actor, event, at=at)
    return changes


def _require_giver(actor: Actor) -> None:
    if actor.kind is not ActorKind.SYSTEM:
        require(actor, Permission.GRANT_PARTNER)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonNeededError(_("Write in a few words why."))


def _organisation(organisation_id: int) -> PartnerOrganisation:
    found = find_organisation(organisation_id=organisation_id)
    if found is None or not found.is_active:
        raise OrganisationClosedError(_("This organisation does not work with the service."))
    return found


def _require_link(client_id: int, organisation_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from sharing_list_links(%s) where organisation_id = %s)",
            [client_id, organisation_id],
        )
        if not cursor.fetchone()[0]:
            raise NotLinkedError(_("This organisation does not work with this person."))
