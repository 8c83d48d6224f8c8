"""What happens to the estate; kept in the house's own chain."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChanged(ThreadEvent):
    """A unit was made, renamed, hung elsewhere in the tree, closed or opened again."""

    kind: ClassVar[str] = "estate.unit_changed"
    establishment_id: int
    unit_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanged(ThreadEvent):
    """A room was made, renamed, given another use, closed, opened, or works with another number of places."""

    kind: ClassVar[str] = "estate.room_changed"
    establishment_id: int
    room_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDrawn(ThreadEvent):
    """Somebody drew where the rooms of a unit lie."""

    kind: ClassVar[str] = "estate.plan_drawn"
    establishment_id: int
    unit_id: int
    unit: str
    rooms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateRequested(ThreadEvent):
    """Somebody asked that a room be certified for another number of people."""

    kind: ClassVar[str] = "estate.certificate_requested"
    establishment_id: int
    room_id: int
    certificate_id: int
    room: str
    before: int
    capacity: int
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateApproved(ThreadEvent):
    """Another person approved it: from now on the room is certified for that number."""

    kind: ClassVar[str] = "estate.certificate_approved"
    establishment_id: int
    room_id: int
    certificate_id: int
    room: str
    before: int
    capacity: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateDeclined(ThreadEvent):
    """Another person said no: the room stays as it was."""

    kind: ClassVar[str] = "estate.certificate_declined"
    establishment_id: int
    room_id: int
    certificate_id: int
    room: str
    capacity: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateWithdrawn(ThreadEvent):
    """Who had asked took it back."""

    kind: ClassVar[str] = "estate.certificate_withdrawn"
    establishment_id: int
    room_id: int
    certificate_id: int
    room: str
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomOutOfUse(ThreadEvent):
    """A room was taken out of use for a time, or until further notice."""

    kind: ClassVar[str] = "estate.room_out_of_use"
    establishment_id: int
    room_id: int
    out_of_use_id: int
    room: str
    reason: str
    words: str
    since: str
    until: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomBackInUse(ThreadEvent):
    """A room can be used again, or what was planned will not happen."""

    kind: ClassVar[str] = "estate.room_back_in_use"
    establishment_id: int
    room_id: int
    out_of_use_id: int
    room: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentChanged(ThreadEvent):
    """A bookable device was added, renamed, moved, or set aside."""

    kind: ClassVar[str] = "estate.equipment_changed"
    establishment_id: int
    equipment_id: int
    before: str
    after: str
