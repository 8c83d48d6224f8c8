"""One request as staff see it, with what helps to answer it well."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from redthread.foundation import thread
from redthread.foundation.kept import Kept
from redthread.foundation.thread import ThreadEntry
from redthread.organisations.public import Department, list_departments
from redthread.requests.enums import RequestStatus
from redthread.requests.models import (
    ClientRequest,
    GroundTemplate,
    RequestAttachment,
    RequestMessage,
    SecondReading,
)
from redthread.requests.queries.clocks import working_calendar
from redthread.requests.queries.names import name_of
from redthread.requests.queries.rows import standing_of
from redthread.requests.rules.measures import Share
from redthread.requests.rules.standing import Standing

LIKE_CASES_WITHIN = timedelta(days=365)
EARLIER = 10

_FOUND = Kept(lambda request_id: ClientRequest.objects.filter(id=request_id), request_id=UUID)
_VIEWED = Kept(
    lambda request_id: ClientRequest.objects.select_related(
        "client", "request_type", "establishment", "department", "unit", "appealed_from"
    ).filter(id=request_id),
    request_id=UUID,
)
_APPEAL = Kept(lambda request_id: ClientRequest.objects.filter(appealed_from=request_id), request_id=UUID)
_SECOND = Kept(lambda request_id: SecondReading.objects.filter(request=request_id), request_id=UUID)
_EARLIER = Kept(
    lambda client_id, type_code, before: ClientRequest.objects.filter(
        client_id=client_id, type_code=type_code, received_at__lt=before
    ).order_by("-received_at")[:EARLIER],
    client_id=int,
    type_code=str,
    before=datetime,
)


@dataclass(frozen=True, slots=True)
class LikeCases:
    """How cases of the type were decided within a year; counts only, none where fewer than five."""

    here: Share | None
    elsewhere: Share | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffView:
    """A request and what helps to answer it.

    Attributes:
        days_left: working days to the promise; negative when it is broken.
        earlier: the client's earlier requests of the type, newest first.
        departments: where it can be forwarded.
        history: what happened to it, oldest first.
        appeal: the appeal of it; ``appealed`` the request that it appeals.
    """

    request: ClientRequest
    standing: Standing
    days_left: int
    taken_by_name: str
    messages: list[RequestMessage]
    attachments: list[RequestAttachment]
    earlier: list[ClientRequest]
    like_cases: LikeCases
    templates: dict[RequestStatus, list[GroundTemplate]]
    departments: list[Department]
    history: list[ThreadEntry]
    appeal: ClientRequest | None
    appealed: ClientRequest | None
    second_reading: SecondReading | None


def find_request(*, request_id: UUID) -> ClientRequest | None:
    """Return a request that the actor may read, or None: whose it is, before bringing them into view."""
    found = _FOUND(request_id=request_id)
    return found[0] if found else None


def get_staff_view(*, request_id: UUID, now: datetime) -> StaffView:
    """Return one request with everything beside it.

    Raises:
        ClientRequest.DoesNotExist: there is none, or none that the actor may read.
    """
    found = _VIEWED(request_id=request_id)
    if not found:
        raise ClientRequest.DoesNotExist
    (request,) = found
    return StaffView(
        request=request,
        standing=standing_of(request),
        days_left=working_calendar(request.establishment).working_days_between(now, request.due_at),
        taken_by_name=name_of(request.taken_by) if request.taken_by else "",
        messages=list(_messages(request)),
        attachments=list(
            RequestAttachment.objects.filter(request=request).defer("jpeg").order_by("at", "id")
        ),
        earlier=list_earlier(request=request),
        like_cases=like_cases(
            type_code=request.type_code, establishment_id=request.establishment_id, now=now
        ),
        templates=list_templates(
            establishment_id=request.establishment_id, unit_id=request.unit_id, type_code=request.type_code
        ),
        departments=[
            d
            for d in list_departments(establishment_id=request.establishment_id)
            if d.id != request.department_id
        ],
        history=_history(request),
        appeal=next(iter(_APPEAL(request_id=request_id)), None),
        appealed=request.appealed_from,
        second_reading=next(iter(_SECOND(request_id=request_id)), None),
    )


def list_earlier(*, request: ClientRequest) -> list[ClientRequest]:
    """Return the client's earlier requests of the same type, newest first."""
    return _EARLIER(client_id=request.client_id, type_code=request.type_code, before=request.received_at)


def list_of_client(*, client_id: int, limit: int) -> list[ClientRequest]:
    """Return a client's requests that the actor may read: open ones first, then the newest."""
    rows = ClientRequest.objects.filter(client_id=client_id).select_related("request_type")
    rows = rows.defer("answers", "grounds_parts", "next_step_parts", "grounds", "next_step")
    return list(rows.order_by(F("ended_at").desc(nulls_first=True), "due_at", "id")[:limit])


def like_cases(*, type_code: str, establishment_id: int, now: datetime) -> LikeCases:
    """Return how cases of a type were decided here and elsewhere within a year; no person is in it.

    Needs the permission to decide; without it there is nothing to compare.
    """
    with connection.cursor() as cursor:
        cursor.execute("select access.may('requests.decide')")
        if not cursor.fetchone()[0]:
            return LikeCases(None, None)
        cursor.execute(
            "select is_here, approved, declined from requests.like_cases(%s, %s, %s)",
            [type_code, establishment_id, now - LIKE_CASES_WITHIN],
        )
        found = {is_here: Share(yes, yes + no) for is_here, yes, no in cursor.fetchall()}
    return LikeCases(found.get(True), found.get(False))


def list_templates(
    *, establishment_id: int, unit_id: int | None, type_code: str
) -> dict[RequestStatus, list[GroundTemplate]]:
    """Return the texts for each decision on a type; a unit's own replaces the establishment's of its code."""
    rows = GroundTemplate.objects.filter(
        Q(unit_id=unit_id) | Q(unit_id=None),
        establishment_id=establishment_id,
        type_code=type_code,
        is_active=True,
    )
    found: dict[tuple[str, str], GroundTemplate] = {}
    for row in sorted(rows, key=lambda r: r.unit_id is not None):
        found[row.decision, row.code] = row
    ordered = sorted(found.values(), key=lambda r: (r.order, r.code))
    return {
        decision: [t for t in ordered if t.decision == decision]
        for decision in (RequestStatus.APPROVED, RequestStatus.DECLINED, RequestStatus.RETURNED)
    }


def get_attachment(*, attachment_id: UUID) -> RequestAttachment:
    """Return one picture.

    Raises:
        RequestAttachment.DoesNotExist: there is none, or none that the actor may read.
    """
    return RequestAttachment.objects.get(id=attachment_id)


def list_second_readings(*, establishment_id: int, reader: int, limit: int = 40) -> list[SecondReading]:
    """Return answers that wait for a second reader, oldest first; never the reader's own."""
    rows = SecondReading.objects.filter(establishment_id=establishment_id, read_at=None)
    rows = rows.exclude(decided_by=reader).select_related("request__request_type")
    return list(rows.order_by("drawn_at", "request_id")[:limit])


def _messages(request: ClientRequest) -> QuerySet[RequestMessage]:
    """Return what was said; inside an appeal, what was said in the first request comes before it."""
    ids = [request.id] + ([request.appealed_from_id] if request.appealed_from_id else [])
    return RequestMessage.objects.filter(request_id__in=ids).order_by("at", "id")


def _history(request: ClientRequest) -> list[ThreadEntry]:
    entries = thread.list_entries(
        client_id=request.client_id, kinds=["requests."], about=("request_id", str(request.id)), limit=200
    )
    return entries[::-1]
