"""What was found: dates, the steps behind each, and why a date is missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from redthread.jurisdiction.sentences import Comes, DateKind, Law, Length
from redthread.jurisdiction.texts import Text

Param = int | str | date | Length


class StepCode(StrEnum):
    """What was done in one step."""

    AS_DAYS = "as_days"
    """``length`` counted as ``days``."""
    TOTAL = "total"
    """Several sentences make ``length`` together."""
    SHARE = "share"
    """``share`` of ``of`` is ``length``."""
    LEAST = "least"
    """At least ``length`` must be served."""
    WHOLE = "whole"
    """The whole ``length``."""
    COUNT = "count"
    """``length`` from ``start``."""
    REMAND = "remand"
    """``days`` were served before, in remand."""
    SERVED_BEFORE = "served_before"
    """All of it was served before the start."""
    INTERRUPTION = "interruption"
    """``days`` from ``begins_on`` up to ``ends_on`` were not served."""
    POSTPONED = "postponed"
    """A decision postponed it by ``days``."""
    CLOSED_DAY = "closed_day"
    """``day`` is a closed day; the working day before it counts."""
    LEFT = "left"
    """``days`` of the time are left at the release on ``release``."""
    TRIAL_LEAST = "trial_least"
    """The trial time is what is left, at least ``length``."""
    TRIAL_MOST = "trial_most"
    """The trial time may be set to at most ``length``."""
    LIFE = "life"
    """For life: after ``length``."""


class Why(StrEnum):
    """Why a date is missing."""

    LIFE = "life"
    NO_RULE = "no_rule"
    REPEAT = "repeat"
    OLDER = "older"
    """The judgment is older than the rules that we have."""
    TOO_SHORT = "too_short"
    """Release comes first."""
    IN_FULL = "in_full"
    """Served to the last day, so nothing follows."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done, on which law, and the date after it (None where there is none yet)."""

    code: StepCode
    params: Mapping[str, Param] = field(default_factory=dict)
    on: date | None = None
    law: Law | None = None


@dataclass(frozen=True, slots=True)
class ComputedDate:
    """A date and how it came to be."""

    kind: DateKind
    on: date
    comes: Comes
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A date that is not there, and why; ``text`` is the pack's sentence, ``since`` the first known day."""

    kind: DateKind
    why: Why
    text: Text | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A later day that another part would give, served at the same time under a harder law of its own.

    No source that we have says which of the two laws counts; ours is that of the longest part. ``number`` is
    the part, from 1; ``date`` the day of its own, with its steps.
    """

    number: int
    date: ComputedDate


@dataclass(frozen=True, slots=True)
class SentenceDates:
    """All dates of a sentence by kind, the refused ones, and where two laws give two days of release."""

    found: Mapping[DateKind, ComputedDate]
    refused: Mapping[DateKind, Refusal]
    doubts: tuple[Doubt, ...] = ()

    def on(self, kind: DateKind) -> date | None:
        """Return a date, or None where there is none."""
        return self.found[kind].on if kind in self.found else None

    def is_served(self, today: date) -> bool:
        """Say whether the day of release has come or is past, so that nobody may be held on this sentence."""
        release = self.on(DateKind.RELEASE)
        return release is not None and release <= today
