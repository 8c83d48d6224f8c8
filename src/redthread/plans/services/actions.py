"""Actions: only its owner writes one, and what another does already is not started unseen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.plans.enums import (
    CLASS_OF,
    ActionStatus,
    Continues,
    DoubleAnswer,
    DoubleReason,
    LifeArea,
    Owner,
)
from redthread.plans.events import ActionAdded, ActionChanged, DoubleEffortAnswered
from redthread.plans.models import Action, DoubleEffort, Goal, Plan
from redthread.plans.queries.table import actor_names, owner_of, running_actions
from redthread.plans.rules.double import Effort, find_double, starts_something
from redthread.plans.services.errors import (
    DoubleEffortError,
    EditedMeanwhileError,
    NotYoursError,
    OutOfReachError,
    PlanRefusedError,
)
from redthread.plans.services.steps import (
    LEAST_REASON,
    admit_writer,
    is_mine,
    label,
    lock_plan,
    opened_plan,
    who_of,
    words_of,
)

FIELDS: Final = (
    "goal_id",
    "words",
    "person",
    "starts_on",
    "ends_on",
    "status",
    "evidence",
    "continues",
)
"""What the owner writes."""


@dataclass(frozen=True, slots=True)
class ActionText:
    """An action as it was typed. ``starts_on`` None: nothing readable was typed."""

    area: str
    words: str
    starts_on: date | None
    ends_on: date | None = None
    goal_id: UUID | None = None
    person: str = ""
    status: str = ActionStatus.PLANNED.value
    evidence: str = ""
    continues: str = Continues.NO.value

    def fields(self) -> dict[str, Any]:
        """Return the fields that the owner writes."""
        return {name: getattr(self, name) for name in FIELDS}


@dataclass(frozen=True, slots=True)
class DoubleReply:
    """What is to happen with a double effort. To start anyway needs a reason; another one needs own words."""

    answer: str
    because: str = ""
    reason: str = DoubleReason.OTHER.value


@transaction.atomic
def save_action(
    *,
    actor: Actor,
    client_id: int,
    action_id: UUID,
    text: ActionText,
    at: datetime,
    expected: int | None = None,
    reply: DoubleReply | None = None,
) -> Action:
    """Write an action of one's own, new or again; the same new id twice is one action.

    Args:
        expected: the version that was read; None for a new action.
        reply: what to do where somebody else does this already. With "continue" nothing is written, and what
            is returned is the action that runs already.

    Raises:
        OutOfReachError: a grant or a duty has ended. Nothing was written.
        NotYoursError: the action is somebody else's.
        PlanRefusedError: something is missing or makes no sense.
        EditedMeanwhileError: somebody of the same owner saved first.
        DoubleEffortError: somebody else does this already and nobody said what to do.
    """
    area = admit_writer(actor, client_id=client_id, area=text.area)
    if expected is None:
        if (there := Action.objects.filter(id=action_id).first()) is not None:
            return there
        checked = check(text, client_id=client_id, area=area)
        plan = opened_plan(actor=actor, client_id=client_id, at=at)
        lock_plan(plan)
        return _add(actor, plan, action_id, area, checked, reply, at=at)
    found = Action.objects.filter(id=action_id, client_id=client_id).first()
    if found is None:
        raise OutOfReachError
    if not is_mine(actor, found.owner, found.organisation_id):
        raise NotYoursError
    checked = check(text, client_id=client_id, area=LifeArea(found.area))
    lock_plan(found.plan)
    return _change(actor, action_id, checked, expected, reply, at=at)


def check(text: ActionText, *, client_id: int, area: LifeArea) -> dict[str, Any]:
    """Return the fields to be written.

    Raises:
        PlanRefusedError: something is missing or makes no sense.
    """
    fields = text.fields()
    fields["words"] = words_of(text.words, what=_("Write what is done."))
    fields["person"], fields["evidence"] = text.person.strip()[:120], text.evidence.strip()[:500]
    if text.starts_on is None:
        raise PlanRefusedError(_("Write the day on which it starts."))
    if text.ends_on is not None and text.ends_on < text.starts_on:
        raise PlanRefusedError(_("The last day must not be before the first."))
    if text.status not in ActionStatus.values or text.continues not in Continues.values:
        raise PlanRefusedError(_("Choose how it stands."))
    if (
        text.goal_id is not None
        and not Goal.objects.filter(id=text.goal_id, client_id=client_id, area=area).exists()
    ):
        raise PlanRefusedError(_("Choose a goal of the same part of life."))
    return fields


def _add(
    actor: Actor,
    plan: Plan,
    action_id: UUID,
    area: LifeArea,
    fields: dict[str, Any],
    reply: DoubleReply | None,
    *,
    at: datetime,
) -> Action:
    owner, organisation_id = owner_of(actor)
    effort = Effort(
        action_id,
        area,
        owner,
        organisation_id,
        fields["status"],
        fields["starts_on"],
        fields["ends_on"],
    )
    doubles = doubles_of(effort, client_id=plan.client_id)
    if is_continued(doubles, reply):
        keep_answers(actor, doubles, None, reply, words=fields["words"], at=at)
        return doubles[0]
    action = Action.objects.create(
        id=action_id,
        plan=plan,
        client_id=plan.client_id,
        area=area,
        info_class=int(CLASS_OF[area]),
        owner=owner,
        organisation_id=organisation_id,
        language=actor.language,
        made_by=actor.id,
        made_at=at,
        changed_by=actor.id,
        changed_at=at,
        **fields,
    )
    keep_answers(actor, doubles, action, reply, words=action.words, at=at)
    added = ActionAdded(
        client_id=plan.client_id,
        info_class=CLASS_OF[area],
        area=label(area.label),
        action_id=action.id,
        owner=owner,
        who=who_of(organisation_id),
    )
    thread.record(actor, added, at=at)
    return action


def _change(
    actor: Actor,
    action_id: UUID,
    fields: dict[str, Any],
    expected: int,
    reply: DoubleReply | None,
    *,
    at: datetime,
) -> Action:
    action = Action.objects.get(id=action_id)
    if action.version != expected:
        name = actor_names([action.changed_by]).get(action.changed_by, "")
        raise EditedMeanwhileError(theirs=action, by=name, at=action.changed_at, mine=fields)
    if all(getattr(action, name) == value for name, value in fields.items()):
        return action
    effort = Effort(
        action.id,
        action.area,
        action.owner,
        action.organisation_id,
        fields["status"],
        fields["starts_on"],
        fields["ends_on"],
    )
    doubles = []
    if starts_something(_effort(action), effort):
        doubles = [d for d in doubles_of(effort, client_id=action.client_id) if not _is_answered(action, d)]
    if is_continued(doubles, reply):
        keep_answers(actor, doubles, None, reply, words=fields["words"], at=at)
        return doubles[0]
    for name, value in fields.items():
        setattr(action, name, value)
    action.language, action.changed_at = actor.language, at
    action.save(update_fields=[*FIELDS, "language", "changed_at"])
    keep_answers(actor, doubles, action, reply, words=action.words, at=at)
    area = LifeArea(action.area)
    changed = ActionChanged(
        client_id=action.client_id,
        info_class=CLASS_OF[area],
        area=label(area.label),
        action_id=action.id,
        owner=action.owner,
        who=who_of(action.organisation_id),
        status=action.status,
    )
    thread.record(actor, changed, at=at)
    action.refresh_from_db()
    return action


def _effort(action: Action) -> Effort:
    return Effort(
        action.id,
        action.area,
        action.owner,
        action.organisation_id,
        action.status,
        action.starts_on,
        action.ends_on,
    )


def doubles_of(effort: Effort, *, client_id: int) -> list[Action]:
    """Return what others do already, the longest running first."""
    rows = {a.id: a for a in running_actions(client_id=client_id, areas=[LifeArea(effort.area)])}
    return [rows[e.id] for e in find_double(effort, map(_effort, rows.values()))]


def is_continued(doubles: Sequence[Action], reply: DoubleReply | None) -> bool:
    """Tell whether somebody goes on with what another does, instead of starting.

    Raises:
        DoubleEffortError: nobody said what to do.
        PlanRefusedError: to start anyway needs a reason.
    """
    if not doubles:
        return False
    if reply is None or reply.answer not in DoubleAnswer.values:
        raise DoubleEffortError(doubles)
    if reply.answer == DoubleAnswer.CONTINUE:
        return True
    if reply.reason not in DoubleReason.values:
        raise PlanRefusedError(_("Choose why it is started anyway."))
    if reply.reason == DoubleReason.OTHER and len(reply.because.strip()) < LEAST_REASON:
        raise PlanRefusedError(_("Say in a few words why it is started anyway."))
    return False


def keep_answers(
    actor: Actor,
    doubles: Sequence[Action],
    action: Action | None,
    reply: DoubleReply | None,
    *,
    words: str,
    at: datetime,
    owned: tuple[Owner, int | None] | None = None,
) -> None:
    """Keep what was answered, one row for each action that ran already.

    Args:
        owned: whose action it was to be; the actor's own where not said.
    """
    if reply is None or not doubles:
        return
    owner, organisation_id = owned or owner_of(actor)
    answer = DoubleAnswer(reply.answer)
    is_anyway = answer is DoubleAnswer.START_ANYWAY
    for other in doubles:
        DoubleEffort.objects.create(
            id=uuid4(),
            client_id=other.client_id,
            info_class=other.info_class,
            action=action,
            other=other,
            answer=answer,
            words=words[:500],
            reason=reply.reason if is_anyway else "",
            because=reply.because.strip()[:500] if is_anyway else "",
            owner=owner,
            organisation_id=organisation_id,
            by_actor=actor.id,
            at=at,
        )
        area = LifeArea(other.area)
        answered = DoubleEffortAnswered(
            client_id=other.client_id,
            info_class=CLASS_OF[area],
            area=label(area.label),
            other_id=other.id,
            code=answer.value,
            answer=label(answer.label),
        )
        thread.record(actor, answered, at=at)


def _is_answered(action: Action, other: Action) -> bool:
    """Tell whether somebody was asked about these two already, on whichever side."""
    pair = Q(action=action, other=other) | Q(action=other, other=action)
    return DoubleEffort.objects.filter(pair).exists()
