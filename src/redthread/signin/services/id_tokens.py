"""What an ID token says, after every check of OpenID Connect Core 1.0, 3.1.3.7."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from redthread.signin import rules

SIGNED_WITH: Final = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "EdDSA",
]
"""Methods in which only the provider can sign: never "none", never one that our own secret could make."""
CLOCKS_DIFFER: Final = 60
"""Seconds by which a provider's clock may be wrong."""

FetchKeys = Callable[[bool], Any]
"""Gives the provider's JWK set; True: not the one that was kept from before."""


class TokenRefusedError(Exception):
    """A token does not hold; why is for the log."""


def read(
    id_token: str, *, fetch_keys: FetchKeys, issuer: str, client_id: str, nonce: str, at: datetime
) -> dict[str, Any]:
    """Return the claims of an ID token.

    Raises:
        TokenRefusedError: anything about it is not as it must be.
    """
    registry = jwt.JWTClaimsRegistry(
        now=int(at.timestamp()),
        leeway=CLOCKS_DIFFER,
        iss={"essential": True, "value": issuer},
        aud={"essential": True, "value": client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = _decoded(id_token, fetch_keys)
        registry.validate(claims)
    except (JoseError, ValueError, TypeError) as error:
        msg = f"the ID token does not hold: {type(error).__name__}"
        raise TokenRefusedError(msg) from error
    audience = claims["aud"]
    if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != client_id:
        msg = "the ID token is for somebody else"
        raise TokenRefusedError(msg)
    if not isinstance(claims["sub"], str) or not 0 < len(claims["sub"]) <= rules.LONGEST_SUBJECT:
        msg = "the ID token names nobody"
        raise TokenRefusedError(msg)
    return claims


def _decoded(id_token: str, fetch_keys: FetchKeys) -> dict[str, Any]:
    """Check the signature; a key that is not known yet is looked for once more: providers change theirs."""
    for fresh in (False, True):
        keys = fetch_keys(fresh)
        try:
            return dict(jwt.decode(id_token, KeySet.import_key_set(keys), algorithms=SIGNED_WITH).claims)
        except (JoseError, ValueError):
            if fresh:
                raise
    raise ValueError(id_token)  # pragma: no cover - the loop returns or raises
