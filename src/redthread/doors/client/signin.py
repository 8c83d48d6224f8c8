"""Coming in at the client's door, locking it, choosing a language, and changing one's PIN."""

import json
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.acting import (
    DEVICE_COOKIE,
    LEAVING_COOKIE,
    SESSION_COOKIE,
    actor_of,
    binding_of,
    open_door,
)
from redthread.doors.client.page import render_page
from redthread.doors.entry import (
    HALF_COOKIE,
    PATHS,
    address_of,
    agent_of,
    forget,
    half_in,
    let_in,
    origin_of,
    set_cookie,
    way_on,
)
from redthread.doors.language import LANGUAGE_COOKIE
from redthread.foundation import clock
from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.foundation.session import SignedOutError, enter
from redthread.people.public import choose_language
from redthread.signin import public as signin

DOOR: Final = "client"
HOME: Final = PATHS[DOOR]
BACK_COOKIE: Final = "rt_back"
"""Where the last person was, sealed: only they get back there."""
DEVICE_SECONDS: Final = 5 * 365 * 24 * 3600
BACK_SECONDS: Final = 12 * 3600
TELL_TRIES_FROM: Final = 3
"""One or two wrong tries are one's own fingers; from three on the person is told before anything else."""


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for number and PIN, on an enrolled tablet."""
    device = signin.find_device(token=request.COOKIES.get(DEVICE_COOKIE, ""))
    if device is None:
        return render(request, "client/signin/unknown.jinja", status=403 if request.method == "POST" else 200)
    if request.method != "POST":
        return _arriving(request, device)
    try:
        outcome = signin.sign_in_client(
            device_token=request.COOKIES.get(DEVICE_COOKIE, ""),
            binding=binding_of(request, DOOR),
            number=request.POST.get("number", ""),
            pin=request.POST.get("pin", ""),
            agent=agent_of(request),
            address=address_of(request),
            at=clock.now(),
        )
    except DomainError as error:
        return _ask(request, device, error=error)
    if isinstance(outcome, signin.FirstPin):
        return half_in(HttpResponseRedirect(reverse("client:first-pin")), outcome.token, door=DOOR)
    return _welcome(request, outcome)


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def first_pin(request: HttpRequest) -> HttpResponse:
    """Let somebody whose PIN came from staff choose their own before they are in."""
    token = request.COOKIES.get(HALF_COOKIE, "")
    if not token:
        return HttpResponseRedirect(reverse("client:sign-in"))
    if request.method != "POST":
        return render(request, "client/signin/first_pin.jinja", {"error": ""})
    try:
        entry = signin.set_first_pin(
            token=token,
            device_token=request.COOKIES.get(DEVICE_COOKIE, ""),
            binding=binding_of(request, DOOR),
            pin=request.POST.get("pin", ""),
            again=request.POST.get("again", ""),
            agent=agent_of(request),
            address=address_of(request),
            at=clock.now(),
        )
    except signin.PinRefusedError as error:
        return render(request, "client/signin/first_pin.jinja", {"error": error.message}, status=error.status)
    except DomainError:
        return forget(HttpResponseRedirect(reverse("client:sign-in")), door=DOOR)
    return _welcome(request, entry)


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Make this browser a known tablet, with a code that staff have on their screen."""
    if request.method != "POST":
        return render(request, "client/signin/enrol.jinja", {"error": ""})
    try:
        token = signin.enrol_device(
            code=request.POST.get("code", "")[:40], origin=origin_of(request, door=DOOR), at=clock.now()
        )
    except DomainError as error:
        return render(request, "client/signin/enrol.jinja", {"error": error.message}, status=error.status)
    response = forget(HttpResponseRedirect(reverse("client:sign-in")), door=DOOR)
    # The whole site, not the door alone: the first page of the house sends a tablet to its door.
    set_cookie(response, DEVICE_COOKIE, token, path="/", seconds=DEVICE_SECONDS)
    return response


@open_door
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """End the session at once, and show nothing of it; the same person finds back to where they were."""
    return _leave(request, way_on(request.POST.get("next"), door=DOOR))


@open_door
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session for good: there is no way back to where the person was."""
    response = _leave(request, HOME)
    response.delete_cookie(BACK_COOKIE, path=HOME, samesite="Strict")
    return response


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: of this visit before signing in, of every visit after."""
    actor = _actor_if_any(request)
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in dict(settings.LANGUAGES):
        return _speak(request, actor, chosen)
    context = {"current": translation.get_language(), "way_on": way_on(request.GET.get("next"), door=DOOR)}
    if actor is None:
        return render(request, "client/signin/language_before.jinja", context)
    return render_page(request, "client/signin/language.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def pin(request: HttpRequest) -> HttpResponse:
    """Change one's own PIN."""
    if request.method != "POST":
        return render_page(
            request, "client/signin/pin.jinja", {"error": "", "is_done": "done" in request.GET}
        )
    try:
        signin.change_own_pin(
            actor=actor_of(request),
            current=request.POST.get("current", ""),
            pin=request.POST.get("pin", ""),
            again=request.POST.get("again", ""),
            at=clock.now(),
        )
    except DomainError as error:
        context = {"error": error.message, "is_done": False}
        return render_page(request, "client/signin/pin.jinja", context, status=error.status)
    return HttpResponseRedirect(reverse("client:pin") + "?done")


@require_safe
def wrong_tries(request: HttpRequest) -> HttpResponse:
    """Tell the person that somebody tried their PIN."""
    context = {
        "tries": signin.count_own_wrong_tries(),
        "way_on": way_on(request.GET.get("next"), door=DOOR),
    }
    return render_page(request, "client/signin/wrong_tries.jinja", context)


def _arriving(request: HttpRequest, device: signin.KnownDevice) -> HttpResponse:
    """Show the page of signing in; a session that ended or was locked leaves only a sealed way back."""
    token = request.COOKIES.get(SESSION_COOKIE, "")
    if not token:
        response = _ask(request, device)
        # A way that came in the address may be anybody's: it is not followed and not kept.
        return response if not request.GET.get("next") else HttpResponseRedirect(reverse("client:sign-in"))
    if not request.COOKIES.get(LEAVING_COOKIE) and _actor_if_any(request) is not None:
        return HttpResponseRedirect(HOME)
    return _leave(request, way_on(request.GET.get("next"), door=DOOR))


def _leave(request: HttpRequest, path: str) -> HttpResponse:
    token = request.COOKIES.get(SESSION_COOKIE, "")
    client_id = signin.find_client_of_token(token=token)
    signin.sign_out(token=token, at=clock.now())
    response = forget(HttpResponseRedirect(reverse("client:sign-in")), door=DOOR)
    response.delete_cookie(LANGUAGE_COOKIE, samesite="Strict")
    response.delete_cookie(LEAVING_COOKIE, path=HOME, samesite="Strict")
    if client_id is not None:
        back = signin.seal(json.dumps({"client": client_id, "path": path}))
        set_cookie(response, BACK_COOKIE, back, path=HOME, seconds=BACK_SECONDS)
    return response


def _welcome(request: HttpRequest, entry: signin.Entry) -> HttpResponse:
    path = _way_back(request, entry)
    if entry.wrong_tries >= TELL_TRIES_FROM:
        path = f"{reverse('client:wrong-tries')}?{urlencode({'next': path})}"
    response = let_in(request, HttpResponseRedirect(path), entry, door=DOOR)
    for name, where in ((LANGUAGE_COOKIE, "/"), (BACK_COOKIE, HOME), (LEAVING_COOKIE, HOME)):
        response.delete_cookie(name, path=where, samesite="Strict")
    return response


def _way_back(request: HttpRequest, entry: signin.Entry) -> str:
    sealed = signin.unseal(request.COOKIES.get(BACK_COOKIE, ""), seconds=BACK_SECONDS)
    if sealed is None:
        return HOME
    found: dict[str, Any] = json.loads(sealed)
    return way_on(found["path"], door=DOOR) if found["client"] == entry.person.client_id else HOME


def _ask(
    request: HttpRequest, device: signin.KnownDevice, *, error: DomainError | None = None
) -> HttpResponse:
    context = {
        "device": device,
        "number": request.POST.get("number", "")[:40],
        "error": "" if error is None else error.message,
        "current": translation.get_language(),
    }
    status = 200 if error is None else error.status
    response = render(request, "client/signin/sign_in.jinja", context, status=status)
    if isinstance(error, signin.MustWaitError):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _actor_if_any(request: HttpRequest) -> Actor | None:
    """Enter as the person whose session this is, on a page that is open to strangers too."""
    if request.COOKIES.get(LEAVING_COOKIE):
        return None
    try:
        actor = enter(
            token=request.COOKIES.get(SESSION_COOKIE, ""), door=DOOR, binding=binding_of(request, DOOR)
        )
    except SignedOutError:
        return None
    request.actor = actor  # type: ignore[attr-defined]
    translation.activate(actor.language)
    request.LANGUAGE_CODE = translation.get_language()
    return actor


def _speak(request: HttpRequest, actor: Actor | None, chosen: str) -> HttpResponse:
    if actor is not None:
        choose_language(actor=actor, language=chosen, at=clock.now())
        return HttpResponseRedirect(way_on(request.POST.get("next"), door=DOOR))
    response = HttpResponseRedirect(reverse("client:sign-in"))
    set_cookie(response, LANGUAGE_COOKIE, chosen, path="/")
    return response
