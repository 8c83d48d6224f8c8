"""Wrong tries: counted for a person at a place, for the place, and for the person everywhere."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper
from django.utils.translation import ngettext

from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.signin import rules
from redthread.signin.events import ManyWrongTries
from redthread.signin.services.notes import NO_CLASS, note

_MINUTE = 60


class WrongKeyError(DomainError):
    """The name and the key do not belong together, or one of them does not exist: nobody is told which."""

    status = 403


class MustWaitError(DomainError):
    """Too many wrong tries; ``until`` tells when the next one is read."""

    status = 429

    def __init__(self, until: datetime, *, at: datetime) -> None:
        self.until = until
        self.seconds = max(1, round((until - at).total_seconds()))
        super().__init__(_wait_in_words(self.seconds))


def _wait_in_words(seconds: int) -> str:
    if seconds <= _MINUTE:
        return ngettext(
            "Too many wrong tries. Wait %(n)s second, then try again.",
            "Too many wrong tries. Wait %(n)s seconds, then try again.",
            seconds,
        ) % {"n": seconds}
    minutes = -(-seconds // _MINUTE)
    return ngettext(
        "Too many wrong tries. Wait %(n)s minute, then try again.",
        "Too many wrong tries. Wait %(n)s minutes, then try again.",
        minutes,
    ) % {"n": minutes}


@dataclass(frozen=True, slots=True)
class Try:
    """Somebody tries to come in: who they say they are (as a subject), and where.

    Attributes:
        since: tries before this instant do not count: the key is newer than they are.
        free: wrong tries against the subject that cost nothing.
    """

    subject: str
    place: str
    free_at_place: int = rules.FREE_TRIES
    since: datetime | None = None
    free: int = rules.FREE_TRIES


def subject_of(actor_id: int | None, typed: str) -> str:
    """Return whom a try is against. What nobody is called is hashed: it may be a PIN in the wrong field."""
    if actor_id is not None:
        return f"actor:{actor_id}"
    return "name:" + hashlib.sha256(typed.encode()).hexdigest()[:32]


def queue_up(cursor: CursorWrapper, attempt: Try) -> None:
    """Let tries through one at a time, at a place and against a person: many at once must not slip past."""
    for key in (attempt.place, attempt.subject):
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 7))", ["signin " + key])


def find_wait(cursor: CursorWrapper, attempt: Try, *, at: datetime) -> datetime | None:
    """Return until when this try must wait, or None; see :func:`redthread.signin.rules.longest_wait`."""
    values: dict[str, str | datetime | None] = {
        "subject": attempt.subject,
        "place": attempt.place,
        "day": at - rules.COUNTED_FOR,
        "hour": at - rules.PLACE_COUNTED_FOR,
        "since": attempt.since,
        "at": at,
    }
    cursor.execute(
        "with came as (select max(at) filter (where place = %(place)s) as here, max(at) as anywhere "
        "  from access.attempt where subject = %(subject)s and succeeded and at <= %(at)s) "
        "select (select here from came), "
        " (select array[count(*)::text, max(at)::text] from access.attempt where subject = %(subject)s "
        "  and place = %(place)s and not succeeded "
        "  and at > greatest(%(day)s, (select here from came), %(since)s)), "
        " (select array[count(*)::text, max(at)::text] from access.attempt where place = %(place)s "
        "  and not succeeded and at > %(hour)s), "
        " (select array[count(*)::text, max(at)::text] from access.attempt where subject = %(subject)s "
        "  and not succeeded and at > greatest(%(day)s, (select anywhere from came), %(since)s))",
        values,
    )
    here, own, place, anywhere = cursor.fetchone()
    until = rules.longest_wait(
        own=_tries(own),
        place=_tries(place),
        anywhere=_tries(anywhere),
        is_known_here=here is not None and here > at - rules.KNOWN_FOR,
        free_at_place=attempt.free_at_place,
        free_own=attempt.free,
    )
    return until if until is not None and until > at else None


def _tries(row: list[str | None]) -> rules.Tries:
    count, last = row
    return rules.Tries(wrong=int(count or 0), last_at=datetime.fromisoformat(last) if last else None)


def note_right(cursor: CursorWrapper, attempt: Try, *, at: datetime) -> int:
    """Count a right try and return how many wrong ones there were against this person before it."""
    cursor.execute(
        "select count(*) from access.attempt where subject = %(s)s and not succeeded and at > coalesce("
        "(select max(at) from access.attempt where subject = %(s)s and succeeded), '-infinity')",
        {"s": attempt.subject},
    )
    wrong = int(cursor.fetchone()[0])
    _count(cursor, attempt, succeeded=True, at=at)
    # What no rule asks about any more goes: here, because here is where it grows.
    cursor.execute(
        "delete from access.attempt where (subject = %s or place = %s) and at < %s",
        [attempt.subject, attempt.place, at - rules.KNOWN_FOR - rules.COUNTED_FOR],
    )
    return wrong


def note_wrong(
    cursor: CursorWrapper,
    attempt: Try,
    *,
    actor_id: int | None,
    client_id: int | None,
    place_name: str,
    at: datetime,
) -> None:
    """Count a wrong try, and tell staff when there were many against one person in a day."""
    _count(cursor, attempt, succeeded=False, at=at)
    # Asked for strangers' names too, so that the time does not tell who exists.
    cursor.execute(
        "select count(*) from access.attempt where subject = %s and not succeeded and at > %s",
        [attempt.subject, at - rules.COUNTED_FOR],
    )
    tries = int(cursor.fetchone()[0])
    if actor_id is None or tries != rules.TELL_STAFF_AT:
        return
    event = ManyWrongTries(
        client_id=HOUSE if client_id is None else client_id,
        info_class=NO_CLASS if client_id is None else InformationClass.IDENTITY,
        tries=tries,
        place=place_name,
        staff_actor_id=actor_id if client_id is None else None,
    )
    note(cursor, event, actor_id=None, at=at)


def _count(cursor: CursorWrapper, attempt: Try, *, succeeded: bool, at: datetime) -> None:
    cursor.execute(
        "insert into access.attempt (subject, place, at, succeeded) values (%s, %s, %s, %s)",
        [attempt.subject, attempt.place, at, succeeded],
    )
