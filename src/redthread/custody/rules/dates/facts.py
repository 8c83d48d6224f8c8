"""What a court and the registry say about a sentence."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from redthread.jurisdiction.sentences import Length


class Runs(StrEnum):
    """How a part stands to the one before it."""

    AFTER = "after"
    """One after the other: the times are added."""
    TOGETHER = "together"
    """At the same time: the longer one counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One judgment. ``length`` None is a life sentence; ``final_on`` is from when it could not be appealed.

    ``case`` is the court and its number, for people.
    """

    length: Length | None
    judged_on: date
    final_on: date
    runs: Runs = Runs.AFTER
    case: str = ""


@dataclass(frozen=True, slots=True)
class Interruption:
    """Days on which the sentence was not served: from ``begins_on`` up to, not with, ``ends_on``."""

    begins_on: date
    ends_on: date
    why: str = ""

    @property
    def days(self) -> int:
        """Return how many days were not served."""
        return (self.ends_on - self.begins_on).days


@dataclass(frozen=True, slots=True)
class Facts:
    """A whole sentence as it stands today.

    ``starts_on`` is the first day of serving, ``remand_days`` were served before it, ``postponed_days`` is by
    how much the conditional release was postponed, ``is_repeat`` that the law treats it as a further offence.
    """

    starts_on: date
    parts: tuple[Part, ...]
    remand_days: int = 0
    interruptions: tuple[Interruption, ...] = ()
    postponed_days: int = 0
    is_repeat: bool = False

    @property
    def is_life(self) -> bool:
        """Say whether one part is for life: then no other length matters."""
        return any(part.length is None for part in self.parts)

    @property
    def final_on(self) -> date:
        """Return when the last judgment became final."""
        return max(part.final_on for part in self.parts)
