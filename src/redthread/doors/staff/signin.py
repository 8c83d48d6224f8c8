"""Coming in at the staff door: name and password, then a code or a passkey; or a passkey alone."""

import io
from base64 import b64encode
from typing import Any, Final

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from redthread.doors.acting import SESSION_COOKIE, open_door
from redthread.doors.entry import HALF_COOKIE, PATHS, forget, half_in, let_in, origin_of, set_cookie, way_on
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin

DOOR: Final = "staff"
HOME: Final = PATHS[DOOR]
NEXT_COOKIE: Final = "rt_next"
"""Where the person was going before they were asked who they are."""
PAGE_OF_STEP: Final = {
    signin.Step.PASSWORD: "staff:new-password",
    signin.Step.ENROL: "staff:second-set-up",
    signin.Step.SECOND: "staff:second",
}
LONGEST_ANSWER: Final = 20_000


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
    if request.method != "POST":
        response = render(request, "staff/signin/sign_in.jinja", {"name": "", "error": ""})
        going_to = way_on(request.GET.get("next"), door=DOOR)
        if going_to != HOME:
            set_cookie(response, NEXT_COOKIE, going_to, path=HOME, seconds=3600)
        return response
    name = request.POST.get("name", "")[:80]
    try:
        half = signin.sign_in_staff(
            name=name,
            password=request.POST.get("password", ""),
            origin=origin_of(request, door=DOOR),
            at=clock.now(),
        )
    except DomainError as error:
        context = {"name": name, "error": error.message}
        return _wait_if_asked(
            render(request, "staff/signin/sign_in.jinja", context, status=error.status), error
        )
    return half_in(HttpResponseRedirect(reverse(PAGE_OF_STEP[half.step])), half.token, door=DOOR)


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Let somebody who was invited choose a password of their own."""
    standing = _standing(request)
    if standing is None or standing.step is not signin.Step.PASSWORD:
        return _to_step(standing)
    if request.method != "POST":
        return render(request, "staff/signin/new_password.jinja", {"standing": standing, "error": ""})
    try:
        half = signin.set_first_password(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            password=request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            origin=origin_of(request, door=DOOR),
            at=clock.now(),
        )
    except signin.PasswordRefusedError as error:
        context = {"standing": standing, "error": error.message}
        return render(request, "staff/signin/new_password.jinja", context, status=error.status)
    return HttpResponseRedirect(reverse(PAGE_OF_STEP[half.step]))


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def second_set_up(request: HttpRequest) -> HttpResponse:
    """Set up the second step, a code generator or a passkey; then show the recovery codes once."""
    standing = _standing(request)
    if standing is None or standing.step is not signin.Step.ENROL:
        return _to_step(standing)
    token, origin, error = request.COOKIES.get(HALF_COOKIE, ""), origin_of(request, door=DOOR), None
    if request.method == "POST":
        try:
            if request.POST.get("credential"):
                entry, codes = signin.confirm_registration(
                    token=token,
                    answer=request.POST["credential"][:LONGEST_ANSWER],
                    label=request.POST.get("label", ""),
                    site=site_of(request),
                    origin=origin,
                    at=clock.now(),
                )
            else:
                code = request.POST.get("code", "")[:20]
                entry, codes = signin.confirm_totp(token=token, code=code, origin=origin, at=clock.now())
        except DomainError as found:
            error = found
        else:
            shown = {"codes": [signin.show_code(c) for c in codes], "way_on": _next_of(request)}
            return _in(request, render(request, "staff/signin/recovery_codes.jinja", shown), entry)
    generator = signin.begin_totp(token=token, origin=origin)
    context: dict[str, Any] = {
        "standing": standing,
        "qr": qr_of(generator.uri),
        "seed": signin.show_code(generator.seed),
        "error": "" if error is None else error.message,
    }
    return render(
        request, "staff/signin/second_set_up.jinja", context, status=200 if error is None else error.status
    )


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the second thing: a code, a recovery code or a passkey."""
    standing = _standing(request)
    if standing is None or standing.step is not signin.Step.SECOND:
        return _to_step(standing)
    if request.method != "POST":
        return render(request, "staff/signin/second.jinja", {"standing": standing, "error": ""})
    try:
        entry = signin.prove_code(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            code=request.POST.get("code", "")[:40],
            origin=origin_of(request, door=DOOR),
            at=clock.now(),
        )
    except signin.HalfExpiredError:
        return _to_step(None)
    except DomainError as error:
        context = {"standing": standing, "error": error.message}
        return _wait_if_asked(
            render(request, "staff/signin/second.jinja", context, status=error.status), error
        )
    return _in(request, HttpResponseRedirect(_next_of(request)), entry)


@open_door
@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    """Return what a passkey is asked, as JSON: anybody's at first, one person's after the password."""
    challenge = signin.begin_passkey(
        token=request.COOKIES.get(HALF_COOKIE, ""),
        site=site_of(request),
        origin=origin_of(request, door=DOOR),
    )
    return half_in(JsonResponse(challenge.options), challenge.token, door=DOOR)


@open_door
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Take a passkey's answer."""
    try:
        entry = signin.prove_passkey(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            answer=request.POST.get("credential", "")[:LONGEST_ANSWER],
            site=site_of(request),
            origin=origin_of(request, door=DOOR),
            at=clock.now(),
        )
    except DomainError as error:
        context = {"name": "", "error": error.message}
        return render(request, "staff/signin/sign_in.jinja", context, status=error.status)
    return _in(request, HttpResponseRedirect(_next_of(request)), entry)


@open_door
@require_POST
def passkey_first(request: HttpRequest) -> HttpResponse:
    """Return what a new passkey is asked during the first sign-in, as JSON."""
    try:
        challenge = signin.begin_registration(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            site=site_of(request),
            origin=origin_of(request, door=DOOR),
        )
    except DomainError as error:
        return JsonResponse({"error": str(error.message)}, status=error.status)
    return JsonResponse(challenge.options)


@open_door
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    signin.sign_out(token=request.COOKIES.get(SESSION_COOKIE, ""), at=clock.now())
    return forget(HttpResponseRedirect(reverse("staff:sign-in")), door=DOOR)


def site_of(request: HttpRequest) -> signin.Site:
    """Return who we are to a passkey: Django has checked the host against those that are ours."""
    host = request.get_host()
    return signin.Site(host=host.rsplit(":", 1)[0], origin=f"{request.scheme}://{host}")


def qr_of(text: str) -> str:
    """Return a QR code as an image address that the content policy allows."""
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="svg", scale=6, border=3, dark="#1b1b1f", light="#ffffff")
    return "data:image/svg+xml;base64," + b64encode(out.getvalue()).decode()


def _standing(request: HttpRequest) -> signin.Standing | None:
    try:
        return signin.get_standing(
            token=request.COOKIES.get(HALF_COOKIE, ""), origin=origin_of(request, door=DOOR)
        )
    except signin.HalfExpiredError:
        return None


def _to_step(standing: signin.Standing | None) -> HttpResponse:
    return HttpResponseRedirect(reverse("staff:sign-in" if standing is None else PAGE_OF_STEP[standing.step]))


def _next_of(request: HttpRequest) -> str:
    return way_on(request.COOKIES.get(NEXT_COOKIE), door=DOOR)


def _in(request: HttpRequest, response: HttpResponse, entry: signin.Entry) -> HttpResponse:
    before = request.COOKIES.get(SESSION_COOKIE, "")
    if before:
        signin.sign_out(token=before, at=clock.now())
    response.delete_cookie(NEXT_COOKIE, path=HOME, samesite="Strict")
    return let_in(request, response, entry, door=DOOR)


def _wait_if_asked(response: HttpResponse, error: DomainError) -> HttpResponse:
    if isinstance(error, signin.MustWaitError):
        response.headers["Retry-After"] = str(error.seconds)
    return response
