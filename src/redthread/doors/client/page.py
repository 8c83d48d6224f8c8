"""What every page of a signed-in client carries: the lock, and the key of what is typed on this tablet."""

import base64
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from redthread.doors.acting import SAFE, actor_of
from redthread.doors.client.keep import keep_id, keep_key
from redthread.doors.entry import PATHS
from redthread.signin.public import LOCK_AFTER_SECONDS, device_secret


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Render a page of a signed-in client; templates extend ``client/base.jinja``.

    Adds ``actor``, ``lock_after``, ``lock_next``, ``keep_key`` and ``keep_id``.
    """
    actor = actor_of(request)
    secret, server = device_secret(actor=actor), settings.SECRET_KEY.encode()
    client_id = actor.client_id or 0
    page = {
        "actor": actor,
        "lock_after": LOCK_AFTER_SECONDS,
        "lock_next": way_back_field(request),
        "keep_key": base64.b64encode(keep_key(secret, client_id, server)).decode(),
        "keep_id": keep_id(secret, client_id, server),
    }
    return render(request, template, page | (context or {}), status=status)


def way_back_field(request: HttpRequest) -> SafeString:
    """Return the hidden field that tells the lock where the person was."""
    path = request.get_full_path() if request.method in SAFE else PATHS["client"]
    return format_html('<input type="hidden" name="next" value="{}">', path)
