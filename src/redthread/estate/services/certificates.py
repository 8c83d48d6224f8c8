"""Certificates of capacity: somebody asks, another person decides, and the room changes with the decision."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.estate.enums import CertificateState
from redthread.estate.events import (
    CertificateApproved,
    CertificateDeclined,
    CertificateRequested,
    CertificateWithdrawn,
)
from redthread.estate.models import CapacityCertificate, Room
from redthread.estate.permissions import Permission
from redthread.estate.queries.certificates import facts_of
from redthread.estate.rules.space import CPT, assess
from redthread.estate.services.common import (
    MOST_IN_A_ROOM,
    NO_CLASS,
    EstateError,
    require_here,
    room_words,
)
from redthread.foundation import thread
from redthread.foundation.actor import Actor, PermissionDeniedError
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE


class TooSmallError(EstateError):
    """The room is far too small for so many people."""


class CertificateDecidedError(DomainError):
    """The certificate was decided or taken back already."""


class OwnCertificateError(PermissionDeniedError):
    """Who asked for a certificate does not decide it."""


@transaction.atomic
def request_certificate(
    *, actor: Actor, room_id: int, capacity: int, grounds: str, at: datetime
) -> CapacityCertificate:
    """Ask that a room where people live be certified for ``capacity`` people.

    Raises:
        EstateError: the number cannot be, no grounds, nobody lives in such a room, or one waits.
        TooSmallError: less than 3 m² a person (rule R23's source): that is not asked for.
    """
    # The room itself is locked by nobody who may not change it; that one request waits, the index sees to.
    room = Room.objects.select_related("unit").get(id=room_id)
    require_here(actor, Permission.CERTIFY_REQUEST, room.unit.establishment_id)
    grounds = grounds.strip()
    if not room.is_lived_in:
        raise EstateError(_("Only rooms where people live are certified."))
    if not 0 <= capacity <= MOST_IN_A_ROOM or capacity == room.capacity:
        raise EstateError(_("Give another number of people, at most %(n)s.") % {"n": MOST_IN_A_ROOM})
    if not grounds:
        raise EstateError(_("Say why: who decides reads nothing else."))
    if assess(facts_of(room), capacity).is_refused:
        raise TooSmallError(
            _("Room %(room)s has %(area)s m². That is less than %(least)s m² for each of %(n)s people.")
            % {"room": room.code, "area": room.area, "least": CPT.least, "n": capacity}
        )
    if CapacityCertificate.objects.filter(room=room, state=CertificateState.REQUESTED).exists():
        raise EstateError(_("A request for this room waits for its decision already."))
    certificate = CapacityCertificate.objects.create(
        room=room, before=room.capacity, capacity=capacity, grounds=grounds, asked_by=actor.id, asked_at=at
    )
    event = CertificateRequested(
        client_id=HOUSE,
        info_class=NO_CLASS,
        establishment_id=room.unit.establishment_id,
        room_id=room.id,
        certificate_id=certificate.id,
        room=room_words(room),
        before=room.capacity,
        capacity=capacity,
        grounds=grounds,
    )
    thread.record(actor, event, at=at)
    return certificate


@transaction.atomic
def approve_certificate(
    *, actor: Actor, certificate_id: int, words: str, at: datetime
) -> CapacityCertificate:
    """Certify the room. Fewer places than people living there moves nobody; the room takes nobody new.

    Raises:
        OwnCertificateError: the same person asked for it.
        CertificateDecidedError: somebody was faster.
    """
    certificate = _to_decide(actor, certificate_id)
    _decide(certificate, CertificateState.APPROVED, actor, words.strip(), at)
    room = certificate.room
    event = CertificateApproved(
        client_id=HOUSE,
        info_class=NO_CLASS,
        establishment_id=room.unit.establishment_id,
        room_id=room.id,
        certificate_id=certificate.id,
        room=room_words(room),
        before=room.capacity,
        capacity=certificate.capacity,
        words=certificate.words,
    )
    thread.record(actor, event, at=at)
    return certificate


@transaction.atomic
def decline_certificate(
    *, actor: Actor, certificate_id: int, words: str, at: datetime
) -> CapacityCertificate:
    """Say no, with the reason; the room stays as it is.

    Raises:
        EstateError: no reason.
        OwnCertificateError: the same person asked for it.
        CertificateDecidedError: somebody was faster.
    """
    certificate = _to_decide(actor, certificate_id)
    if not words.strip():
        raise EstateError(_("Say why not."))
    _decide(certificate, CertificateState.DECLINED, actor, words.strip(), at)
    room = certificate.room
    event = CertificateDeclined(
        client_id=HOUSE,
        info_class=NO_CLASS,
        establishment_id=room.unit.establishment_id,
        room_id=room.id,
        certificate_id=certificate.id,
        room=room_words(room),
        capacity=certificate.capacity,
        words=certificate.words,
    )
    thread.record(actor, event, at=at)
    return certificate


@transaction.atomic
def withdraw_certificate(*, actor: Actor, certificate_id: int, at: datetime) -> CapacityCertificate:
    """Take one's own request back.

    Raises:
        PermissionDeniedError: somebody else asked.
        CertificateDecidedError: it was decided already.
    """
    certificate = CapacityCertificate.objects.select_related("room__unit").get(id=certificate_id)
    room = certificate.room
    require_here(actor, Permission.CERTIFY_REQUEST, room.unit.establishment_id)
    if certificate.asked_by != actor.id:
        raise PermissionDeniedError(_("Only who asked can take it back."))
    _decide(certificate, CertificateState.WITHDRAWN, actor, "", at)
    event = CertificateWithdrawn(
        client_id=HOUSE,
        info_class=NO_CLASS,
        establishment_id=room.unit.establishment_id,
        room_id=room.id,
        certificate_id=certificate.id,
        room=room_words(room),
        capacity=certificate.capacity,
    )
    thread.record(actor, event, at=at)
    return certificate


def _to_decide(actor: Actor, certificate_id: int) -> CapacityCertificate:
    certificate = CapacityCertificate.objects.select_related("room__unit").get(id=certificate_id)
    require_here(actor, Permission.CERTIFY, certificate.room.unit.establishment_id)
    if certificate.asked_by == actor.id:
        raise OwnCertificateError(_("You asked for this yourself. Another person decides it."))
    return certificate


def _decide(
    certificate: CapacityCertificate, state: CertificateState, actor: Actor, words: str, at: datetime
) -> None:
    # One statement that finds it undecided: of two at once, the second changes nothing and learns it.
    waiting = CapacityCertificate.objects.filter(id=certificate.id, state=CertificateState.REQUESTED)
    if not waiting.update(state=state, decided_by=actor.id, decided_at=at, words=words):
        raise CertificateDecidedError(_("This request was decided already."))
    certificate.state, certificate.decided_by = state, actor.id
    certificate.decided_at, certificate.words = at, words
