"""Deadlines that can be read and yet never be met: contradictory, always past, or beyond the phase."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from redthread.foundation.phases import Phase
from redthread.journey.rules.phases import INSIDE, INTAKE_DAYS, RELEASE_DAYS
from redthread.jurisdiction.deadlines import AfterEvent, AroundDate, Calc, Deadline, Every, Limit, Span, Unit

_ORDER: Final = {phase: n for n, phase in enumerate(Phase)}
_DAYS: Final = {
    Unit.HOURS: 1 / 24,
    Unit.DAYS: 1.0,
    Unit.WORKING_DAYS: 1.0,
    Unit.WEEKS: 7.0,
    Unit.MONTHS: 28.0,
    Unit.YEARS: 365.0,
}
"""The fewest days of a unit."""
FURTHEST: Final = 100 * 365
_FIRST_KNOWN: Final[Mapping[str, Phase]] = {
    "supervision_start": Phase.SUPERVISION,
    "supervision_planned_end": Phase.SUPERVISION,
    "supervision_end": Phase.AFTER,
}
"""The first phase in which a fact can be known; all others can be at any time."""
_SENTENCE: Final = frozenset({"release", "parole", "term"})
"""What only a sentence has: nobody in remand has such a day."""


class Never(StrEnum):
    """Why a deadline can never be met."""

    PAST = "past"
    """It is over before the phase begins."""
    LATER = "later"
    """What it counts from comes only after the phase."""
    CONTRADICTORY = "contradictory"
    """The longest limit is shorter than the usual one."""
    TOO_FAR = "too_far"
    """More than a hundred years."""


def why_never(deadline: Deadline, *, starts: str, phase: Phase) -> Never | None:
    """Return why a task of a phase can never be done in time; None: it can."""
    if any(days_of(span) > FURTHEST for span in _spans(deadline)):
        return Never.TOO_FAR
    if (
        isinstance(deadline, Limit)
        and deadline.longest
        and days_of(deadline.longest) < days_of(deadline.span)
    ):
        return Never.CONTRADICTORY
    fact = _fact(deadline, starts)
    if fact is None:
        return None
    if _comes_later(fact, deadline, phase):
        return Never.LATER
    return Never.PAST if _is_past(fact, deadline, phase) else None


def _comes_later(fact: str, deadline: Deadline, phase: Phase) -> bool:
    if phase is Phase.REMAND and (fact in _SENTENCE or fact == "intake"):
        return True
    if fact == "release" and isinstance(deadline, AfterEvent) and phase in INSIDE:
        return True  # what counts from the day the door opened belongs to the time outside
    return fact in _FIRST_KNOWN and _ORDER[_FIRST_KNOWN[fact]] > _ORDER[phase]


def _is_past(fact: str, deadline: Deadline, phase: Phase) -> bool:
    match deadline:
        case AroundDate(_, True, span):
            if fact in {"release", "parole"} and phase not in INSIDE:
                return True
            return fact == "release" and phase is Phase.RELEASE and days_of(span) > RELEASE_DAYS + 1
        case AfterEvent(_, span) | Limit(span):
            began_before = _ORDER[phase] > _ORDER[Phase.INTAKE] and fact in {"arrival", "intake"}
            return began_before and (days_of(span) if span else 0) < INTAKE_DAYS
    return False


def _fact(deadline: Deadline, starts: str) -> str | None:
    match deadline:
        case AfterEvent(fact) | AroundDate(fact):
            return fact
        case Every() | Limit():
            return starts
        case Calc():
            return "term"
    return None


def _spans(deadline: Deadline) -> list[Span]:
    match deadline:
        case AfterEvent(_, span):
            return [span] if span else []
        case AroundDate(_, _, span):
            return [span]
        case Every(span, then) | Limit(span, then):
            return [span, then] if then else [span]
        case Calc(_, lengths):
            return [length for length in lengths if isinstance(length, Span)]
    return []


def days_of(span: Span) -> float:
    """Return the fewest days that a span can be."""
    return span.number * _DAYS[span.unit]
