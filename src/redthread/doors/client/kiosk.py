"""The kiosk: shelves with prices, what one can spend, and an order that is a request like any other."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from redthread.doors.acting import actor_of
from redthread.doors.client.ask import KIOSK, go_through, offered
from redthread.doors.client.page import render_page, zone_of
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.kiosk.public import get_shop


@require_http_methods(["GET", "HEAD", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """Show the shelves and take an order; outside the order times the shelves can still be looked at."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    place, tiles = offered(request)
    shop = get_shop(actor=actor, client_id=client_id, establishment_id=place.establishment_id, at=now)
    tile = next((t for t in tiles if t.code == KIOSK), None)
    if shop is None or tile is None:
        return render_page(request, "client/kiosk/none.jinja")
    page = {"shop": shop, "now": now, "tz": zone_of(place)}
    if request.method != "POST" and (tile.waiting is not None or not shop.is_open):
        return render_page(request, "client/kiosk/shelves.jinja", page | {"waiting": tile.waiting})
    return go_through(request, place, tile, template="client/kiosk/order.jinja", more=page)
