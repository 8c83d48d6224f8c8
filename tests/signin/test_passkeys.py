"""Passkeys, with an authenticator made of a key and a counter."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url

from redthread.foundation.session import acting_as
from redthread.signin import public as signin
from tests.factories.world import Cast
from tests.signin.arrange import Keys, long_ago, office
from tests.signin.test_staff import come_in, first

START = long_ago()
SITE = signin.Site(host="hall.example", origin="https://hall.example")
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


@dataclass(slots=True)
class Authenticator:
    """Answers as a phone does."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    handle: bytes = b"sixteen bytes id"
    counter: int = 0
    flags: int = PRESENT | VERIFIED
    origin: str = SITE.origin

    def create(self, challenge: signin.Challenge) -> str:
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        data = self._data(self.flags | ATTESTED)
        data += bytes(16) + len(self.handle).to_bytes(2, "big") + self.handle + cbor2.dumps(public)
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", challenge), attestationObject=attestation
        )

    def get(self, challenge: signin.Challenge) -> str:
        self.counter += 1
        data, client_data = self._data(self.flags), self._client_data("webauthn.get", challenge)
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(clientDataJSON=client_data, authenticatorData=data, signature=signature)

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(SITE.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: signin.Challenge) -> bytes:
        asked = {"type": kind, "challenge": challenge.options["challenge"], "origin": self.origin}
        return json.dumps(asked).encode()

    def _answer(self, **response: bytes) -> str:
        encoded = {name: bytes_to_base64url(value) for name, value in response.items()}
        handle = bytes_to_base64url(self.handle)
        return json.dumps({"id": handle, "rawId": handle, "type": "public-key", "response": encoded})


@pytest.fixture
def phone(keys: Keys, cast: Cast) -> Authenticator:
    """An authenticator that the officer has added to her keys."""
    phone, entry = Authenticator(), come_in(keys.password(cast.officer, "karin"))
    with acting_as(token=entry.token, door="staff", binding="browser:Firefox") as actor:
        challenge = signin.begin_own_registration(actor=actor, site=SITE, origin=office())
        signin.confirm_own_registration(
            actor=actor,
            token=challenge.token,
            answer=phone.create(challenge),
            label="My phone",
            site=SITE,
            origin=office(),
            at=START,
        )
        assert [k.label for k in signin.list_own_keys(actor=actor) if k.kind == "passkey"] == ["My phone"]
    return phone


def prove(challenge: signin.Challenge, answer: str) -> signin.Entry:
    return signin.prove_passkey(token=challenge.token, answer=answer, site=SITE, origin=office(), at=START)


def ask(token: str = "") -> signin.Challenge:
    return signin.begin_passkey(token=token, site=SITE, origin=office())


def test_a_passkey_alone_lets_its_holder_in(phone: Authenticator, cast: Cast) -> None:
    challenge = ask()
    assert challenge.options.get("allowCredentials") in (None, [])
    assert prove(challenge, phone.get(challenge)).person.actor_id == cast.officer.actor_id


def test_a_passkey_is_the_second_step_after_the_password(phone: Authenticator, cast: Cast) -> None:
    challenge = ask(first("karin").token)
    assert len(challenge.options["allowCredentials"]) == 1
    assert prove(challenge, phone.get(challenge)).person.actor_id == cast.officer.actor_id


def test_the_first_passkey_is_set_up_after_the_password(keys: Keys, cast: Cast) -> None:
    token, phone = first(keys.password(cast.nurse, "sara", totp=False)).token, Authenticator()
    challenge = signin.begin_registration(token=token, site=SITE, origin=office())
    entry, codes = signin.confirm_registration(
        token=token, answer=phone.create(challenge), label="", site=SITE, origin=office(), at=START
    )
    assert (entry.person.actor_id, len(codes)) == (cast.nurse.actor_id, 10)


def test_an_answer_is_worth_one_sign_in(phone: Authenticator, cast: Cast) -> None:
    challenge = ask()
    answer = phone.get(challenge)
    prove(challenge, answer)
    with pytest.raises(signin.HalfExpiredError):
        prove(challenge, answer)
    with pytest.raises(signin.PasskeyRefusedError):
        prove(ask(), answer)


def test_a_second_answer_to_one_challenge_is_not_read(phone: Authenticator, cast: Cast) -> None:
    challenge = ask()
    with pytest.raises(signin.PasskeyRefusedError):
        prove(challenge, "{}")
    with pytest.raises(signin.HalfExpiredError):
        prove(challenge, phone.get(challenge))


def test_a_passkey_of_somebody_else_does_not_finish_my_sign_in(
    phone: Authenticator, keys: Keys, cast: Cast
) -> None:
    challenge = ask(first(keys.password(cast.nurse, "sara")).token)
    with pytest.raises(signin.PasskeyRefusedError):
        prove(challenge, phone.get(challenge))


@pytest.mark.parametrize(
    "change",
    [
        {"flags": PRESENT},
        {"origin": "https://hall.example.evil.test"},
        {"counter": -1},
        {"handle": b"another id 12345"},
        {"key": ec.generate_private_key(ec.SECP256R1())},
    ],
    ids=["holder not verified", "another site", "copied authenticator", "unknown", "wrong signature"],
)
def test_what_does_not_hold_is_refused(phone: Authenticator, change: dict[str, Any]) -> None:
    phone.counter = 6
    challenge = ask()
    prove(challenge, phone.get(challenge))
    for name, value in change.items():
        setattr(phone, name, value)
    challenge = ask()
    with pytest.raises(signin.PasskeyRefusedError):
        prove(challenge, phone.get(challenge))


@pytest.mark.parametrize("answer", ["", "{}", "[]", "null", "not json", '{"id": 3}', '"x"', "\x00"])
def test_nonsense_is_refused(phone: Authenticator, answer: str) -> None:
    with pytest.raises(signin.PasskeyRefusedError):
        prove(ask(), answer)
