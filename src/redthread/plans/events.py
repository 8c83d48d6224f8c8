"""What happens to plans. Entries say that something was written and where; the words stay in the plan.

``area`` and ``answer`` are labels by language, so that a sentence is read in the reader's own.
"""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from redthread.foundation.events import ThreadEvent

Label = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanOpened(ThreadEvent):
    """The plan of a course was begun."""

    kind: ClassVar[str] = "plans.opened"
    plan_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanClosed(ThreadEvent):
    """The plan is over; ``code`` says why."""

    kind: ClassVar[str] = "plans.closed"
    plan_id: UUID
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _InArea(ThreadEvent):
    area: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalAdded(_InArea):
    """A goal was set."""

    kind: ClassVar[str] = "plans.goal_added"
    goal_id: UUID
    owner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChanged(_InArea):
    """A goal has other words, or was reached or given up."""

    kind: ClassVar[str] = "plans.goal_changed"
    goal_id: UUID
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionAdded(_InArea):
    """An action was written; ``who`` is the organisation, empty for the service."""

    kind: ClassVar[str] = "plans.action_added"
    action_id: UUID
    owner: str
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionChanged(_InArea):
    """Its owner changed an action."""

    kind: ClassVar[str] = "plans.action_changed"
    action_id: UUID
    owner: str
    who: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionsBroughtIn(_InArea):
    """A partner's running plan was brought in; one entry for each life area."""

    kind: ClassVar[str] = "plans.brought_in"
    who: str
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkMade(_InArea):
    """Somebody commented on an action, or proposed something to its owner."""

    kind: ClassVar[str] = "plans.remarked"
    action_id: UUID
    remark_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalAnswered(_InArea):
    """The owner of an action answered a proposal."""

    kind: ClassVar[str] = "plans.proposal_answered"
    action_id: UUID
    remark_id: UUID
    answer: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class DoubleEffortAnswered(_InArea):
    """Somebody was told that another does this already, and answered; ``code`` is the answer."""

    kind: ClassVar[str] = "plans.double_effort_answered"
    other_id: UUID
    code: str
    answer: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class WordGiven(ThreadEvent):
    """The client said what they think of the plan as it stood; ``code`` is the answer."""

    kind: ClassVar[str] = "plans.word_given"
    plan_id: UUID
    number: int
    code: str
    answer: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSigned(ThreadEvent):
    """Somebody at the table signed the plan beside the client's word; ``who`` is empty for the service."""

    kind: ClassVar[str] = "plans.signed"
    plan_id: UUID
    number: int
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAgreed(ThreadEvent):
    """The client agrees, and the service has signed: the plan is agreed."""

    kind: ClassVar[str] = "plans.agreed"
    plan_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReturned(ThreadEvent):
    """What was done inside was given back to those who go on with it outside."""

    kind: ClassVar[str] = "plans.returned"
    plan_id: UUID
    number: int
    who: str
