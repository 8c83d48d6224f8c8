"""The page that an invitation's link opens: who is invited, and how they will sign in from now on."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from redthread.doors.acting import open_door
from redthread.doors.entry import half_in, origin_of
from redthread.doors.signin import here, page, to_step
from redthread.signin import public as signin


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; with its button the person begins. Opening the link uses nothing up."""
    door = here(request)
    if request.method == "POST":
        half = signin.accept_invitation(token=token, origin=origin_of(request, door=door))
        return half_in(to_step(request, half.step), half.token, door=door)
    found = signin.find_invitation(token=token, door=door)
    own = signin.find_own_sign_in_of(token=token, door=door)
    return page(request, "invitation", {"invitation": found, "token": token, "own": own})
