"""What a client reads of their own requests."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redthread.foundation.kept import Kept
from redthread.requests.enums import ClientState, RequestStatus, ReturnReason, WayState
from redthread.requests.models import ClientRequest, RequestAttachment, RequestMessage
from redthread.requests.queries.clocks import working_calendar, zone
from redthread.requests.queries.rows import STANDING_FIELDS, standing_of, words_in
from redthread.requests.rules import promise
from redthread.requests.rules.answers import Part, Said, say
from redthread.requests.rules.standing import Standing, StepRefusedError, client_state
from redthread.requests.sentences import PRIVATE_MATTER, say_promise


@dataclass(frozen=True, slots=True)
class Line:
    """A request in a list. ``title`` is "a private matter" for private ones: a cell-mate may look on."""

    id: UUID
    reference: str
    title: str
    pictogram: str
    is_private: bool
    state: ClientState
    is_open: bool
    is_appeal: bool
    has_news: bool
    received_at: datetime
    due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class WayPoint:
    """One knot on the red thread of a request; ``at`` is when it happened, or when it is promised."""

    words: str
    state: WayState
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in the client's language where it exists; each piece says whether it is the original."""

    decision: RequestStatus
    grounds: list[Said]
    next_step: list[Said]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRequest:
    """Everything a client sees of one request.

    Attributes:
        promise: due date and countdown in words; empty after the end and on hold.
        appeal_to: to whom an appeal goes, in words; ``appeal_until`` is the last instant.
        appeal_then: once an appeal was answered, what the client can still do; empty before.
        appeal_id: the appeal that was made of it; ``appealed_from`` the request that this one appeals.
    """

    id: UUID
    reference: str
    type_code: str
    title: str
    pictogram: str
    is_private: bool
    state: ClientState
    way: list[WayPoint]
    promise: str
    pause_reason: str
    received_at: datetime
    form_code: str
    form_version: int
    answers: dict[str, object]
    answer: Answer | None
    messages: list[RequestMessage]
    attachments: list[UUID]
    may_write: bool
    may_withdraw: bool
    may_attach: bool
    may_appeal: bool
    may_refile: bool
    appeal_to: str
    appeal_then: str
    appeal_until: datetime | None
    appeal_id: UUID | None
    appealed_from: UUID | None
    satisfied: bool | None


def list_own_requests(
    *, client_id: int, language: str, now: datetime, before: datetime | None = None, limit: int = 20
) -> list[Line]:
    """Return a client's requests, newest first; ``before`` is the ``received_at`` of the last one shown."""
    rows = ClientRequest.objects.filter(client_id=client_id).select_related("request_type")
    if before is not None:
        rows = rows.filter(received_at__lt=before)
    return [_line(r, language, now) for r in rows.order_by("-received_at")[:limit]]


_LINE = (
    *STANDING_FIELDS,
    *("number", "number_year", "is_private", "appealed_from", "has_news"),
    *("request_type__titles", "request_type__pictogram"),
)
_OWN_OPEN = Kept(
    lambda client_id: (
        ClientRequest.objects.filter(Q(ended_at=None) | Q(has_news=True), client_id=client_id)
        .select_related("request_type")
        .only(*_LINE)
        .order_by("due_at", "id")[:50]
    ),
    client_id=int,
)


def list_own_open(*, client_id: int, language: str, now: datetime) -> list[Line]:
    """Return what a client waits for or has news about, soonest answer first: for the home page."""
    return [_line(r, language, now) for r in _OWN_OPEN(client_id=client_id)]


def get_own_request(*, request_id: UUID, client_id: int, language: str, now: datetime) -> OwnRequest:
    """Return one request of the client's own.

    Raises:
        ClientRequest.DoesNotExist: there is none, or it is somebody else's.
    """
    request = _with_all().get(id=request_id, client_id=client_id)
    beside = _Beside(
        list(RequestMessage.objects.filter(request=request).order_by("at", "id")),
        list(
            RequestAttachment.objects.filter(request=request)
            .order_by("at", "id")
            .values_list("id", flat=True)
        ),
        ClientRequest.objects.filter(appealed_from=request).values_list("id", flat=True).first(),
    )
    return _own(request, beside, language, now)


def list_own_whole(*, client_id: int, language: str, now: datetime, limit: int) -> list[OwnRequest]:
    """Return a client's requests with all that belongs to them, newest first, in as few queries as one."""
    requests = _with_all().filter(client_id=client_id).order_by("-received_at", "id")[:limit]
    messages: dict[UUID, list[RequestMessage]] = {}
    for message in RequestMessage.objects.filter(request__client_id=client_id).order_by("at", "id"):
        messages.setdefault(message.request_id, []).append(message)
    attachments: dict[UUID, list[UUID]] = {}
    pictures = RequestAttachment.objects.filter(request__client_id=client_id).order_by("at", "id")
    for request_id, attachment_id in pictures.values_list("request_id", "id"):
        attachments.setdefault(request_id, []).append(attachment_id)
    appeals = dict(
        ClientRequest.objects.filter(client_id=client_id)
        .exclude(appealed_from=None)
        .values_list("appealed_from_id", "id")
    )
    return [
        _own(r, _Beside(messages.get(r.id, []), attachments.get(r.id, []), appeals.get(r.id)), language, now)
        for r in requests
    ]


def iterate_own_attachments(*, client_id: int) -> Iterator[RequestAttachment]:
    """Yield every picture of a client's own requests, a few at a time: each may be some hundred kilobytes."""
    return (
        RequestAttachment.objects.filter(request__client_id=client_id)
        .order_by("at", "id")
        .iterator(chunk_size=8)
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """What lies in other tables than the request itself."""

    messages: list[RequestMessage]
    attachments: list[UUID]
    appeal_id: UUID | None


def _with_all() -> QuerySet[ClientRequest]:
    return ClientRequest.objects.select_related("request_type", "establishment", "appealed_from")


def _own(request: ClientRequest, beside: _Beside, language: str, now: datetime) -> OwnRequest:
    offered, stand = request.request_type, standing_of(request)
    state = client_state(stand, now=now)
    return OwnRequest(
        id=request.id,
        reference=request.reference,
        type_code=request.type_code,
        title=_title(request, language),
        pictogram=offered.pictogram,
        is_private=request.is_private,
        state=state,
        # A question that waits is said in words; the thread shows whether the clock runs meanwhile.
        way=_way(request, stand, client_state(replace(stand, resumes_on_reply=False), now=now)),
        promise=_promise(request, stand, now),
        pause_reason=request.pause_reason,
        received_at=request.received_at,
        form_code=request.form_code,
        form_version=request.form_version,
        answers=request.answers,
        answer=_answer(request, language),
        messages=beside.messages,
        attachments=beside.attachments,
        may_write=stand.is_open,
        may_withdraw=stand.is_open,
        may_attach=stand.is_open and offered.allows_attachment,
        may_appeal=_may_appeal(request, stand, now, appealed=beside.appeal_id is not None),
        may_refile=request.return_reason == ReturnReason.MOVED,
        appeal_to=words_in(offered.appeal_to, language),
        appeal_then=_appeal_then(request, language),
        appeal_until=request.appeal_until,
        appeal_id=beside.appeal_id,
        appealed_from=request.appealed_from_id,
        satisfied=request.satisfied,
    )


def get_own_attachment(*, attachment_id: UUID, client_id: int) -> RequestAttachment:
    """Return one picture of the client's own requests.

    Raises:
        RequestAttachment.DoesNotExist: there is none, or it is somebody else's.
    """
    return RequestAttachment.objects.get(id=attachment_id, client_id=client_id)


def count_news(*, client_id: int) -> int:
    """Return how many requests have something new for the client."""
    return ClientRequest.objects.filter(client_id=client_id, has_news=True).count()


def _line(request: ClientRequest, language: str, now: datetime) -> Line:
    stand = standing_of(request)
    return Line(
        id=request.id,
        reference=request.reference,
        title=str(PRIVATE_MATTER) if request.is_private else _title(request, language),
        pictogram="lock" if request.is_private else request.request_type.pictogram,
        is_private=request.is_private,
        state=client_state(stand, now=now),
        is_open=stand.is_open,
        is_appeal=request.appealed_from_id is not None,
        has_news=request.has_news,
        received_at=request.received_at,
        due_at=request.due_at,
        ended_at=request.ended_at,
    )


def _title(request: ClientRequest, language: str) -> str:
    title = words_in(request.request_type.titles, language)
    return _("Appeal: %(title)s") % {"title": title} if request.appealed_from_id else title


def _promise(request: ClientRequest, stand: Standing, now: datetime) -> str:
    if not stand.is_open or stand.is_paused:
        return ""
    calendar = working_calendar(request.establishment)
    left = calendar.working_days_between(now, request.due_at)
    if stand.is_late(now):
        left = min(left, -1)
    return say_promise(due_at=request.due_at, days_left=left, zone=zone(request.establishment))


def _answer(request: ClientRequest, language: str) -> Answer | None:
    if request.ended_at is None or request.status == RequestStatus.WITHDRAWN:
        return None
    return Answer(
        decision=RequestStatus(request.status),
        grounds=say([Part.from_json(p) for p in request.grounds_parts], language=language),
        next_step=say([Part.from_json(p) for p in request.next_step_parts], language=language),
        by=request.ended_by_title,
        at=request.ended_at,
    )


def _may_appeal(request: ClientRequest, stand: Standing, now: datetime, *, appealed: bool) -> bool:
    terms = promise.AppealTerms(
        days=request.request_type.appeal_days, on_silence=request.request_type.appeal_on_silence
    )
    try:
        promise.check_appeal(
            stand,
            at=now,
            terms=terms,
            until=request.appeal_until,
            appealed=appealed,
            is_appeal=request.appealed_from_id is not None,
        )
    except StepRefusedError:
        return False
    return True


def _appeal_then(request: ClientRequest, language: str) -> str:
    if request.appealed_from_id is None or request.ended_at is None:
        return ""
    return words_in(request.request_type.appeal_then, language)


def _way(request: ClientRequest, stand: Standing, state: ClientState) -> list[WayPoint]:
    """Return the knots of the thread: asked, read, answered, and after a yes what happens next."""
    asked = WayPoint(pgettext("way of a request", "You asked"), WayState.DONE, request.received_at)
    if state is ClientState.WITHDRAWN:
        return [
            asked,
            WayPoint(pgettext("way of a request", "You took it back"), WayState.GONE, request.ended_at),
        ]
    is_read = stand.first_read_at is not None
    read = WayPoint(
        pgettext("way of a request", "Read"), WayState.DONE if is_read else WayState.NOW, stand.first_read_at
    )
    if stand.is_open:
        waiting = WayState.NOW if is_read else WayState.TO_COME
        return [
            asked,
            read,
            WayPoint(
                pgettext("way of a request", "Answer"), _ANSWER_STATES.get(state, waiting), request.due_at
            ),
        ]
    ended = WayState.YES if state is ClientState.APPROVED else WayState.NO
    answered = [asked, read, WayPoint(str(state.label), ended, request.ended_at)]
    if state is ClientState.APPROVED:
        is_done = request.carried_out_at is not None
        words = (
            pgettext("way of a request", "Done")
            if is_done
            else pgettext("way of a request", "What happens next")
        )
        answered.append(
            WayPoint(words, WayState.DONE if is_done else WayState.TO_COME, request.carried_out_at)
        )
    return answered


_ANSWER_STATES = {
    ClientState.LATE: WayState.LATE,
    ClientState.PAUSED: WayState.PAUSED,
}
