"""A lost password: ask for a link by mail, and choose a new one by it. The same pages at every door outside.

Nobody learns here whether an address is known.
"""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redthread.doors.acting import open_door
from redthread.doors.entry import half_in, origin_of
from redthread.doors.signin import here, page, to_step, wait_if_asked
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin

SHELLS: Final = {"family": "family/signin/base.jinja"}
"""What these pages look like at a door; elsewhere as its other pages of signing in."""


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is one, whoever asks."""
    if request.method != "POST":
        return _page(request, "lost", sent="sent" in request.GET)
    name = request.POST.get("name", "").strip()[:80]
    if "@" not in name:
        return _page(request, "lost", name=name, error=_("This is no e-mail address."), status=422)
    try:
        signin.ask_for_new_password(name=name, origin=origin_of(request, door=here(request)), at=clock.now())
    except DomainError as error:
        return wait_if_asked(
            _page(request, "lost", name=name, error=str(error.message), status=error.status), error
        )
    return HttpResponseRedirect("?sent")


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password by the link. Opening it uses nothing up; the second step comes next."""
    door, now = here(request), clock.now()
    try:
        person = signin.find_lost_password(token=token, door=door, at=now)
        if request.method != "POST":
            return _page(request, "lost_choose", person=person)
        half = signin.replace_lost_password(
            token=token,
            password=request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            origin=origin_of(request, door=door),
            at=now,
        )
    except signin.PasswordRefusedError as error:
        return _page(request, "lost_choose", person=person, error=str(error.message), status=error.status)
    except signin.LinkEndedError as error:
        return _page(request, "lost", error=str(error.message), status=error.status)
    return half_in(to_step(request, half.step), half.token, door=door)


def _page(request: HttpRequest, what: str, *, status: int = 200, **found: object) -> HttpResponse:
    shell = SHELLS.get(here(request), "ui/plain.jinja")
    context = {"shell": shell, "name": "", "error": "", "sent": False, **found}
    return page(request, what, context, status=status)
