"""Reads of sign-in: tablets, sessions, and what a person should know about tries at their door."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from redthread.foundation.actor import Actor, require
from redthread.foundation.session import signing_in
from redthread.signin import rules
from redthread.signin.models import Device
from redthread.signin.permissions import Permission


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """An enrolled tablet, as it is known before anybody signs in on it."""

    id: int
    establishment_id: int
    room_id: int | None
    client_id: int | None
    label: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """A tablet in the list of its managers. ``bound_to``: a room's or a person's name, "" for all."""

    device: Device
    bound_to: str
    wrong_tries: int
    code_is_waiting: bool


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that somebody could go on with now."""

    id: UUID
    door: str
    created_at: datetime
    last_seen_at: datetime
    agent: str
    address: str
    device_id: int | None
    is_this: bool


@dataclass(frozen=True, slots=True)
class OwnKey:
    """A key of one's own: ``password``, ``totp``, ``passkey`` or ``recovery``, never its secret."""

    id: int
    kind: str
    label: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class WrongTries:
    """A client at whose door somebody knocked too often in the last day."""

    client_id: int
    tries: int
    last_at: datetime


def read_device(cursor: CursorWrapper, token: str) -> KnownDevice | None:
    """Return the tablet behind a token, inside a sign-in."""
    if not token:
        return None
    cursor.execute(
        "select device_id, establishment_id, room_id, client_id, label from access.find_device(%s)", [token]
    )
    row = cursor.fetchone()
    return None if row is None else KnownDevice(*row)


def find_device(*, token: str) -> KnownDevice | None:
    """Return the tablet behind the token in its cookie; None when it is not enrolled (any longer)."""
    with signing_in() as cursor:
        return read_device(cursor, token)


def find_client_of_token(*, token: str) -> int | None:
    """Return whose client session a token was, also when it has ended: for the way back after a lock."""
    if not token:
        return None
    with signing_in() as cursor:
        cursor.execute(
            "select a.client_id from access.session s join access.actor a on a.id = s.actor_id "
            "where s.token_hash = sha256(convert_to(%s, 'UTF8')) and s.door = 'client'",
            [token],
        )
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def list_devices(*, actor: Actor, establishment_id: int, at: datetime) -> list[DeviceRow]:
    """Return an establishment's tablets that are not revoked, by label, with the last day's wrong tries."""
    require(actor, Permission.ENROL_DEVICE)
    with connection.cursor() as cursor:
        cursor.execute("select * from access.list_wrong_tries_by_device(%s)", [at - rules.COUNTED_FOR])
        tries = dict(cursor.fetchall())
    rows = (
        Device.objects.filter(establishment_id=establishment_id, revoked_at=None)
        .select_related("room__unit", "client")
        .order_by("label", "id")
    )
    return [
        DeviceRow(
            device=device,
            bound_to=_bound_to(device),
            wrong_tries=tries.get(device.id, 0),
            code_is_waiting=device.enrolled_at is None and device.announced_at + rules.CODE_LIFETIME > at,
        )
        for device in rows
    ]


def get_device(*, device_id: int) -> Device:
    """Return one tablet.

    Raises:
        Device.DoesNotExist: there is none.
    """
    return Device.objects.select_related("room__unit", "client", "establishment").get(id=device_id)


def list_sessions(*, actor: Actor, of_actor_id: int) -> list[OpenSession]:
    """Return open sessions, the one used last first: one's own, or another's with the permission."""
    if of_actor_id != actor.id:
        require(actor, Permission.END_SESSIONS)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, door, created_at, last_seen_at, agent, address, device_id "
            "from access.list_sessions_of(%s)",
            [of_actor_id],
        )
        return [OpenSession(*[*row, row[0] == actor.session_id]) for row in cursor.fetchall()]


def list_own_keys(*, actor: Actor) -> list[OwnKey]:
    """Return one's own keys, oldest first."""
    with signing_in() as cursor:
        cursor.execute(
            "select id, kind, label, created_at, last_used_at from access.credential where actor_id = %s "
            "order by created_at, id",
            [actor.id],
        )
        return [OwnKey(*row) for row in cursor.fetchall()]


def count_own_wrong_tries() -> int:
    """Return how many wrong tries there were against the acting person since their last visit."""
    with connection.cursor() as cursor:
        cursor.execute("select access.own_failed_attempts()")
        return int(cursor.fetchone()[0])


def list_wrong_tries(*, at: datetime) -> list[WrongTries]:
    """Return the clients in reach at whose door somebody tried too often in the last day, latest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from access.list_wrong_tries_by_client(%s, %s)",
            [at - rules.COUNTED_FOR, rules.TELL_STAFF_AT],
        )
        return [WrongTries(*row) for row in cursor.fetchall()]


def is_fresh(*, actor: Actor, within: timedelta = timedelta(minutes=10)) -> bool:
    """Tell whether the person proved within this time that it is them, by coming in or again since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.is_fresh(%s, %s)", [actor.session_id, int(within.total_seconds() // 60)]
        )
        return bool(cursor.fetchone()[0])


def device_secret(*, actor: Actor) -> bytes:
    """Return the secret of the tablet on which the actor is, for the key of what they type there."""
    with connection.cursor() as cursor:
        cursor.execute("select access.device_secret(%s)", [actor.session_id])
        return bytes(cursor.fetchone()[0])


def _bound_to(device: Device) -> str:
    if device.room is not None:
        return f"{device.room.unit.name} {device.room.code}"
    # Row security leaves the person out for those who do not reach them.
    client = device.client
    return "" if client is None else f"{client.given_name} {client.family_name} ({client.number})"
