"""The promise: putting a request on hold, letting the clock run again, telling a manager about silence."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from redthread.foundation.actor import Actor, require
from redthread.requests.events import RequestEscalated, RequestPaused, RequestResumed
from redthread.requests.models import ClientRequest
from redthread.requests.permissions import Permission
from redthread.requests.queries.clocks import escalation_step_days, working_calendar
from redthread.requests.queries.rows import standing_of
from redthread.requests.rules import promise, standing
from redthread.requests.rules.conversation import clean_text
from redthread.requests.services.errors import refusing
from redthread.requests.services.steps import lock, record, write


@transaction.atomic
def pause_request(*, actor: Actor, request_id: UUID, reason: str, at: datetime) -> ClientRequest:
    """Stop the clock, for a reason that the client reads.

    Raises:
        RequestRefusedError: no reason, late already, on hold already, or the type does not allow it.
    """
    require(actor, Permission.PAUSE)
    request = lock(request_id)
    with refusing(request):
        after = standing.pause(
            standing_of(request),
            reason=clean_text(reason)[:500],
            at=at,
            may_pause=request.request_type.may_pause,
        )
    write(request, after, has_news=True)
    record(actor, request, RequestPaused, at=at, reason=request.pause_reason)
    return request


@transaction.atomic
def resume_request(*, actor: Actor, request_id: UUID, at: datetime) -> ClientRequest:
    """Let the clock run again; the client is told the new date.

    Raises:
        RequestRefusedError: it is not on hold.
    """
    require(actor, Permission.PAUSE)
    request = lock(request_id)
    before = standing_of(request)
    with refusing(request):
        due_at = promise.due_after_pause(before, at=at, calendar=working_calendar(request.establishment))
        after = standing.resume(before, due_at=due_at)
    write(request, after, has_news=True)
    record(actor, request, RequestResumed, at=at, due_at=request.due_at)
    return request


@transaction.atomic
def escalate_due(*, actor: Actor, at: datetime, most: int = 200) -> int:
    """Tell the next role about requests whose promise is broken, and return how many there were.

    The client reads at once that it is late and that a manager knows. Two workers never escalate the same
    request.
    """
    require(actor, Permission.ESCALATE)
    rows = ClientRequest.objects.select_for_update(of=("self",), skip_locked=True).select_related(
        "request_type", "establishment"
    )
    due = list(rows.filter(escalate_at__lte=at).order_by("escalate_at")[:most])
    for request in sorted(due, key=lambda r: r.client_id):  # chains are locked in one order everywhere
        chain = request.request_type.escalation
        level = request.escalated_level + 1
        next_at = promise.next_escalation_at(
            at=at,
            told=level,
            chain=len(chain),
            step_days=escalation_step_days(request.establishment),
            calendar=working_calendar(request.establishment),
        )
        role = chain[level - 1] if level <= len(chain) else ""
        write(
            request,
            standing.escalate(standing_of(request), at=at, next_at=next_at),
            escalated_to=role,
            has_news=True,
        )
        record(actor, request, RequestEscalated, at=at, level=level, role=role)
    return len(due)


def renew_tally(*, actor: Actor) -> None:
    """Count the service anew, for the measures and for how like cases were decided; no person is in it.

    Nothing of a client changes, so the thread keeps nothing. Takes seconds at a million requests a year.
    """
    require(actor, Permission.ESCALATE)
    with connection.cursor() as cursor:
        cursor.execute("select requests.refresh_tally()")
