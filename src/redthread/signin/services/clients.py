"""How clients come in: card or number and PIN, on an enrolled tablet; and how they and staff change those."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require, require_client
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.session import signing_in
from redthread.signin import rules
from redthread.signin.events import ClientKeyGiven, KeyChanged
from redthread.signin.permissions import Permission
from redthread.signin.queries import KnownDevice, read_device
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
from redthread.signin.services.notes import note
from redthread.signin.services.sessions import (
    Entry,
    HalfExpiredError,
    Origin,
    Person,
    end_half,
    find_half,
    find_person,
    open_half,
    open_session,
)

_WRONG = _("This number and PIN do not fit together. Look at the number and try again.")

PIN_SENTENCES: dict[rules.PinProblem, Promise] = {
    rules.PinProblem.NOT_DIGITS: _("A PIN has 4 to 8 digits and nothing else."),
    rules.PinProblem.TOO_EASY: _("This PIN is too easy to guess. Choose another one."),
    rules.PinProblem.SAME_AS_BEFORE: _("That is the PIN you have now. Choose another one."),
    rules.PinProblem.NOT_TWICE: _("The two new PINs are not the same. Type them again."),
}


class UnknownDeviceError(DomainError):
    """The tablet is not enrolled, or no longer."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("This tablet is not set up. Please tell staff."))


class PinRefusedError(DomainError):
    """The new PIN will not do; ``problem`` says why."""

    status = 422

    def __init__(self, problem: rules.PinProblem) -> None:
        self.problem = problem
        super().__init__(PIN_SENTENCES[problem])


class CardTakenError(DomainError):
    """Another person has this card."""


class ClientOutOfReachError(DomainError):
    """There is no such client for this actor."""

    status = 404


@dataclass(frozen=True, slots=True)
class FirstPin:
    """The PIN was right and came from staff: the person chooses their own before anything else."""

    token: str
    person: Person


@dataclass(frozen=True, slots=True)
class _Key:
    person: Person
    number: str
    pin: str | None
    must_change: bool
    given_at: datetime | None
    establishment_id: int | None


def sign_in_client(
    *, device_token: str, binding: str, number: str, pin: str, agent: str, address: str, at: datetime
) -> Entry | FirstPin:
    """Let a client in on an enrolled tablet.

    Args:
        number: the client's number or the card's, as typed or read.

    Raises:
        UnknownDeviceError: the tablet is not enrolled.
        WrongKeyError: unknown number, wrong PIN, or somebody whom this tablet does not serve; all alike.
        MustWaitError: too many wrong tries.
    """
    with signing_in() as cursor:
        device = read_device(cursor, device_token)
        outcome = (
            UnknownDeviceError()
            if device is None
            else _try_pin(cursor, device, _origin(device, binding, agent, address), _read(number), pin, at)
        )
    # Raised only now: what was counted must stay.
    if isinstance(outcome, DomainError):
        raise outcome
    return outcome


def set_first_pin(
    *,
    token: str,
    device_token: str,
    binding: str,
    pin: str,
    again: str,
    agent: str,
    address: str,
    at: datetime,
) -> Entry:
    """Take the PIN that the person chose in place of the one from staff, and let them in.

    Raises:
        HalfExpiredError: too late, or not the tablet on which the first PIN was typed.
        PinRefusedError: the new PIN will not do; the person may try again.
    """
    with signing_in() as cursor:
        device = read_device(cursor, device_token)
        if device is None:
            raise UnknownDeviceError
        origin = _origin(device, binding, agent, address)
        half = find_half(cursor, token, origin=origin)
        person = None if half is None or half.actor_id is None else find_person(cursor, half.actor_id)
        key = None if person is None else _find_key_of(cursor, person)
        if person is None or key is None:
            raise HalfExpiredError
        _replace_pin(cursor, key, pin, again, at=at)
        end_half(cursor, token)
        attempt = Try(subject=subject_of(person.actor_id, ""), place=origin.place)
        wrong = note_right(cursor, attempt, at=at)
        return open_session(cursor, person, origin, by="pin", at=at, wrong_tries=wrong)


def change_own_pin(*, actor: Actor, current: str, pin: str, again: str, at: datetime) -> None:
    """Change one's own PIN; sessions on other tablets end.

    Raises:
        WrongKeyError: the current PIN is wrong.
        MustWaitError: too many wrong ones.
        PinRefusedError: the new PIN will not do.
    """
    client_id = require_client(actor)
    outcome: DomainError | None = None
    with signing_in() as cursor:
        person = Person(actor_id=actor.id, client_id=client_id, language=actor.language, name=actor.name)
        attempt = Try(subject=subject_of(actor.id, ""), place=f"device:{actor.device_id}")
        queue_up(cursor, attempt)
        until = find_wait(cursor, attempt, at=at)
        key = _find_key_of(cursor, person)
        if until is not None:
            outcome = MustWaitError(until, at=at)
        elif not hashing.is_pin(key.pin, current):
            note_wrong(cursor, attempt, actor_id=actor.id, client_id=client_id, place_name="", at=at)
            outcome = WrongKeyError(_("The PIN you have now was not right. Try again."))
        else:
            _replace_pin(cursor, key, pin, again, at=at)
            cursor.execute(
                "select access.close_sessions(%s, null, %s, 'new keys')", [actor.id, actor.session_id]
            )
    if outcome is not None:
        raise outcome


@transaction.atomic
def give_client_pin(
    *, actor: Actor, client_id: int, pin: str, must_change: bool = True, at: datetime
) -> None:
    """Give a client a PIN; they are signed out everywhere, and choose their own when they come in next.

    Raises:
        PinRefusedError: not 4 to 8 digits.
        ClientOutOfReachError: no such client for this actor.
    """
    require(actor, Permission.RESET_PIN)
    if rules.pin_problem(pin, again=pin) is rules.PinProblem.NOT_DIGITS:
        raise PinRefusedError(rules.PinProblem.NOT_DIGITS)
    _give(
        actor,
        client_id,
        kind="pin",
        handle=None,
        secret=hashing.hash_pin(pin),
        must_change=must_change,
        at=at,
    )


@transaction.atomic
def give_client_card(*, actor: Actor, client_id: int, card: str, at: datetime) -> None:
    """Give a client a card (its number as the reader types it); an earlier card works no longer.

    Raises:
        CardTakenError: somebody else has it.
        ClientOutOfReachError: no such client for this actor.
    """
    require(actor, Permission.RESET_PIN)
    handle = hashing.fingerprint(_read(card))
    try:
        with transaction.atomic():
            _give(actor, client_id, kind="card", handle=handle, secret="", must_change=False, at=at)
    except IntegrityError as error:
        raise CardTakenError(_("Another person has this card.")) from error


def _give(
    actor: Actor,
    client_id: int,
    *,
    kind: str,
    handle: str | None,
    secret: str,
    must_change: bool,
    at: datetime,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select access.may_read(%s, %s)", [client_id, int(InformationClass.IDENTITY)])
        if not cursor.fetchone()[0]:
            raise ClientOutOfReachError(_("There is no such person here."))
        cursor.execute(
            "select access.set_client_key(%s, %s, %s, %s, %s)", [client_id, kind, handle, secret, must_change]
        )
    event = ClientKeyGiven(client_id=client_id, info_class=InformationClass.IDENTITY, key=kind)
    thread.record(actor, event, at=at)


def _try_pin(
    cursor: CursorWrapper, device: KnownDevice, origin: Origin, number: str, pin: str, at: datetime
) -> Entry | FirstPin | DomainError:
    # A tablet of one person need not be told who it is.
    key = _find_key(cursor, number, client_id=None if number else device.client_id)
    actor_id = None if key is None else key.person.actor_id
    attempt = Try(
        subject=subject_of(actor_id, number), place=origin.place, since=None if key is None else key.given_at
    )
    queue_up(cursor, attempt)
    until = find_wait(cursor, attempt, at=at)
    if until is not None:
        return MustWaitError(until, at=at)
    # One comparison whoever was named, so that the time does not tell who exists.
    is_right = hashing.is_pin(None if key is None else key.pin, pin)
    if key is None or not is_right or not _serves(device, key):
        client_id = None if key is None else key.person.client_id
        note_wrong(
            cursor, attempt, actor_id=actor_id, client_id=client_id, place_name=origin.place_name, at=at
        )
        return WrongKeyError(_WRONG)
    if key.must_change:
        token = open_half(cursor, actor_id=key.person.actor_id, origin=origin)
        return FirstPin(token=token, person=key.person)
    wrong = note_right(cursor, attempt, at=at)
    return open_session(cursor, key.person, origin, by="pin", at=at, wrong_tries=wrong)


def _serves(device: KnownDevice, key: _Key) -> bool:
    if device.client_id is not None:
        return device.client_id == key.person.client_id
    return device.establishment_id == key.establishment_id


def _find_key(
    cursor: CursorWrapper,
    number: str = "",
    *,
    client_id: int | None = None,
    actor_id: int | None = None,
) -> _Key | None:
    """Return the key of an actor, of a client, or of whoever has this number or card."""
    cursor.execute(
        "select a.id, a.client_id, a.language, a.name, n.name, c.secret, coalesce(c.must_change, false), "
        "c.created_at, p.establishment_id from access.actor a "
        "left join access.login_name n on n.actor_id = a.id and n.door = 'client' "
        "left join access.credential c on c.actor_id = a.id and c.kind = 'pin' "
        "left join access.client_place p on p.client_id = a.client_id "
        "where a.kind = 'client' and a.is_active and a.id = coalesce(%(actor)s::bigint, "
        " (select id from access.actor where client_id = %(client)s), "
        " (select actor_id from access.login_name where door = 'client' and name = %(number)s), "
        " (select actor_id from access.credential where kind = 'card' and handle = %(card)s))",
        {"actor": actor_id, "client": client_id, "number": number, "card": hashing.fingerprint(number)},
    )
    return _as_key(cursor)


def _find_key_of(cursor: CursorWrapper, person: Person) -> _Key:
    found = _find_key(cursor, actor_id=person.actor_id)
    if found is None:
        raise HalfExpiredError
    return found


def _as_key(cursor: CursorWrapper) -> _Key | None:
    row = cursor.fetchone()
    if row is None:
        return None
    return _Key(
        person=Person(actor_id=row[0], client_id=row[1], language=row[2], name=row[3]),
        number=row[4] or "",
        pin=row[5],
        must_change=row[6],
        given_at=row[7],
        establishment_id=row[8],
    )


def _replace_pin(cursor: CursorWrapper, key: _Key, pin: str, again: str, *, at: datetime) -> None:
    problem = rules.pin_problem(pin, again=again, number=key.number)
    if problem is None and hashing.is_pin(key.pin, pin):
        problem = rules.PinProblem.SAME_AS_BEFORE
    if problem is not None:
        raise PinRefusedError(problem)
    # created_at stays: a new PIN of one's own is no reason to forget who guessed at the old one.
    cursor.execute(
        "update access.credential set secret = %s, must_change = false where actor_id = %s and kind = 'pin'",
        [hashing.hash_pin(pin), key.person.actor_id],
    )
    client_id = key.person.client_id or 0
    event = KeyChanged(client_id=client_id, info_class=InformationClass.IDENTITY, key="pin", change="changed")
    note(cursor, event, actor_id=key.person.actor_id, at=at)


def _origin(device: KnownDevice, binding: str, agent: str, address: str) -> Origin:
    return Origin(
        binding=binding,
        place=f"device:{device.id}",
        place_name=device.label,
        agent=agent,
        address=address,
        device_id=device.id,
        door="client",
    )


def _read(number: str) -> str:
    return hashing.plain(number).lower()[:64]
