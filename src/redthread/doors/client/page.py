"""What every page of a signed-in client carries: lock, look, and the key of what is typed on this tablet."""

import base64
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from redthread.custody.public import Place, find_place
from redthread.doors.acting import SAFE, actor_of
from redthread.doors.client.keep import keep_id, keep_key
from redthread.doors.client.look import look_of
from redthread.doors.entry import PATHS
from redthread.foundation.actor import Actor
from redthread.signin.public import LOCK_AFTER_SECONDS, device_secret

NOWHERE_ZONE: Final = "Europe/Brussels"
"""The zone of somebody who is held nowhere: that of all countries of the house."""


@dataclass(frozen=True, slots=True)
class Keep:
    """What ties typed texts to this person on this tablet: a name without meaning, and the key."""

    id: str
    key: bytes


def keep_of(actor: Actor) -> Keep:
    """Return name and key for the signed-in client on the enrolled tablet."""
    secret, server = device_secret(actor=actor), settings.SECRET_KEY.encode()
    client_id = actor.client_id or 0
    return Keep(keep_id(secret, client_id, server), keep_key(secret, client_id, server))


def zone_of(place: Place | None) -> str:
    """Return the name of the time zone in which a client lives."""
    return place.timezone if place else NOWHERE_ZONE


def find_zone(client_id: int) -> str:
    """Return the name of the time zone of where a client is now."""
    return zone_of(find_place(client_id=client_id))


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page of a signed-in client; templates extend ``client/base.jinja``.

    Adds ``actor``, ``lock_after``, ``lock_next``, ``keep_key``, ``keep_id``, ``text_size``, ``color_scheme``.
    """
    actor = actor_of(request)
    keep = keep_of(actor)
    look = look_of(request, keep.id)
    page = {
        "actor": actor,
        "lock_after": LOCK_AFTER_SECONDS,
        "lock_next": way_back_field(request),
        "keep_key": base64.b64encode(keep.key).decode(),
        "keep_id": keep.id,
        "text_size": look.text_size,
        "color_scheme": look.color_scheme,
    }
    return render(request, template, page | (context or {}), status=status)


def way_back_field(request: HttpRequest) -> SafeString:
    """Return the hidden field that tells the lock where the person was."""
    path = request.get_full_path() if request.method in SAFE else PATHS["client"]
    return format_html('<input type="hidden" name="next" value="{}">', path)
