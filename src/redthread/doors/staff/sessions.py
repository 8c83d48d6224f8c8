"""Where somebody is signed in, for administrators; each session can be ended."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.fresh import require_fresh
from redthread.doors.sessions import lines_of, session_id_of
from redthread.doors.signin import page
from redthread.doors.staff.desk import admit
from redthread.foundation import clock
from redthread.organisations.public import StaffMember, get_staff_member
from redthread.signin import public as signin


@require_safe
def of_somebody(request: HttpRequest, actor_id: int) -> HttpResponse:
    """Show an administrator where somebody is signed in."""
    admit(actor_of(request), signin.Permission.END_SESSIONS)
    rows = lines_of(signin.list_sessions(actor=actor_of(request), of_actor_id=actor_id))
    context = {
        "rows": rows,
        "member": _member(actor_id),
        "now": clock.now(),
        "done": request.GET.get("done", ""),
    }
    return page(request, "sessions", context)


@require_POST
def end_of_somebody(request: HttpRequest, actor_id: int) -> HttpResponse:
    """End somebody's session, or all of them."""
    admit(actor_of(request), signin.Permission.END_SESSIONS)
    if (ask := require_fresh(request)) is not None:
        return ask
    member, session_id, actor = _member(actor_id), session_id_of(request), actor_of(request)
    if session_id is None:
        signin.end_all_sessions(actor=actor, of_actor_id=member.actor_id, at=clock.now())
    else:
        signin.end_session(actor=actor, of_actor_id=member.actor_id, session_id=session_id, at=clock.now())
    return HttpResponseRedirect(reverse("staff:sessions-of", args=[actor_id]) + "?done=ended")


def _member(actor_id: int) -> StaffMember:
    try:
        return get_staff_member(actor_id=actor_id)
    except StaffMember.DoesNotExist as error:
        raise Http404 from error
