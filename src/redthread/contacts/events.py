"""What happens to contacts. Approval and closing are person events: :mod:`redthread.foundation.course`.

Names stay in the tables, but for what the client calls somebody: that is theirs.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged(ThreadEvent):
    """Channels, level or end of an approved contact were decided anew."""

    kind: ClassVar[str] = "contacts.changed"
    contact_id: int
    known_as: str
    channels: tuple[str, ...]
    level: str
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEnded(ThreadEvent):
    """A contact ended; ``told`` is what the client may be told about it."""

    kind: ClassVar[str] = "contacts.ended"
    contact_id: int
    known_as: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactBlocked(ThreadEvent):
    """The client wants nothing from somebody."""

    kind: ClassVar[str] = "contacts.blocked"
    contact_id: int
    known_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactUnblocked(ThreadEvent):
    """The client lets somebody reach them again."""

    kind: ClassVar[str] = "contacts.unblocked"
    contact_id: int
    known_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BanEntered(ThreadEvent):
    """Somebody must not reach the client, nor be reached; the grounds stay in the ban."""

    kind: ClassVar[str] = "contacts.ban_entered"
    ban_id: UUID
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BanLifted(ThreadEvent):
    """A ban was lifted."""

    kind: ClassVar[str] = "contacts.ban_lifted"
    ban_id: UUID
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldApart(ThreadEvent):
    """Somebody who looked like a barred person was found to be somebody else."""

    kind: ClassVar[str] = "contacts.told_apart"
    ban_id: UUID
    correspondent_id: int
    grounds: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityVerified(ThreadEvent):
    """A correspondent's identity was verified (house chain); how: a check of the pack."""

    kind: ClassVar[str] = "contacts.identity_verified"
    correspondent_id: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityWithdrawn(ThreadEvent):
    """A verification holds no longer (house chain)."""

    kind: ClassVar[str] = "contacts.identity_withdrawn"
    correspondent_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactInvited(ThreadEvent):
    """Somebody outside was invited to an account, by mail or by a letter."""

    kind: ClassVar[str] = "contacts.invited"
    contact_id: int
    known_as: str
    by_mail: bool
