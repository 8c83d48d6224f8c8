"""What notices need of the world outside: somebody who takes a mail."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as it leaves: plain text, to one address. ``message_id`` is the same at every try."""

    message_id: str
    address: str
    language: str
    subject: str
    text: str


class NotDeliveredError(Exception):
    """A mail was not taken.

    Attributes:
        is_final: trying again is of no use: there is no such address.
        is_server: the server could not be reached at all, so the others need not be tried now.
        said: what the server said, without the mail's content.
    """

    def __init__(self, said: str, *, is_final: bool = False, is_server: bool = False) -> None:
        self.said, self.is_final, self.is_server = said, is_final, is_server
        super().__init__(said)


class Postman(Protocol):
    """Hands mails to a mail server, or puts them into a folder where there is none."""

    def send(self, mail: Mail) -> None:
        """Deliver one mail.

        Raises:
            NotDeliveredError: it was not taken.
        """
        ...
