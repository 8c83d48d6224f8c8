"""One's own keys: password, passkeys, recovery codes; and proving again that it is still oneself."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.doors.acting import actor_of
from redthread.doors.entry import origin_of, way_on
from redthread.doors.fresh import require_fresh
from redthread.doors.signin import LONGEST_ANSWER, here, page, site_of
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.signin import public as signin


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """Show one's own keys."""
    return _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password."""
    if request.method != "POST":
        return page(request, "password", {"error": ""})
    try:
        signin.change_own_password(
            actor=actor_of(request),
            current=request.POST.get("current", ""),
            password=request.POST.get("password", ""),
            again=request.POST.get("again", ""),
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except DomainError as error:
        return page(request, "password", {"error": error.message}, status=error.status)
    return HttpResponseRedirect(f"{_address(request, 'keys')}?{urlencode({'done': 'password'})}")


@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes and show them once."""
    if (ask := require_fresh(request)) is not None:
        return ask
    codes = signin.new_recovery_codes(actor=actor_of(request), at=clock.now())
    context = {"codes": [signin.show_code(c) for c in codes], "way_on": _address(request, "keys")}
    return page(request, "recovery_codes", context)


@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    """Return what a further passkey is asked, as JSON."""
    if require_fresh(request) is not None:
        return JsonResponse(
            {"location": f"{_address(request, 'prove')}?next={_address(request, 'keys')}"}, status=403
        )
    challenge = signin.begin_own_registration(
        actor=actor_of(request), site=site_of(request), origin=origin_of(request, door=here(request))
    )
    return JsonResponse({**challenge.options, "token": challenge.token})


@require_POST
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Add a passkey to one's own."""
    try:
        signin.confirm_own_registration(
            actor=actor_of(request),
            token=request.POST.get("token", ""),
            answer=request.POST.get("credential", "")[:LONGEST_ANSWER],
            label=request.POST.get("label", ""),
            site=site_of(request),
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except DomainError as error:
        return _page(request, error=error)
    return HttpResponseRedirect(f"{_address(request, 'keys')}?{urlencode({'done': 'passkey'})}")


@require_POST
def remove(request: HttpRequest, key_id: int) -> HttpResponse:
    """Remove one's own passkey or code generator."""
    if (ask := require_fresh(request)) is not None:
        return ask
    try:
        signin.remove_key(actor=actor_of(request), key_id=key_id, at=clock.now())
    except DomainError as error:
        return _page(request, error=error)
    return HttpResponseRedirect(f"{_address(request, 'keys')}?{urlencode({'done': 'removed'})}")


@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Ask for the password again before a dangerous act."""
    path = way_on(request.POST.get("next") or request.GET.get("next"), door=here(request))
    if request.method != "POST":
        return page(request, "prove", {"error": "", "way_on": path})
    try:
        signin.prove_again(
            actor=actor_of(request),
            password=request.POST.get("password", ""),
            origin=origin_of(request, door=here(request)),
            at=clock.now(),
        )
    except DomainError as error:
        context = {"error": error.message, "way_on": path}
        return page(request, "prove", context, status=error.status)
    return HttpResponseRedirect(path)


def _address(request: HttpRequest, name: str) -> str:
    return reverse(f"{here(request)}:{name}")


def _page(request: HttpRequest, *, error: DomainError | None = None) -> HttpResponse:
    keys = signin.list_own_keys(actor=actor_of(request))
    context = {
        "passkeys": [k for k in keys if k.kind == "passkey"],
        "generator": next((k for k in keys if k.kind == "totp"), None),
        "codes_left": sum(k.kind == "recovery" for k in keys),
        "done": request.GET.get("done", ""),
        "error": "" if error is None else error.message,
        "now": clock.now(),
    }
    return page(request, "keys", context, status=200 if error is None else error.status)
