"""Where somebody is signed in: one's own sessions, and for administrators anybody's; each can be ended."""

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.staff.desk import admit
from redthread.doors.staff.fresh import require_fresh
from redthread.foundation import clock
from redthread.organisations.public import StaffMember, get_staff_member
from redthread.signin import public as signin
from redthread.signin.public import OpenSession

# The first that fits: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
BROWSERS: Final = (
    ("Edge", r"Edg/"),
    ("Opera", r"OPR/"),
    ("Firefox", r"Firefox/"),
    ("Chrome", r"Chrom(e|ium)/"),
    ("Safari", r"Safari/"),
)
SYSTEMS: Final = (
    ("Windows", r"Windows"),
    ("Android", r"Android"),
    ("iOS", r"iPhone|iPad"),
    ("macOS", r"Mac OS X"),
    ("ChromeOS", r"CrOS"),
    ("Linux", r"Linux"),
)


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session as its list shows it."""

    session: OpenSession
    browser: str


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show where one is signed in."""
    actor = actor_of(request)
    rows = _lines(signin.list_sessions(actor=actor, of_actor_id=actor.id))
    context = {"rows": rows, "member": None, "now": clock.now(), "done": request.GET.get("done", "")}
    return render(request, "staff/signin/sessions.jinja", context)


@require_POST
def end_own(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all others."""
    actor, session_id = actor_of(request), _session_id(request)
    if session_id is None:
        signin.end_all_sessions(actor=actor, of_actor_id=actor.id, at=clock.now())
    else:
        signin.end_session(actor=actor, of_actor_id=actor.id, session_id=session_id, at=clock.now())
    return HttpResponseRedirect(reverse("staff:sessions") + "?done=ended")


@require_safe
def of_somebody(request: HttpRequest, actor_id: int) -> HttpResponse:
    """Show an administrator where somebody is signed in."""
    admit(actor_of(request), signin.Permission.END_SESSIONS)
    rows = _lines(signin.list_sessions(actor=actor_of(request), of_actor_id=actor_id))
    context = {
        "rows": rows,
        "member": _member(actor_id),
        "now": clock.now(),
        "done": request.GET.get("done", ""),
    }
    return render(request, "staff/signin/sessions.jinja", context)


@require_POST
def end_of_somebody(request: HttpRequest, actor_id: int) -> HttpResponse:
    """End somebody's session, or all of them."""
    admit(actor_of(request), signin.Permission.END_SESSIONS)
    if (ask := require_fresh(request)) is not None:
        return ask
    member, session_id, actor = _member(actor_id), _session_id(request), actor_of(request)
    if session_id is None:
        signin.end_all_sessions(actor=actor, of_actor_id=member.actor_id, at=clock.now())
    else:
        signin.end_session(actor=actor, of_actor_id=member.actor_id, session_id=session_id, at=clock.now())
    return HttpResponseRedirect(reverse("staff:sessions-of", args=[actor_id]) + "?done=ended")


def browser_in_words(agent: str) -> str:
    """Return what a browser is, as people call it: ``Firefox on Windows``."""
    browser = next((name for name, mark in BROWSERS if re.search(mark, agent)), "")
    system = next((name for name, mark in SYSTEMS if re.search(mark, agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def _lines(sessions: list[OpenSession]) -> list[SessionLine]:
    return [SessionLine(session=s, browser=browser_in_words(s.agent)) for s in sessions]


def _member(actor_id: int) -> StaffMember:
    try:
        return get_staff_member(actor_id=actor_id)
    except StaffMember.DoesNotExist as error:
        raise Http404 from error


def _session_id(request: HttpRequest) -> UUID | None:
    given = request.POST.get("session", "")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Http404 from error
