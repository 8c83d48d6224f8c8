"""A mail server, spoken to by SMTP (RFC 5321), with TLS from the start or by STARTTLS (RFC 3207)."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from redthread.edges.mail.folder import Folder
from redthread.edges.mail.letter import Letter

TIMEOUT = 15.0
PORTS = {"smtp": 25, "smtps": 465}
SUBMISSION = 587
TLS = ("starttls", "none")
NO_SUCH_ADDRESS = frozenset({550, 551, 553, 556})
"""What servers say when an address does not exist; other refusals (greylisting, a full box) may pass."""


class MailError(Exception):
    """A message was not taken; ``said`` is the server's answer, without the message."""

    def __init__(self, said: str, *, is_final: bool = False, is_server: bool = False) -> None:
        self.said, self.is_final, self.is_server = said, is_final, is_server
        super().__init__(said)


class MailServerAddressError(Exception):
    """The address of the mail server cannot be understood."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server and how to come in there. ``tls``: ``smtps`` from the start, ``starttls``, or ``none``."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = ""
    timeout: float = TIMEOUT

    def send(self, message: Letter) -> None:
        """Hand over one message.

        Raises:
            MailError: the server was not reached or did not take it.
        """
        try:
            with self._connection() as server:
                server.send_message(compose(message, self.sender), self.sender, [message.address])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise MailError(_words(code, said), is_final=code in NO_SUCH_ADDRESS) from error
        except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
            raise MailError(str(error), is_server=True) from error
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as error:
            raise MailError(_words(error.smtp_code, error.smtp_error), is_server=True) from error
        except smtplib.SMTPResponseException as error:
            raise MailError(_words(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            why = f"{type(error).__name__}: {error}"
            raise MailError(why, is_server=True) from error

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        opened: smtplib.SMTP
        if self.tls == "smtps":
            opened = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            opened = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        with opened as server:
            if self.tls == "starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            yield server


def open_mail(url: str, *, sender: str, folder: Path) -> MailServer | Folder:
    """Return where mail goes: ``smtp://user:password@host:587?tls=starttls``, ``smtps://…``; "" is a folder.

    With ``smtp`` the connection is secured by STARTTLS unless ``tls=none`` says otherwise, and a password is
    never sent over one that is not.

    Raises:
        MailServerAddressError: the address cannot be understood, or would send the password in clear.
    """
    if not url:
        return Folder(folder, sender)
    try:
        found = urlsplit(url)
        port = found.port
    except ValueError as error:
        msg = f"this is no address of a mail server: {error}"
        raise MailServerAddressError(msg) from error
    if found.scheme not in PORTS or not found.hostname:
        msg = "a mail server is named like smtp://host:587 or smtps://host"
        raise MailServerAddressError(msg)
    tls = parse_qs(found.query).get("tls", ["starttls"])[-1]
    if tls not in TLS:
        msg = f"tls={tls} is unknown: starttls or none"
        raise MailServerAddressError(msg)
    tls = "smtps" if found.scheme == "smtps" else tls
    user, password = unquote(found.username or ""), unquote(found.password or "")
    if not (user + password).isascii():
        msg = "the user and password of a mail server are letters, digits and signs of ASCII"
        raise MailServerAddressError(msg)
    if tls == "none" and password:
        msg = "without TLS no password is sent to a mail server: use tls=starttls, or leave the password out"
        raise MailServerAddressError(msg)
    usual = SUBMISSION if user and tls == "starttls" else PORTS[found.scheme]
    return MailServer(found.hostname, port or usual, tls, sender, user, password)


def compose(message: Letter, sender: str) -> EmailMessage:
    """Return a message as RFC 5322 has it; machines that answer by themselves are told not to (RFC 3834)."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = sender, message.address, message.subject
    made["Message-ID"], made["Content-Language"] = message.message_id, message.language
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(message.text)
    return made


def _words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {text}"[:200]
