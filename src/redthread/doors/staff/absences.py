"""Who is away, and who looks after their requests."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from redthread.doors.staff.desk import Desk, admit, desk_of, number, render_desk
from redthread.foundation.errors import DomainError
from redthread.organisations.public import StaffMember, list_staff
from redthread.requests import public as requests
from redthread.requests.public import Absence, AbsenceRefusedError
from redthread.ui import words


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """Show who is away, and set one's own absence, or a colleague's for those who set up the house."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.DECIDE)
    staff = {m.actor_id: m for m in list_staff(establishment_id=desk.establishment.id) if m.is_active}
    error: DomainError | None = None
    if request.method == "POST":
        try:
            _set(request, desk, staff)
        except DomainError as problem:
            error = problem
        else:
            return HttpResponseRedirect(reverse("staff:absences") + "?done=1")
    may_others = desk.actor.may(requests.Permission.CATALOGUE)
    names = [(str(i), _listed(m)) for i, m in staff.items()]
    context: dict[str, Any] = {
        "here": "absences",
        "lines": _lines(desk, staff, may_others=may_others),
        "may_others": may_others,
        "people": names,
        "covers": [(i, name) for i, name in names if may_others or i != str(desk.actor.id)],
        "kept": request.POST if error else {},
        "error": error.message if error else "",
        "done": request.GET.get("done") == "1",
    }
    status = error.status if error else 200
    return render_desk(request, "staff/daily/absences.jinja", desk, context, status=status)


@require_POST
def end(request: HttpRequest, absence_id: int) -> HttpResponse:
    """Let an absence end with yesterday: whoever was away is back."""
    desk = desk_of(request)
    try:
        requests.end_absence(
            actor=desk.actor, absence_id=absence_id, last_on=desk.today - timedelta(days=1), at=desk.now
        )
    except Absence.DoesNotExist:
        raise Http404 from None
    return HttpResponseRedirect(reverse("staff:absences") + "?done=1")


def _listed(member: StaffMember) -> str:
    return f"{member.family_name}, {member.given_name} · {member.title}"


def _set(request: HttpRequest, desk: Desk, staff: dict[int, StaffMember]) -> None:
    absent = number(request.POST.get("absent")) if "absent" in request.POST else desk.actor.id
    cover = number(request.POST.get("cover"))
    if absent is None or absent not in staff:
        raise AbsenceRefusedError(_("Choose who is away."))
    if cover is None or cover not in staff:
        raise AbsenceRefusedError(_("Choose who covers."))
    requests.set_absence(
        actor=desk.actor,
        absent=absent,
        cover=cover,
        from_on=_day(request, "from"),
        until_on=_day(request, "until"),
        note=request.POST.get("note", "").replace("\0", ""),
        at=desk.now,
    )


def _day(request: HttpRequest, name: str) -> date:
    parts = [number(request.POST.get(f"{name}_{part}")) for part in ("year", "month", "day")]
    try:
        return date(*(p or 0 for p in parts))
    except (ValueError, OverflowError):
        raise AbsenceRefusedError(_("One of the days does not exist. Write day, month and year.")) from None


def _lines(desk: Desk, staff: dict[int, StaffMember], *, may_others: bool) -> list[dict[str, Any]]:
    tz = desk.establishment.timezone

    def name(actor_id: int) -> str:
        return str(staff[actor_id])

    return [
        {
            "id": a.id,
            "absent": name(a.absent),
            "cover": name(a.cover),
            "from": words.day_in_words(a.days.lower, tz=tz, now=desk.now),
            "until": words.day_in_words(a.days.upper - timedelta(days=1), tz=tz, now=desk.now),
            "is_now": desk.today in a.days,
            "note": a.note,
            "may_end": may_others or a.absent == desk.actor.id,
            "is_mine": desk.actor.id in (a.absent, a.cover),
        }
        for a in requests.list_absences(since=desk.today)
        if a.absent in staff and a.cover in staff
    ]
