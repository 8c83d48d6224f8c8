"""A lost password of somebody outside: a link to their own mailbox, and the second step as ever.

Nobody is told whether an address is known: the answer, the waits and the work done are the same. The link
works once, for half an hour, for the name and the password as they were when it was asked for.
"""

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.foundation.session import signing_in
from redthread.notices.public import NoticeKind, tell
from redthread.signin import rules
from redthread.signin.events import NewPasswordAsked, PasswordReplaced
from redthread.signin.services import hashing
from redthread.signin.services.attempts import MustWaitError, Try, find_wait, note_wrong, queue_up, subject_of
from redthread.signin.services.notes import NO_CLASS, note
from redthread.signin.services.sessions import Origin, Person, find_person, open_half
from redthread.signin.services.staff import HalfWay, replace_password, standing_of

MOST_A_DAY: Final = 3
"""Links sent to one person: nobody fills a mailbox from here."""


class LinkEndedError(DomainError):
    """The link was used, is too old, or never was one: nobody is told which."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("This link has ended. Ask for a new one."))


def ask_for_new_password(*, name: str, origin: Origin, at: datetime) -> None:
    """Send a link to whoever signs in by this address with a password of ours; to nobody else.

    Raises:
        MustWaitError: too many were asked for by this name or from there, known or not.
    """
    typed = hashing.plain(name).lower()[:80]
    # A count of its own: whoever asks often keeps nobody from signing in.
    attempt = Try(
        subject_of(None, f"lost {origin.door} {typed}"), f"lost {origin.place}", rules.FREE_TRIES_AT_ADDRESS
    )
    with signing_in() as cursor:
        queue_up(cursor, attempt)
        until = find_wait(cursor, attempt, at=at)
        if until is None:
            note_wrong(cursor, attempt, actor_id=None, client_id=None, place_name=origin.place_name, at=at)
            cursor.execute(
                "delete from access.attempt where place = %s and at < %s",
                [attempt.place, at - rules.COUNTED_FOR],
            )
            _send(cursor, typed, origin.door, at)
    if until is not None:
        raise MustWaitError(until, at=at)


def find_lost_password(*, token: str, door: str, at: datetime) -> Person:
    """Return whose link it is, for the page that it opens; nothing is used up by looking.

    Raises:
        LinkEndedError: there is none.
    """
    with signing_in() as cursor:
        return _whose(cursor, token, door, at)


def replace_lost_password(*, token: str, password: str, again: str, origin: Origin, at: datetime) -> HalfWay:
    """Take a new password by a link, end every sign-in of the person, and lead on to their second step.

    Raises:
        LinkEndedError: it was used, or is too old.
        PasswordRefusedError: it will not do; the person may try again.
    """
    with signing_in() as cursor:
        person = _whose(cursor, token, origin.door, at)
        replace_password(cursor, person, password, again, at=at)
        # As with a first password: browsers known before, and wrong tries before, count no more.
        cursor.execute(
            "update access.credential set created_at = %s where actor_id = %s and kind = 'password'",
            [at, person.actor_id],
        )
        cursor.execute("delete from access.known_browser where actor_id = %s", [person.actor_id])
        cursor.execute("delete from access.half_session where actor_id = %s", [person.actor_id])
        cursor.execute("select access.close_sessions(%s, null, null, 'new keys')", [person.actor_id])
        event = PasswordReplaced(client_id=HOUSE, info_class=NO_CLASS)
        note(cursor, event, actor_id=person.actor_id, at=at)
        half = open_half(cursor, actor_id=person.actor_id, origin=origin)
        return HalfWay(token=half, step=standing_of(cursor, person).step)


def _send(cursor: CursorWrapper, name: str, door: str, at: datetime) -> None:
    cursor.execute("delete from access.lost_password where asked_at < %s", [at - timedelta(days=1)])
    cursor.execute(
        "select a.id, a.language from access.login_name n join access.actor a on a.id = n.actor_id "
        "where n.door = %(door)s and n.name = %(name)s and a.is_active and a.active_until > now() "
        "and exists (select 1 from access.credential c where c.actor_id = a.id and c.kind = 'password') "
        "and (select count(*) from access.lost_password l where l.actor_id = a.id) < %(most)s",
        {"door": door, "name": name, "most": MOST_A_DAY},
    )
    found = cursor.fetchone()
    # For a name that nobody has the same is done and undone, so that the time does not tell who exists.
    with transaction.atomic(using="signin"):
        token = hashing.new_token()
        cursor.execute(
            "insert into access.lost_password (token_hash, door, actor_id, name, asked_at, expires_at) "
            "values (sha256(convert_to(%s, 'UTF8')), %s, coalesce(%s, (select min(id) from access.actor)), "
            "%s, %s, %s) returning actor_id",
            [token, door, found and found[0], name, at, at + rules.LOST_LIFETIME],
        )
        [actor_id] = cursor.fetchone()
        tell(
            cursor=cursor,
            address=name,
            language=found[1] if found else "en",
            kind=NoticeKind.PASSWORD,
            about=f"password:{uuid4()}",
            at=at,
            door=door,
            secret=f"lost-password/{token}",
        )
        event = NewPasswordAsked(client_id=HOUSE, info_class=NO_CLASS, outsider_actor_id=actor_id)
        note(cursor, event, actor_id=None, at=at)
        if found is None:
            transaction.set_rollback(True, using="signin")


def _whose(cursor: CursorWrapper, token: str, door: str, at: datetime) -> Person:
    cursor.execute(
        "select l.actor_id from access.lost_password l "
        "join access.login_name n on n.actor_id = l.actor_id and n.door = l.door and n.name = l.name "
        "join access.credential c on c.actor_id = l.actor_id and c.kind = 'password' "
        "and c.created_at <= l.asked_at "
        "where l.token_hash = sha256(convert_to(%s, 'UTF8')) and l.door = %s "
        "and l.ended_at is null and l.expires_at > %s for update of l",
        [token, door, at],
    )
    row = cursor.fetchone()
    person = None if row is None else find_person(cursor, row[0])
    if person is None:
        raise LinkEndedError
    return person
