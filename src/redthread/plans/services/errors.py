"""What can stand in the way of writing a plan, in sentences for the person who writes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError
from redthread.plans.models import Action


class PlanRefusedError(DomainError):
    """What was written makes no sense as it is."""

    status = 422


class OutOfReachError(DomainError):
    """The part of the plan is not, or no longer, the actor's to write: a grant or a duty has ended."""

    status = 403

    def __init__(self) -> None:
        super().__init__(
            _(
                "You can no longer write in this part of the plan. Nothing was saved; what you wrote is "
                "still here, so that you can copy it."
            )
        )


class NotYoursError(DomainError):
    """Only the owner writes an action."""

    status = 403

    def __init__(self) -> None:
        super().__init__(_("Only its owner can change this. Write a comment or a proposal instead."))


class EditedMeanwhileError(DomainError):
    """Somebody else saved first. Nothing is lost: both are there to choose from.

    Attributes:
        theirs: the row as it stands now.
        by, at: who saved it, and when.
        mine: what was typed, by field.
    """

    def __init__(self, *, theirs: Any, by: str, at: datetime, mine: Mapping[str, Any]) -> None:
        super().__init__(
            _("%(who)s changed this while you were writing. Look at both, then choose what is to stand.")
            % {"who": by}
        )
        self.theirs, self.by, self.at, self.mine = theirs, by, at, mine


class DoubleEffortError(DomainError):
    """Somebody else does this already; ``others`` are what runs, longest first."""

    def __init__(self, others: Sequence[Action]) -> None:
        super().__init__(_("Somebody else does this already. Go on with it, or say why you start anyway."))
        self.others = list(others)


class PlanChangedError(DomainError):
    """The plan is not the one that was read."""

    def __init__(self) -> None:
        super().__init__(_("The plan was changed while you read it. Look at it again first."))


class BringingRefusedError(DomainError):
    """Nothing of a file or form can be brought in."""

    status = 422


class WrongPersonError(BringingRefusedError):
    """The file is about somebody else. What it says about them is not repeated."""

    def __init__(self, why: str | Promise) -> None:
        super().__init__(why)


class DoubleEffortsInFileError(DomainError):
    """Rows of what is brought in run beside what others do; ``others`` by the reference of the row."""

    def __init__(self, others: Mapping[str, Sequence[Action]]) -> None:
        super().__init__(_("Some of this is done by others already. Say for each what is to happen."))
        self.others = {key: list(found) for key, found in others.items()}
