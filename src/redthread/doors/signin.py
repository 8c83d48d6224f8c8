"""Coming in with name and password, then a code or a passkey; or with a passkey alone.

The same pages serve every door whose people have a password: staff's and partners'. The door follows from
the address, as everywhere.
"""

import io
from base64 import b64encode
from typing import Any, Final

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from redthread.doors.acting import SESSION_COOKIE, door_of, open_door
from redthread.doors.entry import HALF_COOKIE, PATHS, forget, half_in, let_in, origin_of, set_cookie, way_on
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin

NEXT_COOKIE: Final = "rt_next"
"""Where the person was going before they were asked who they are."""
PAGE_OF_STEP: Final = {
    signin.Step.PASSWORD: "new-password",
    signin.Step.ENROL: "second-set-up",
    signin.Step.SECOND: "second",
    signin.Step.MAIL: "mail-code",
}
LONGEST_ANSWER: Final = 20_000


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password."""
    if request.method != "POST":
        response = page(request, "sign_in", {"name": "", "error": ""})
        home = PATHS[here(request)]
        going_to = way_on(request.GET.get("next"), door=here(request))
        if going_to != home:
            set_cookie(response, NEXT_COOKIE, going_to, path=home, seconds=3600)
        return response
    name = request.POST.get("name", "")[:80]
    try:
        half = signin.sign_in_by_password(
            name=name,
            password=request.POST.get("password", ""),
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except DomainError as error:
        context = {"name": name, "error": error.message}
        return wait_if_asked(page(request, "sign_in", context, status=error.status), error)
    return half_in(to_step(request, half.step), half.token, door=here(request))


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest) -> HttpResponse:
    """Let somebody who was invited choose a password of their own."""
    standing = _standing(request)
    if standing is None or standing.step is not signin.Step.PASSWORD:
        return _to_standing(request, standing)
    if request.method != "POST":
        return page(request, "new_password", {"standing": standing, "error": ""})
    try:
        half = signin.set_first_password(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            password=request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except signin.PasswordRefusedError as error:
        context = {"standing": standing, "error": error.message}
        return page(request, "new_password", context, status=error.status)
    return to_step(request, half.step)


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def second_set_up(request: HttpRequest) -> HttpResponse:
    """Set up the second step, a code generator or a passkey; then show the recovery codes once."""
    standing = _standing(request)
    if standing is None or standing.step is not signin.Step.ENROL:
        return _to_standing(request, standing)
    token, origin, error = request.COOKIES.get(HALF_COOKIE, ""), origin_of(request, door=here(request)), None
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
            return come_in(request, page(request, "recovery_codes", shown), entry)
    generator = signin.begin_totp(token=token, origin=origin)
    context: dict[str, Any] = {
        "standing": standing,
        "qr": qr_of(generator.uri),
        "seed": signin.show_code(generator.seed),
        "error": "" if error is None else error.message,
    }
    return page(request, "second_set_up", context, status=200 if error is None else error.status)


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """Ask for the second thing: a code, a recovery code or a passkey."""
    standing = _standing(request)
    if standing is None or standing.step is not signin.Step.SECOND:
        return _to_standing(request, standing)
    if request.method != "POST":
        return page(request, "second", {"standing": standing, "error": ""})
    try:
        entry = signin.prove_code(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            code=request.POST.get("code", "")[:40],
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except signin.HalfExpiredError:
        return _to_standing(request, None)
    except DomainError as error:
        context = {"standing": standing, "error": error.message}
        return wait_if_asked(page(request, "second", context, status=error.status), error)
    return come_in(request, HttpResponseRedirect(_next_of(request)), entry)


@open_door
@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    """Return what a passkey is asked, as JSON: anybody's at first, one person's after the password."""
    challenge = signin.begin_passkey(
        token=request.COOKIES.get(HALF_COOKIE, ""),
        site=site_of(request),
        origin=origin_of(request, door=here(request)),
    )
    return half_in(JsonResponse(challenge.options), challenge.token, door=here(request))


@open_door
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Take a passkey's answer."""
    try:
        entry = signin.prove_passkey(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            answer=request.POST.get("credential", "")[:LONGEST_ANSWER],
            site=site_of(request),
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except DomainError as error:
        context = {"name": "", "error": error.message}
        return page(request, "sign_in", context, status=error.status)
    return come_in(request, HttpResponseRedirect(_next_of(request)), entry)


@open_door
@require_POST
def passkey_first(request: HttpRequest) -> HttpResponse:
    """Return what a new passkey is asked during the first sign-in, as JSON."""
    try:
        challenge = signin.begin_registration(
            token=request.COOKIES.get(HALF_COOKIE, ""),
            site=site_of(request),
            origin=origin_of(request, door=here(request)),
        )
    except DomainError as error:
        return JsonResponse({"error": str(error.message)}, status=error.status)
    return JsonResponse(challenge.options)


@open_door
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    signin.sign_out(token=request.COOKIES.get(SESSION_COOKIE, ""), at=clock.now())
    return forget(HttpResponseRedirect(reverse(f"{here(request)}:sign-in")), door=here(request))


def here(request: HttpRequest) -> str:
    """Return the door that the request came to."""
    return door_of(request) or "staff"


def page(request: HttpRequest, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """Show one of the pages of signing in, as they look at this door."""
    door = here(request)
    found = {"door": door, "base": f"{door}/base.jinja", **context}
    return render(request, f"doors/signin/{name}.jinja", found, status=status)


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
            token=request.COOKIES.get(HALF_COOKIE, ""), origin=origin_of(request, door=here(request))
        )
    except signin.HalfExpiredError:
        return None


def to_step(request: HttpRequest, step: signin.Step) -> HttpResponse:
    """Lead to the page of a step."""
    return HttpResponseRedirect(reverse(f"{here(request)}:{PAGE_OF_STEP[step]}"))


def _to_standing(request: HttpRequest, standing: signin.Standing | None) -> HttpResponse:
    if standing is None:
        return HttpResponseRedirect(reverse(f"{here(request)}:sign-in"))
    return to_step(request, standing.step)


def _next_of(request: HttpRequest) -> str:
    return way_on(request.COOKIES.get(NEXT_COOKIE), door=here(request))


def come_in(request: HttpRequest, response: HttpResponse, entry: signin.Entry) -> HttpResponse:
    """Give the browser its session; an earlier one of this browser ends."""
    before = request.COOKIES.get(SESSION_COOKIE, "")
    if before:
        signin.sign_out(token=before, at=clock.now())
    response.delete_cookie(NEXT_COOKIE, path=PATHS[here(request)], samesite="Strict")
    return let_in(request, response, entry, door=here(request))


def wait_if_asked(response: HttpResponse, error: DomainError) -> HttpResponse:
    """Say in the header too how long to wait."""
    if isinstance(error, signin.MustWaitError):
        response.headers["Retry-After"] = str(error.seconds)
    return response
