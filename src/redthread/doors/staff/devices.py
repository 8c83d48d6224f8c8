"""The tablets of an establishment: announced with a code for a room or a person, announced anew, revoked."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.custody.public import Match, search_clients
from redthread.doors.acting import actor_of
from redthread.doors.fresh import require_fresh
from redthread.doors.staff.desk import admit
from redthread.estate.public import get_establishment, list_establishments, list_rooms
from redthread.foundation import clock
from redthread.foundation.errors import DomainError
from redthread.people.public import Client, get_client
from redthread.signin import public as signin


@require_safe
def devices(request: HttpRequest) -> HttpResponse:
    """List the tablets of the establishment."""
    actor = actor_of(request)
    admit(actor, signin.Permission.ENROL_DEVICE)
    establishment_id = _establishment_id(request)
    context = {
        "establishment": get_establishment(establishment_id=establishment_id),
        "establishments": [] if actor.establishment_id else [(e.id, e.name) for e in list_establishments()],
        "rows": signin.list_devices(actor=actor, establishment_id=establishment_id, at=clock.now()),
        "done": request.GET.get("done", ""),
        "now": clock.now(),
    }
    return render(request, "staff/devices/list.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def announce(request: HttpRequest) -> HttpResponse:
    """Announce a tablet and show its code, once."""
    actor = actor_of(request)
    admit(actor, signin.Permission.ENROL_DEVICE)
    establishment_id = _establishment_id(request)
    if request.method != "POST":
        return _form(request, establishment_id)
    client = _client(request)
    try:
        announced = signin.announce_device(
            actor=actor,
            establishment_id=establishment_id,
            label=request.POST.get("label", "").strip() or _default_label(request, establishment_id, client),
            room_id=_number(request.POST.get("room")) if client is None else None,
            client_id=None if client is None else client.id,
            at=clock.now(),
        )
    except signin.DeviceBindingError as error:
        return _form(request, establishment_id, error=error)
    return _show_code(request, announced)


@require_POST
def announce_again(request: HttpRequest, device_id: int) -> HttpResponse:
    """Give a new code for a tablet that is known already."""
    admit(actor_of(request), signin.Permission.ENROL_DEVICE)
    try:
        announced = signin.announce_again(actor=actor_of(request), device_id=device_id, at=clock.now())
    except signin.Device.DoesNotExist as error:
        raise Http404 from error
    return _show_code(request, announced)


@require_POST
def revoke(request: HttpRequest, device_id: int) -> HttpResponse:
    """Forget a tablet."""
    admit(actor_of(request), signin.Permission.ENROL_DEVICE)
    if (ask := require_fresh(request)) is not None:
        return ask
    try:
        device = signin.revoke_device(actor=actor_of(request), device_id=device_id, at=clock.now())
    except signin.Device.DoesNotExist as error:
        raise Http404 from error
    return HttpResponseRedirect(
        f"{reverse('staff:devices')}?establishment={device.establishment_id}&done=revoked"
    )


def _show_code(request: HttpRequest, announced: signin.AnnouncedDevice) -> HttpResponse:
    device = signin.get_device(device_id=announced.device.id)
    context = {
        "device": device,
        "code": signin.show_code(announced.code),
        "expires_at": announced.expires_at,
        "address": request.build_absolute_uri(reverse("client:enrol")),
        "tz": device.establishment.timezone,
    }
    return render(request, "staff/devices/code.jinja", context)


def _form(request: HttpRequest, establishment_id: int, *, error: DomainError | None = None) -> HttpResponse:
    found: list[Match] = []
    text = request.GET.get("q", "").strip()
    may_search = actor_of(request).may("people.search")
    if text and may_search:
        found = search_clients(text=text, limit=10)
    context = {
        "establishment": get_establishment(establishment_id=establishment_id),
        "rooms": [(r.id, f"{r.unit.name} · {r.code}") for r in list_rooms(establishment_id=establishment_id)],
        "may_search": may_search,
        "query": text,
        "found": found,
        "client": _client(request),
        "error": "" if error is None else error.message,
    }
    return render(
        request, "staff/devices/announce.jinja", context, status=200 if error is None else error.status
    )


def _establishment_id(request: HttpRequest) -> int:
    actor = actor_of(request)
    if actor.establishment_id is not None:
        return actor.establishment_id
    asked = _number(request.POST.get("establishment") or request.GET.get("establishment"))
    known = [e.id for e in list_establishments()]
    if asked is None and known:
        return known[0]
    if asked not in known:
        raise Http404
    return asked


def _client(request: HttpRequest) -> Client | None:
    client_id = _number(request.POST.get("client") or request.GET.get("client"))
    if client_id is None:
        return None
    try:
        return get_client(client_id=client_id)
    except Client.DoesNotExist as error:
        raise Http404 from error


def _default_label(request: HttpRequest, establishment_id: int, client: Client | None) -> str:
    if client is not None:
        return client.number
    room_id = _number(request.POST.get("room"))
    rooms = {r.id: r.code for r in list_rooms(establishment_id=establishment_id)}
    return rooms.get(room_id or 0, "") or _("Shared tablet")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 18 else None  # noqa: PLR2004
