"""What we reach out to, as the modules want it: mail servers and identity providers."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from redthread.edges import identity, mail
from redthread.notices.public import Mail, NotDeliveredError, Outgoing, connect_outgoing
from redthread.project.home import home
from redthread.signin.public import (
    CodeRefusedError,
    Endpoints,
    Exchange,
    ProviderFailedError,
    Tokens,
    connect_providers,
    seal,
    unseal,
)


@dataclass(frozen=True, slots=True)
class MailPort:
    """Sends notices through a mail server, or into a folder."""

    way: mail.MailServer | mail.Folder

    def send(self, message: Mail) -> None:
        """Deliver one mail.

        Raises:
            NotDeliveredError: it was not taken.
        """
        try:
            self.way.send(
                mail.Letter(
                    message_id=message.message_id,
                    address=message.address,
                    language=message.language,
                    subject=message.subject,
                    text=message.text,
                )
            )
        except mail.MailError as error:
            raise NotDeliveredError(error.said, is_final=error.is_final, is_server=error.is_server) from error
        except OSError as error:
            raise NotDeliveredError(type(error).__name__, is_server=True) from error


@dataclass(frozen=True, slots=True)
class IdentityPort:
    """Asks identity providers."""

    providers: identity.Providers

    def discover(self, issuer: str) -> Endpoints:
        """Return what a provider says about itself."""
        found = self._asked(self.providers.discover, issuer)
        try:
            return Endpoints(
                issuer=str(found["issuer"]),
                authorization=str(found["authorization_endpoint"]),
                token=str(found["token_endpoint"]),
                keys=str(found["jwks_uri"]),
                userinfo=str(found.get("userinfo_endpoint", "")),
            )
        except KeyError as error:
            msg = f"{issuer} does not name its {error}"
            raise ProviderFailedError(msg) from error

    def fetch_keys(self, endpoints: Endpoints, *, fresh: bool) -> dict[str, Any]:
        """Return its public keys."""
        return self._asked(self.providers.fetch_keys, endpoints.keys, fresh=fresh)

    def exchange(self, endpoints: Endpoints, exchange: Exchange) -> Tokens:
        """Exchange a code."""
        found = self._asked(
            self.providers.exchange,
            endpoints.token,
            client_id=exchange.client_id,
            secret=exchange.secret,
            code=exchange.code,
            code_verifier=exchange.verifier,
            redirect_uri=exchange.redirect,
        )
        return Tokens(
            id_token=str(found.get("id_token", "")), access_token=str(found.get("access_token", ""))
        )

    def fetch_claims(self, endpoints: Endpoints, access_token: str) -> dict[str, Any]:
        """Return what the provider says about the person."""
        return self._asked(self.providers.fetch_claims, endpoints.userinfo, access_token)

    @staticmethod
    def _asked(question: Any, *arguments: Any, **named: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = question(*arguments, **named)
        except identity.CodeUnknownError as error:
            raise CodeRefusedError(str(error)) from error
        except identity.ProviderUnreachableError as error:
            raise ProviderFailedError(str(error)) from error
        return found


def own_address() -> str:
    """Return where people reach this house: as the operator says, else this machine's own port."""
    return str(settings.PUBLIC_ADDRESS) or f"http://localhost:{os.environ.get('PORT') or '8000'}"


def outgoing(*, server: str | None = None, folder: Path | None = None) -> Outgoing:
    """Return how notices leave; for the tests with another server or folder."""
    way = mail.open_mail(
        settings.MAIL_SERVER if server is None else server,
        sender=settings.MAIL_SENDER,
        folder=folder or home() / "mail",
    )
    address = own_address()
    host = urlsplit(address).hostname or "localhost"
    return Outgoing(postman=MailPort(way), address=address, host=host, seal=seal, unseal=unseal)


def connect() -> None:
    """Name who takes mails and who asks identity providers."""
    connect_outgoing(outgoing())
    connect_providers(IdentityPort(identity.Providers()))
