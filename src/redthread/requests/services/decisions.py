"""The end of a request: yes, no, sent back, taken back; and whether the answer answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise

from redthread.foundation.actor import Actor, require, require_client
from redthread.foundation.errors import DomainError
from redthread.foundation.kept import Kept
from redthread.requests.enums import RequestStatus, ReturnReason
from redthread.requests.events import (
    RequestAnswerRated,
    RequestApproved,
    RequestCarriedOut,
    RequestDeclined,
    RequestReturned,
    RequestWithdrawn,
)
from redthread.requests.models import ClientRequest, GroundTemplate
from redthread.requests.permissions import Permission
from redthread.requests.queries.clocks import working_calendar, zone
from redthread.requests.queries.rows import standing_of
from redthread.requests.rules import answers, promise, standing
from redthread.requests.rules.answers import Composed, Template, Words
from redthread.requests.rules.conversation import clean_text
from redthread.requests.services.errors import (
    CasesDifferError,
    LongTextTooLongError,
    NoTemplateError,
    RequestNotFoundError,
    RequestRefusedError,
    refusing,
)
from redthread.requests.services.second_readers import draw
from redthread.requests.services.steps import lock, record, set_in_motion, title_of, write

_TEMPLATES = Kept(
    lambda establishment_id, type_code, decision: GroundTemplate.objects.filter(
        establishment_id=establishment_id, type_code=type_code, decision=decision, is_active=True
    ),
    establishment_id=int,
    type_code=str,
    decision=str,
)

LONGEST_ANSWER = 4_000
"""Characters of grounds, and of a next step."""


@transaction.atomic
def approve_request(
    *,
    actor: Actor,
    request_id: UUID,
    words: Words,
    details: Mapping[str, object] | None = None,
    at: datetime,
) -> ClientRequest:
    """Say yes, tell the client what happens next, set it in motion, and open the way to appeal.

    Args:
        details: what the type's effect needs to know beyond the answer.

    Raises:
        RequestAlreadyDecidedError: somebody was first; it names who and when.
        RequestRefusedError: no next step; or it is an appeal of the actor's own answer.
    """
    return _decide(actor, request_id, RequestStatus.APPROVED, words=words, details=dict(details or {}), at=at)


@transaction.atomic
def decline_request(*, actor: Actor, request_id: UUID, words: Words, at: datetime) -> ClientRequest:
    """Say no with grounds, tell the client, and open the way to appeal.

    Raises:
        RequestAlreadyDecidedError: somebody was first; it names who and when.
        RequestRefusedError: no grounds; or it is an appeal of the actor's own answer.
    """
    return _decide(actor, request_id, RequestStatus.DECLINED, words=words, details={}, at=at)


@transaction.atomic
def return_request(
    *, actor: Actor, request_id: UUID, reason: ReturnReason, words: Words, at: datetime
) -> ClientRequest:
    """Send a request back undecided and say what to do instead.

    Raises:
        RequestAlreadyDecidedError: somebody was first; it names who and when.
        RequestRefusedError: nothing says what to do instead.
    """
    return _decide(actor, request_id, RequestStatus.RETURNED, words=words, details={}, at=at, reason=reason)


@transaction.atomic
def withdraw_request(*, actor: Actor, request_id: UUID, at: datetime) -> ClientRequest:
    """Let the client take the request back.

    Raises:
        RequestAlreadyDecidedError: it has been answered meanwhile.
    """
    client_id = require_client(actor)
    request = lock(request_id)
    if request.client_id != client_id:
        raise RequestNotFoundError
    with refusing(request):
        after = standing.withdraw(standing_of(request), by=actor.id, at=at)
    write(request, after, has_news=False)
    record(actor, request, RequestWithdrawn, at=at)
    set_in_motion(request, actor=actor, at=at)
    return request


@transaction.atomic
def finish_request(*, actor: Actor, request_id: UUID, at: datetime) -> ClientRequest:
    """Note that what a yes promised has happened: the shoes were handed over, the visit is booked.

    Raises:
        RequestRefusedError: it was not approved, or this was noted before.
    """
    require(actor, Permission.DECIDE)
    request = lock(request_id)
    with refusing(request):
        standing.check_carried_out(standing_of(request), already=request.carried_out_at is not None)
    write(request, standing_of(request), carried_out_at=at, has_news=True)
    record(actor, request, RequestCarriedOut, at=at)
    return request


@transaction.atomic
def answer_satisfaction(*, actor: Actor, request_id: UUID, satisfied: bool, at: datetime) -> ClientRequest:
    """Keep the client's answer to "did this answer you?"; they may change it.

    Raises:
        RequestRefusedError: there is no answer yet.
    """
    client_id = require_client(actor)
    request = lock(request_id)
    if request.client_id != client_id:
        raise RequestNotFoundError
    if request.ended_at is None or request.status == RequestStatus.WITHDRAWN:
        raise RequestRefusedError(standing.Refusal.NOT_DECIDED)
    if request.satisfied is not satisfied:
        write(request, standing_of(request), satisfied=satisfied)
        record(actor, request, RequestAnswerRated, at=at, satisfied=satisfied)
    return request


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several requests; ``problem`` is a sentence, None where it was answered."""

    request_id: UUID
    problem: str | Promise | None


@transaction.atomic
def decide_many(
    *, actor: Actor, decision: RequestStatus, cases: Mapping[UUID, Words], at: datetime
) -> list[Outcome]:
    """Answer equal cases together, each with its own words; one that cannot be answered stops no other.

    Raises:
        CasesDifferError: they are not of one type at one establishment, or ``decision`` is neither yes nor
            no.
    """
    require(actor, Permission.DECIDE)
    # All rows first, then the chains one by one: whoever holds a chain waits for no row.
    rows = ClientRequest.objects.select_for_update().filter(id__in=cases).order_by("client_id", "id")
    known = {row[0]: row for row in rows.values_list("id", "client_id", "type_code", "establishment_id")}
    if not decision.is_decision or len({row[2:] for row in known.values()}) > 1:
        raise CasesDifferError
    outcomes = {case: Outcome(case, RequestNotFoundError().message) for case in cases}
    for case in known:  # by client: chains are locked in one order everywhere
        try:
            with transaction.atomic():
                _decide(actor, case, decision, words=cases[case], details={}, at=at)
        except DomainError as problem:
            outcomes[case] = Outcome(case, problem.message)
        else:
            outcomes[case] = Outcome(case, None)
    return list(outcomes.values())


def _decide(
    actor: Actor,
    request_id: UUID,
    decision: RequestStatus,
    *,
    words: Words,
    details: dict[str, object],
    at: datetime,
    reason: ReturnReason | None = None,
) -> ClientRequest:
    require(actor, Permission.DECIDE)
    request = lock(request_id)
    said = _compose(request, decision, words)
    grounds, next_step = answers.original(said.grounds), answers.original(said.next_step)
    before = standing_of(request)
    with refusing(request):
        _check_length(grounds, next_step)
        if decision is RequestStatus.APPROVED:
            after = standing.approve(before, by=actor.id, at=at, next_step=next_step)
        elif decision is RequestStatus.DECLINED:
            after = standing.decline(before, by=actor.id, at=at, grounds=grounds)
        else:
            after = standing.send_back(before, by=actor.id, at=at, next_step=next_step)
        promise.check_appeal_reader(by=actor.id, first_decided_by=_first_decided_by(request))
    write(
        request,
        after,
        grounds=grounds,
        grounds_parts=[p.as_json() for p in said.grounds],
        next_step=next_step,
        next_step_parts=[p.as_json() for p in said.next_step],
        answer_language=words.language,
        ended_by_title=title_of(actor),
        return_reason=reason or "",
        appeal_until=_appeal_until(request, decision, at),
        has_news=True,
        has_reply=False,
    )
    _record_decision(actor, request, decision, words, reason, at)
    set_in_motion(request, actor=actor, at=at, details=details)
    return request


def _record_decision(
    actor: Actor,
    request: ClientRequest,
    decision: RequestStatus,
    words: Words,
    reason: ReturnReason | None,
    at: datetime,
) -> None:
    if reason is not None:
        record(actor, request, RequestReturned, at=at, reason=reason.value)
        return
    drawn = draw(request, at=at)
    event = RequestApproved if decision is RequestStatus.APPROVED else RequestDeclined
    said: dict[str, Any] = {"ground_codes": words.ground_codes, "for_second_reader": drawn}
    record(actor, request, event, at=at, **said)


def _compose(request: ClientRequest, decision: RequestStatus, words: Words) -> Composed:
    chosen = _templates(request, decision, words.ground_codes)
    cleaned = replace(
        words,
        grounds=clean_text(words.grounds),
        next_step=clean_text(words.next_step),
        translations={
            language: (clean_text(grounds), clean_text(next_step))
            for language, (grounds, next_step) in words.translations.items()
        },
    )
    return answers.compose(cleaned, chosen)


def _templates(request: ClientRequest, decision: RequestStatus, codes: Sequence[str]) -> list[Template]:
    """Return the chosen templates in the order chosen; a unit's own text goes before the establishment's."""
    if not codes:
        return []
    rows = _TEMPLATES(
        establishment_id=request.establishment_id, type_code=request.type_code, decision=decision.value
    )
    found: dict[str, GroundTemplate] = {}
    for row in sorted(rows, key=lambda r: r.unit_id is not None):
        if row.code in codes and row.unit_id in (None, request.unit_id):
            found[row.code] = row
    if set(codes) - set(found):
        raise NoTemplateError
    return [Template(c, found[c].texts, found[c].next_steps) for c in dict.fromkeys(codes)]


def _check_length(grounds: str, next_step: str) -> None:
    if max(len(grounds), len(next_step)) > LONGEST_ANSWER:
        raise LongTextTooLongError


def _first_decided_by(request: ClientRequest) -> int | None:
    if request.appealed_from_id is None:
        return None
    first = ClientRequest.objects.filter(id=request.appealed_from_id).values_list("ended_by", flat=True)
    return first.first()


def _appeal_until(request: ClientRequest, decision: RequestStatus, at: datetime) -> datetime | None:
    if not decision.is_decision or request.appealed_from_id is not None:
        return None
    terms = promise.AppealTerms(
        days=request.request_type.appeal_days, on_silence=request.request_type.appeal_on_silence
    )
    calendar, local = working_calendar(request.establishment), zone(request.establishment)
    return promise.appeal_until(decided_at=at, terms=terms, calendar=calendar, zone=local)
