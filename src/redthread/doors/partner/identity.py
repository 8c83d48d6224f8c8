"""Coming in with the own organisation's account: away to its sign-in, and back.

The way back begins at another site, so browsers bring none of our strict cookies with it. The token that
waits for the answer lies in a cookie of its own, readable at one address only; and who has come in is led on
by a page of ours, because the redirect would still count as the other site's.
"""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.doors.acting import open_door
from redthread.doors.entry import PATHS, origin_of
from redthread.doors.signin import come_in, here, page, wait_if_asked
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin

AWAY_COOKIE: Final = "rt_away"
LONGEST_ANSWER: Final = 4000


@open_door
@require_safe
def own_sign_ins(request: HttpRequest) -> HttpResponse:
    """Show the organisations whose people sign in with an account of their own."""
    query = request.GET.get("q", "").strip()[:80]
    found = signin.list_own_sign_ins()
    chosen = [o for o in found if query.casefold() in o.name.casefold()]
    return page(request, "own_sign_ins", {"organisations": chosen, "query": query, "all": len(found)})


@open_door
@require_safe
def go(request: HttpRequest, code: str) -> HttpResponse:
    """Send somebody to their organisation's sign-in."""
    return _go(request, code, invitation="")


@open_door
@require_safe
def go_invited(request: HttpRequest, token: str) -> HttpResponse:
    """Send somebody who was invited to their organisation's sign-in; whom it names is bound to them."""
    found = signin.find_own_sign_in_of(token=token, door=here(request))
    if found is None:
        return HttpResponseRedirect(reverse("partner:invitation", args=[token]))
    return _go(request, found.code, invitation=token)


@open_door
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Take what the organisation's sign-in says, and let the person in if all of it holds."""
    token = request.COOKIES.get(AWAY_COOKIE, "")
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    try:
        if not code or len(code) > LONGEST_ANSWER or len(state) > LONGEST_ANSWER:
            raise signin.IdentityRefusedError
        entry = signin.finish_identity(
            token=token,
            state=state,
            code=code,
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except DomainError as error:
        told = _("You did not go on at your organisation's sign-in.") if request.GET.get("error") else ""
        context = {"name": "", "error": told or error.message}
        return _forget(wait_if_asked(page(request, "sign_in", context, status=error.status), error))
    return _forget(come_in(request, page(request, "arrived", {"way_on": PATHS[here(request)]}), entry))


def _go(request: HttpRequest, code: str, *, invitation: str) -> HttpResponse:
    path = reverse("partner:own-back")
    try:
        away = signin.begin_identity(
            organisation=code,
            redirect=settings.PUBLIC_ADDRESS + path
            if settings.PUBLIC_ADDRESS
            else request.build_absolute_uri(path),
            origin=origin_of(request, door=here(request)),
            invitation=invitation,
            at=clock.now(),
        )
    except DomainError as error:
        context = {"name": "", "error": error.message}
        return wait_if_asked(page(request, "sign_in", context, status=error.status), error)
    response = HttpResponseRedirect(away.address)
    response.set_cookie(
        AWAY_COOKIE,
        away.token,
        max_age=int(signin.HALF_LIFETIME.total_seconds()),
        path=path,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Lax",
    )
    return response


def _forget(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(AWAY_COOKIE, path=reverse("partner:own-back"), samesite="Lax")
    return response
