"""The heartbeat of a page: whether the house is there, and who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from redthread.doors.acting import actor_of, quiet
from redthread.doors.client.page import keep_of


@quiet
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 204 with the name of who is signed in; 401 when nobody is.

    Only with ``?active=1`` somebody did something: without it, the session must not live longer through this.
    """
    if request.GET.get("active") != "1":
        request.is_undone = True  # type: ignore[attr-defined]  # entering had extended the session
    return HttpResponse(status=204, headers={"X-RT-Keep-Id": keep_of(actor_of(request)).id})
