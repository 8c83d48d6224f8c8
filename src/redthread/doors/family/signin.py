"""Coming in at the family door: e-mail and password, then in each new browser a code by e-mail, once."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from redthread.doors.acting import open_door
from redthread.doors.entry import HALF_COOKIE, PATHS, half_in, origin_of, set_cookie, way_on
from redthread.doors.signin import NEXT_COOKIE, come_in, wait_if_asked
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin

DOOR: Final = "family"
HOME: Final = PATHS[DOOR]
BROWSER_COOKIE: Final = "rt_known"
"""A browser in which the person has shown that the mailbox is theirs."""


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for e-mail and password."""
    if request.method != "POST":
        response = render(request, "family/signin/sign_in.jinja", {"name": "", "error": ""})
        going_to = way_on(request.GET.get("next"), door=DOOR)
        if going_to != HOME:
            set_cookie(response, NEXT_COOKIE, going_to, path=HOME, seconds=3600)
        return response
    name = request.POST.get("name", "")[:80]
    try:
        half = signin.sign_in_by_password(
            name=name,
            password=request.POST.get("password", ""),
            origin=origin_of(request, door=DOOR),
            at=clock.now(),
        )
    except DomainError as error:
        context = {"name": name, "error": error.message}
        refused = render(request, "family/signin/sign_in.jinja", context, status=error.status)
        return wait_if_asked(refused, error)
    return half_in(HttpResponseRedirect(reverse("family:mail-code")), half.token, door=DOOR)


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def mail_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code from the mailbox, unless this browser is known."""
    token, origin, now = request.COOKIES.get(HALF_COOKIE, ""), origin_of(request, door=DOOR), clock.now()
    try:
        if request.method != "POST":
            entry = signin.enter_known_browser(
                token=token, browser=request.COOKIES.get(BROWSER_COOKIE, ""), origin=origin, at=now
            )
            if entry is not None:
                return come_in(request, HttpResponseRedirect(_next_of(request)), entry)
            address = signin.send_mail_code(token=token, origin=origin, at=now)
            return _ask(request, address)
        address = signin.send_mail_code(token=token, origin=origin, at=now)
        try:
            known = signin.prove_mail_code(
                token=token, code=request.POST.get("code", "")[:40], origin=origin, at=now
            )
        except (signin.WrongKeyError, signin.MustWaitError) as error:
            return wait_if_asked(_ask(request, address, error=error), error)
    except signin.HalfExpiredError:
        return HttpResponseRedirect(reverse("family:sign-in"))
    response = come_in(request, HttpResponseRedirect(_next_of(request)), known.entry)
    seconds = int(signin.REMEMBERED.total_seconds())
    set_cookie(response, BROWSER_COOKIE, known.token, path=HOME, seconds=seconds)
    return response


@open_door
@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Send another code: mail is late, or went astray."""
    token, origin, now = request.COOKIES.get(HALF_COOKIE, ""), origin_of(request, door=DOOR), clock.now()
    try:
        address = signin.send_mail_code(token=token, origin=origin, at=now, anew=True)
    except signin.HalfExpiredError:
        return HttpResponseRedirect(reverse("family:sign-in"))
    except signin.MustWaitError as error:
        return wait_if_asked(_ask(request, "", error=error), error)
    return _ask(request, address, is_new=True)


def _ask(
    request: HttpRequest, address: str, *, error: DomainError | None = None, is_new: bool = False
) -> HttpResponse:
    context = {"address": address, "error": "" if error is None else error.message, "is_new": is_new}
    return render(
        request, "family/signin/mail_code.jinja", context, status=200 if error is None else error.status
    )


def _next_of(request: HttpRequest) -> str:
    return way_on(request.COOKIES.get(NEXT_COOKIE), door=DOOR)
