"""Asking again, before a dangerous act, whether it is still the same person at the keyboard."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from redthread.doors.acting import SAFE, actor_of, door_of
from redthread.doors.entry import PATHS
from redthread.signin.public import is_fresh


def require_fresh(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks for the password again, or None when that was done in the last ten minutes.

    Use it first thing in a view::

        if (ask := require_fresh(request)) is not None:
            return ask
    """
    if is_fresh(actor=actor_of(request)):
        return None
    door = door_of(request) or "staff"
    path = request.get_full_path() if request.method in SAFE else PATHS[door]
    return HttpResponseRedirect(f"{reverse(f'{door}:prove')}?{urlencode({'next': path})}")
