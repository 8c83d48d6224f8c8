"""Passkeys of staff (WebAuthn): registered at the first sign-in or later, used as second step or alone.

A passkey asks its holder for a fingerprint, a face or a PIN (user verification is required), so it is two
things proved in one: something held and something known.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import webauthn
from django.db import IntegrityError, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.foundation.session import signing_in
from redthread.signin.services.second import let_in, note_key, replace_recovery_codes
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
    update_half,
)
from redthread.signin.services.staff import Step, require_half, standing_of


class PasskeyRefusedError(DomainError):
    """The passkey's answer does not hold."""

    status = 403


@dataclass(frozen=True, slots=True)
class Site:
    """Who we are to a passkey: the host name, and the full origin of our pages."""

    host: str
    origin: str


@dataclass(frozen=True, slots=True)
class Challenge:
    """What the browser is asked, as the JSON of WebAuthn, and the token under which the answer is awaited."""

    options: dict[str, Any]
    token: str


def begin_registration(*, token: str, site: Site, origin: Origin) -> Challenge:
    """Ask for a new passkey during the first sign-in.

    Raises:
        HalfExpiredError: too late, or a second step is set up already.
    """
    with signing_in() as cursor:
        half, person = require_half(cursor, token, origin)
        if standing_of(cursor, person).step is not Step.ENROL:
            raise HalfExpiredError
        options, challenge = _creation(cursor, person, site)
        update_half(cursor, half, challenge=challenge, pending=half.pending)
    return Challenge(options=options, token=token)


def confirm_registration(
    *, token: str, answer: str, label: str, site: Site, origin: Origin, at: datetime
) -> tuple[Entry, list[str]]:
    """Register the first passkey and let the person in; also returns new recovery codes.

    Raises:
        HalfExpiredError: too late, or a second step is set up already.
        PasskeyRefusedError: the answer does not hold.
    """
    with signing_in() as cursor:
        half, person = require_half(cursor, token, origin)
        if standing_of(cursor, person).step is not Step.ENROL:
            raise HalfExpiredError
        _register(cursor, person, half, answer, label, site, at)
        codes = replace_recovery_codes(cursor, person, at=at)
        entry = let_in(cursor, person, token, origin, by="password+passkey", at=at)
    return entry, codes


def begin_own_registration(*, actor: Actor, site: Site, origin: Origin) -> Challenge:
    """Ask a signed-in person for a further passkey."""
    with signing_in() as cursor:
        person = Person(actor_id=actor.id, client_id=None, language=actor.language, name=actor.name)
        options, challenge = _creation(cursor, person, site)
        token = open_half(cursor, actor_id=None, origin=origin, challenge=challenge, pending=_own(actor))
    return Challenge(options=options, token=token)


def confirm_own_registration(
    *, actor: Actor, token: str, answer: str, label: str, site: Site, origin: Origin, at: datetime
) -> None:
    """Add a passkey to those of a signed-in person.

    Raises:
        HalfExpiredError: too late, or begun by somebody else.
        PasskeyRefusedError: the answer does not hold.
    """
    with signing_in() as cursor:
        half = find_half(cursor, token, origin=origin)
        if half is None or half.pending != _own(actor):
            raise HalfExpiredError
        person = Person(actor_id=actor.id, client_id=None, language=actor.language, name=actor.name)
        _register(cursor, person, half, answer, label, site, at)
        end_half(cursor, token)


def begin_passkey(*, token: str, site: Site, origin: Origin) -> Challenge:
    """Ask for a passkey: one of the person's after the password, any of ours before it (no valid token)."""
    with signing_in() as cursor:
        half = find_half(cursor, token, origin=origin) if token else None
        allowed: list[PublicKeyCredentialDescriptor] | None = None
        if half is not None and half.actor_id is not None:
            allowed = _descriptors(cursor, half.actor_id)
        options = webauthn.generate_authentication_options(
            rp_id=site.host, allow_credentials=allowed, user_verification=UserVerificationRequirement.REQUIRED
        )
        if half is None:
            token = open_half(cursor, actor_id=None, origin=origin, challenge=options.challenge)
        else:
            update_half(cursor, half, challenge=options.challenge, pending=half.pending)
    return Challenge(options=json.loads(options_to_json(options)), token=token)


def prove_passkey(*, token: str, answer: str, site: Site, origin: Origin, at: datetime) -> Entry:
    """Let somebody in whose passkey answered.

    Raises:
        HalfExpiredError: too late, another browser, or a first password is still to be changed.
        PasskeyRefusedError: unknown passkey, another person's, a wrong signature, or a copied authenticator.
    """
    with signing_in() as cursor:
        half = find_half(cursor, token, origin=origin)
        if half is None or half.challenge is None:
            raise HalfExpiredError
        outcome = _check(cursor, half, half.challenge, answer, site)
        # A challenge is used up by its answer, right or wrong.
        update_half(cursor, half, challenge=None, pending=half.pending)
        if not isinstance(outcome, DomainError):
            by = "passkey" if half.actor_id is None else "password+passkey"
            return let_in(cursor, outcome, token, origin, by=by, at=at)
    raise outcome


def _check(
    cursor: CursorWrapper, half: Half, challenge: bytes, answer: str, site: Site
) -> Person | DomainError:
    refused = PasskeyRefusedError(_("This passkey was not accepted. Try again, or use another way."))
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
    except (WebAuthnException, ValueError, TypeError):
        return refused
    cursor.execute(
        "select id, actor_id, secret, counter from access.credential "
        "where kind = 'passkey' and handle = %s for update",
        [bytes_to_base64url(credential.raw_id)],
    )
    row = cursor.fetchone()
    if row is None or half.actor_id not in {None, row[1]}:
        return refused
    try:
        verified = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row[2]),
            credential_current_sign_count=row[3],
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return refused
    person = find_person(cursor, row[1])
    if person is None:
        return refused
    if standing_of(cursor, person).step is Step.PASSWORD:
        return HalfExpiredError()
    cursor.execute(
        "update access.credential set counter = %s, last_used_at = now() where id = %s",
        [verified.new_sign_count, row[0]],
    )
    return person


def _creation(cursor: CursorWrapper, person: Person, site: Site) -> tuple[dict[str, Any], bytes]:
    options = webauthn.generate_registration_options(
        rp_id=site.host,
        rp_name="Redthread",
        user_id=f"actor {person.actor_id}".encode(),
        user_name=person.name,
        exclude_credentials=_descriptors(cursor, person.actor_id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return json.loads(options_to_json(options)), options.challenge


def _register(
    cursor: CursorWrapper, person: Person, half: Half, answer: str, label: str, site: Site, at: datetime
) -> None:
    try:
        verified = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=half.challenge or b"",
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        with transaction.atomic(using="signin"):
            cursor.execute(
                "insert into access.credential (actor_id, kind, handle, secret, label, counter) "
                "values (%s, 'passkey', %s, %s, %s, %s)",
                [
                    person.actor_id,
                    bytes_to_base64url(verified.credential_id),
                    bytes_to_base64url(verified.credential_public_key),
                    label.replace("\x00", "").strip()[:60],
                    verified.sign_count,
                ],
            )
    except (WebAuthnException, ValueError, TypeError, IntegrityError) as error:
        raise PasskeyRefusedError(
            _("This passkey could not be added. Try again, or use another way.")
        ) from error
    note_key(cursor, person, "passkey", "added", at=at)


def _descriptors(cursor: CursorWrapper, actor_id: int) -> list[PublicKeyCredentialDescriptor]:
    cursor.execute(
        "select handle from access.credential where actor_id = %s and kind = 'passkey'", [actor_id]
    )
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row[0])) for row in cursor.fetchall()]


def _own(actor: Actor) -> str:
    return f"registration of {actor.session_id}"
