"""What happens in conversations. No entry holds a word of what was written, nor the name of anybody private.

``whom`` says in several languages what the addressee is: a unit or role, staff and organisations by name,
people outside only by what they are.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class _ConversationEvent(ThreadEvent):
    conversation_id: UUID
    whom: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWritten(_ConversationEvent):
    """The client wrote."""

    kind: ClassVar[str] = "messages.written"
    message_id: UUID
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(_ConversationEvent):
    """Somebody wrote to the client."""

    kind: ClassVar[str] = "messages.received"
    message_id: UUID
    is_held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWithdrawn(_ConversationEvent):
    """Who wrote it took it back, unseen."""

    kind: ClassVar[str] = "messages.withdrawn"
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationClosed(_ConversationEvent):
    """One of the two ended it."""

    kind: ClassVar[str] = "messages.closed"
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _MessageEvent(ThreadEvent):
    message_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageLooked(_MessageEvent):
    """Staff read a message for control; written by the database with the look itself."""

    kind: ClassVar[str] = "messages.looked"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePassed(_MessageEvent):
    """A message was read and passed on."""

    kind: ClassVar[str] = "messages.passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageBlocked(_MessageEvent):
    """A message was read and not passed on."""

    kind: ClassVar[str] = "messages.blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEscalated(_MessageEvent):
    """A message waits longer than promised; those who hold ``role`` are told."""

    kind: ClassVar[str] = "messages.review_late"
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiesDestroyed(ThreadEvent):
    """The copies for control of some messages were destroyed."""

    kind: ClassVar[str] = "messages.copies_destroyed"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationsForgotten(ThreadEvent):
    """The time of some conversations was over: what was written is destroyed."""

    kind: ClassVar[str] = "messages.forgotten"
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReviewSet(ThreadEvent):
    """From now on every message with people outside is read first, but for the privileged."""

    kind: ClassVar[str] = "messages.review_set"
    review_id: UUID
    until_on: str
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientReviewEnded(ThreadEvent):
    """Messages are no longer all read first."""

    kind: ClassVar[str] = "messages.review_ended"
    review_id: UUID
