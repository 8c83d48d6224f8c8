"""The language of one's pages, kept with the person and not with the browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_http_methods

from redthread.doors.acting import actor_of
from redthread.doors.signin import here, page
from redthread.foundation import clock
from redthread.organisations.public import choose_language


@require_http_methods(["GET", "HEAD", "POST"])
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of one's pages, wherever one signs in from now on."""
    actor, chosen = actor_of(request), request.POST.get("language", "")
    if request.method == "POST" and chosen in dict(settings.LANGUAGES):
        if chosen != actor.language:
            choose_language(actor=actor, language=chosen, at=clock.now())
        return HttpResponseRedirect(reverse(f"{here(request)}:language"))
    return page(request, "language", {"current": translation.get_language()})
