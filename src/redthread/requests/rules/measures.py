"""Arithmetic of the measures: shares that hide small numbers, and whether like cases are answered alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt

SMALLEST_GROUP = 5
"""Fewer cases than this are not shown: a share of two says who (own default, as in official statistics)."""

_Z = 1.96  # 95 % interval


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole.

    Attributes:
        part: how many of ``whole``.
    """

    part: int
    whole: int

    @property
    def value(self) -> float | None:
        """Return the share, 0 to 1; none where the group is too small to show."""
        return self.part / self.whole if self.whole >= SMALLEST_GROUP else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return the range in which the true share lies with 95 % confidence (Wilson 1927)."""
        if self.whole < SMALLEST_GROUP:
            return None
        n, p, zz = self.whole, self.part / self.whole, _Z * _Z
        middle = (p + zz / (2 * n)) / (1 + zz / n)
        half = _Z * sqrt(p * (1 - p) / n + zz / (4 * n * n)) / (1 + zz / n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __add__(self, other: "Share") -> "Share":
        """Pool two groups."""
        return Share(self.part + other.part, self.whole + other.whole)


def shown(count: int) -> int | None:
    """Return a count that may be shown: 0 says nobody, small ones are hidden."""
    return count if count == 0 or count >= SMALLEST_GROUP else None


@dataclass(frozen=True, slots=True)
class Difference:
    """An establishment that answers like cases otherwise than the rest do."""

    establishment_id: int
    here: Share
    elsewhere: Share


def unequal(approved: Mapping[int, Share]) -> list[Difference]:
    """Return the establishments whose share of yes differs from all others' beyond chance, widest gap first.

    Unequal practice in equal cases is not acceptable (Swedish ombudsman, JO 2689-2015). A difference is a
    question to look into, not a verdict: cases of one type are alike only as far as the type is narrow.

    Args:
        approved: establishment to how many of its decided cases were approved; one type, one period.
    """
    total = sum(approved.values(), Share(0, 0))
    found = []
    for establishment_id, here in approved.items():
        elsewhere = Share(total.part - here.part, total.whole - here.whole)
        mine, theirs = here.interval, elsewhere.interval
        if mine and theirs and (mine[1] < theirs[0] or theirs[1] < mine[0]):
            found.append(Difference(establishment_id, here, elsewhere))
    return sorted(found, key=lambda d: (-_gap(d), d.establishment_id))


def _gap(difference: Difference) -> float:
    here, elsewhere = difference.here, difference.elsewhere
    return abs(here.part / here.whole - elsewhere.part / elsewhere.whole)
