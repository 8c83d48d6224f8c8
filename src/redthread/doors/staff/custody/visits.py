"""Health staff and who is segregated: whom to see, and that one has seen them."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from redthread.custody import public as custody
from redthread.custody.public import Permission
from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.foundation.errors import DomainError
from redthread.ui import words


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Show who is segregated where the actor works, those not seen for longest first."""
    desk = desk_of(request)
    admit(desk.actor, Permission.VISIT)
    return _show(request, desk)


@require_POST
def visited(request: HttpRequest, segregation_id: UUID) -> HttpResponse:
    """Note a visit of today."""
    desk = desk_of(request)
    admit(desk.actor, Permission.VISIT)
    try:
        custody.note_visit(actor=desk.actor, segregation_id=segregation_id, zone=desk.zone, at=desk.now)
    except DomainError as error:
        return _show(request, desk, error=error)
    return HttpResponseRedirect(reverse("staff:segregated") + "?done=1")


def _show(request: HttpRequest, desk: Desk, *, error: DomainError | None = None) -> HttpResponse:
    tz = desk.establishment.timezone
    rows = [
        {
            "id": row.segregation_id,
            "name": f"{row.family_name}, {row.given_name}",
            "number": row.number,
            "place": row.place,
            "since": words.date_short(row.since, tz=tz),
            "seen": words.moment(row.seen_at, tz=tz, now=desk.now) if row.seen_at else "",
            "today": row.seen_at is not None and row.seen_at.astimezone(desk.zone).date() == desk.today,
        }
        for row in custody.list_to_visit(establishment_id=desk.establishment.id)
    ]
    context = {
        "here": "segregated",
        "rows": rows,
        "done": "done" in request.GET,
        "error": error.message if error else "",
    }
    return render_desk(
        request, "staff/custody/visits.jinja", desk, context, status=error.status if error else 200
    )
