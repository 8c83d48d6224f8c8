"""Pages for what went wrong: one sentence that says what happened and what to do next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from redthread.foundation.errors import DomainError


def domain_error_page(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Show the sentence of a domain error."""
    return _page(request, error.status, str(error.message))


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Answer for what is not there, and alike for what may not be seen."""
    del exception
    return _page(request, 404, _("There is nothing here. It may have moved, or it is not for you."))


def cross_site(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a post that did not come from our own page."""
    del reason
    return _page(request, 403, _("This page was too old. Go back, open it again, and try once more."))


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Refuse what the sign-in does not allow."""
    del exception
    return _page(request, 403, _("This is not open to you."))


def not_allowed(request: HttpRequest, *, allow: str) -> HttpResponse:
    """Answer for an address that takes no such request: mostly a form's address, opened as a page."""
    response = _page(request, 405, _("This page cannot be opened like this. Go back and use its buttons."))
    response.headers["Allow"] = allow
    return response


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Refuse what cannot be understood."""
    del exception
    return _page(request, 400, _("This could not be understood. Go back and try again."))


def server_error(request: HttpRequest) -> HttpResponse:
    """Admit a fault of ours."""
    return _page(request, 500, _("Something is wrong on our side. Nothing was lost. Try again in a moment."))


def _page(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    path = request.path_info
    home = next((door for door in ("/my/", "/staff/", "/partner/", "/family/") if path.startswith(door)), "/")
    return render(
        request, "doors/error.jinja", {"sentence": sentence, "status": status, "home": home}, status=status
    )
