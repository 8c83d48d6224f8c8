"""What happens to where somebody is held."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReceived(ThreadEvent):
    """Somebody came in."""

    kind: ClassVar[str] = "custody.received"
    establishment_id: int
    unit_id: int
    room_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMoved(ThreadEvent):
    """Somebody changed rooms within the establishment."""

    kind: ClassVar[str] = "custody.moved"
    establishment_id: int
    to_unit_id: int
    to_room_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTransferred(ThreadEvent):
    """Somebody was moved to another establishment; every module says what becomes of its things."""

    kind: ClassVar[str] = "custody.transferred"
    from_establishment_id: int
    to_establishment_id: int
    to_unit_id: int
    to_room_id: int
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReleased(ThreadEvent):
    """Somebody was released."""

    kind: ClassVar[str] = "custody.released"
    establishment_id: int
