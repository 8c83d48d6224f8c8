"""The client's word, signatures beside it, and giving the plan back at release."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, ActorKind, require
from redthread.plans.enums import PLAN_CLASS, WORDS_CLASS, Agreement
from redthread.plans.events import PlanAgreed, PlanReturned, PlanSigned, WordGiven
from redthread.plans.models import ClientWord, Plan, Signature
from redthread.plans.permissions import Permission
from redthread.plans.queries.returns import ReturnSummary, summary_for_return
from redthread.plans.queries.table import actor_names, find_plan
from redthread.plans.services.errors import (
    EditedMeanwhileError,
    OutOfReachError,
    PlanChangedError,
    PlanRefusedError,
)
from redthread.plans.services.steps import label, lock_plan, who_of
from redthread.sharing.public import HandoverKind, create_handover

MOST_OWN_WORDS = 2000


@transaction.atomic
def record_client_word(
    *,
    actor: Actor,
    client_id: int,
    word_id: UUID,
    number: int,
    answer: str,
    words: str,
    at: datetime,
    language: str = "",
    seen: UUID | None = None,
) -> ClientWord:
    """Keep what the client says about the plan as they read it; the same ``word_id`` twice is one word.

    The client says it themselves; staff take it down for who cannot write, or note that there was no answer.

    Args:
        number: the version that was read.
        language: of the words; the actor's where not said.
        seen: the latest word that was read, None where there was none.

    Raises:
        EditedMeanwhileError: the client, or somebody for them, said something about this version meanwhile.
        PlanChangedError: the plan is another by now.
        PlanRefusedError: no answer; or a no, or a "could not", without a word why.
    """
    is_own = _speaks_for_themselves(actor, client_id)
    if (there := ClientWord.objects.filter(id=word_id).first()) is not None:
        return there
    plan = _open_plan(client_id)
    _check_answer(answer, words, is_own=is_own)
    if lock_plan(plan) != number:
        raise PlanChangedError
    last = _last_word(plan, seen, number=number, mine={"answer": answer, "words": words.strip()})
    if last is not None:  # two words at one moment keep their order
        at = max(at, last.at + timedelta(microseconds=1))
    word = ClientWord.objects.create(
        id=word_id,
        plan=plan,
        client_id=client_id,
        info_class=int(WORDS_CLASS),
        number=number,
        answer=answer,
        words=words.strip()[:MOST_OWN_WORDS],
        language=language or actor.language,
        said_by=actor.id,
        taken_down_by=None if is_own else actor.id,
        at=at,
    )
    given = WordGiven(
        client_id=client_id,
        info_class=WORDS_CLASS,
        plan_id=plan.id,
        number=number,
        code=answer,
        answer=label(Agreement(answer).label),
    )
    thread.record(actor, given, at=at)
    return word


def _speaks_for_themselves(actor: Actor, client_id: int) -> bool:
    """Tell the client from a member of staff who takes down what they say.

    Raises:
        OutOfReachError: it is neither.
    """
    if actor.kind is ActorKind.STAFF:
        require(actor, Permission.WRITE)
        return False
    if actor.kind is not ActorKind.CLIENT or actor.client_id != client_id:
        raise OutOfReachError
    return True


def _last_word(plan: Plan, seen: UUID | None, *, number: int, mine: dict[str, str]) -> ClientWord | None:
    """Return the latest word about a plan.

    Raises:
        EditedMeanwhileError: it is about this version, and it is not the one that was seen.
    """
    last = ClientWord.objects.filter(plan=plan).order_by("-at", "-id").first()
    if last is not None and last.number == number and last.id != seen:
        by = last.taken_down_by or last.said_by
        raise EditedMeanwhileError(theirs=last, by=actor_names([by]).get(by, ""), at=last.at, mine=mine)
    return last


def _check_answer(answer: str, words: str, *, is_own: bool) -> None:
    allowed = {Agreement.AGREES, Agreement.NOT} if is_own else set(Agreement)
    if answer not in allowed:
        raise PlanRefusedError(_("Choose an answer."))
    if answer == Agreement.COULD_NOT and not words.strip():
        raise PlanRefusedError(_("Write why there is no answer."))


@transaction.atomic
def sign_plan(*, actor: Actor, client_id: int, word_id: UUID, at: datetime) -> Signature:
    """Sign beside the client's word; agreed is a plan with which the client agrees and the service signed.

    A plan with which the client does not agree, or could not answer, is signed too: it holds, and it says so.

    Raises:
        OutOfReachError: the word is not, or no longer, the actor's to read.
        PlanChangedError: the plan is not the one that the word is about.
    """
    if actor.kind is ActorKind.STAFF:
        require(actor, Permission.OPEN)
    word = ClientWord.objects.filter(id=word_id, client_id=client_id).select_related("plan").first()
    if word is None or actor.kind not in {ActorKind.STAFF, ActorKind.PARTNER}:
        raise OutOfReachError
    if lock_plan(word.plan) != word.number:
        raise PlanChangedError
    if (there := Signature.objects.filter(word=word, by_actor=actor.id).first()) is not None:
        return there
    is_first = not Signature.objects.filter(word=word, organisation_id=None).exists()
    signature = Signature.objects.create(
        word=word,
        client_id=client_id,
        info_class=word.info_class,
        organisation_id=actor.organisation_id,
        by_actor=actor.id,
        at=at,
    )
    what = {"client_id": client_id, "info_class": WORDS_CLASS, "plan_id": word.plan_id}
    signed = PlanSigned(**what, number=word.number, who=who_of(actor.organisation_id))  # type: ignore[arg-type]
    thread.record(actor, signed, at=at)
    if is_first and actor.organisation_id is None and word.answer == Agreement.AGREES:
        thread.record(actor, PlanAgreed(**what, number=word.number), at=at)  # type: ignore[arg-type]
    return signature


@transaction.atomic
def return_plan(
    *, actor: Actor, client_id: int, at: datetime, organisation_id: int | None = None
) -> ReturnSummary:
    """Give back what was done inside to those who go on with it, and return it as the actor reads it.

    What the receiving organisation reads of it follows from its own grants.

    Raises:
        PlanRefusedError: there is no plan.
    """
    require(actor, Permission.OPEN)
    plan = _open_plan(client_id)
    summary = summary_for_return(actor=actor, client_id=client_id)
    if organisation_id is not None:
        create_handover(
            actor=actor,
            client_id=client_id,
            organisation_id=organisation_id,
            kind=HandoverKind.PLAN,
            info=PLAN_CLASS,
            at=at,
            about={"plan_version": plan.version},
        )
    if summary is None:  # pragma: no cover - the plan was read a line above
        raise OutOfReachError
    returned = PlanReturned(
        client_id=client_id,
        info_class=PLAN_CLASS,
        plan_id=plan.id,
        number=plan.version,
        who=who_of(organisation_id),
    )
    thread.record(actor, returned, at=at)
    return summary


def _open_plan(client_id: int) -> Plan:
    plan = find_plan(client_id=client_id)
    if plan is None:
        raise PlanRefusedError(_("Nothing stands in the plan yet."))
    return plan
