"""What happens on the way: proposals, decisions, journeys, key workers.

The person events themselves stand in :mod:`redthread.foundation.course`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferProposed(ThreadEvent):
    """Somebody proposed that a client should live elsewhere. Not shown to the client."""

    kind: ClassVar[str] = "custody.transfer_proposed"
    transfer_id: UUID
    to_establishment_id: int
    to_place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDecided(ThreadEvent):
    """A named person decided a transfer, with grounds. Not shown to the client before the journey."""

    kind: ClassVar[str] = "custody.transfer_decided"
    transfer_id: UUID
    is_approved: bool
    to_place: str
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferCancelled(ThreadEvent):
    """A transfer that had not begun was called off."""

    kind: ClassVar[str] = "custody.transfer_cancelled"
    transfer_id: UUID
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalConfirmed(ThreadEvent):
    """The receiving place says that somebody has arrived."""

    kind: ClassVar[str] = "custody.arrived"
    transfer_id: UUID
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWorkerAssigned(ThreadEvent):
    """Somebody became a client's key worker."""

    kind: ClassVar[str] = "custody.key_worker_assigned"
    staff_actor_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyWorkerEnded(ThreadEvent):
    """Somebody stopped being a client's key worker."""

    kind: ClassVar[str] = "custody.key_worker_ended"
    staff_actor_id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalAnnounced(ThreadEvent):
    """Somebody is expected from outside; in the house's own chain, without a name."""

    kind: ClassVar[str] = "custody.arrival_announced"
    arrival_id: UUID
    establishment_id: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalCancelled(ThreadEvent):
    """Somebody who was expected does not come."""

    kind: ClassVar[str] = "custody.arrival_cancelled"
    arrival_id: UUID
    establishment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientMatched(ThreadEvent):
    """A named person said that somebody who came in is a person known already."""

    kind: ClassVar[str] = "custody.matched"
    arrival_id: UUID
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Escaped(ThreadEvent):
    """Somebody escaped; what that does to things is said by the time away that begins with it."""

    kind: ClassVar[str] = "custody.escaped"
    absence_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusChanged(ThreadEvent):
    """The base of one event for each legal status, so that each has its own words."""

    status: str
    begins_at: datetime
    corrects: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRemand(StatusChanged):
    """Somebody is in remand."""

    kind: ClassVar[str] = "custody.status_remand"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSentenced(StatusChanged):
    """Somebody serves a sentence."""

    kind: ClassVar[str] = "custody.status_sentenced"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRecalled(StatusChanged):
    """Somebody was brought back to serve on."""

    kind: ClassVar[str] = "custody.status_recalled"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusOnLeave(StatusChanged):
    """Somebody is on leave."""

    kind: ClassVar[str] = "custody.status_on_leave"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusOnSupervision(StatusChanged):
    """Somebody is under supervision in the community."""

    kind: ClassVar[str] = "custody.status_on_supervision"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEnded(StatusChanged):
    """Nothing more is owed."""

    kind: ClassVar[str] = "custody.status_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceRecorded(ThreadEvent):
    """A sentence was written down."""

    kind: ClassVar[str] = "custody.sentence_recorded"
    sentence_id: UUID
    release_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceCorrected(ThreadEvent):
    """A sentence was corrected or changed by a further decision; the old statement stays readable."""

    kind: ClassVar[str] = "custody.sentence_corrected"
    sentence_id: UUID
    corrects: UUID
    reason: str
    release_on: date | None = None
    release_before: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceServed(ThreadEvent):
    """What was written down means that the time is served: release is due at once."""

    kind: ClassVar[str] = "custody.sentence_served"
    sentence_id: UUID
    release_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionsImposed(ThreadEvent):
    """A decision of a prosecutor or a court was entered; which channels, their own entries say."""

    kind: ClassVar[str] = "custody.restrictions_imposed"
    decision_number: str
    decided_by: str
    channels: tuple[str, ...]
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionLifted(ThreadEvent):
    """A further decision lifted a restriction before its end."""

    kind: ClassVar[str] = "custody.restriction_lifted"
    restriction_id: UUID
    channel: str
    decision_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RestrictionWithdrawn(ThreadEvent):
    """A restriction that was entered wrongly, such as for another person, never held."""

    kind: ClassVar[str] = "custody.restriction_withdrawn"
    restriction_id: UUID
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedAgainst(ThreadEvent):
    """A named person placed somebody near one they are to be kept apart from. In both threads, for staff."""

    kind: ClassVar[str] = "custody.placed_against"
    pair_id: int
    other_client_id: int
    level: str
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SharingDecided(ThreadEvent):
    """A named person decided that a room is shared although the cell-sharing risk is high. For staff."""

    kind: ClassVar[str] = "custody.sharing_decided"
    place: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSharingAssessed(ThreadEvent):
    """Somebody assessed how much of a risk it is that a client shares a cell."""

    kind: ClassVar[str] = "custody.cell_sharing_assessed"
    risk: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegregationBegun(ThreadEvent):
    """Somebody was segregated."""

    kind: ClassVar[str] = "custody.segregation_begun"
    segregation_id: UUID
    ground: str
    reason: str
    place: str
    review_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SegregationReviewed(ThreadEvent):
    """It was looked at whether a segregation is still needed, and it goes on."""

    kind: ClassVar[str] = "custody.segregation_reviewed"
    segregation_id: UUID
    grounds: str
    review_due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SegregationEnded(ThreadEvent):
    """A segregation ended."""

    kind: ClassVar[str] = "custody.segregation_ended"
    segregation_id: UUID
    grounds: str
