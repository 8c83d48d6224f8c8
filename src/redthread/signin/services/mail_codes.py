"""The second step of those outside: a code by e-mail, asked in each browser once.

Relatives have a telephone and a mailbox, and mostly nothing else: a code to the mailbox that they sign in
with shows that it is theirs, and the browser is remembered until they get a new password.
"""

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError
from redthread.foundation.session import signing_in
from redthread.notices.public import tell
from redthread.signin import rules
from redthread.signin.services import hashing
from redthread.signin.services.attempts import (
    MustWaitError,
    Try,
    WrongKeyError,
    find_wait,
    note_wrong,
    queue_up,
    subject_of,
)
from redthread.signin.services.second import let_in
from redthread.signin.services.sessions import (
    Entry,
    Half,
    HalfExpiredError,
    Origin,
    Person,
    update_half,
)
from redthread.signin.services.staff import NameTakenError, Step, require_half, standing_of

REMEMBERED: Final = timedelta(days=180)
MOST_CODES: Final = 3
"""Codes sent for one sign-in: whoever has the password cannot fill a mailbox."""
_WRONG: Final = _("This code does not fit. Look for the newest mail from us.")


@dataclass(frozen=True, slots=True)
class KnownBrowser:
    """Somebody is in; ``token`` is for the browser to keep, so that no code is asked there again."""

    entry: Entry
    token: str


def name_outsider(*, token: str, name: str, origin: Origin) -> None:
    """Let an invited person say with which e-mail address they sign in.

    Raises:
        HalfExpiredError: too late, another browser, or they have a key already.
        NameTakenError: somebody else signs in with it.
    """
    with signing_in() as cursor:
        half, person = require_half(cursor, token, origin)
        if half.invitation_id is None or standing_of(cursor, person).step is not Step.PASSWORD:
            raise HalfExpiredError
        try:
            with transaction.atomic(using="signin"):
                cursor.execute(
                    "update access.login_name set name = %s where actor_id = %s and door = %s",
                    [hashing.plain(name).lower()[:80], person.actor_id, origin.door],
                )
        except IntegrityError as taken:
            raise NameTakenError(_("This address cannot be used here. Choose another one.")) from taken


def enter_known_browser(*, token: str, browser: str, origin: Origin, at: datetime) -> Entry | None:
    """Let somebody in whose password was right in a browser of theirs; None where a code must be asked.

    Raises:
        HalfExpiredError: too late, or another step is still to do.
    """
    with signing_in() as cursor:
        _half, person = _require_mail(cursor, token, origin)
        if not _is_known(cursor, person, browser, at):
            return None
        return let_in(cursor, person, token, origin, by="password+browser", at=at)


def send_mail_code(*, token: str, origin: Origin, at: datetime, anew: bool = False) -> str:
    """Send a code to the person's mailbox, once unless asked anew, and return the address in part.

    Raises:
        HalfExpiredError: too late, or another step is still to do.
        MustWaitError: three were sent already.
    """
    with signing_in() as cursor:
        half, person = _require_mail(cursor, token, origin)
        cursor.execute(
            "select name from access.login_name where actor_id = %s and door = %s",
            [person.actor_id, origin.door],
        )
        address = str(cursor.fetchone()[0])
        sent = _sent(half)
        if sent["times"] and not anew:
            return _in_part(address)
        if sent["times"] >= MOST_CODES:
            raise MustWaitError(at + timedelta(minutes=10), at=at)
        code = f"{secrets.randbelow(10**6):06d}"
        number = sent["times"] + 1
        kept = {"times": number, "hash": _hash(token, code)}
        update_half(cursor, half, challenge=half.challenge, pending=json.dumps(kept))
        tell(
            address=address,
            language=person.language,
            kind="code",
            about=f"code:{uuid4()}",
            at=at,
            door=origin.door,
            secret=code,
            cursor=cursor,
        )
    return _in_part(address)


def prove_mail_code(*, token: str, code: str, origin: Origin, at: datetime) -> KnownBrowser:
    """Let somebody in by the code from their mailbox, and remember the browser.

    Raises:
        HalfExpiredError: too late, or another step is still to do.
        WrongKeyError: the code does not fit.
        MustWaitError: too many wrong ones.
    """
    with signing_in() as cursor:
        half, person = _require_mail(cursor, token, origin)
        outcome = _try_code(cursor, half, person, code, origin, at)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def _try_code(
    cursor: CursorWrapper, half: Half, person: Person, code: str, origin: Origin, at: datetime
) -> KnownBrowser | DomainError:
    attempt = Try(subject_of(person.actor_id, ""), origin.place, rules.FREE_TRIES_AT_ADDRESS)
    queue_up(cursor, attempt)
    if (until := find_wait(cursor, attempt, at=at)) is not None:
        return MustWaitError(until, at=at)
    typed = "".join(c for c in hashing.plain(code) if c.isdigit())
    if not hmac.compare_digest(_sent(half)["hash"], _hash(half.token, typed)):
        note_wrong(
            cursor, attempt, actor_id=person.actor_id, client_id=None, place_name=origin.place_name, at=at
        )
        return WrongKeyError(_WRONG)
    entry = let_in(cursor, person, half.token, origin, by="password+mail", at=at)
    browser = hashing.new_token()
    cursor.execute("delete from access.known_browser where expires_at < %s", [at])
    cursor.execute(
        "insert into access.known_browser (token_hash, actor_id, added_at, expires_at) "
        "values (sha256(convert_to(%s, 'UTF8')), %s, %s, %s)",
        [browser, person.actor_id, at, at + REMEMBERED],
    )
    return KnownBrowser(entry, browser)


def _require_mail(cursor: CursorWrapper, token: str, origin: Origin) -> tuple[Half, Person]:
    half, person = require_half(cursor, token, origin)
    if standing_of(cursor, person).step is not Step.MAIL:
        raise HalfExpiredError
    return half, person


def _is_known(cursor: CursorWrapper, person: Person, browser: str, at: datetime) -> bool:
    # Who got new keys shows anew that the mailbox is theirs.
    cursor.execute(
        "select exists (select 1 from access.known_browser b join access.credential c "
        "on c.actor_id = b.actor_id and c.kind = 'password' and c.created_at <= b.added_at "
        "where b.token_hash = sha256(convert_to(%s, 'UTF8')) and b.actor_id = %s and b.expires_at > %s)",
        [browser, person.actor_id, at],
    )
    return bool(cursor.fetchone()[0])


def _sent(half: Half) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(half.pending) if half.pending else {"times": 0, "hash": ""}
    return found


def _hash(token: str, code: str) -> str:
    """Return what is kept of a code: with the token of its sign-in, so a table of all codes is no use."""
    return hashlib.sha256(f"{token}:{code}".encode()).hexdigest()


def _in_part(address: str) -> str:
    """Return an address as its owner knows it again and nobody else learns it: ``f…@example.org``."""
    local, _at, host = address.rpartition("@")
    return f"{local[:1]}…@{host}"
