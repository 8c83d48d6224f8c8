"""Tablets: announced by staff with a one-time code, enrolled by typing it, revoked when they are lost."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from redthread.estate.public import Room
from redthread.foundation import thread
from redthread.foundation.actor import Actor, PermissionDeniedError, require
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.foundation.session import signing_in
from redthread.signin import rules
from redthread.signin.events import DeviceAnnounced, DeviceEnrolled, DeviceRevoked
from redthread.signin.models import Device
from redthread.signin.permissions import Permission
from redthread.signin.services import hashing
from redthread.signin.services.attempts import MustWaitError, Try, find_wait, note_right, note_wrong, queue_up
from redthread.signin.services.notes import NO_CLASS, note
from redthread.signin.services.sessions import Origin


class DeviceBindingError(DomainError):
    """The room lies elsewhere, or both a room and a person are named."""

    status = 400


class WrongCodeError(DomainError):
    """No tablet waits for this code now."""

    status = 403


@dataclass(frozen=True, slots=True)
class AnnouncedDevice:
    """A tablet that waits for its code. ``code`` is shown once; only its hash is kept."""

    device: Device
    code: str
    expires_at: datetime


@transaction.atomic
def announce_device(
    *,
    actor: Actor,
    establishment_id: int,
    label: str,
    room_id: int | None = None,
    client_id: int | None = None,
    at: datetime,
) -> AnnouncedDevice:
    """Announce a tablet for a room, for a person, or (neither) for the whole establishment.

    Raises:
        DeviceBindingError: a room of another establishment, or a room and a person.
        PermissionDeniedError: the establishment or the person is not the actor's.
    """
    require(actor, Permission.ENROL_DEVICE)
    _require_place(actor, establishment_id)
    if room_id is not None and client_id is not None:
        raise DeviceBindingError(_("A tablet belongs to a room or to a person, not to both."))
    if (
        room_id is not None
        and not Room.objects.filter(id=room_id, unit__establishment_id=establishment_id).exists()
    ):
        raise DeviceBindingError(_("This room is not part of the establishment."))
    device = Device.objects.create(
        establishment_id=establishment_id,
        label=label.replace("\x00", "").strip()[:60],
        room_id=room_id,
        client_id=client_id,
        announced_at=at,
        announced_by=actor.id,
    )
    return _announce(actor, device, at)


@transaction.atomic
def announce_again(*, actor: Actor, device_id: int, at: datetime) -> AnnouncedDevice:
    """Give a new code for a tablet (its cookie is gone, the code ran out); what was enrolled ends at once.

    Raises:
        Device.DoesNotExist: there is none, or it was revoked.
    """
    require(actor, Permission.ENROL_DEVICE)
    device = Device.objects.select_for_update().get(id=device_id, revoked_at=None)
    _require_place(actor, device.establishment_id)
    device.announced_at, device.announced_by, device.enrolled_at = at, actor.id, None
    device.save(update_fields=["announced_at", "announced_by", "enrolled_at"])
    return _announce(actor, device, at)


@transaction.atomic
def revoke_device(*, actor: Actor, device_id: int, at: datetime) -> Device:
    """Forget a tablet: nobody can sign in on it any more, and who is signed in there is out.

    Raises:
        Device.DoesNotExist: there is none, or it was revoked.
    """
    require(actor, Permission.ENROL_DEVICE)
    device = Device.objects.select_for_update().get(id=device_id, revoked_at=None)
    _require_place(actor, device.establishment_id)
    with connection.cursor() as cursor:
        cursor.execute("select access.revoke_device(%s)", [device.id])
    device.revoked_at = at
    device.save(update_fields=["revoked_at"])
    event = DeviceRevoked(client_id=HOUSE, info_class=NO_CLASS, device_id=device.id, label=device.label)
    thread.record(actor, event, at=at)
    return device


def enrol_device(*, code: str, origin: Origin, at: datetime) -> str:
    """Turn a code that was typed on a tablet into the tablet's token, once.

    Raises:
        WrongCodeError: unknown, used, expired or revoked.
        MustWaitError: too many wrong codes from this address.
    """
    attempt = Try(
        subject=f"enrol {origin.place}", place=origin.place, free_at_place=rules.FREE_TRIES_AT_ADDRESS
    )
    token = hashing.new_token()
    with signing_in() as cursor:
        queue_up(cursor, attempt)
        until = find_wait(cursor, attempt, at=at)
        device_id = None
        if until is None:
            cursor.execute("select access.enrol_device(%s, %s, %s)", [rules.read_code(code), token, at])
            device_id = cursor.fetchone()[0]
            if device_id is None:
                note_wrong(
                    cursor, attempt, actor_id=None, client_id=None, place_name=origin.place_name, at=at
                )
            else:
                note_right(cursor, attempt, at=at)
                event = DeviceEnrolled(client_id=HOUSE, info_class=NO_CLASS, device_id=device_id)
                note(cursor, event, actor_id=None, at=at)
    if until is not None:
        raise MustWaitError(until, at=at)
    if device_id is None:
        raise WrongCodeError(
            _("This code does not fit. Codes work once and for half an hour: ask for a new one.")
        )
    return token


def _announce(actor: Actor, device: Device, at: datetime) -> AnnouncedDevice:
    code, expires_at = hashing.new_code(), at + rules.CODE_LIFETIME
    with connection.cursor() as cursor:
        cursor.execute("select access.announce_device(%s, %s, %s)", [device.id, code, expires_at])
    event = DeviceAnnounced(client_id=HOUSE, info_class=NO_CLASS, device_id=device.id, label=device.label)
    thread.record(actor, event, at=at)
    return AnnouncedDevice(device=device, code=code, expires_at=expires_at)


def _require_place(actor: Actor, establishment_id: int) -> None:
    if actor.establishment_id not in {None, establishment_id}:
        raise PermissionDeniedError(_("You manage the tablets of your own establishment only."))
