"""How partners come in with their own organisation's account: OpenID Connect, code flow with PKCE.

Checked as OpenID Connect Core 1.0, 3.1.3.7 says: signature by one of the provider's keys and with none but
asymmetric methods, issuer, audience, times, nonce. Whom an identity means is written down once, at the first
sign-in: by a one-time invitation *and* the same, verified e-mail address. From then on the pair of issuer and
subject alone counts: neither a name nor an address opens anything, for both are given to other people later.

What does not hold is counted for the organisation *at the address that it came from*: whoever tries from
elsewhere makes nobody wait but themselves, and an office waits five minutes at most, as everywhere.
"""

import hashlib
import hmac
import json
import logging
import secrets
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn
from urllib.parse import urlencode

from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError
from redthread.foundation.session import signing_in
from redthread.signin import rules
from redthread.signin.ports import (
    CodeRefusedError,
    Endpoints,
    Exchange,
    IdentityProviders,
    ProviderFailedError,
)
from redthread.signin.services import hashing, id_tokens
from redthread.signin.services.attempts import (
    MustWaitError,
    Try,
    find_wait,
    note_right,
    note_wrong,
    queue_up,
    subject_of,
)
from redthread.signin.services.invitations import read_invitation
from redthread.signin.services.sessions import (
    Entry,
    Half,
    HalfExpiredError,
    Origin,
    Person,
    end_half,
    find_half,
    find_person,
    open_half,
    open_session,
)
from redthread.signin.services.staff import use_invitation

SCOPE: Final = "openid email profile"
logger = logging.getLogger(__name__)

_providers: list[IdentityProviders] = []


def connect_providers(providers: IdentityProviders) -> None:
    """Say who asks identity providers (project/wiring)."""
    _providers[:] = [providers]


class ProviderAwayError(DomainError):
    """The organisation's own sign-in does not answer."""

    status = 502

    def __init__(self) -> None:
        super().__init__(_("Your organisation's sign-in does not answer just now. Try again in a moment."))


class IdentityRefusedError(DomainError):
    """What came back from the organisation's sign-in opens nothing here; the reason is in the log only."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "This account opens nothing here. If you were invited, open the link of the invitation "
                "first, and sign in with the same e-mail address."
            )
        )


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """An organisation whose people sign in with its own accounts."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class SentAway:
    """Somebody goes to their organisation's sign-in; ``token`` waits for them here."""

    token: str
    address: str


@dataclass(frozen=True, slots=True)
class _Desk:
    organisation_id: int
    issuer: str
    client_id: str
    secret: str


def list_own_sign_ins() -> list[OwnSignIn]:
    """Return the organisations with a sign-in of their own, by name: for the page before anybody is known."""
    with signing_in() as cursor:
        cursor.execute(
            "select o.code, o.name from organisations_partnerorganisation o "
            "join organisations_partnerdesk d on d.organisation_id = o.id "
            "where o.is_active and d.oidc_issuer <> '' and d.oidc_client_id <> '' order by o.name, o.code"
        )
        return [OwnSignIn(*row) for row in cursor.fetchall()]


def find_own_sign_in_of(*, token: str, door: str) -> OwnSignIn | None:
    """Return the own sign-in of the organisation that an invitation is for; None without one.

    Raises:
        InvitationEndedError: there is no such invitation.
    """
    with signing_in() as cursor:
        found = read_invitation(cursor, token, door)
        cursor.execute(
            "select o.code, o.name from organisations_partnermember m "
            "join organisations_partnerorganisation o on o.id = m.organisation_id and o.is_active "
            "join organisations_partnerdesk d on d.organisation_id = o.id "
            "where m.actor_id = %s and d.oidc_issuer <> '' and d.oidc_client_id <> ''",
            [found.person.actor_id],
        )
        row = cursor.fetchone()
    return None if row is None else OwnSignIn(*row)


def check_provider(*, issuer: str) -> None:
    """Ask a provider once, before its address is kept.

    Raises:
        ProviderAwayError: nobody answers there, or calls themselves so.
    """
    endpoints: Endpoints = _asked(lambda: _providers[-1].discover(issuer))
    _asked(lambda: _providers[-1].fetch_keys(endpoints, fresh=True))


def begin_identity(
    *, organisation: str, redirect: str, origin: Origin, at: datetime, invitation: str = ""
) -> SentAway:
    """Send somebody to their organisation's sign-in.

    Args:
        organisation: its code.
        redirect: the address of ours to which the provider sends them back.
        invitation: the token of the invitation by which they came, at the first sign-in.

    Raises:
        ProviderAwayError: the provider does not answer.
        IdentityRefusedError: the organisation has no sign-in of its own.
        InvitationEndedError: the invitation has ended.
        MustWaitError: too many wrong answers came back to this address.
    """
    with signing_in() as cursor:
        desk = _read_desk(cursor, organisation)
        _require_no_wait(cursor, desk, origin, at)
        invited = read_invitation(cursor, invitation, origin.door) if invitation else None
    endpoints = _asked(lambda: _providers[-1].discover(desk.issuer))
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    kept = {"o": organisation, "s": state, "n": nonce, "v": verifier, "r": redirect}
    with signing_in() as cursor:
        token = open_half(
            cursor,
            actor_id=None,
            origin=origin,
            pending=hashing.seal(json.dumps(kept)),
            invitation_id=None if invited is None else invited.id,
        )
    challenge = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": desk.client_id,
        "redirect_uri": redirect,
        "scope": SCOPE,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in endpoints.authorization else "?"
    return SentAway(token=token, address=f"{endpoints.authorization}{joint}{urlencode(query)}")


def finish_identity(*, token: str, state: str, code: str, origin: Origin, at: datetime) -> Entry:
    """Let somebody in who comes back from their organisation's sign-in.

    Raises:
        HalfExpiredError: too late, another browser, or it was not begun here.
        ProviderAwayError: the provider does not answer.
        IdentityRefusedError: anything in the answer is not as it must be, or it means nobody here.
        MustWaitError: too many of those came to this address.
    """
    half, kept, desk = _take_up(token, origin)
    with signing_in() as cursor:
        _require_no_wait(cursor, desk, origin, at)
    try:
        if not hmac.compare_digest(kept["s"].encode(), state.encode()):
            _refuse("the state is not the one that was sent")
        claims = _claims(half, kept, desk, code, at)
        return _enter(half, desk, claims, origin, at)
    except IdentityRefusedError:
        attempt = _attempt(desk, origin)
        with signing_in() as cursor:
            queue_up(cursor, attempt)
            note_wrong(cursor, attempt, actor_id=None, client_id=None, place_name=origin.place_name, at=at)
        raise


def _attempt(desk: _Desk, origin: Origin) -> Try:
    """Return what wrong answers count for: an organisation at an address, where many share both."""
    free = rules.FREE_TRIES_AT_ADDRESS
    subject = f"organisation:{desk.organisation_id} {origin.place}"
    return Try(subject, origin.place, free, free=free)


def _require_no_wait(cursor: CursorWrapper, desk: _Desk, origin: Origin, at: datetime) -> None:
    if (until := find_wait(cursor, _attempt(desk, origin), at=at)) is not None:
        raise MustWaitError(until, at=at)


def _claims(half: Half, kept: dict[str, str], desk: _Desk, code: str, at: datetime) -> dict[str, Any]:
    """Exchange the code and return what holds of the answer."""
    providers = _providers[-1]
    endpoints = _asked(lambda: providers.discover(desk.issuer))
    exchange = Exchange(
        code=code[:2000],
        verifier=kept["v"],
        redirect=kept["r"],
        client_id=desk.client_id,
        secret=desk.secret,
    )
    tokens = _asked(lambda: providers.exchange(endpoints, exchange))
    try:
        claims = id_tokens.read(
            tokens.id_token,
            fetch_keys=lambda fresh: _asked(lambda: providers.fetch_keys(endpoints, fresh=fresh)),
            issuer=desk.issuer,
            client_id=desk.client_id,
            nonce=kept["n"],
            at=at,
        )
    except id_tokens.TokenRefusedError as error:
        _refuse(str(error), error)
    if half.invitation_id is not None and "email" not in claims and endpoints.userinfo:
        told = _asked(lambda: providers.fetch_claims(endpoints, tokens.access_token))
        if told.get("sub") == claims["sub"]:
            claims = {**told, **claims}
    return claims


def _enter(half: Half, desk: _Desk, claims: dict[str, Any], origin: Origin, at: datetime) -> Entry:
    with signing_in() as cursor:
        try:
            with transaction.atomic(using="signin"):
                person = _whose(cursor, half, desk, claims)
                note_right(cursor, _attempt(desk, origin), at=at)
                return _let_in(cursor, person, origin, at)
        except IntegrityError as error:
            _refuse("this identity belongs to somebody else already", error)


def _take_up(token: str, origin: Origin) -> tuple[Half, dict[str, str], _Desk]:
    """Use up the half sign-in whatever comes of it: a code is tried once."""
    with signing_in() as cursor:
        half = find_half(cursor, token, origin=origin)
        opened = None if half is None or half.pending is None else hashing.unseal(half.pending)
        if half is None or opened is None or half.actor_id is not None:
            raise HalfExpiredError
        end_half(cursor, token)
        kept: dict[str, str] = json.loads(opened)
        desk = _read_desk(cursor, kept["o"])
    return half, kept, desk


def _read_desk(cursor: CursorWrapper, organisation: str) -> _Desk:
    cursor.execute(
        "select o.id, d.oidc_issuer, d.oidc_client_id, d.oidc_secret "
        "from organisations_partnerorganisation o "
        "join organisations_partnerdesk d on d.organisation_id = o.id "
        "where o.code = %s and o.is_active and d.oidc_issuer <> '' and d.oidc_client_id <> ''",
        [organisation],
    )
    row = cursor.fetchone()
    if row is None:
        _refuse("the organisation has no sign-in of its own")
    secret = "" if row[3] is None else hashing.unseal(bytes(row[3]).decode()) or ""
    return _Desk(organisation_id=row[0], issuer=row[1], client_id=row[2], secret=secret)


def _whose(cursor: CursorWrapper, half: Half, desk: _Desk, claims: dict[str, Any]) -> Person:
    subject = claims["sub"]
    if half.invitation_id is not None:
        _bind(cursor, half, desk, claims)
    cursor.execute(
        "select m.actor_id from organisations_partnermember m "
        "where m.oidc_issuer = %s and m.oidc_subject = %s and m.organisation_id = %s "
        "and (m.ends_at is null or m.ends_at > now())",
        [desk.issuer, subject, desk.organisation_id],
    )
    row = cursor.fetchone()
    person = None if row is None else find_person(cursor, int(row[0]))
    if person is None:
        _refuse("nobody here is bound to this identity")
    return person


def _bind(cursor: CursorWrapper, half: Half, desk: _Desk, claims: dict[str, Any]) -> None:
    """Write down whom this identity means: the invited member, if the provider vouches for their address."""
    address = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(address, str):
        _refuse("the provider does not vouch for the e-mail address")
    try:
        use_invitation(cursor, half)
    except HalfExpiredError as error:
        _refuse("the invitation has ended", error)
    cursor.execute(
        "update organisations_partnermember m set oidc_issuer = %s, oidc_subject = %s "
        "from access.invitation i where i.id = %s and i.actor_id = m.actor_id and m.organisation_id = %s "
        "and lower(m.email) = lower(%s) and (m.ends_at is null or m.ends_at > now()) returning m.id",
        [desk.issuer, claims["sub"], half.invitation_id, desk.organisation_id, address],
    )
    if cursor.fetchone() is None:
        _refuse("the invitation is for another e-mail address")


def _let_in(cursor: CursorWrapper, person: Person, origin: Origin, at: datetime) -> Entry:
    attempt = Try(subject_of(person.actor_id, ""), origin.place, rules.FREE_TRIES_AT_ADDRESS)
    wrong = note_right(cursor, attempt, at=at)
    return open_session(cursor, person, origin, by="identity", at=at, wrong_tries=wrong)


def _asked(question: Any) -> Any:
    try:
        return question()
    except CodeRefusedError as error:
        _refuse(f"the provider gave no such code: {error.said}", error)
    except ProviderFailedError as error:
        logger.warning("An identity provider failed: %s", error.said)
        raise ProviderAwayError from error


def _refuse(why: str, cause: Exception | None = None) -> NoReturn:
    logger.warning("A sign-in with an organisation's account was refused: %s", why)
    raise IdentityRefusedError from cause
