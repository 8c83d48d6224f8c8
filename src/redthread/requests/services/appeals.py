"""Appeals: somebody else looks again."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from redthread.custody.public import find_place
from redthread.foundation.actor import Actor, require_client
from redthread.requests.enums import FiledOn
from redthread.requests.events import RequestAppealed
from redthread.requests.models import ClientRequest
from redthread.requests.queries.clocks import working_calendar, zone
from redthread.requests.queries.rows import standing_of
from redthread.requests.rules import promise, standing
from redthread.requests.rules.conversation import clean_text
from redthread.requests.services.errors import (
    IdTakenError,
    LongTextTooLongError,
    RequestNotFoundError,
    RequestRefusedError,
    refusing,
)
from redthread.requests.services.hand_in import insert_numbered
from redthread.requests.services.steps import lock, record

LONGEST_APPEAL = 4_000


@transaction.atomic
def appeal_request(
    *, actor: Actor, request_id: UUID, appeal_id: UUID, text: str, at: datetime
) -> ClientRequest:
    """Ask that somebody else looks at an answer, or at silence where the law allows it.

    The appeal is a request of its own, with its own promise, finished where the answer was given. What was
    said in the first request is read together with it.

    Args:
        appeal_id: carried by the form, so that sending it twice is one appeal.

    Raises:
        RequestRefusedError: too late, a second time, not offered, or nothing was decided.
    """
    client_id = require_client(actor)
    known = ClientRequest.objects.filter(id=appeal_id).first()
    if known is not None:
        if known.appealed_from_id != request_id:
            raise IdTakenError
        return known
    first = lock(request_id)
    if first.client_id != client_id:
        raise RequestNotFoundError
    said = _check(first, text=text, at=at)
    appeal = _appeal(actor, first, appeal_id, said, at)
    if not insert_numbered(appeal):
        raise IdTakenError
    place = find_place(client_id=client_id)
    if place is None or place.establishment_id != appeal.establishment_id:
        with connection.cursor() as cursor:
            cursor.execute("select requests.leave_appeal_behind(%s)", [appeal.id])
        appeal.left_behind = True
    record(
        actor,
        appeal,
        RequestAppealed,
        at=at,
        appealed_from=first.id,
        due_at=appeal.due_at,
    )
    return appeal


def _check(first: ClientRequest, *, text: str, at: datetime) -> str:
    said = clean_text(text)
    terms = promise.AppealTerms(
        days=first.request_type.appeal_days, on_silence=first.request_type.appeal_on_silence
    )
    with refusing(first):
        promise.check_appeal(
            standing_of(first),
            at=at,
            terms=terms,
            until=first.appeal_until,
            appealed=ClientRequest.objects.filter(appealed_from=first).exists(),
            is_appeal=first.appealed_from_id is not None,
        )
    if not said:
        raise RequestRefusedError(standing.Refusal.TEXT_EMPTY)
    if len(said) > LONGEST_APPEAL:
        raise LongTextTooLongError
    return said


def _appeal(actor: Actor, first: ClientRequest, appeal_id: UUID, said: str, at: datetime) -> ClientRequest:
    offered, establishment = first.request_type, first.establishment
    due_at = promise.due_at(
        received_at=at, answer_days=offered.answer_days, calendar=working_calendar(establishment)
    )
    department_id = offered.appeal_department_id or offered.department_id
    begun = standing.receive(
        at=at, due_at=due_at, establishment_id=establishment.id, department_id=department_id
    )
    year = at.astimezone(zone(establishment)).year
    return ClientRequest(
        id=appeal_id,
        client_id=first.client_id,
        info_class=first.info_class,
        establishment=establishment,
        filed_at_establishment=establishment,
        unit_id=first.unit_id,
        department_id=department_id,
        request_type=offered,
        type_code=first.type_code,
        allows_several=first.allows_several,
        is_private=first.is_private,
        number_year=year,
        form_code="",
        form_version=0,
        answers={"text": said},
        language=actor.language,
        filed_on=FiledOn.SCREEN,
        filed_by=actor.id,
        appealed_from=first,
        status=begun.status,
        received_at=begun.received_at,
        due_at=begun.due_at,
        escalate_at=begun.escalate_at,
    )
