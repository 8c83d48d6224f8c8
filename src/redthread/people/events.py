"""What happens to a client's master data."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCreated(ThreadEvent):
    """A course was opened for somebody."""

    kind: ClassVar[str] = "people.created"
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChosen(ThreadEvent):
    """The client chose the language of their pages."""

    kind: ClassVar[str] = "people.language_chosen"
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnDataDownloaded(ThreadEvent):
    """The client took a copy of what is held about them."""

    kind: ClassVar[str] = "people.own_data_downloaded"
