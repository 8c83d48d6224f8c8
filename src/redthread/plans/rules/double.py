"""No double efforts: what somebody else does already in the same life area is not started again unseen.

Source: rules for phases, guides and the shared plan ("No double efforts"): same life area, overlapping time,
other owner.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from redthread.plans.enums import ENDED, ActionStatus, Owner

_RESTS: Final = ENDED | {ActionStatus.PAUSED.value}


@dataclass(frozen=True, slots=True)
class Effort:
    """An action as this rule looks at it; ``ends_on`` None: not known yet, so without an end."""

    id: UUID
    area: str
    owner: str
    organisation_id: int | None
    status: str
    starts_on: date
    ends_on: date | None = None

    @property
    def whose(self) -> tuple[str, int | None]:
        """Who does it."""
        return self.owner, self.organisation_id


def overlap(a: Effort, b: Effort) -> bool:
    """Tell whether two actions share a day."""
    return (b.ends_on is None or a.starts_on <= b.ends_on) and (a.ends_on is None or b.starts_on <= a.ends_on)


def starts_something(before: Effort, after: Effort) -> bool:
    """Tell whether a change starts anything: days that were not its own before, or going on after a rest."""
    later_end = before.ends_on is not None and (after.ends_on is None or after.ends_on > before.ends_on)
    is_longer = after.starts_on < before.starts_on or later_end
    return is_longer or (before.status in _RESTS and after.status not in _RESTS)


def find_double(new: Effort, others: Iterable[Effort]) -> list[Effort]:
    """Return what others do already in the area and the time of ``new``, the longest running first.

    What the person does themselves is no double effort: that others help with it is the point of a plan.
    """
    if new.owner == Owner.CLIENT or new.status in ENDED:
        return []
    found = [
        other
        for other in others
        if other.id != new.id
        and other.area == new.area
        and other.owner != Owner.CLIENT
        and other.whose != new.whose
        and other.status not in ENDED
        and overlap(new, other)
    ]
    return sorted(found, key=lambda e: (e.starts_on, str(e.id)))
