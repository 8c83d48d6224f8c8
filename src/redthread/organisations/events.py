"""What happens to departments and staff; kept in the house's own chain."""

from dataclasses import dataclass
from typing import ClassVar

from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMemberAdded(ThreadEvent):
    """Somebody began to work here."""

    kind: ClassVar[str] = "organisations.staff_added"
    staff_actor_id: int
    username: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffLanguageChosen(ThreadEvent):
    """Somebody chose the language that they work in."""

    kind: ClassVar[str] = "organisations.language_chosen"
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentChanged(ThreadEvent):
    """A department was made, renamed, staffed or closed."""

    kind: ClassVar[str] = "organisations.department_changed"
    department_id: int
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerChanged(ThreadEvent):
    """A partner organisation was registered, changed or closed."""

    kind: ClassVar[str] = "organisations.partner_changed"
    organisation_id: int
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberInvited(ThreadEvent):
    """Somebody became a member of a partner organisation."""

    kind: ClassVar[str] = "organisations.member_invited"
    organisation_id: int
    member_actor_id: int
    name: str
    organisation: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberChanged(ThreadEvent):
    """What a member of a partner organisation is, or the most they may read, changed."""

    kind: ClassVar[str] = "organisations.member_changed"
    member_actor_id: int
    name: str
    role: str
    class_limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberEnded(ThreadEvent):
    """Somebody's work at a partner organisation ended."""

    kind: ClassVar[str] = "organisations.member_ended"
    member_actor_id: int
    name: str
    why: str
