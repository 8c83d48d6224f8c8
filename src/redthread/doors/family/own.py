"""One's own language, and the way out: whoever leaves is reached no more, at once."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.contacts import public as contacts
from redthread.doors.acting import actor_of, open_door
from redthread.doors.entry import SPOKEN_COOKIE, forget, set_cookie, way_on
from redthread.doors.family.signin import DOOR, HOME
from redthread.doors.language import LANGUAGE_COOKIE
from redthread.foundation import clock


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def speak(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages before one is in, for this browser."""
    chosen, back = request.POST.get("language", ""), way_on(request.GET.get("next"), door=DOOR)
    if request.method == "POST" and chosen in dict(settings.LANGUAGES):
        response = HttpResponseRedirect(back)
        set_cookie(response, LANGUAGE_COOKIE, chosen, path=HOME, seconds=3600)
        return response
    return render(request, "family/signin/speak.jinja", {"current": translation.get_language(), "back": back})


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's pages and mails, wherever one signs in from now on."""
    chosen = request.POST.get("language", "")
    if request.method == "POST" and chosen in dict(settings.LANGUAGES):
        contacts.choose_own_language(actor=actor_of(request), language=chosen)
        response = HttpResponseRedirect(reverse("family:home"))
        set_cookie(response, SPOKEN_COOKIE, chosen, path=HOME)
        response.delete_cookie(LANGUAGE_COOKIE, path=HOME, samesite="Strict")
        return response
    return render(
        request, "family/language.jinja", {"current": translation.get_language(), "here": "language"}
    )


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Say what leaving means, and ask once more."""
    people = contacts.list_my_people(at=clock.now())
    return render(request, "family/leave.jinja", {"people": people, "here": "leave"})


@require_POST
def leave_now(request: HttpRequest) -> HttpResponse:
    """Leave: contacts end, the account opens nothing any more."""
    contacts.leave(actor=actor_of(request), at=clock.now())
    return forget(HttpResponseRedirect(reverse("family:left")), door=DOOR)


@open_door
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "family/signin/left.jinja")
