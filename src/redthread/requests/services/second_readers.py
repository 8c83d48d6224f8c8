"""Second readers: a sample of answers is looked at by somebody else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation.actor import Actor, require
from redthread.foundation.errors import DomainError
from redthread.requests.enums import Verdict
from redthread.requests.events import RequestSecondRead
from redthread.requests.models import ClientRequest, SecondReading
from redthread.requests.permissions import Permission
from redthread.requests.rules.conversation import clean_text
from redthread.requests.rules.sampling import is_sampled
from redthread.requests.rules.standing import Refusal
from redthread.requests.services.errors import RequestNotFoundError, RequestRefusedError
from redthread.requests.services.steps import record


class SecondReadingRefusedError(DomainError):
    """The answer was read by a second reader already."""


def draw(request: ClientRequest, *, at: datetime) -> bool:
    """Put an answer before a second reader when it belongs to the sample, and say whether it does."""
    if request.ended_by is None or not is_sampled(request.id, share=request.request_type.second_reader_share):
        return False
    SecondReading(
        request=request,
        client_id=request.client_id,
        info_class=request.info_class,
        establishment_id=request.establishment_id,
        drawn_at=at,
        decided_by=request.ended_by,
    ).save(force_insert=True)
    return True


@transaction.atomic
def second_read(
    *, actor: Actor, request_id: UUID, verdict: Verdict, note: str, at: datetime
) -> SecondReading:
    """Keep what a second reader says; any verdict but agreement says why.

    The answer stands: whoever gave it reads the note, and an appeal stays the client's way.

    Raises:
        RequestNotFoundError: the answer was not drawn, or is out of reach.
        SecondReadingRefusedError: it has been read.
        RequestRefusedError: the actor gave the answer, or the reason is missing.
    """
    require(actor, Permission.SECOND_READ)
    rows = SecondReading.objects.select_for_update(of=("self",)).select_related("request")
    reading = rows.filter(request_id=request_id).first()
    if reading is None:
        raise RequestNotFoundError
    if reading.read_at is not None:
        raise SecondReadingRefusedError(_("Somebody has read this answer already."))
    if reading.decided_by == actor.id:
        raise RequestRefusedError(Refusal.SAME_PERSON)
    said = clean_text(note)[:1_000]
    if verdict is not Verdict.AGREES and not said:
        raise RequestRefusedError(Refusal.REASON_MISSING)
    reading.read_at, reading.read_by, reading.verdict, reading.note = at, actor.id, verdict, said
    reading.save(update_fields=["read_at", "read_by", "verdict", "note"])
    record(actor, reading.request, RequestSecondRead, at=at, verdict=verdict.value)
    return reading
