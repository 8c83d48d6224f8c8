"""What a client does about their own request: write, show a picture, say if it helped, go on, stop."""

from typing import Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.custody.public import find_place
from redthread.doors.acting import actor_of
from redthread.doors.client.ask import context_of, read_id
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.client.requests import find_own, show_one
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.foundation.errors import DomainError
from redthread.requests.public import (
    Audience,
    HandInOutcome,
    NotPlacedError,
    OwnRequest,
    add_attachment,
    add_message,
    answer_satisfaction,
    appeal_request,
    refile_request,
    withdraw_request,
)

LONGEST_APPEAL: Final = 4_000
"""Letters, for the counter; the service refuses more with a sentence."""


@require_POST
def write(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say something inside a request, once however often it is sent."""
    own, actor = find_own(request, request_id), actor_of(request)
    message_id, text = read_id(request, "request_id"), request.POST.get("text", "")
    try:
        add_message(
            actor=actor,
            request_id=request_id,
            message_id=message_id,
            text=text,
            audience=Audience.BOTH,
            at=clock.now(),
        )
    except DomainError as error:
        typed = {"id": message_id, "text": text, "error": error.message}
        return show_one(request, own, more={"message": typed}, status=error.status)
    return _back(request_id, "written")


@require_POST
def show_photo(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Add a picture to a request."""
    own, actor = find_own(request, request_id), actor_of(request)
    sent = request.FILES.get("photo")
    if sent is None:
        return show_one(request, own, more={"photo_error": _("Choose a picture first.")}, status=422)
    try:
        add_attachment(
            actor=actor, request_id=request_id, data=sent.read(), is_paper_form=False, at=clock.now()
        )
    except DomainError as error:
        return show_one(request, own, more={"photo_error": error.message}, status=error.status)
    return _back(request_id, "photo")


@require_POST
def rate(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Keep whether the answer answered."""
    find_own(request, request_id)
    answer_satisfaction(
        actor=actor_of(request),
        request_id=request_id,
        satisfied=request.POST.get("satisfied") == "yes",
        at=clock.now(),
    )
    return HttpResponseRedirect(reverse("client:request", args=[request_id]) + "#answered")


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Ask once more, then take the request back."""
    own = find_own(request, request_id)
    if not own.may_withdraw:
        return _back(request_id)
    if request.method != "POST":
        return render_page(request, "client/requests/withdraw.jinja", {"own": own})
    withdraw_request(actor=actor_of(request), request_id=request_id, at=clock.now())
    return _back(request_id, "back")


@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Say why the answer is not right, so that somebody else looks at it."""
    own = find_own(request, request_id)
    if request.method != "POST":
        if own.appeal_id or not own.may_appeal:
            return _back(own.appeal_id or request_id)
        return _ask_why(request, own, {"id": uuid4(), "text": "", "error": ""})
    appeal_id, text = read_id(request, "request_id"), request.POST.get("text", "")
    try:
        made = appeal_request(
            actor=actor_of(request), request_id=request_id, appeal_id=appeal_id, text=text, at=clock.now()
        )
    except DomainError as error:
        typed = {"id": appeal_id, "text": text, "error": error.message}
        return _ask_why(request, own, typed, status=error.status)
    return _back(made.id, "sent")


@require_POST
def again(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Ask once more, in one tap, for what a move had closed."""
    own, actor, now = find_own(request, request_id), actor_of(request), clock.now()
    place = find_place(client_id=require_client(actor))
    if place is None:
        raise NotPlacedError
    receipt = refile_request(
        actor=actor,
        request_id=request_id,
        new_id=read_id(request, "request_id"),
        context=context_of(own.type_code, place, now),
        at=now,
    )
    told = "waiting" if receipt.outcome is HandInOutcome.ALREADY_OPEN else "sent"
    return _back(receipt.request.id, told)


def _ask_why(
    request: HttpRequest, own: OwnRequest, typed: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    page = {"own": own, "typed": typed, "limit": LONGEST_APPEAL, "tz": find_zone(_client(request))}
    return render_page(request, "client/requests/appeal.jinja", page, status=status)


def _client(request: HttpRequest) -> int:
    return require_client(actor_of(request))


def _back(request_id: UUID, told: str = "") -> HttpResponseRedirect:
    address = reverse("client:request", args=[request_id])
    return HttpResponseRedirect(f"{address}?{told}" if told else address)
