"""The dates of a sentence, each with the steps by which it came to be."""

from redthread.custody.rules.dates.compute import compute
from redthread.custody.rules.dates.contradictions import (
    Contradiction,
    ContradictionError,
    refuse_contradictions,
)
from redthread.custody.rules.dates.facts import Facts, Interruption, Part, Runs
from redthread.custody.rules.dates.found import (
    ComputedDate,
    Doubt,
    Refusal,
    SentenceDates,
    Step,
    StepCode,
    Why,
)

__all__ = [
    "ComputedDate",
    "Contradiction",
    "ContradictionError",
    "Doubt",
    "Facts",
    "Interruption",
    "Part",
    "Refusal",
    "Runs",
    "SentenceDates",
    "Step",
    "StepCode",
    "Why",
    "compute",
    "refuse_contradictions",
]
