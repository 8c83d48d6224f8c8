"""What happened to requests. The thread keeps these; the texts people wrote stay in the request itself.

Every event of one request carries ``request_id``, so that its history is a view of the thread. No payload
holds the words of a staff-only note: a client reads the own thread.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEvent(ThreadEvent):
    """The base of what happens to one request.

    Attributes:
        request_id: the request; for an appeal, the appeal.
        type_code: its type in the catalogue, such as ``nurse``.
        reference: its number, as people say it.
    """

    request_id: UUID
    type_code: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReceived(RequestEvent):
    """A client handed in a request, or staff entered one from paper."""

    kind: ClassVar[str] = "requests.received"
    filed_on: str
    due_at: datetime
    refiled_from: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAppealed(RequestEvent):
    """A client asked for an answer, or for silence, to be looked at by somebody else."""

    kind: ClassVar[str] = "requests.appealed"
    appealed_from: UUID
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRead(RequestEvent):
    """Staff opened the request for the first time."""

    kind: ClassVar[str] = "requests.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTaken(RequestEvent):
    """Somebody began to work on it, perhaps taking over from a colleague."""

    kind: ClassVar[str] = "requests.taken"
    taken_over_from: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHandedBack(RequestEvent):
    """Whoever had it put it back for the department."""

    kind: ClassVar[str] = "requests.handed_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestForwarded(RequestEvent):
    """Another department of the establishment answers now."""

    kind: ClassVar[str] = "requests.forwarded"
    from_department: str
    to_department: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestMessageAdded(RequestEvent):
    """Somebody wrote inside the request."""

    kind: ClassVar[str] = "requests.message_added"
    message_id: UUID
    audience: str
    is_question: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPaused(RequestEvent):
    """The clock stands still, for a reason that the client can read."""

    kind: ClassVar[str] = "requests.paused"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestResumed(RequestEvent):
    """The clock runs again, towards a new date."""

    kind: ClassVar[str] = "requests.resumed"
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestApproved(RequestEvent):
    """The answer is yes."""

    kind: ClassVar[str] = "requests.approved"
    ground_codes: tuple[str, ...] = ()
    for_second_reader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestDeclined(RequestEvent):
    """The answer is no, with grounds."""

    kind: ClassVar[str] = "requests.declined"
    ground_codes: tuple[str, ...] = ()
    for_second_reader: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReturned(RequestEvent):
    """It was sent back undecided, with what to do instead."""

    kind: ClassVar[str] = "requests.returned"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWithdrawn(RequestEvent):
    """The client took it back."""

    kind: ClassVar[str] = "requests.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestCarriedOut(RequestEvent):
    """What a yes promised has happened."""

    kind: ClassVar[str] = "requests.carried_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestEscalated(RequestEvent):
    """The promise was broken, and the next role in the chain was told."""

    kind: ClassVar[str] = "requests.escalated"
    level: int
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestReaddressed(RequestEvent):
    """It followed the client to another establishment; every clock was kept."""

    kind: ClassVar[str] = "requests.readdressed"
    from_establishment_id: int
    to_establishment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLeftBehind(RequestEvent):
    """The client moved, and the old establishment finishes it."""

    kind: ClassVar[str] = "requests.left_behind"
    establishment_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAnswerRated(RequestEvent):
    """The client said whether the answer answered."""

    kind: ClassVar[str] = "requests.answer_rated"
    satisfied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestSecondRead(RequestEvent):
    """A second reader looked at the answer."""

    kind: ClassVar[str] = "requests.second_read"
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestAttachmentAdded(RequestEvent):
    """A picture was added: the paper form, or what the client wants to show."""

    kind: ClassVar[str] = "requests.attachment_added"
    attachment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueLoaded(ThreadEvent):
    """An establishment got its request types from a pack (house chain)."""

    kind: ClassVar[str] = "requests.catalogue_loaded"
    establishment_id: int
    pack: str
    type_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTypeChanged(ThreadEvent):
    """Somebody changed a request type (house chain)."""

    kind: ClassVar[str] = "requests.type_changed"
    type_id: int
    type_code: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundTemplateChanged(ThreadEvent):
    """A unit changed one of its texts for grounds (house chain)."""

    kind: ClassVar[str] = "requests.ground_template_changed"
    template_id: int
    type_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceSet(ThreadEvent):
    """A member of staff is away and somebody covers (house chain)."""

    kind: ClassVar[str] = "requests.absence_set"
    absent_actor_id: int
    cover_actor_id: int
    from_on: str
    until_on: str
