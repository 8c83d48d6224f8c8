"""How staff come in: name and password, then a code or a passkey; or a passkey alone."""

import gzip
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.contrib.auth import password_validation
from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.foundation.session import signing_in
from redthread.signin import rules
from redthread.signin.events import KeyChanged, StaffInvited
from redthread.signin.permissions import Permission
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
from redthread.signin.services.notes import NO_CLASS, note
from redthread.signin.services.sessions import (
    Half,
    HalfExpiredError,
    Origin,
    Person,
    find_half,
    find_person,
    open_half,
)

_WRONG = _("This name and password do not fit together.")

PASSWORD_SENTENCES: dict[rules.PasswordProblem, Promise] = {
    rules.PasswordProblem.TOO_SHORT: _(
        "Too short: it needs at least 12 characters. Three or four words do well."
    ),
    rules.PasswordProblem.TOO_LONG: _("Too long: at most 200 characters."),
    rules.PasswordProblem.COMMON: _(
        "Guessed within seconds: it is one of the passwords that everybody tries first."
    ),
    rules.PasswordProblem.TOO_FEW_LETTERS: _("Guessed within minutes: it repeats a few characters."),
    rules.PasswordProblem.CONTAINS_NAME: _("Guessed within minutes: it is little more than your own name."),
    rules.PasswordProblem.SAME_AS_BEFORE: _("That is the password you have now. Choose another one."),
    rules.PasswordProblem.NOT_TWICE: _("The two new passwords are not the same."),
}


class Step(StrEnum):
    """What is still to be done before somebody is in; MAIL: a code to a relative's mailbox."""

    PASSWORD = "password"  # noqa: S105 the name of a step
    ENROL = "enrol"
    SECOND = "second"
    MAIL = "mail"


class PasswordRefusedError(DomainError):
    """The new password will not do; ``problem`` says why."""

    status = 422

    def __init__(self, problem: rules.PasswordProblem) -> None:
        self.problem = problem
        super().__init__(PASSWORD_SENTENCES[problem])


class NameTakenError(DomainError):
    """Somebody else signs in with this name."""


@dataclass(frozen=True, slots=True)
class HalfWay:
    """One thing was proved; ``token`` leads to the next step."""

    token: str
    step: Step


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody has come, for the page of the step."""

    step: Step
    person: Person
    has_totp: bool
    has_passkey: bool


def sign_in_by_password(*, name: str, password: str, origin: Origin, at: datetime) -> HalfWay:
    """Take the first step at a door of passwords: name and password.

    Raises:
        WrongKeyError: unknown name or wrong password, alike.
        MustWaitError: too many wrong tries.
    """
    with signing_in() as cursor:
        outcome = _try_password(cursor, hashing.plain(name).lower()[:80], password, origin, at)
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def get_standing(*, token: str, origin: Origin) -> Standing:
    """Return how far the sign-in behind a half session has come.

    Raises:
        HalfExpiredError: too late, or another browser.
    """
    with signing_in() as cursor:
        _half, person = require_half(cursor, token, origin)
        return standing_of(cursor, person)


def set_first_password(*, token: str, password: str, again: str, origin: Origin, at: datetime) -> HalfWay:
    """Take the password that the person chose in place of the one from their invitation.

    Raises:
        HalfExpiredError: too late, another browser, or there is nothing to change.
        PasswordRefusedError: it will not do; the person may try again.
    """
    with signing_in() as cursor:
        half, person = require_half(cursor, token, origin)
        if standing_of(cursor, person).step is not Step.PASSWORD:
            raise HalfExpiredError
        use_invitation(cursor, half)
        replace_password(cursor, person, password, again, at=at)
        return HalfWay(token=token, step=standing_of(cursor, person).step)


def change_own_password(
    *, actor: Actor, current: str, password: str, again: str, origin: Origin, at: datetime
) -> None:
    """Change one's own password; one's other sessions end.

    Raises:
        WrongKeyError: the current one is wrong.
        MustWaitError: too many wrong ones.
        PasswordRefusedError: the new one will not do.
    """
    person = Person(actor_id=actor.id, client_id=None, language=actor.language, name=actor.name)
    prove_again(actor=actor, password=current, origin=origin, at=at)
    with signing_in() as cursor:
        replace_password(cursor, person, password, again, at=at)
        cursor.execute("select access.close_sessions(%s, null, %s, 'new keys')", [actor.id, actor.session_id])


def prove_again(*, actor: Actor, password: str, origin: Origin, at: datetime) -> None:
    """Prove with the password that it is still the same person, for the dangerous acts of the next minutes.

    Raises:
        WrongKeyError: the password is wrong.
        MustWaitError: too many wrong ones.
    """
    outcome: DomainError | None = None
    attempt = Try(subject_of(actor.id, ""), origin.place, rules.FREE_TRIES_AT_ADDRESS)
    with signing_in() as cursor:
        queue_up(cursor, attempt)
        until = find_wait(cursor, attempt, at=at)
        stored, _changed_at = _password_of(cursor, actor.id)
        if until is not None:
            outcome = MustWaitError(until, at=at)
        elif hashing.is_password(stored, password):
            cursor.execute(
                "insert into access.proof values (%s, now()) "
                "on conflict (session_id) do update set at = excluded.at",
                [actor.session_id],
            )
        else:
            note_wrong(
                cursor, attempt, actor_id=actor.id, client_id=None, place_name=origin.place_name, at=at
            )
            outcome = WrongKeyError(_("This is not your password."))
    if outcome is not None:
        raise outcome


@transaction.atomic
def invite_staff(*, actor: Actor, staff_actor_id: int, username: str, at: datetime) -> str:
    """Give a member of staff a first password, and return it: shown once, to be changed at the first sign-in.

    All keys that they had end: this is also how a lost phone is answered.

    Raises:
        NameTakenError: somebody else signs in with this name.
    """
    require(actor, Permission.INVITE_STAFF)
    password = hashing.new_temporary_password()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "select access.set_staff_key(%s, %s, %s)",
                [staff_actor_id, username.strip(), hashing.hash_password(password)],
            )
    except IntegrityError as error:
        raise NameTakenError(_("Somebody else signs in with this name. Choose another one.")) from error
    event = StaffInvited(
        client_id=HOUSE, info_class=NO_CLASS, staff_actor_id=staff_actor_id, username=username
    )
    thread.record(actor, event, at=at)
    return password


def require_half(cursor: CursorWrapper, token: str, origin: Origin) -> tuple[Half, Person]:
    """Return a half sign-in whose password was right, and whose it is.

    Raises:
        HalfExpiredError: there is none.
    """
    half = find_half(cursor, token, origin=origin)
    person = None if half is None or half.actor_id is None else find_person(cursor, half.actor_id)
    if half is None or person is None:
        raise HalfExpiredError
    return half, person


def use_invitation(cursor: CursorWrapper, half: Half) -> None:
    """Use up the invitation by whose link this sign-in began, if any: from now on the person has a key.

    Raises:
        HalfExpiredError: it was used or ended meanwhile.
    """
    if half.invitation_id is None:
        return
    cursor.execute(
        "update access.invitation set used_at = now() "
        "where id = %s and used_at is null and expires_at > now() returning id",
        [half.invitation_id],
    )
    if cursor.fetchone() is None:
        raise HalfExpiredError
    # Whoever else opened the link has proved nothing by it once there is a key.
    cursor.execute(
        "delete from access.half_session where invitation_id = %s "
        "and token_hash <> sha256(convert_to(%s, 'UTF8'))",
        [half.invitation_id, half.token],
    )


def _try_password(
    cursor: CursorWrapper, name: str, password: str, origin: Origin, at: datetime
) -> HalfWay | DomainError:
    cursor.execute(
        "select a.id from access.login_name n join access.actor a on a.id = n.actor_id "
        "where n.door = %s and n.name = %s and a.is_active and a.active_until > now()",
        [origin.door, name],
    )
    row = cursor.fetchone()
    actor_id = None if row is None else int(row[0])
    stored, invited_at = _password_of(cursor, actor_id)
    attempt = Try(subject_of(actor_id, name), origin.place, rules.FREE_TRIES_AT_ADDRESS, since=invited_at)
    queue_up(cursor, attempt)
    until = find_wait(cursor, attempt, at=at)
    if until is not None:
        return MustWaitError(until, at=at)
    # One comparison whoever was named, so that the time does not tell who exists.
    is_right = hashing.is_password(stored, password)
    person = find_person(cursor, actor_id or 0)
    if not is_right or person is None:
        note_wrong(cursor, attempt, actor_id=actor_id, client_id=None, place_name=origin.place_name, at=at)
        return WrongKeyError(_WRONG)
    token = open_half(cursor, actor_id=person.actor_id, origin=origin)
    return HalfWay(token=token, step=standing_of(cursor, person).step)


def standing_of(cursor: CursorWrapper, person: Person) -> Standing:
    """Return how far somebody's keys let them come."""
    cursor.execute(
        "select coalesce(bool_or(kind = 'password'), false), "
        "coalesce(bool_or(kind = 'password' and must_change), false), "
        "coalesce(bool_or(kind = 'totp'), false), coalesce(bool_or(kind = 'passkey'), false), "
        "(select kind = 'relative' from access.actor where id = %s) "
        "from access.credential where actor_id = %s",
        [person.actor_id, person.actor_id],
    )
    has_password, must_change, has_totp, has_passkey, is_relative = cursor.fetchone()
    if must_change or not has_password:
        step = Step.PASSWORD
    elif is_relative:
        step = Step.MAIL
    else:
        step = Step.SECOND if has_totp or has_passkey else Step.ENROL
    return Standing(step=step, person=person, has_totp=has_totp, has_passkey=has_passkey)


def _password_of(cursor: CursorWrapper, actor_id: int | None) -> tuple[str | None, datetime | None]:
    cursor.execute(
        "select secret, created_at from access.credential where actor_id = %s and kind = 'password'",
        [actor_id or 0],
    )
    row = cursor.fetchone()
    return (None, None) if row is None else (row[0], row[1])


def replace_password(
    cursor: CursorWrapper, person: Person, password: str, again: str, *, at: datetime
) -> None:
    """Put a password in place of the one before; links to another new one end with it.

    Raises:
        PasswordRefusedError: it will not do.
    """
    cursor.execute("select name from access.login_name where actor_id = %s", [person.actor_id])
    names = (*person.name.split(), *(row[0] for row in cursor.fetchall()))
    problem = rules.password_problem(password, again=again, names=names, common=_common_passwords())
    if problem is None and hashing.is_password(_password_of(cursor, person.actor_id)[0], password):
        problem = rules.PasswordProblem.SAME_AS_BEFORE
    if problem is not None:
        raise PasswordRefusedError(problem)
    cursor.execute(
        "insert into access.credential (actor_id, kind, secret) values (%s, 'password', %s) "
        "on conflict (actor_id, kind) where kind in ('pin', 'password', 'totp', 'card') "
        "do update set secret = excluded.secret, must_change = false",
        [person.actor_id, hashing.hash_password(password)],
    )
    cursor.execute(
        "update access.lost_password set ended_at = %s where actor_id = %s and ended_at is null",
        [at, person.actor_id],
    )
    event = KeyChanged(client_id=HOUSE, info_class=NO_CLASS, key="password", change="changed")
    note(cursor, event, actor_id=person.actor_id, at=at)


@lru_cache(maxsize=1)
def _common_passwords() -> frozenset[str]:
    # Django's list of 20,000, by Royce Williams, shipped with Django for this purpose.
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return frozenset(line.strip() for line in file)
