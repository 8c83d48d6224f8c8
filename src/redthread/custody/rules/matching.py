"""Is the person on the papers somebody known? Reasons for and against, weighed openly; a person decides.

The weights are our own defaults: a number of ours settles it, a birth date with a like name makes it likely,
a name alone never does.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class Reason(StrEnum):
    """What speaks for or against two records being one person."""

    SAME_NUMBER = "same_number"
    SAME_NAME = "same_name"
    LIKE_NAME = "like_name"
    SWAPPED_NAMES = "swapped_names"
    SAME_BIRTH = "same_birth"
    NEAR_BIRTH = "near_birth"
    OTHER_BIRTH = "other_birth"
    OTHER_GENDER = "other_gender"

    @property
    def is_against(self) -> bool:
        """Say whether it speaks against."""
        return self in {Reason.OTHER_BIRTH, Reason.OTHER_GENDER}


WEIGHTS: Final = {
    Reason.SAME_NUMBER: 90,
    Reason.SAME_NAME: 40,
    Reason.SWAPPED_NAMES: 35,
    Reason.SAME_BIRTH: 45,
    Reason.NEAR_BIRTH: 25,
    Reason.OTHER_BIRTH: -30,
    Reason.OTHER_GENDER: -10,
}
LIKE_NAME_MOST: Final = 35
LIKE_NAME_FROM: Final = 0.35
"""Trigram likeness from which two names count as alike, of 1."""
LIKELY, POSSIBLE = 75, 40
"""Weights from which a match is called likely, and from which it is shown at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is compared; names are compared without case and accents, ``born_on`` is None where not known."""

    given_name: str
    family_name: str
    born_on: date | None
    gender: str
    number: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of a match and why; it can be disputed line by line."""

    weight: int
    reasons: tuple[Reason, ...]

    @property
    def is_likely(self) -> bool:
        """Say whether much speaks for it."""
        return self.weight >= LIKELY

    @property
    def is_shown(self) -> bool:
        """Say whether it is worth a look."""
        return self.weight >= POSSIBLE


def weigh(paper: Person, known: Person, *, likeness: float) -> Weighed:
    """Return how much speaks for the two being one person.

    Args:
        paper: what the papers say.
        known: the record.
        likeness: of the whole names, 0 to 1, forgiving typing errors.
    """
    reasons, weight = [], 0
    if paper.number and paper.number.casefold() == known.number.casefold():
        reasons.append(Reason.SAME_NUMBER)
    names = (_plain(paper.given_name), _plain(paper.family_name))
    others = (_plain(known.given_name), _plain(known.family_name))
    if names == others:
        reasons.append(Reason.SAME_NAME)
    elif names == others[::-1]:
        reasons.append(Reason.SWAPPED_NAMES)
    elif likeness >= LIKE_NAME_FROM:
        reasons.append(Reason.LIKE_NAME)
        weight += round(LIKE_NAME_MOST * min(likeness, 1.0))
    if paper.born_on is not None and known.born_on is not None:
        reasons.append(_birth(paper.born_on, known.born_on))
    if "x" not in (paper.gender, known.gender) and paper.gender != known.gender:
        reasons.append(Reason.OTHER_GENDER)
    return Weighed(weight + sum(WEIGHTS.get(r, 0) for r in reasons), tuple(reasons))


def _birth(paper: date, known: date) -> Reason:
    if paper == known:
        return Reason.SAME_BIRTH
    swapped = (paper.year, paper.day, paper.month) == (known.year, known.month, known.day)
    one_digit = sum(a != b for a, b in zip(paper.isoformat(), known.isoformat(), strict=True)) == 1
    return Reason.NEAR_BIRTH if swapped or one_digit else Reason.OTHER_BIRTH


def _plain(name: str) -> str:
    return " ".join(name.casefold().split())
