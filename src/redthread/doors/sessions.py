"""Where one is signed in: one's own sessions, each of which can be ended."""

import re
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.signin import here, page
from redthread.foundation import clock
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
    rows = lines_of(signin.list_sessions(actor=actor, of_actor_id=actor.id))
    context = {"rows": rows, "member": None, "now": clock.now(), "done": request.GET.get("done", "")}
    return page(request, "sessions", context)


@require_POST
def end_own(request: HttpRequest) -> HttpResponse:
    """End one of one's own sessions, or all others."""
    actor, session_id = actor_of(request), session_id_of(request)
    if session_id is None:
        signin.end_all_sessions(actor=actor, of_actor_id=actor.id, at=clock.now())
    else:
        signin.end_session(actor=actor, of_actor_id=actor.id, session_id=session_id, at=clock.now())
    return HttpResponseRedirect(reverse(f"{here(request)}:sessions") + "?done=ended")


def browser_in_words(agent: str) -> str:
    """Return what a browser is, as people call it: ``Firefox on Windows``."""
    browser = next((name for name, mark in BROWSERS if re.search(mark, agent)), "")
    system = next((name for name, mark in SYSTEMS if re.search(mark, agent)), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Unknown browser")


def lines_of(sessions: list[OpenSession]) -> list[SessionLine]:
    """Return sessions as their list shows them."""
    return [SessionLine(session=s, browser=browser_in_words(s.agent)) for s in sessions]


def session_id_of(request: HttpRequest) -> UUID | None:
    """Return the session that a form names; None for all of them."""
    given = request.POST.get("session", "")
    try:
        return UUID(given) if given else None
    except ValueError as error:
        raise Http404 from error
