"""Numbers that people say: counted by establishment and year, in the order in which things were handed in."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime, tzinfo

SPARE = 12
"""One number in so many is kept for what comes up on the way: appeals, and the requests of the cast."""


class Numbers:
    """Gives numbers at one establishment; ``last`` by year."""

    def __init__(self, moments: Iterable[datetime], zone: tzinfo) -> None:
        self._zone = zone
        self._by_year: dict[int, list[datetime]] = {}
        self._given: dict[tuple[int, datetime], int] = {}
        self._spare: dict[int, set[int]] = {}
        self.last: dict[int, int] = {}
        for at in sorted(moments):
            self._by_year.setdefault(at.astimezone(zone).year, []).append(at)

    def of(self, at: datetime) -> int:
        """Return the number of a planned hand-in; each call for the same instant gives another."""
        year, place = self._place(at)
        # Several at one instant: each call takes the one before.
        earlier = self._given.get((year, at), 0)
        self._given[year, at] = earlier + 1
        place = max(place - earlier, 0)
        return self._keep(year, place + place // (SPARE - 1) + 1)

    def another(self, at: datetime) -> int:
        """Return a number that was kept free, near those of the time."""
        year, place = self._place(at)
        number = (place // (SPARE - 1) + 1) * SPARE
        taken = self._spare.setdefault(year, set())
        while number in taken:
            number += SPARE
        taken.add(number)
        return self._keep(year, number)

    def _place(self, at: datetime) -> tuple[int, int]:
        year = at.astimezone(self._zone).year
        return year, max(bisect_right(self._by_year.get(year, []), at) - 1, 0)

    def _keep(self, year: int, number: int) -> int:
        self.last[year] = max(self.last.get(year, 0), number)
        return number
