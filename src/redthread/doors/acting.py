"""One transaction round every page of a door, opened as the person whose session the cookie names.

The door follows from the address. A page that a stranger may see says so with :func:`open_door`;
every other one sends a stranger to the sign-in page of its door.

Whoever follows a link on another site (a mail read in the browser, say) brings no session: our cookies are
strict, so that no site can act in somebody's name. They get a small page that goes on from here, by itself if
they clicked; only whoever is not signed in meets the sign-in page then.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.db import ProgrammingError, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from redthread.doors.errors import bad_request, domain_error_page, forbidden, not_allowed
from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.foundation.session import SignedOutError, end, enter, leave

DOORS = {"/my/": "client", "/staff/": "staff", "/partner/": "partner", "/family/": "family"}
SESSION_COOKIE = "rt_session"
DEVICE_COOKIE = "rt_device"
LEAVING_COOKIE = "rt_lock"
"""Set by the lock's script until the lock has arrived here: whoever sends it is on the way out."""
SAFE = {"GET", "HEAD", "OPTIONS"}
LINKED_DOORS = {"staff", "partner", "family"}
"""Doors that mails lead to. Tablets read no mail, and know no other site."""
REFUSED = "42501"
"""What PostgreSQL calls insufficient privilege."""
logger = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., HttpResponse])


def open_door(view: View) -> View:
    """Mark a view that a stranger may see; it runs without an actor and sees no client data."""
    view.is_open_door = True  # type: ignore[attr-defined]
    return view


def quiet(view: View) -> View:
    """Mark a view that a script asks for: a stranger gets 401 instead of the sign-in page."""
    view.is_quiet = True  # type: ignore[attr-defined]
    return view


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this request."""
    return cast("Actor", request.actor)  # type: ignore[attr-defined]


def door_of(request: HttpRequest) -> str | None:
    """Return the door of an address, or None outside all doors."""
    return next((door for prefix, door in DOORS.items() if request.path_info.startswith(prefix)), None)


def comes_by_link(request: HttpRequest) -> bool:
    """Tell whether a link on another site led here, in a window of its own, so that the session stayed away.

    Never for a form (POST), a frame or a part of somebody's page: the browser says which of these it is
    (Fetch Metadata Request Headers, W3C), and no page can write these headers.
    """
    sent = request.headers
    return (
        request.method == "GET"
        and SESSION_COOKIE not in request.COOKIES
        and sent.get("Sec-Fetch-Site") == "cross-site"
        and sent.get("Sec-Fetch-Mode") == "navigate"
        and sent.get("Sec-Fetch-Dest") == "document"
    )


def binding_of(request: HttpRequest, door: str) -> str:
    """Return what a session is bound to: the enrolled tablet in the client's door, the browser elsewhere."""
    if door == "client":
        return "device:" + request.COOKIES.get(DEVICE_COOKIE, "")
    return "browser:" + request.headers.get("User-Agent", "")


class ActingMiddleware:
    """Open the context before the view, and undo everything when the page failed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the page inside one transaction."""
        if door_of(request) is None:
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "is_undone", False):  # noqa: PLR2004
                transaction.set_rollback(True)
            elif hasattr(request, "actor"):
                leave()
        if response.status_code == 405 and not response.content:  # noqa: PLR2004 what Django's decorators answer
            return not_allowed(request, allow=response.headers.get("Allow", ""))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], _args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Enter as the person, with the client that the address names in view."""
        if _holds_nul(request):
            return bad_request(request)
        door = door_of(request)
        if door is None or getattr(view, "is_open_door", False):
            return None
        if door == "client" and request.COOKIES.get(LEAVING_COOKIE):
            # The page was locked while the network was away: the lock arrives with whatever comes first.
            end(token=request.COOKIES.get(SESSION_COOKIE, ""), why="locked")
            return self._signed_out(request, door, view)
        if door in LINKED_DOORS and comes_by_link(request):
            return self._by_link(request, door)
        try:
            actor = enter(
                token=request.COOKIES.get(SESSION_COOKIE, ""),
                door=door,
                binding=binding_of(request, door),
                focus=kwargs.get("client_id"),
                route=request.resolver_match.view_name if request.resolver_match else "",
                reads=request.method in SAFE,
            )
        except SignedOutError:
            return self._signed_out(request, door, view)
        request.actor = actor  # type: ignore[attr-defined]
        translation.activate(actor.language)
        request.LANGUAGE_CODE = translation.get_language()
        if kwargs.get("client_id") is not None and not actor.focus_read:
            raise Http404
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn a sentence for the person into a page, and undo what the view began."""
        if isinstance(error, DomainError):
            request.is_undone = True  # type: ignore[attr-defined]
            return domain_error_page(request, error)
        if isinstance(error, ProgrammingError) and getattr(error.__cause__, "sqlstate", "") == REFUSED:
            # The page asked for what the database does not give to this role: a refusal, and worth a look.
            logger.warning("%s was refused by the database: %s", request.path_info, error)
            request.is_undone = True  # type: ignore[attr-defined]
            return forbidden(request)
        return None

    def _by_link(self, request: HttpRequest, door: str) -> HttpResponse:
        way_on = f"{reverse(f'{door}:arrive')}?{urlencode({'next': request.get_full_path()})}"
        clicked = request.headers.get("Sec-Fetch-User") == "?1"
        context = {"door": door, "way_on": way_on, "at_once": clicked}
        return render(request, "doors/signin/by_link.jinja", context)

    def _signed_out(self, request: HttpRequest, door: str, view: Callable[..., Any]) -> HttpResponse:
        if getattr(view, "is_quiet", False):
            return HttpResponse(status=401)
        sign_in = reverse(f"{door}:sign-in")
        if request.method in SAFE:
            return HttpResponseRedirect(f"{sign_in}?{urlencode({'next': request.get_full_path()})}")
        # What was typed cannot be kept here: the next person at this tablet must not see it. The page's
        # script keeps it.
        return render(request, "doors/signed_out.jinja", {"sign_in": sign_in, "door": door}, status=401)


def _holds_nul(request: HttpRequest) -> bool:
    """Tell whether a NUL was sent: no keyboard types it, and no text in the database can hold it."""
    sent = (
        text
        for data in (request.GET, request.POST)
        for name, list_ in data.lists()
        for text in (name, *list_)
    )
    return any("\0" in text for text in sent)
