"""What was done inside, for those who go on with it outside."""

from dataclasses import dataclass, field
from datetime import date

from redthread.foundation.actor import Actor
from redthread.plans.enums import ENDED, ActionStatus, GoalStatus, LifeArea
from redthread.plans.models import Action, ClientWord, Goal
from redthread.plans.queries.table import ActionView, get_table


@dataclass(frozen=True, slots=True)
class Done:
    """An action in the summary; ``who`` is the organisation, empty for the service."""

    action: Action
    who: str

    @property
    def is_ended(self) -> bool:
        """Tell whether it is over."""
        return self.action.status in ENDED


@dataclass(slots=True)
class AreaSummary:
    """A life area: what was done, what goes on, what waited for the release, and goals by how they stand."""

    area: LifeArea
    reached: list[Goal] = field(default_factory=list)
    open: list[Goal] = field(default_factory=list)
    dropped: list[Goal] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
    stopped: list[Done] = field(default_factory=list)
    going_on: list[Done] = field(default_factory=list)
    waiting: list[Done] = field(default_factory=list)


@dataclass(slots=True)
class ReturnSummary:
    """The plan at release, in the life areas that the reader may read.

    Attributes:
        version: of the plan.
        opened_on: first day of the plan (UTC).
        word: the client's latest word, None where there is none.
    """

    client_id: int
    version: int
    opened_on: date
    areas: list[AreaSummary]
    word: ClientWord | None

    @property
    def counts(self) -> dict[str, int]:
        """Return how many actions were done, go on, wait and were stopped."""
        return {
            name: sum(len(getattr(area, name)) for area in self.areas)
            for name in ("done", "going_on", "waiting", "stopped")
        }


def summary_for_return(*, actor: Actor, client_id: int) -> ReturnSummary | None:
    """Return what was done inside, as the actor may read it; None where there is no plan."""
    table = get_table(actor=actor, client_id=client_id)
    if table.plan is None:
        return None
    areas = []
    for view in table.areas:
        if view.is_empty:
            continue
        area = AreaSummary(view.area)
        for goal in view.goals:
            lists = {GoalStatus.REACHED: area.reached, GoalStatus.DROPPED: area.dropped}
            lists.get(GoalStatus(goal.goal.status), area.open).append(goal.goal)
        for action in view.actions:
            _list_of(area, action).append(Done(action.action, action.who))
        areas.append(area)
    word = table.word
    return ReturnSummary(
        client_id=client_id,
        version=table.version,
        opened_on=table.plan.opened_at.date(),
        areas=areas,
        word=word.word if word else None,
    )


def _list_of(area: AreaSummary, view: ActionView) -> list[Done]:
    return {
        ActionStatus.DONE: area.done,
        ActionStatus.STOPPED: area.stopped,
        ActionStatus.RUNNING: area.going_on,
    }.get(ActionStatus(view.action.status), area.waiting)
