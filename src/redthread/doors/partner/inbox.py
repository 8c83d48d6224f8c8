"""The first page of the partner door: what waits, what to do next, until when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the handovers that wait for this organisation."""
    return render(request, "partner/inbox.jinja", {})
