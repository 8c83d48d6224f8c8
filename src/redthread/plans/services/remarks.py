"""What others say to the owner of an action: comments, and proposals that are answered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, require
from redthread.plans.enums import CLASS_OF, LifeArea, RemarkAnswer, RemarkKind
from redthread.plans.events import ProposalAnswered, RemarkMade
from redthread.plans.models import Action, Remark
from redthread.plans.permissions import Permission
from redthread.plans.queries.table import owner_of
from redthread.plans.services.errors import NotYoursError, OutOfReachError, PlanRefusedError
from redthread.plans.services.steps import admit_writer, is_mine, label, words_of


@transaction.atomic
def remark(
    *,
    actor: Actor,
    client_id: int,
    action_id: UUID,
    remark_id: UUID,
    kind: str,
    words: str,
    at: datetime,
) -> Remark:
    """Comment on an action or propose something to its owner; the same ``remark_id`` twice is one remark.

    Raises:
        OutOfReachError: the action is not, or no longer, the actor's to read.
        PlanRefusedError: nothing was written, or too much.
    """
    if actor.kind is ActorKind.STAFF:
        require(actor, Permission.READ)
    if (there := Remark.objects.filter(id=remark_id).first()) is not None:
        return there
    action = Action.objects.filter(id=action_id, client_id=client_id).first()
    if action is None:
        raise OutOfReachError
    if kind not in RemarkKind.values:
        raise PlanRefusedError(_("Choose whether it is a comment or a proposal."))
    said = words_of(words, what=_("Write what you want to say."))
    owner, organisation_id = owner_of(actor)
    made = Remark.objects.create(
        id=remark_id,
        action=action,
        client_id=client_id,
        info_class=action.info_class,
        kind=kind,
        words=said,
        language=actor.language,
        owner=owner,
        organisation_id=organisation_id,
        by_actor=actor.id,
        at=at,
    )
    area = LifeArea(action.area)
    told = RemarkMade(
        client_id=client_id,
        info_class=CLASS_OF[area],
        area=label(area.label),
        action_id=action.id,
        remark_id=made.id,
    )
    thread.record(actor, told, at=at)
    return made


@transaction.atomic
def answer_proposal(*, actor: Actor, client_id: int, remark_id: UUID, answer: str, at: datetime) -> Remark:
    """Answer a proposal to an action of one's own; what is taken up the owner writes into the action.

    Raises:
        OutOfReachError: it is not, or no longer, the actor's to read.
        NotYoursError: the action is somebody else's.
        PlanRefusedError: it is no proposal, was answered, or the answer is neither yes nor no.
    """
    found = Remark.objects.filter(id=remark_id, client_id=client_id).select_related("action").first()
    if found is None:
        raise OutOfReachError
    area = admit_writer(actor, client_id=client_id, area=found.action.area)
    if not is_mine(actor, found.action.owner, found.action.organisation_id):
        raise NotYoursError
    if found.kind != RemarkKind.PROPOSAL or answer not in {RemarkAnswer.ACCEPTED, RemarkAnswer.DECLINED}:
        raise PlanRefusedError(_("Say whether you take the proposal up."))
    if found.answer:
        raise PlanRefusedError(_("This proposal was answered already."))
    found.answer, found.answered_by, found.answered_at = RemarkAnswer(answer), actor.id, at
    found.save(update_fields=["answer", "answered_by", "answered_at"])
    told = ProposalAnswered(
        client_id=client_id,
        info_class=CLASS_OF[area],
        area=label(area.label),
        action_id=found.action_id,
        remark_id=found.id,
        answer=label(RemarkAnswer(answer).label),
    )
    thread.record(actor, told, at=at)
    return found
