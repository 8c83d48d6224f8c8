"""The second half of the way of whoever followed a link on another site: from here on the step is our own."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from redthread.doors.acting import open_door
from redthread.doors.entry import way_on
from redthread.doors.signin import here


@open_door
@require_safe
def arrive(request: HttpRequest) -> HttpResponse:
    """Lead on to the page that the link named; it is always one of this door.

    The way here begins at our own page, so the session comes along. Where the browser says that another site
    sent them, they get the sign-in page, as everybody without a session: so nothing goes in a circle.
    """
    going_to = way_on(request.GET.get("next"), door=here(request))
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        going_to = f"{reverse(f'{here(request)}:sign-in')}?{urlencode({'next': going_to})}"
    return HttpResponseRedirect(going_to)
