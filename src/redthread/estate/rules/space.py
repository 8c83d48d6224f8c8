"""How many people may live in a room of a given size.

Source: CPT/Inf (2015) 44, "Living space per prisoner in prison establishments" (rule R23): 6 m² for one
person, 4 m² for each person in a shared room, both without the sanitary annex, which a shared room has set
apart from floor to ceiling; 2 m between walls, 2.5 m from floor to ceiling. Below 3 m² a person the European
Court of Human Rights presumes a violation of article 3 (Muršić v. Croatia, 7334/13, 20 October 2016): that is
refused, the rest is flagged.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Standard:
    """Square metres and metres; the numbers of a service that asks for more replace these."""

    single: Decimal = Decimal(6)
    shared: Decimal = Decimal(4)
    least: Decimal = Decimal(3)
    walls: Decimal = Decimal(2)
    height: Decimal = Decimal("2.5")


CPT: Final = Standard()
SET_APART: Final = frozenset({"full", "elsewhere"})


class Concern(StrEnum):
    """What is not as the standard wants it."""

    NOT_MEASURED = "not_measured"
    TOO_SMALL = "too_small"
    FAR_TOO_SMALL = "far_too_small"
    NO_PARTITION = "no_partition"
    NARROW = "narrow"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What was measured; None: not yet. ``partition`` is how toilet and basin are set apart."""

    area: Decimal | None
    partition: str = ""
    wall_distance: Decimal | None = None
    height: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the standard says to a number of people in a room.

    Attributes:
        most: how many the standard allows; None where nobody measured.
        concerns: everything to be seen by who decides.
        is_refused: no certificate may be given for this number.
    """

    people: int
    most: int | None
    concerns: tuple[Concern, ...]
    is_refused: bool


def most_people(facts: RoomFacts, standard: Standard = CPT) -> int | None:
    """Return how many people the standard allows in a room, or None where its area is not known.

    A room whose toilet is not set apart is for one person, however large.
    """
    if facts.area is None:
        return None
    shared = int(facts.area // standard.shared)
    if shared >= 2 and facts.partition in SET_APART:  # noqa: PLR2004 - two share
        return shared
    return 1 if facts.area >= standard.single else 0


def assess(facts: RoomFacts, people: int, standard: Standard = CPT) -> Assessment:
    """Return what the standard says to ``people`` living in a room."""
    found: list[Concern] = []
    if people > 0:
        if facts.area is None:
            found.append(Concern.NOT_MEASURED)
        elif facts.area < standard.least * people:
            found.append(Concern.FAR_TOO_SMALL)
        elif facts.area < (standard.single if people == 1 else standard.shared * people):
            found.append(Concern.TOO_SMALL)
        if people > 1 and facts.partition not in SET_APART:
            found.append(Concern.NO_PARTITION)
        if facts.wall_distance is not None and facts.wall_distance < standard.walls:
            found.append(Concern.NARROW)
        if facts.height is not None and facts.height < standard.height:
            found.append(Concern.LOW)
    return Assessment(people, most_people(facts, standard), tuple(found), Concern.FAR_TOO_SMALL in found)
