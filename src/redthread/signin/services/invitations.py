"""Somebody outside is invited: a link that works once leads to a first key of their own."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.foundation.session import signing_in
from redthread.notices.public import seal
from redthread.signin import rules
from redthread.signin.events import OutsiderInvited
from redthread.signin.services import hashing
from redthread.signin.services.attempts import (
    MustWaitError,
    Try,
    find_wait,
    note_wrong,
    queue_up,
    subject_of,
)
from redthread.signin.services.notes import NO_CLASS
from redthread.signin.services.sessions import Origin, Person, find_person, open_half
from redthread.signin.services.staff import HalfWay, NameTakenError, Step


class InvitationEndedError(DomainError):
    """The link was used, is too old, or never was one: nobody is told which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This invitation has ended. Ask whoever invited you for a new one."))


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation that is still open, and whom it is for. ``name`` is what they sign in with."""

    id: int
    person: Person
    name: str
    expires_at: datetime


@transaction.atomic
def invite_outsider(
    *, actor: Actor, outsider_actor_id: int, address: str, language: str, at: datetime
) -> str:
    """Invite a partner or a relative by a link that is sent to their address; return its token.

    All keys and links that they had end: this is also how a lost phone is answered. Who may invite whom is
    asked in the database: partners are invited by whoever manages their organisation, relatives by whoever
    manages the contacts of their client.

    Args:
        address: the e-mail address to which the link goes; it is also what the person signs in with. Empty:
            the token is sixteen letters for a printed letter, and the person names an address themselves.

    Raises:
        NameTakenError: somebody else signs in with this name at that door.
    """
    token = hashing.new_token() if address else hashing.new_code(rules.RECOVERY_LENGTH)
    # Nobody types a name with a space in it: until they name an address, nobody signs in with this one.
    name = hashing.plain(address)[:80] or f"letter {outsider_actor_id}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select access.invite(%s, %s, %s, %s)",
                [outsider_actor_id, name, token, at + rules.INVITATION_LIFETIME],
            )
    except IntegrityError as error:
        raise NameTakenError(_("Somebody else signs in with this name. Choose another one.")) from error
    if address:
        with connection.cursor() as cursor:
            cursor.execute(
                "select access.tell_invited(%s, %s, %s, %s, %s)",
                [outsider_actor_id, token, seal(f"invitation/{token}"), language, at],
            )
    event = OutsiderInvited(client_id=HOUSE, info_class=NO_CLASS, outsider_actor_id=outsider_actor_id)
    thread.record(actor, event, at=at)
    return token


def find_invitation(*, token: str, door: str) -> Invitation:
    """Return an open invitation, for the page that its link opens; nothing is used up by looking.

    Raises:
        InvitationEndedError: there is none.
    """
    with signing_in() as cursor:
        return read_invitation(cursor, token, door)


def look_up_invitation(*, token: str, origin: Origin, at: datetime) -> Invitation:
    """Return an open invitation by its link or its typed letters; who guesses must wait.

    Raises:
        InvitationEndedError: wrong, used, too old: it is one answer.
        MustWaitError: too many wrong ones from there.
    """
    typed = as_typed(token)
    attempt = Try(subject_of(None, f"invitation {typed}"), origin.place, rules.FREE_TRIES_AT_ADDRESS)
    found: Invitation | DomainError
    with signing_in() as cursor:
        queue_up(cursor, attempt)
        if (until := find_wait(cursor, attempt, at=at)) is not None:
            found = MustWaitError(until, at=at)
        else:
            try:
                found = read_invitation(cursor, typed, origin.door)
            except InvitationEndedError as ended:
                note_wrong(
                    cursor, attempt, actor_id=None, client_id=None, place_name=origin.place_name, at=at
                )
                found = ended
    if isinstance(found, DomainError):
        raise found
    return found


def as_typed(token: str) -> str:
    """Return the token of a link as it is, and letters typed from a letter as they were printed."""
    letters = rules.read_code(token)
    return letters if len(letters) == rules.RECOVERY_LENGTH else token


def accept_invitation(*, token: str, origin: Origin) -> HalfWay:
    """Begin the first sign-in by an invitation: the person chooses a password of their own next.

    The link works until they have; whoever is interrupted opens it again.

    Raises:
        InvitationEndedError: there is none.
    """
    with signing_in() as cursor:
        found = read_invitation(cursor, as_typed(token), origin.door)
        half = open_half(cursor, actor_id=found.person.actor_id, origin=origin, invitation_id=found.id)
    return HalfWay(token=half, step=Step.PASSWORD)


def read_invitation(cursor: CursorWrapper, token: str, door: str) -> Invitation:
    """Return an open invitation, inside a sign-in.

    Raises:
        InvitationEndedError: there is none.
    """
    cursor.execute(
        "select i.id, i.actor_id, i.expires_at, n.name from access.invitation i "
        "join access.login_name n on n.actor_id = i.actor_id and n.door = i.door "
        "where i.token_hash = sha256(convert_to(%s, 'UTF8')) and i.door = %s "
        "and i.used_at is null and i.expires_at > now()",
        [token, door],
    )
    row = cursor.fetchone()
    person = None if row is None else find_person(cursor, row[1])
    if row is None or person is None:
        raise InvitationEndedError
    return Invitation(id=row[0], person=person, name=row[3], expires_at=row[2])
