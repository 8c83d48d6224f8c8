"""Goals: what is to be reached. The person's own come first."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind
from redthread.plans.enums import CLASS_OF, GoalStatus, LifeArea, Owner
from redthread.plans.events import GoalAdded, GoalChanged
from redthread.plans.models import Goal
from redthread.plans.queries.table import actor_names, owner_of
from redthread.plans.services.errors import (
    EditedMeanwhileError,
    NotYoursError,
    OutOfReachError,
    PlanRefusedError,
)
from redthread.plans.services.steps import admit_writer, is_mine, label, lock_plan, opened_plan, words_of

NO_GOAL = _("Write what is to be reached.")


@transaction.atomic
def add_goal(
    *,
    actor: Actor,
    client_id: int,
    goal_id: UUID,
    area: str,
    words: str,
    at: datetime,
    for_client: bool = False,
) -> Goal:
    """Set a goal in a life area; the same ``goal_id`` twice is one goal.

    Args:
        for_client: staff take down the person's own goal, in the person's words; from then on it is theirs.

    Raises:
        PlanRefusedError: nothing was written, or too much.
        OutOfReachError: the area is not the actor's to write.
    """
    admitted = admit_writer(actor, client_id=client_id, area=area)
    if (there := Goal.objects.filter(id=goal_id).first()) is not None:
        return there
    said = words_of(words, what=NO_GOAL)
    plan = opened_plan(actor=actor, client_id=client_id, at=at)
    owner, organisation_id = owner_of(actor)
    if for_client and actor.kind is ActorKind.STAFF:
        owner = Owner.CLIENT
    goal = Goal.objects.create(
        id=goal_id,
        plan=plan,
        client_id=client_id,
        area=admitted,
        info_class=int(CLASS_OF[admitted]),
        owner=owner,
        organisation_id=organisation_id,
        words=said,
        language=actor.language,
        made_by=actor.id,
        made_at=at,
        changed_by=actor.id,
        changed_at=at,
    )
    added = GoalAdded(
        client_id=client_id,
        info_class=CLASS_OF[admitted],
        area=label(admitted.label),
        goal_id=goal.id,
        owner=owner,
    )
    thread.record(actor, added, at=at)
    return goal


@transaction.atomic
def change_goal(
    *,
    actor: Actor,
    client_id: int,
    goal_id: UUID,
    expected: int,
    words: str,
    status: str,
    at: datetime,
    outcome: str = "",
) -> Goal:
    """Write a goal of one's own anew, or say that it is reached or given up.

    Raises:
        NotYoursError: it is somebody else's.
        EditedMeanwhileError: somebody of the same owner saved first.
        OutOfReachError: it is not, or no longer, the actor's to write.
    """
    found = Goal.objects.filter(id=goal_id, client_id=client_id).first()
    if found is None:
        raise OutOfReachError
    area = admit_writer(actor, client_id=client_id, area=found.area)
    if not is_mine(actor, found.owner, found.organisation_id):
        raise NotYoursError
    if status not in GoalStatus.values:
        raise PlanRefusedError(_("Choose how it stands."))
    said = words_of(words, what=NO_GOAL)
    lock_plan(found.plan)
    goal = Goal.objects.get(id=goal_id)
    outcome = outcome.strip()[:500]
    mine = {"words": said, "status": status, "outcome": outcome}
    if goal.version != expected:
        name = actor_names([goal.changed_by]).get(goal.changed_by, "")
        raise EditedMeanwhileError(theirs=goal, by=name, at=goal.changed_at, mine=mine)
    if all(getattr(goal, name) == value for name, value in mine.items()):
        return goal
    goal.words, goal.status, goal.outcome = said, GoalStatus(status), outcome
    goal.language, goal.changed_at = actor.language, at
    goal.save(update_fields=["words", "status", "outcome", "language", "changed_at"])
    changed = GoalChanged(
        client_id=client_id,
        info_class=CLASS_OF[LifeArea(area)],
        area=label(area.label),
        goal_id=goal.id,
        status=status,
    )
    thread.record(actor, changed, at=at)
    goal.refresh_from_db()
    return goal
