"""Sessions: opened after something was proved, ended by their person, an administrator, or the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.foundation.session import signing_in
from redthread.signin import rules
from redthread.signin.events import SessionsEnded, SignedIn, SignedOut
from redthread.signin.permissions import Permission
from redthread.signin.services import hashing
from redthread.signin.services.notes import NO_CLASS, chain_of, note


class HalfExpiredError(DomainError):
    """The second step came too late, in another browser, or after it was done already."""

    status = 401

    def __init__(self) -> None:
        super().__init__(_("That took too long. Please begin again."))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a sign-in comes from.

    Attributes:
        binding: what the session is tied to; with another one its token opens nothing.
        place: subject of throttling: ``device:3`` or ``address:192.0.2.7``.
        place_name: the same in words, for the thread.
        door: which door it is: names, half sign-ins and sessions of one open no other.
    """

    binding: str
    place: str
    place_name: str
    door: str = "staff"
    agent: str = ""
    address: str = ""
    device_id: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Whose sign-in it is."""

    actor_id: int
    client_id: int | None
    language: str
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody is in. ``token`` goes into the cookie and is known nowhere else."""

    token: str
    session_id: UUID
    person: Person
    wrong_tries: int = 0


@dataclass(frozen=True, slots=True)
class Half:
    """A sign-in that is half done, found by its token. ``actor_id`` None: nothing is proved yet."""

    token: str
    actor_id: int | None
    device_id: int | None
    challenge: bytes | None
    pending: str | None
    invitation_id: int | None = None


def open_session(
    cursor: CursorWrapper, person: Person, origin: Origin, *, by: str, at: datetime, wrong_tries: int = 0
) -> Entry:
    """Open a session with a new token and note it; on a tablet it ends that of whoever was there before."""
    idle = rules.STAFF_IDLE if person.client_id is None else rules.CLIENT_IDLE
    if origin.device_id is not None:
        cursor.execute(
            "select access.close_sessions(null, %s, null, 'somebody signed in')", [origin.device_id]
        )
    token = hashing.new_token()
    cursor.execute(
        "select access.open_session(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            person.actor_id,
            origin.door,
            token,
            origin.binding,
            origin.device_id,
            _seconds(idle),
            _seconds(rules.LIFETIME),
            origin.agent,
            origin.address,
        ],
    )
    session_id: UUID = cursor.fetchone()[0]
    chain, info_class = chain_of(person.client_id)
    event = SignedIn(client_id=chain, info_class=info_class, by=by, place=origin.place_name)
    note(cursor, event, actor_id=person.actor_id, at=at)
    return Entry(token=token, session_id=session_id, person=person, wrong_tries=wrong_tries)


def open_half(
    cursor: CursorWrapper,
    *,
    actor_id: int | None,
    origin: Origin,
    challenge: bytes | None = None,
    pending: str | None = None,
    invitation_id: int | None = None,
) -> str:
    """Remember what was proved so far and return the token of the next step, good for ten minutes."""
    cursor.execute("delete from access.half_session where expires_at < now()")
    token = hashing.new_token()
    cursor.execute(
        "insert into access.half_session "
        "(token_hash, door, actor_id, device_id, binding, challenge, pending, invitation_id, expires_at) "
        "values (sha256(convert_to(%s, 'UTF8')), %s, %s, %s, sha256(convert_to(%s, 'UTF8')), %s, %s, %s, "
        "now() + make_interval(secs => %s))",
        [
            token,
            origin.door,
            actor_id,
            origin.device_id,
            origin.binding,
            challenge,
            pending,
            invitation_id,
            _seconds(rules.HALF_LIFETIME),
        ],
    )
    return token


def find_half(cursor: CursorWrapper, token: str, *, origin: Origin) -> Half | None:
    """Return the half sign-in behind a token, held until the transaction ends; None when it is over."""
    cursor.execute(
        "select actor_id, device_id, challenge, pending, invitation_id from access.half_session "
        "where token_hash = sha256(convert_to(%s, 'UTF8')) and door = %s "
        "and binding = sha256(convert_to(%s, 'UTF8')) and expires_at > now() for update",
        [token, origin.door, origin.binding],
    )
    row = cursor.fetchone()
    if row is None:
        return None
    challenge = None if row[2] is None else bytes(row[2])
    return Half(
        token=token,
        actor_id=row[0],
        device_id=row[1],
        challenge=challenge,
        pending=row[3],
        invitation_id=row[4],
    )


def update_half(cursor: CursorWrapper, half: Half, *, challenge: bytes | None, pending: str | None) -> None:
    """Remember a challenge or a new key until the answer comes."""
    cursor.execute(
        "update access.half_session set challenge = %s, pending = %s "
        "where token_hash = sha256(convert_to(%s, 'UTF8'))",
        [challenge, pending, half.token],
    )


def end_half(cursor: CursorWrapper, token: str) -> None:
    """Use up a half sign-in."""
    cursor.execute(
        "delete from access.half_session where token_hash = sha256(convert_to(%s, 'UTF8'))", [token]
    )


def find_person(cursor: CursorWrapper, actor_id: int) -> Person | None:
    """Return an active actor as a person."""
    cursor.execute(
        "select id, client_id, language, name from access.actor "
        "where id = %s and is_active and active_until > now()",
        [actor_id],
    )
    row = cursor.fetchone()
    return None if row is None else Person(*row)


def sign_out(*, token: str, at: datetime) -> int | None:
    """End the session behind a token and return whose it was, as an actor; None without one.

    Also for a session that has expired meanwhile: then only the answer is given.
    """
    with signing_in() as cursor:
        cursor.execute(
            "select s.actor_id, a.client_id from access.session s join access.actor a on a.id = s.actor_id "
            "where s.token_hash = sha256(convert_to(%s, 'UTF8'))",
            [token],
        )
        row = cursor.fetchone()
        if row is None:
            return None
        actor_id, client_id = row
        cursor.execute("select access.end_session(%s, 'signed out')", [token])
        if cursor.fetchone()[0]:
            chain, info_class = chain_of(client_id)
            note(cursor, SignedOut(client_id=chain, info_class=info_class), actor_id=actor_id, at=at)
    return int(actor_id)


@transaction.atomic
def end_session(*, actor: Actor, of_actor_id: int, session_id: UUID, at: datetime) -> int:
    """End one session, one's own or, with the permission, somebody's; return how many ended."""
    return _end(actor, of_actor_id, session_id, at)


@transaction.atomic
def end_all_sessions(*, actor: Actor, of_actor_id: int, at: datetime) -> int:
    """End every session of somebody; of one's own all but the one that asks. Return how many ended."""
    if of_actor_id != actor.id:
        return _end(actor, of_actor_id, None, at)
    with connection.cursor() as cursor:
        cursor.execute("select id from access.list_sessions_of(%s)", [actor.id])
        others = [row[0] for row in cursor.fetchall() if row[0] != actor.session_id]
    return sum(_end(actor, actor.id, other, at) for other in others)


def _end(actor: Actor, of_actor_id: int, session_id: UUID | None, at: datetime) -> int:
    if of_actor_id != actor.id:
        require(actor, Permission.END_SESSIONS)
    with connection.cursor() as cursor:
        cursor.execute("select access.end_sessions_of(%s, %s, 'ended by hand')", [of_actor_id, session_id])
        ended = int(cursor.fetchone()[0])
    if ended:
        event = SessionsEnded(client_id=HOUSE, info_class=NO_CLASS, of_actor_id=of_actor_id, sessions=ended)
        thread.record(actor, event, at=at)
    return ended


def _seconds(span: timedelta) -> int:
    return int(span.total_seconds())
