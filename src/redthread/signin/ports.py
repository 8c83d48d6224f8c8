"""What sign-in needs of the world outside: identity providers of partners (OpenID Connect)."""

from dataclasses import dataclass
from typing import Any, Protocol


class ProviderFailedError(Exception):
    """An identity provider did not answer, or not as the standard says; ``said`` is for the log."""

    def __init__(self, said: str) -> None:
        self.said = said
        super().__init__(said)


class CodeRefusedError(ProviderFailedError):
    """The provider did not give this code (RFC 6749, 5.2): what came back was made up, or is old."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """What a provider says about itself (OpenID Connect Discovery 1.0)."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str = ""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the code is exchanged with: RFC 6749, 4.1.3, with PKCE (RFC 7636)."""

    code: str
    verifier: str
    redirect: str
    client_id: str
    secret: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the provider gave for the code. Nothing in it is believed before its signature was checked."""

    id_token: str
    access_token: str = ""


class IdentityProviders(Protocol):
    """Asks identity providers over HTTPS. Each call raises :class:`ProviderFailedError` when it fails."""

    def discover(self, issuer: str) -> Endpoints:
        """Return what the provider says about itself."""
        ...

    def fetch_keys(self, endpoints: Endpoints, *, fresh: bool) -> dict[str, Any]:
        """Return its public keys as a JWK set; ``fresh``: not those kept from before."""
        ...

    def exchange(self, endpoints: Endpoints, exchange: Exchange) -> Tokens:
        """Exchange a code; :class:`CodeRefusedError` where the provider did not give it."""
        ...

    def fetch_claims(self, endpoints: Endpoints, access_token: str) -> dict[str, Any]:
        """Return what the provider says about the person (userinfo)."""
        ...
