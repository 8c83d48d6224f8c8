"""What happens to reach."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(ThreadEvent):
    """Somebody was given a role in a scope."""

    kind: ClassVar[str] = "sharing.role_granted"
    to_actor_id: int
    role: str
    scope: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantEnded(ThreadEvent):
    """A role or another reach ended before its time."""

    kind: ClassVar[str] = "sharing.grant_ended"
    grant_id: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassReviewed(ThreadEvent):
    """The data protection officer looked at why a record was opened, and said whether that was right."""

    kind: ClassVar[str] = "sharing.glass_reviewed"
    grant_id: int
    verdict: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassBroken(ThreadEvent):
    """Somebody opened a client's record outside their reach, with a purpose and a reason."""

    kind: ClassVar[str] = "sharing.glass_broken"
    purpose: str
    reason: str
    until: str
