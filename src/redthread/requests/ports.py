"""What others fulfil for requests: cleaning photos (an edge), what a type sets in motion (a module above)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from redthread.foundation.actor import Actor


class CleanPhoto(Protocol):
    """Freshly encoded pixels; nothing else of what was uploaded survives."""

    @property
    def jpeg(self) -> bytes:
        """The picture, at most 2,000 pixels a side."""
        ...

    @property
    def thumbnail(self) -> bytes:
        """The picture for a list, as JPEG."""
        ...

    @property
    def width(self) -> int:
        """Pixels across."""
        ...

    @property
    def height(self) -> int:
        """Pixels down."""
        ...


class PhotoCleaner(Protocol):
    """Turn uploaded bytes into a clean photo, or raise a ``DomainError`` with a sentence for the person."""

    def __call__(self, data: bytes) -> CleanPhoto:
        """Return the cleaned picture."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What an effect needs to know about a request.

    Attributes:
        answers: clean answers to the form, by ``linkId``.
        status: a value of ``RequestStatus``.
        details: what the deciding person said beyond the answer (lines that could not be delivered, say).
    """

    id: UUID
    client_id: int
    establishment_id: int
    unit_id: int | None
    type_code: str
    info_class: int
    language: str
    answers: Mapping[str, object]
    status: str
    details: Mapping[str, object]


class RequestEffect(Protocol):
    """What a type sets in motion, in the same transaction: an error undoes the request's step too."""

    def on_received(self, request: RequestFacts, *, actor: Actor, at: datetime) -> None:
        """A request was handed in; raise a ``DomainError`` to refuse it with a sentence."""
        ...

    def on_decided(self, request: RequestFacts, *, actor: Actor, at: datetime) -> None:
        """It ended by the service: approved, declined or returned (``request.status``)."""
        ...

    def on_withdrawn(self, request: RequestFacts, *, actor: Actor, at: datetime) -> None:
        """The client took it back."""
        ...


_effects: dict[str, RequestEffect] = {}
_photo_cleaners: list[PhotoCleaner] = []


def register_effect(type_code: str, effect: RequestEffect) -> None:
    """Let requests of a type set something in motion; one effect a type.

    Raises:
        ValueError: another effect holds the type.
    """
    if _effects.setdefault(type_code, effect) is not effect:
        message = f"two effects for requests of type {type_code}"
        raise ValueError(message)


def effect_of(type_code: str) -> RequestEffect | None:
    """Return what requests of the type set in motion, if anything."""
    return _effects.get(type_code)


def connect_photo_cleaner(cleaner: PhotoCleaner) -> None:
    """Name who cleans photos; called once by the project's wiring."""
    _photo_cleaners[:] = [cleaner]


def clean_photo(data: bytes) -> CleanPhoto:
    """Clean a photo through whoever was connected.

    Raises:
        DomainError: the bytes are no photo that can be kept.
        LookupError: the project connected no cleaner.
    """
    if not _photo_cleaners:
        message = "no photo cleaner: call connect_photo_cleaner in the project's wiring"
        raise LookupError(message)
    return _photo_cleaners[0](data)
