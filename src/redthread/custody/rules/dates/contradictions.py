"""What cannot be true of a sentence, found before anything is kept."""

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Final

from redthread.custody.rules.dates.facts import Facts, Runs
from redthread.jurisdiction.sentences import SentenceRules

LONGEST_YEARS: Final = 120
LONGEST_REMAND: Final = 20_000
"""Days: above it is a slip of the keyboard."""


class Contradiction(StrEnum):
    """What contradicts what."""

    NO_PART = "no_part"
    NO_LENGTH = "no_length"
    TOO_LONG = "too_long"
    FINAL_BEFORE_JUDGED = "final_before_judged"
    JUDGED_LATER = "judged_later"
    STARTS_BEFORE_JUDGED = "starts_before_judged"
    STARTS_LATE = "starts_late"
    FIRST_TOGETHER = "first_together"
    REMAND_WRONG = "remand_wrong"
    INTERRUPTION_BACKWARDS = "interruption_backwards"
    INTERRUPTION_OUTSIDE = "interruption_outside"
    INTERRUPTIONS_OVERLAP = "interruptions_overlap"
    POSTPONED_TOO_LONG = "postponed_too_long"


class ContradictionError(Exception):
    """Two facts that cannot both be true; ``number`` is the part or the interruption, from 1, or 0."""

    def __init__(self, what: Contradiction, number: int = 0) -> None:
        """Name what is wrong and where."""
        self.what, self.number = what, number
        super().__init__(f"{what} {number}")


def refuse_contradictions(facts: Facts, rules: SentenceRules, *, today: date) -> None:
    """Go on only with facts that can all be true.

    Raises:
        ContradictionError: naming the first two that cannot.
    """
    if not facts.parts:
        raise ContradictionError(Contradiction.NO_PART)
    if facts.parts[0].runs is Runs.TOGETHER:
        raise ContradictionError(Contradiction.FIRST_TOGETHER, 1)
    for number, part in enumerate(facts.parts, 1):
        if part.length is not None and not part.length:
            raise ContradictionError(Contradiction.NO_LENGTH, number)
        if part.length is not None and part.length.about > LONGEST_YEARS * 365:
            raise ContradictionError(Contradiction.TOO_LONG, number)
        if part.judged_on > today:
            raise ContradictionError(Contradiction.JUDGED_LATER, number)
        if part.final_on < part.judged_on:
            raise ContradictionError(Contradiction.FINAL_BEFORE_JUDGED, number)
    if facts.starts_on < min(part.judged_on for part in facts.parts):
        raise ContradictionError(Contradiction.STARTS_BEFORE_JUDGED)
    if facts.starts_on.year > today.year + 10:
        raise ContradictionError(Contradiction.STARTS_LATE)
    if not 0 <= facts.remand_days <= LONGEST_REMAND:
        raise ContradictionError(Contradiction.REMAND_WRONG)
    most = rules.counting.postponed_most
    if facts.postponed_days < 0 or (most is not None and facts.postponed_days > most * LONGEST_YEARS):
        raise ContradictionError(Contradiction.POSTPONED_TOO_LONG)
    _refuse_interruptions(facts, today)


def _refuse_interruptions(facts: Facts, today: date) -> None:
    for number, away in enumerate(facts.interruptions, 1):
        if away.ends_on <= away.begins_on:
            raise ContradictionError(Contradiction.INTERRUPTION_BACKWARDS, number)
        if away.begins_on < facts.starts_on or away.ends_on > today:
            raise ContradictionError(Contradiction.INTERRUPTION_OUTSIDE, number)
    ordered = sorted(facts.interruptions, key=lambda away: away.begins_on)
    for number, (one, other) in enumerate(pairwise(ordered), 2):
        if other.begins_on < one.ends_on:
            raise ContradictionError(Contradiction.INTERRUPTIONS_OVERLAP, number)
