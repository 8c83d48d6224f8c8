"""What happens to units and rooms; kept in the house's own chain."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(ThreadEvent):
    """A unit was made, renamed, closed or opened again."""

    kind: ClassVar[str] = "estate.unit_changed"
    establishment_id: int
    unit_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanged(ThreadEvent):
    """A room was made, renamed, closed, opened again, or holds another number of people."""

    kind: ClassVar[str] = "estate.room_changed"
    establishment_id: int
    room_id: int
    before: str
    after: str
