"""Text size and colours, and the way to language and PIN."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from redthread.doors.acting import actor_of
from redthread.doors.client.look import SCHEMES, SIZES, keep_look, look_of
from redthread.doors.client.page import keep_of, render_page
from redthread.doors.entry import way_on


@require_http_methods(["GET", "HEAD", "POST"])
def look(request: HttpRequest) -> HttpResponse:
    """Choose how pages look on this tablet."""
    if request.method != "POST":
        context = {"way_on": way_on(request.GET.get("next"), door="client")}
        return render_page(request, "client/settings.jinja", context)
    owner = keep_of(actor_of(request)).id
    chosen = look_of(request, owner)
    size, scheme = request.POST.get("text_size", ""), request.POST.get("color_scheme", "")
    if size in map(str, SIZES):
        chosen = replace(chosen, text_size=int(size))
    if scheme in SCHEMES:
        chosen = replace(chosen, color_scheme=scheme)
    response = HttpResponseRedirect(reverse("client:settings"))
    keep_look(request, response, owner, chosen)
    return response
