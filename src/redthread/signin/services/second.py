"""The second thing that staff prove: a code from their phone or a recovery code; and how they get them."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.foundation.session import signing_in
from redthread.signin import rules
from redthread.signin.events import KeyChanged
from redthread.signin.services import hashing
from redthread.signin.services.attempts import (
    MustWaitError,
    Try,
    WrongKeyError,
    find_wait,
    note_right,
    note_wrong,
    queue_up,
    subject_of,
)
from redthread.signin.services.notes import NO_CLASS, note
from redthread.signin.services.sessions import (
    Entry,
    HalfExpiredError,
    Origin,
    Person,
    end_half,
    open_session,
    update_half,
)
from redthread.signin.services.staff import Step, require_half, standing_of

PERIOD = 30
_WRONG_CODE = _("This code does not fit. Codes change every 30 seconds, and each works once.")


class LastKeyError(DomainError):
    """Without this key the person could not sign in any more."""


@dataclass(frozen=True, slots=True)
class NewGenerator:
    """A code generator to be set up: the seed in letters, and the address that goes into the QR code."""

    seed: str
    uri: str


def begin_totp(*, token: str, origin: Origin) -> NewGenerator:
    """Return the code generator to scan; the same until it is confirmed, so that a reload changes nothing.

    Raises:
        HalfExpiredError: too late, or a second step is set up already.
    """
    with signing_in() as cursor:
        half, person = require_half(cursor, token, origin)
        if standing_of(cursor, person).step is not Step.ENROL:
            raise HalfExpiredError
        seed = None if half.pending is None else hashing.unseal(half.pending)
        if seed is None:
            seed = pyotp.random_base32()
            update_half(cursor, half, challenge=half.challenge, pending=hashing.seal(seed))
        cursor.execute("select name from access.login_name where actor_id = %s limit 1", [person.actor_id])
        uri = pyotp.TOTP(seed).provisioning_uri(name=cursor.fetchone()[0], issuer_name="Redthread")
    return NewGenerator(seed=seed, uri=uri)


def confirm_totp(*, token: str, code: str, origin: Origin, at: datetime) -> tuple[Entry, list[str]]:
    """Set up the code generator with its first code, and let the person in; also returns new recovery codes.

    Raises:
        HalfExpiredError: too late, or a second step is set up already.
        WrongKeyError: the code does not fit; the person may try again.
    """
    with signing_in() as cursor:
        half, person = require_half(cursor, token, origin)
        seed = None if half.pending is None else hashing.unseal(half.pending)
        if seed is None or standing_of(cursor, person).step is not Step.ENROL:
            raise HalfExpiredError
        step = rules.matching_step(_codes(seed, at), code, after=0)
        if step is None:
            raise WrongKeyError(_WRONG_CODE)
        cursor.execute(
            "insert into access.credential (actor_id, kind, secret, counter, last_used_at) "
            "values (%s, 'totp', %s, %s, now())",
            [person.actor_id, hashing.seal(seed), step],
        )
        note_key(cursor, person, "totp", "added", at=at)
        codes = replace_recovery_codes(cursor, person, at=at)
        entry = let_in(cursor, person, token, origin, by="password+totp", at=at)
    return entry, codes


def prove_code(*, token: str, code: str, origin: Origin, at: datetime) -> Entry:
    """Prove the second thing with a code from the phone, or with a recovery code.

    Raises:
        HalfExpiredError: too late, another browser, or an earlier step is still to do.
        WrongKeyError: the code does not fit, or was used before.
        MustWaitError: too many wrong ones.
    """
    with signing_in() as cursor:
        _half, person = require_half(cursor, token, origin)
        if standing_of(cursor, person).step is not Step.SECOND:
            raise HalfExpiredError
        outcome = _try_code(cursor, person, token, code, origin, at)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def new_recovery_codes(*, actor: Actor, at: datetime) -> list[str]:
    """Return ten new recovery codes, shown once; the old ones work no longer."""
    person = Person(actor_id=actor.id, client_id=None, language=actor.language, name=actor.name)
    with signing_in() as cursor:
        return replace_recovery_codes(cursor, person, at=at)


def remove_key(*, actor: Actor, key_id: int, at: datetime) -> None:
    """Remove one's own passkey or code generator, unless it is the last second step.

    Raises:
        LastKeyError: nothing would be left to sign in with.
    """
    person = Person(actor_id=actor.id, client_id=None, language=actor.language, name=actor.name)
    with signing_in() as cursor:
        cursor.execute(
            "select id, kind from access.credential where actor_id = %s and kind in ('totp', 'passkey') "
            "order by id for update",
            [actor.id],
        )
        kinds: dict[int, str] = dict(cursor.fetchall())
        if key_id not in kinds:
            return
        if len(kinds) == 1:
            raise LastKeyError(_("This is your only second step. Add another one first."))
        cursor.execute("delete from access.credential where id = %s", [key_id])
        note_key(cursor, person, kinds[key_id], "removed", at=at)


def let_in(
    cursor: CursorWrapper, person: Person, token: str, origin: Origin, *, by: str, at: datetime
) -> Entry:
    """End the half sign-in, count the success and open the session."""
    end_half(cursor, token)
    attempt = Try(subject_of(person.actor_id, ""), origin.place, rules.FREE_TRIES_AT_ADDRESS)
    wrong = note_right(cursor, attempt, at=at)
    return open_session(cursor, person, origin, by=by, at=at, wrong_tries=wrong)


def replace_recovery_codes(cursor: CursorWrapper, person: Person, *, at: datetime) -> list[str]:
    """Write ten new recovery codes and return them; only their fingerprints are kept."""
    codes = [hashing.new_code(rules.RECOVERY_LENGTH) for _ in range(rules.RECOVERY_CODES)]
    cursor.execute(
        "delete from access.credential where actor_id = %s and kind = 'recovery'", [person.actor_id]
    )
    cursor.executemany(
        "insert into access.credential (actor_id, kind, secret) values (%s, 'recovery', %s)",
        [(person.actor_id, hashing.fingerprint(code)) for code in codes],
    )
    note_key(cursor, person, "recovery", "added", at=at)
    return codes


def note_key(cursor: CursorWrapper, person: Person, key: str, change: str, *, at: datetime) -> None:
    """Note a change of somebody's own keys in the house's chain."""
    event = KeyChanged(client_id=HOUSE, info_class=NO_CLASS, key=key, change=change)
    note(cursor, event, actor_id=person.actor_id, at=at)


def _try_code(
    cursor: CursorWrapper, person: Person, token: str, code: str, origin: Origin, at: datetime
) -> Entry | DomainError:
    attempt = Try(subject_of(person.actor_id, ""), origin.place, rules.FREE_TRIES_AT_ADDRESS)
    queue_up(cursor, attempt)
    until = find_wait(cursor, attempt, at=at)
    if until is not None:
        return MustWaitError(until, at=at)
    by = _use_code(cursor, person, code, at)
    if by is None:
        note_wrong(
            cursor, attempt, actor_id=person.actor_id, client_id=None, place_name=origin.place_name, at=at
        )
        return WrongKeyError(_WRONG_CODE)
    return let_in(cursor, person, token, origin, by=by, at=at)


def _use_code(cursor: CursorWrapper, person: Person, code: str, at: datetime) -> str | None:
    """Use up a code and say what it was; None when it fits nothing. Rows are locked: none works twice."""
    typed = rules.read_code(code)
    if len(typed) == rules.RECOVERY_LENGTH:
        cursor.execute(
            "delete from access.credential where actor_id = %s and kind = 'recovery' and secret = %s "
            "returning id",
            [person.actor_id, hashing.fingerprint(typed)],
        )
        return None if cursor.fetchone() is None else "password+recovery"
    cursor.execute(
        "select id, secret, counter from access.credential where actor_id = %s and kind = 'totp' for update",
        [person.actor_id],
    )
    row = cursor.fetchone()
    seed = None if row is None else hashing.unseal(row[1])
    step = None if row is None or seed is None else rules.matching_step(_codes(seed, at), typed, after=row[2])
    if row is None or step is None:
        return None
    cursor.execute(
        "update access.credential set counter = %s, last_used_at = now() where id = %s", [step, row[0]]
    )
    return "password+totp"


def _codes(seed: str, at: datetime) -> dict[int, str]:
    """Return the codes of the step before, this one and the next: phones' clocks differ."""
    now, generator = int(at.timestamp()) // PERIOD, pyotp.TOTP(seed)
    return {step: generator.generate_otp(step) for step in (now - 1, now, now + 1)}
