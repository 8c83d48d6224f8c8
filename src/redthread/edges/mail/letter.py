"""What is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Letter:
    """Plain text to one address."""

    message_id: str
    address: str
    language: str
    subject: str
    text: str
