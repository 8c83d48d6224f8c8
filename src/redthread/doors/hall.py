"""The first page of the house: a known tablet goes to its door, everybody else sees which doors there are."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from redthread.doors.acting import DEVICE_COOKIE
from redthread.doors.entry import PATHS
from redthread.signin.public import find_device
from redthread.ui import gallery as ui_gallery


@require_safe
def doors(request: HttpRequest) -> HttpResponse:
    """Show the doors."""
    if find_device(token=request.COOKIES.get(DEVICE_COOKIE, "")) is not None:
        return HttpResponseRedirect(PATHS["client"])
    return render(request, "doors/chooser.jinja", {"doors": PATHS})


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Show a page of the gallery (development only): ``?page=ask&language=ar&scheme=dark&text_size=2``."""
    size = request.GET.get("text_size", "1")
    html = ui_gallery.render(
        request.GET.get("page", ""),
        language=request.GET.get("language", "en"),
        scheme=request.GET.get("scheme", "light"),
        text_size=int(size) if size in {"1", "2", "3", "4"} else 1,
    )
    return HttpResponse(html)
