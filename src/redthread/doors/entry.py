"""What signing in needs of HTTP at every door: cookies, where a request comes from, a safe way on."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from redthread.doors.acting import SESSION_COOKIE, binding_of
from redthread.signin.public import HALF_LIFETIME, Entry, Origin

HALF_COOKIE: Final = "rt_half"
SPOKEN_COOKIE: Final = "rt_spoken"
"""The language of whoever is signed in at a door, for pages that are written before the session is opened."""
PATHS: Final = {"client": "/my/", "staff": "/staff/", "partner": "/partner/", "family": "/family/"}


def set_cookie(
    response: HttpResponse, name: str, value: str, *, path: str, seconds: int | None = None
) -> None:
    """Set a cookie that no script reads and no other site sends, for ``seconds`` (None: until closing)."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=path,
        secure=settings.SECURE_COOKIES,
        httponly=True,
        samesite="Strict",
    )


def let_in(request: HttpRequest, response: HttpResponse, entry: Entry, *, door: str) -> HttpResponse:
    """Give the browser its new session; what it held before the sign-in is worth nothing any more."""
    rotate_token(request)
    set_cookie(response, SESSION_COOKIE, entry.token, path=PATHS[door])
    response.delete_cookie(HALF_COOKIE, path=PATHS[door], samesite="Strict")
    return response


def half_in(response: HttpResponse, token: str, *, door: str) -> HttpResponse:
    """Give the browser the token of the next step."""
    set_cookie(response, HALF_COOKIE, token, path=PATHS[door], seconds=int(HALF_LIFETIME.total_seconds()))
    return response


def forget(response: HttpResponse, *, door: str) -> HttpResponse:
    """Take the session, half of one, and the language of whoever had it from the browser."""
    for name in (SESSION_COOKIE, HALF_COOKIE, SPOKEN_COOKIE):
        response.delete_cookie(name, path=PATHS[door], samesite="Strict")
    return response


def address_of(request: HttpRequest) -> str:
    """Return the address that the request came from, as the web server saw it."""
    return str(request.META.get("REMOTE_ADDR") or "")


def agent_of(request: HttpRequest) -> str:
    """Return what the browser calls itself."""
    return request.headers.get("User-Agent", "")[:200]


def origin_of(request: HttpRequest, *, door: str) -> Origin:
    """Return where a sign-in comes from, for throttling by address and for the thread."""
    address = address_of(request)
    return Origin(
        binding=binding_of(request, door),
        place=f"address:{address}",
        place_name=address,
        door=door,
        agent=agent_of(request),
        address=address,
    )


def way_on(path: str | None, *, door: str) -> str:
    """Return ``path`` when it is a page of this door, else its first page: no way leads out of the house."""
    home = PATHS[door]
    if not path or not path.startswith(home) or "\\" in path:
        return home
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return home
    try:
        resolve(path.split("?", 1)[0].split("#", 1)[0])
    except Resolver404:
        return home
    return path
