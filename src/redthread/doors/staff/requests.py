"""One request: open it, take it, ask, forward, pause, decide; two officers at once lose nothing typed."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.staff.desk import Desk, admit, desk_of, filter_of, keep_part, part_of, render_desk
from redthread.doors.staff.panel import Panel, kept_words, panel_of
from redthread.doors.staff.queue import done_word, queue_context
from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.foundation.session import focus_on
from redthread.requests import public as requests
from redthread.requests.public import (
    Audience,
    ClientRequest,
    QueueFilter,
    RequestAlreadyDecidedError,
    RequestAttachment,
    RequestNotFoundError,
    RequestStatus,
    ReturnReason,
    Show,
    Words,
)

PANEL_HEADER = "X-Desk"
"""Sent by the page's script, which wants the panel alone."""

Step = Callable[[Actor, UUID, Any], object]


@require_safe
def one(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Open a request beside the queue."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.READ)
    found = look_at(request_id)
    if found.ended_at is None and (found.first_read_at is None or found.has_reply):
        # Who may read but not write (break-glass) leaves no mark in the request; the look is logged anyway.
        with suppress(RequestNotFoundError):
            requests.read_request(actor=desk.actor, request_id=request_id, at=desk.now)
    return _page(request, desk, request_id)


def look_at(request_id: UUID) -> ClientRequest:
    """Bring the client of a request into view, which logs the look, and return the request.

    Raises:
        Http404: there is none, or none that the actor may read.
    """
    found = requests.find_request(request_id=request_id)
    if found is None:
        raise Http404
    focus_on(found.client_id, route="staff:request", classes=found.info_class)
    return found


def _page(
    request: HttpRequest,
    desk: Desk,
    request_id: UUID,
    *,
    error: DomainError | None = None,
    open_act: str = "",
) -> HttpResponse:
    panel = _panel(desk, request_id)
    part = part_of(request)
    where = filter_of(desk, part)
    following = _following(desk, where, request_id)
    context: dict[str, Any] = {
        "panel": panel,
        "following": following,
        "error": error,
        "is_lost": isinstance(error, RequestAlreadyDecidedError),
        "open_act": open_act,
        "kept": kept_words(request.POST) if error else {},
        "done_word": done_word(request),
    }
    status = error.status if error else 200
    if request.headers.get(PANEL_HEADER) == "panel":
        context |= {"desk": desk, "now": desk.now, "tz": desk.establishment.timezone}
        return render(request, "staff/requests/panel.jinja", context, status=status)
    context |= queue_context(request, desk, part, where)
    response = render_desk(request, "staff/requests/queue.jinja", desk, context, status=status)
    return keep_part(request, response, part)


def _following(desk: Desk, where: QueueFilter, request_id: UUID) -> UUID | None:
    """Return the next request of the queue; after the last one, the first that is left."""
    if where.show is Show.ENDED:
        return None
    found = requests.find_next(where=where, now=desk.now, than=request_id)
    if found is None:
        first = requests.list_queue(where=where, language=desk.actor.language, now=desk.now, limit=2)
        found = next((row.id for row in first.rows if row.id != request_id), None)
    return found


def _panel(desk: Desk, request_id: UUID) -> Panel:
    try:
        return panel_of(desk, requests.get_staff_view(request_id=request_id, now=desk.now))
    except ClientRequest.DoesNotExist:
        raise Http404 from None


def _take_step(
    request: HttpRequest, request_id: UUID, step: Step, *, done: str, act: str = "", moves_on: bool = False
) -> HttpResponse:
    """Take a step; when it cannot be taken, show the request as it stands now, with what was typed."""
    desk = desk_of(request)
    following = _following(desk, filter_of(desk, part_of(request)), request_id) if moves_on else None
    try:
        step(desk.actor, request_id, desk.now)
    except RequestNotFoundError:
        raise Http404 from None
    except DomainError as error:
        look_at(request_id)
        return _page(request, desk, request_id, error=error, open_act=act)
    if not moves_on:
        return HttpResponseRedirect(f"{reverse('staff:request', args=[request_id])}?done={done}")
    # The next one is shown and not opened: opening says to the client that somebody has read it.
    next_one = f"&next={following}" if following else ""
    return HttpResponseRedirect(f"{reverse('staff:queue')}?done={done}{next_one}")


@require_POST
def decide(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say yes, say no, or send back; then back to the queue, where the next one is a key away."""
    said = request.POST.get("decision", "")
    if said not in {"approved", "declined", "returned"}:
        raise Http404
    decision = RequestStatus(said)

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        words = words_of(request, actor)
        if decision is RequestStatus.APPROVED:
            return requests.approve_request(actor=actor, request_id=id_, words=words, at=at)
        if decision is RequestStatus.DECLINED:
            return requests.decline_request(actor=actor, request_id=id_, words=words, at=at)
        return requests.return_request(
            actor=actor, request_id=id_, reason=_reason(request), words=words, at=at
        )

    return _take_step(request, request_id, step, done=said, act=said, moves_on=True)


def words_of(request: HttpRequest, actor: Actor) -> Words:
    """Return what somebody deciding chose and typed."""
    post = request.POST
    language = post.get("language", "")[:8]
    pair = (post.get("grounds_translated", ""), post.get("next_step_translated", ""))
    return Words(
        language=actor.language,
        ground_codes=tuple(post.getlist("code"))[:20],
        grounds=post.get("grounds", ""),
        next_step=post.get("next_step", ""),
        translations={language: pair} if language and language != actor.language and any(pair) else {},
    )


def _reason(request: HttpRequest) -> ReturnReason:
    given = request.POST.get("reason", "")
    return ReturnReason(given) if given in ReturnReason.values else ReturnReason.INCOMPLETE


@require_POST
def forward(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Hand it to another department, with a note that only staff read; then back to the queue."""

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        return requests.forward_request(
            actor=actor,
            request_id=id_,
            department_code=request.POST.get("department", "")[:40],
            note=request.POST.get("note", ""),
            note_id=id_of(request, "message_id"),
            at=at,
        )

    return _take_step(request, request_id, step, done="forwarded", act="forward", moves_on=True)


@require_POST
def take(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Take it into one's hands; ``over=1`` from a colleague's."""

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        return requests.take_request(actor=actor, request_id=id_, at=at, over=request.POST.get("over") == "1")

    return _take_step(request, request_id, step, done="taken")


@require_POST
def hand_back(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Put it back for the department."""

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        return requests.hand_back_request(actor=actor, request_id=id_, at=at)

    return _take_step(request, request_id, step, done="handed-back")


@require_POST
def pause(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Stop the clock, for a reason that the client reads."""

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        return requests.pause_request(
            actor=actor, request_id=id_, reason=request.POST.get("reason", ""), at=at
        )

    return _take_step(request, request_id, step, done="paused", act="pause")


@require_POST
def resume(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Let the clock run again."""

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        return requests.resume_request(actor=actor, request_id=id_, at=at)

    return _take_step(request, request_id, step, done="resumed")


@require_POST
def finish(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Note that what a yes promised has happened."""

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        return requests.finish_request(actor=actor, request_id=id_, at=at)

    return _take_step(request, request_id, step, done="finished")


@require_POST
def write(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say something: to the client, to colleagues only, or as a question that stops the clock."""
    kind, text = request.POST.get("kind", "staff"), request.POST.get("text", "")
    waits = request.POST.get("waits") == "1"

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        message_id = id_of(request, "message_id")
        if kind == "question":
            reason = _("We have asked you something and wait for your answer.") if waits else ""
            return requests.ask_client(
                actor=actor, request_id=id_, message_id=message_id, text=text, pause_reason=reason, at=at
            )
        audience = Audience.BOTH if kind == "both" else Audience.STAFF
        return requests.add_message(
            actor=actor, request_id=id_, message_id=message_id, text=text, audience=audience, at=at
        )

    return _take_step(request, request_id, step, done="asked" if kind == "question" else "sent", act="write")


@require_POST
def add_photo(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Add the photo of a paper."""
    upload = request.FILES.get("photo")
    data = upload.read() if upload is not None else b""

    def step(actor: Actor, id_: UUID, at: Any) -> object:
        return requests.add_attachment(actor=actor, request_id=id_, data=data, is_paper_form=True, at=at)

    return _take_step(request, request_id, step, done="sent", act="photo")


@require_safe
def photo(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Send a picture; ``?small=1`` the one for the list."""
    admit(actor_of(request), requests.Permission.READ)
    try:
        found = requests.get_attachment(attachment_id=attachment_id)
    except RequestAttachment.DoesNotExist:
        raise Http404 from None
    small = request.GET.get("small") == "1"
    if not small:
        focus_on(found.client_id, route="staff:photo", classes=found.info_class)
    data = bytes(found.thumbnail if small else found.jpeg)
    return HttpResponse(data, content_type="image/jpeg")


def id_of(request: HttpRequest, name: str) -> UUID:
    """Return the id that a form carries, so that sending it twice is once; a new one where it has none."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return uuid4()
