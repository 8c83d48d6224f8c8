"""One's own calendar feed: made, shown once, revoked; and the feed, which a calendar program fetches."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from redthread.doors.acting import open_door
from redthread.doors.staff.timetable.page import desk_here, found_or_404, own_staff, render_timetable
from redthread.foundation import clock
from redthread.timetable.public import find_feed_made_at, make_feed, revoke_feed, write_feed


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """Say whether one has a feed; make one and show its address once, or make it stop."""
    desk = desk_here(request)
    found_or_404(own_staff(desk))
    address = ""
    if request.method == "POST":
        if request.POST.get("do") == "revoke":
            revoke_feed(actor=desk.actor, at=desk.now)
            return HttpResponseRedirect(reverse("staff:calendar"))
        token = make_feed(actor=desk.actor, at=desk.now)
        address = request.build_absolute_uri(reverse("staff:feed", args=[token]))
    context = {"view": "mine", "address": address, "made_at": find_feed_made_at()}
    return render_timetable(request, "staff/timetable/calendar.jinja", desk, context)


@open_door
@require_safe
def feed(_request: HttpRequest, token: str) -> HttpResponse:
    """Return the feed of a token; the token is all that opens it, so a wrong one finds nothing."""
    written = write_feed(token=token, at=clock.now())
    if written is None:
        raise Http404
    return HttpResponse(written, content_type="text/calendar; charset=utf-8")
