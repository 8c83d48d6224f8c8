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
