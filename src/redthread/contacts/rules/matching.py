"""Is this correspondent somebody known? Reasons weighed openly, as at an arrival; a person decides.

The weights are our own defaults: a number or an e-mail address with a like name makes it certain enough to
offer first, a name alone is never shown as the same person.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from redthread.contacts.enums import AliasKind


class Reason(StrEnum):
    """What speaks for or against two correspondents being one person."""

    SAME_PHONE = "same_phone"
    SAME_EMAIL = "same_email"
    SAME_ADDRESS = "same_address"
    LIKE_NAME = "like_name"
    SAME_BIRTH = "same_birth"
    OTHER_BIRTH = "other_birth"


WEIGHTS: Final = {
    Reason.SAME_PHONE: 50,
    Reason.SAME_EMAIL: 50,
    Reason.SAME_ADDRESS: 20,
    Reason.LIKE_NAME: 30,
    Reason.SAME_BIRTH: 45,
    Reason.OTHER_BIRTH: -40,
}
LIKELY: Final = 75
POSSIBLE: Final = 50
_SHARED: Final = {
    AliasKind.PHONE: Reason.SAME_PHONE,
    AliasKind.EMAIL: Reason.SAME_EMAIL,
    AliasKind.ADDRESS: Reason.SAME_ADDRESS,
    AliasKind.NAME: Reason.LIKE_NAME,
}


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


def weigh(*, shared: Collection[AliasKind], born_on: date | None, known_born_on: date | None) -> Weighed:
    """Return how much speaks for two correspondents being one person.

    Args:
        shared: the kinds of aliases of which both have one with the same key.
        born_on, known_born_on: birth dates, None where not known.
    """
    reasons = [reason for kind, reason in _SHARED.items() if kind in shared]
    if born_on is not None and known_born_on is not None:
        reasons.append(Reason.SAME_BIRTH if born_on == known_born_on else Reason.OTHER_BIRTH)
    return Weighed(sum(WEIGHTS[r] for r in reasons), tuple(reasons))
