"""An invitation, by its link or by the letters on a printed letter: an e-mail address and a password.

Wrong, used and too old are one answer: nobody learns here whether somebody was ever invited.
"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redthread.doors.acting import open_door
from redthread.doors.entry import half_in, origin_of
from redthread.doors.family.signin import DOOR
from redthread.doors.language import LANGUAGE_COOKIE
from redthread.doors.signin import wait_if_asked
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for the letters of a printed letter."""
    if request.method != "POST":
        return render(request, "family/signin/ask.jinja", {"code": "", "error": ""})
    code = request.POST.get("code", "")[:60]
    try:
        signin.look_up_invitation(token=code, origin=origin_of(request, door=DOOR), at=clock.now())
    except DomainError as error:
        context = {"code": code, "error": error.message}
        return wait_if_asked(render(request, "family/signin/ask.jinja", context, status=error.status), error)
    return HttpResponseRedirect(reverse("family:invitation", args=["".join(code.split())]))


@open_door
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose how they sign in. Opening the link uses nothing up."""
    origin, now = origin_of(request, door=DOOR), clock.now()
    try:
        found = signin.look_up_invitation(token=token, origin=origin, at=now)
    except DomainError as error:
        context = {"code": "", "error": error.message}
        return wait_if_asked(render(request, "family/signin/ask.jinja", context, status=error.status), error)
    if LANGUAGE_COOKIE not in request.COOKIES:
        translation.activate(found.person.language)
        request.LANGUAGE_CODE = translation.get_language()
    known = "" if " " in found.name else found.name
    if request.method != "POST":
        return _page(request, found, email=known)
    email = request.POST.get("email", "").strip()[:80]
    try:
        validate_email(email)
    except ValidationError:
        return _page(request, found, email=email, errors={"email": _("This is no e-mail address.")})
    try:
        half = signin.accept_invitation(token=token, origin=origin)
        if email.casefold() != known.casefold():
            signin.name_outsider(token=half.token, name=email, origin=origin)
    except DomainError as error:
        return _page(request, found, email=email, errors={"email": str(error.message)})
    try:
        signin.set_first_password(
            token=half.token,
            password=request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            origin=origin,
            at=now,
        )
    except DomainError as error:
        return _page(request, found, email=email, errors={"password": str(error.message)})
    return half_in(HttpResponseRedirect(reverse("family:mail-code")), half.token, door=DOOR)


def _page(
    request: HttpRequest, found: signin.Invitation, *, email: str, errors: dict[str, str] | None = None
) -> HttpResponse:
    context = {"invitation": found, "email": email, "errors": errors or {}}
    return render(request, "family/signin/invitation.jinja", context, status=422 if errors else 200)
