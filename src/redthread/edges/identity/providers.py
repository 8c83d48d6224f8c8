"""OpenID Connect over HTTP: short answers, short waits, no redirects, only where the operator said to go."""

import http.client
import json
import ssl
import time
from base64 import b64encode
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

TIMEOUT = 8.0
LONGEST_ANSWER = 256 * 1024
KEPT_SECONDS = 3600.0
"""What a provider says about itself, and its keys, are asked again after an hour."""
PAUSE_SECONDS = 20.0
"""A provider that did not answer is left alone for this long: waiting for it holds a thread of ours."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class ProviderUnreachableError(Exception):
    """A provider did not answer, or not as the standard says."""


class CodeUnknownError(ProviderUnreachableError):
    """The provider did not give the code that was to be exchanged, or not for this exchange."""


@dataclass(slots=True)
class Providers:
    """Asks providers and keeps what they say for an hour. Addresses are https, or http on this machine."""

    timeout: float = TIMEOUT
    _kept: dict[str, tuple[float, dict[str, Any]]] = field(default_factory=dict)
    _failed: dict[str, tuple[float, str]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def discover(self, issuer: str) -> dict[str, Any]:
        """Return a provider's own description.

        Raises:
            ProviderUnreachableError: it does not answer, or speaks for somebody else.
        """
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        found = self._kept_or_asked(address, fresh=False)
        if found.get("issuer") != issuer:
            msg = f"{issuer} calls itself {found.get('issuer')!r}"
            raise ProviderUnreachableError(msg)
        return found

    def fetch_keys(self, address: str, *, fresh: bool) -> dict[str, Any]:
        """Return a JWK set."""
        return self._kept_or_asked(address, fresh=fresh)

    def exchange(self, address: str, *, client_id: str, secret: str, **form: str) -> dict[str, Any]:
        """Exchange a code (``code``, ``code_verifier``, ``redirect_uri``); a secret goes into the header.

        Raises:
            CodeUnknownError: the provider did not give it.
            ProviderUnreachableError: anything else went wrong.
        """
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        values = {"grant_type": "authorization_code", **form}
        if secret:
            # RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = "Basic " + b64encode(pair.encode()).decode()
        else:
            values["client_id"] = client_id
        return self._ask("POST", address, headers, urlencode(values).encode())

    def fetch_claims(self, address: str, access_token: str) -> dict[str, Any]:
        """Return the userinfo of the person behind an access token."""
        return self._ask("GET", address, {"Authorization": f"Bearer {access_token}"})

    def _kept_or_asked(self, address: str, *, fresh: bool) -> dict[str, Any]:
        now = time.monotonic()
        with self._lock:
            kept, failed = self._kept.get(address), self._failed.get(address)
        if kept is not None and not fresh and kept[0] > now - KEPT_SECONDS:
            return kept[1]
        if failed is not None and failed[0] > now - PAUSE_SECONDS:
            raise ProviderUnreachableError(failed[1])
        try:
            found = self._ask("GET", address, {})
        except ProviderUnreachableError as error:
            with self._lock:
                self._failed[address] = (now, str(error))
            raise
        with self._lock:
            self._kept[address] = (now, found)
            self._failed.pop(address, None)
        return found

    def _ask(
        self, method: str, address: str, headers: dict[str, str], body: bytes | None = None
    ) -> dict[str, Any]:
        parts, connection = self._connection(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request(method, path, body, {"Accept": "application/json", **headers})
            answer = connection.getresponse()
            text = answer.read(LONGEST_ANSWER + 1)
        except (OSError, http.client.HTTPException) as error:
            msg = f"{parts.netloc}: {type(error).__name__}"
            raise ProviderUnreachableError(msg) from error
        finally:
            connection.close()
        if method == "POST" and answer.status == http.client.BAD_REQUEST:
            # RFC 6749, 5.2: a wrong client is a 401; what is wrong with a 400 came with the person.
            raise CodeUnknownError(parts.netloc)
        if answer.status != http.client.OK or len(text) > LONGEST_ANSWER:
            msg = f"{parts.netloc}{parts.path} answered {answer.status} with {len(text)} bytes"
            raise ProviderUnreachableError(msg)
        try:
            found = json.loads(text)
        except ValueError as error:
            msg = f"{parts.netloc}{parts.path} did not answer with JSON"
            raise ProviderUnreachableError(msg) from error
        if not isinstance(found, dict):
            msg = f"{parts.netloc}{parts.path} answered with {type(found).__name__}"
            raise ProviderUnreachableError(msg)
        return found

    def _connection(self, address: str) -> tuple[SplitResult, http.client.HTTPConnection]:
        try:
            parts = urlsplit(address)
            port = parts.port
        except ValueError as error:
            msg = f"this is no address of a provider: {error}"
            raise ProviderUnreachableError(msg) from error
        if parts.scheme == "https" and parts.hostname:
            context = ssl.create_default_context()
            return parts, http.client.HTTPSConnection(
                parts.hostname, port, timeout=self.timeout, context=context
            )
        if parts.scheme == "http" and parts.hostname in LOOPBACK:
            return parts, http.client.HTTPConnection(parts.hostname, port, timeout=self.timeout)
        msg = f"{parts.scheme}://{parts.hostname} is not asked: an identity provider is reached over https"
        raise ProviderUnreachableError(msg)
