"""A tab left open belongs to whoever opened it, not to whoever is signed in now."""

import hmac
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from redthread.doors.client.page import keep_of
from redthread.foundation.actor import Actor, ActorKind


class SamePersonMiddleware:
    """Refuse a post whose page was made for somebody else; its script says for whom (``X-RT-Keep-Id``)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through; the check comes once it is known who acts."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Answer 401 to somebody else's page: its script keeps what was typed for the one who typed it."""
        claimed = request.headers.get("X-RT-Keep-Id")
        actor: Actor | None = getattr(request, "actor", None)
        if not claimed or actor is None or actor.kind is not ActorKind.CLIENT:
            return None
        same = hmac.compare_digest(claimed.encode(), keep_of(actor).id.encode())
        return None if same else HttpResponse(status=401)
