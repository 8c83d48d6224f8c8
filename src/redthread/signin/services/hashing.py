"""Hashing of what people know and hold; each comparison costs the same, also with nothing to compare."""

import base64
import hashlib
import hmac
import secrets
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from redthread.signin import rules

# OWASP's choice for argon2id: 19 MiB, two passes. About 22 ms here; fifty sign-ins at once must not need five
# gigabytes of memory.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


def hash_pin(pin: str) -> str:
    """Return what is stored of a PIN.

    Four digits are no secret once the hash is known, so they are keyed with the installation's key first,
    which lies outside the database and its backups.
    """
    return _hasher.hash(_peppered(pin))


def hash_password(password: str) -> str:
    """Return what is stored of a password."""
    return _hasher.hash(password)


def is_pin(stored: str | None, pin: str) -> bool:
    """Compare a PIN; without a stored one the same work is done and the answer is no."""
    return _verify(stored, _peppered(pin))


def is_password(stored: str | None, password: str) -> bool:
    """Compare a password; without a stored one the same work is done and the answer is no."""
    return _verify(stored, password[: rules.LONGEST_PASSWORD])


def fingerprint(text: str) -> str:
    """Return the hash under which something that is found by itself is stored: a card, a recovery code."""
    return hmac.new(_key("fingerprint"), text.encode(), hashlib.sha256).hexdigest()


def seal(text: str) -> str:
    """Encrypt what must be read again: a code generator's seed, the page somebody was on."""
    return _fernet().encrypt(text.encode()).decode()


def unseal(sealed: str, *, seconds: int | None = None) -> str | None:
    """Return what was sealed, or None when it was not us, or longer than ``seconds`` ago."""
    try:
        return _fernet().decrypt(sealed.encode(), ttl=seconds).decode()
    except (InvalidToken, ValueError):
        return None


def plain(typed: str) -> str:
    """Return a name, number or card as it is looked up: nothing that does not print, no spaces."""
    return "".join(letter for letter in typed if letter.isprintable() and not letter.isspace())


def new_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def new_code(length: int = rules.CODE_LENGTH) -> str:
    """Return random letters that are easy to read aloud."""
    return "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(length))


def new_temporary_password() -> str:
    """Return a password for handing over: sixteen letters in groups of four."""
    return "-".join(new_code(4).lower() for _ in range(4))


def _verify(stored: str | None, given: str) -> bool:
    try:
        _hasher.verify(stored or _nobodys(), given)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def _peppered(pin: str) -> str:
    return hmac.new(_key("pin"), pin.encode(), hashlib.sha256).hexdigest()


@lru_cache(maxsize=8)
def _key(purpose: str) -> bytes:
    return hmac.new(
        settings.SECRET_KEY.encode(), f"redthread signin {purpose}".encode(), hashlib.sha256
    ).digest()


@lru_cache(maxsize=1)
def _fernet() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("seal")))
