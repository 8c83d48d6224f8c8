"""The language of a page: the signed-in person's, also where the session is not open yet, or no more."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from redthread.doors.acting import door_of
from redthread.doors.entry import PATHS, SPOKEN_COOKIE, set_cookie

LANGUAGE_COOKIE = "rt_language"
"""What a visitor chose before signing in; gone with the sign-in."""


class LanguageMiddleware:
    """Activate a language for the request; a signed-in person's own one replaces it as soon as it is known.

    An address that does not exist, a form from another site, a session that has ended: such pages come before
    anybody is known, or instead of it. The browser therefore keeps the language of whoever is signed in at a
    door until they sign out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Choose what was chosen here, then what was spoken here, then what the browser prefers."""
        known = dict(settings.LANGUAGES)
        kept = (request.COOKIES.get(name, "") for name in (LANGUAGE_COOKIE, SPOKEN_COOKIE))
        chosen = next((code for code in kept if code in known), "")
        chosen = chosen or translation.get_language_from_request(request)
        with translation.override(chosen):
            request.LANGUAGE_CODE = chosen
            response = self.get_response(request)
        self._keep(request, response)
        response.headers.setdefault("Content-Language", getattr(request, "LANGUAGE_CODE", chosen))
        return response

    def _keep(self, request: HttpRequest, response: HttpResponse) -> None:
        actor, door = getattr(request, "actor", None), door_of(request)
        if actor is None or door is None or SPOKEN_COOKIE in response.cookies:
            return
        if request.COOKIES.get(SPOKEN_COOKIE) != actor.language:
            set_cookie(response, SPOKEN_COOKIE, actor.language, path=PATHS[door])
