"""Writes of those who are expected from outside, and of taking them in."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.custody.enums import ArrivalStatus, CameAs
from redthread.custody.events import ArrivalAnnounced, ArrivalCancelled, ClientMatched
from redthread.custody.models import ExpectedArrival, Stay
from redthread.custody.permissions import Permission
from redthread.custody.services.stays import receive_client
from redthread.foundation import thread
from redthread.foundation.actor import Actor, PermissionDeniedError, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.people.public import Client, create_client


class ArrivalStandsError(DomainError):
    """The arrival was received or cancelled meanwhile."""


class AnnouncementError(DomainError):
    """What was said of somebody who is expected cannot be."""

    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What the papers say of somebody who will come."""

    given_name: str
    family_name: str
    born_on: date | None
    gender: str
    language: str
    known_number: str = ""
    source: str = ""
    order_number: str = ""


@transaction.atomic
def announce_arrival(
    *,
    actor: Actor,
    arrival_id: UUID,
    establishment_id: int,
    expected_at: datetime,
    who: Announcement,
    at: datetime,
) -> ExpectedArrival:
    """Note that somebody is expected; the same ``arrival_id`` again changes nothing.

    Raises:
        AnnouncementError: a name or the source is missing, or a date cannot be.
    """
    _require_here(actor, establishment_id)
    if (again := ExpectedArrival.objects.filter(id=arrival_id).first()) is not None:
        return again
    given, family, source = who.given_name.strip(), who.family_name.strip(), who.source.strip()
    if not given or not family:
        raise AnnouncementError(_("Write the given name and the family name as they stand on the papers."))
    if not source:
        raise AnnouncementError(_("Write who sends this person: a court, the police, another service."))
    if who.born_on is not None and who.born_on >= at.date():
        raise AnnouncementError(_("The date of birth lies in the future."))
    arrival = ExpectedArrival.objects.create(
        id=arrival_id,
        establishment_id=establishment_id,
        expected_at=expected_at,
        given_name=given[:80],
        family_name=family[:80],
        born_on=who.born_on,
        gender=who.gender,
        language=who.language,
        known_number=who.known_number.strip()[:20],
        source=source[:120],
        order_number=who.order_number.strip()[:60],
        status=ArrivalStatus.EXPECTED,
        announced_at=at,
        announced_by=actor.id,
    )
    event = ArrivalAnnounced(
        client_id=HOUSE,
        info_class=InformationClass(0),
        arrival_id=arrival_id,
        establishment_id=establishment_id,
        source=arrival.source,
    )
    thread.record(actor, event, at=at)
    return arrival


@transaction.atomic
def cancel_arrival(*, actor: Actor, arrival_id: UUID, at: datetime) -> None:
    """Note that somebody does not come.

    Raises:
        ArrivalStandsError: received or cancelled already.
    """
    arrival = _locked(actor, arrival_id)
    arrival.status = ArrivalStatus.CANCELLED
    arrival.save(update_fields=["status"])
    event = ArrivalCancelled(
        client_id=HOUSE,
        info_class=InformationClass(0),
        arrival_id=arrival_id,
        establishment_id=arrival.establishment_id,
    )
    thread.record(actor, event, at=at)


@transaction.atomic
def receive_known(
    *,
    actor: Actor,
    arrival_id: UUID,
    client_id: int,
    room_id: int,
    came_as: CameAs,
    at: datetime,
    against_reason: str = "",
) -> Stay:
    """Take in somebody who is known already: the thread of then goes on.

    Raises:
        ArrivalStandsError: received or cancelled meanwhile.
        AlreadyHeldError: the known person is held somewhere.
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
        KeptApartError: it is too near to somebody, and nobody who may decides against it.
    """
    arrival = _locked(actor, arrival_id)
    stay = receive_client(
        actor=actor,
        client_id=client_id,
        room_id=room_id,
        at=at,
        came_as=came_as,
        against_reason=against_reason,
    )
    number = Client.objects.values_list("number", flat=True).get(id=client_id)
    event = ClientMatched(
        client_id=client_id, info_class=InformationClass.IDENTITY, arrival_id=arrival_id, number=number
    )
    thread.record(actor, event, at=at)
    _received(arrival, client_id)
    return stay


@transaction.atomic
def receive_new(
    *,
    actor: Actor,
    arrival_id: UUID,
    number: str,
    born_on: date,
    room_id: int,
    at: datetime,
    against_reason: str = "",
) -> Stay:
    """Open a course for somebody who was never here, and take them in; ``against_reason`` as in a move.

    Raises:
        ArrivalStandsError: received or cancelled meanwhile.
        RoomFullError: no place left in the room.
        RoomClosedError: the room takes nobody new.
    """
    arrival = _locked(actor, arrival_id)
    client_id = create_client(
        actor=actor,
        number=number,
        given_name=arrival.given_name,
        family_name=arrival.family_name,
        born_on=born_on,
        gender=arrival.gender,
        language=arrival.language,
        at=at,
    )
    stay = receive_client(
        actor=actor, client_id=client_id, room_id=room_id, at=at, against_reason=against_reason
    )
    _received(arrival, client_id)
    return stay


def _received(arrival: ExpectedArrival, client_id: int) -> None:
    arrival.status, arrival.client_id = ArrivalStatus.RECEIVED, client_id
    arrival.save(update_fields=["status", "client"])


def _locked(actor: Actor, arrival_id: UUID) -> ExpectedArrival:
    require(actor, Permission.RECEIVE)
    arrival = ExpectedArrival.objects.select_for_update(of=("self",)).get(id=arrival_id)
    _require_here(actor, arrival.establishment_id)
    if arrival.status != ArrivalStatus.EXPECTED:
        raise ArrivalStandsError(_("Somebody else received this person or called it off meanwhile."))
    return arrival


def _require_here(actor: Actor, establishment_id: int) -> None:
    require(actor, Permission.RECEIVE)
    if actor.establishment_id not in (None, establishment_id):
        raise PermissionDeniedError(_("Only staff of that establishment can do this."))
