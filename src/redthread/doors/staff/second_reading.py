"""Second readings: a sample of answers, looked at by somebody who did not give them."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from redthread.doors.staff.desk import admit, desk_of, render_desk
from redthread.doors.staff.panel import panel_of
from redthread.doors.staff.requests import look_at
from redthread.foundation.errors import DomainError
from redthread.requests import public as requests
from redthread.requests.public import ClientRequest, Verdict
from redthread.ui import words


@require_safe
def second_readings(request: HttpRequest) -> HttpResponse:
    """List the answers that wait for a second look, oldest first."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.SECOND_READ)
    waiting = requests.list_second_readings(establishment_id=desk.establishment.id, reader=desk.actor.id)
    language, tz = desk.actor.language, desk.establishment.timezone
    lines = [
        {
            "href": reverse("staff:second-reading", args=[w.request_id]),
            "title": w.request.request_type.titles.get(language)
            or w.request.request_type.titles.get("en", ""),
            "pictogram": w.request.request_type.pictogram,
            "note": f"{w.request.reference} · {words.ago(w.drawn_at, tz=tz, now=desk.now)}",
        }
        for w in waiting
    ]
    context = {"here": "second", "lines": lines, "done": request.GET.get("done") == "1"}
    return render_desk(request, "staff/daily/second_readings.jinja", desk, context)


@require_http_methods(["GET", "HEAD", "POST"])
def second_reading(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Show one answer, without who gave it, and keep what the second reader says."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.SECOND_READ)
    error: DomainError | None = None
    if request.method == "POST":
        given = request.POST.get("verdict", "")
        if given not in Verdict.values:
            raise Http404
        try:
            requests.second_read(
                actor=desk.actor,
                request_id=request_id,
                verdict=Verdict(given),
                note=request.POST.get("note", ""),
                at=desk.now,
            )
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:second-readings") + "?done=1")
    look_at(request_id)
    try:
        view = requests.get_staff_view(request_id=request_id, now=desk.now)
    except ClientRequest.DoesNotExist:
        raise Http404 from None
    if view.second_reading is None:
        raise Http404
    context = {
        "here": "second",
        "panel": panel_of(desk, view),
        "reading": view.second_reading,
        "verdicts": [{"value": v.value, "title": v.label} for v in Verdict],
        "verdict": request.POST.get("verdict", ""),
        "note": request.POST.get("note", ""),
        "error": error.message if error else "",
    }
    status = error.status if error else 200
    return render_desk(request, "staff/daily/second_reading.jinja", desk, context, status=status)
