"""What a move does to an open request (rules/moves.md: the thread never breaks)."""

from dataclasses import dataclass
from enum import StrEnum

from redthread.requests.enums import MoveRule
from redthread.requests.rules.standing import Standing


class MoveOutcome(StrEnum):
    """What happens to one open request when its client moves."""

    FOLLOWS = "follows"
    STAYS = "stays"
    CLOSES = "closes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Who answers at the new establishment.

    Attributes:
        type_id: the type with the same code there; none when that catalogue lacks it.
        department_id: the department there that answers, or the one that takes what has no other; none when
            the establishment has no department at all.
        has_same_open: whether an undecided request of the type waits there already.
    """

    establishment_id: int
    type_id: int | None
    department_id: int | None
    has_same_open: bool = False


def outcome(standing: Standing, *, rule: MoveRule, to: Destination, is_appeal: bool) -> MoveOutcome:
    """Return what a move does to an open request.

    An appeal is always finished where the decision was made. What cannot be addressed at the new place stays
    with the old one rather than being lost.
    """
    if is_appeal or rule is MoveRule.STAY or standing.establishment_id == to.establishment_id:
        return MoveOutcome.STAYS
    if rule is MoveRule.CLOSE:
        return MoveOutcome.CLOSES
    if to.type_id is None or to.department_id is None or to.has_same_open:
        return MoveOutcome.STAYS
    return MoveOutcome.FOLLOWS
