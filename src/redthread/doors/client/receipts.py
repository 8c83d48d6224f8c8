"""What happened to me: where I am now, why, what followed me, and who is there for me."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from redthread.custody.public import (
    Receipt,
    find_key_worker,
    find_place,
    list_receipts,
    name_of,
    see_receipt,
)
from redthread.doors.acting import actor_of
from redthread.doors.client.day import capital
from redthread.doors.client.page import render_page, zone_of
from redthread.foundation import clock, course
from redthread.foundation.actor import require_client
from redthread.foundation.sentences import client_words
from redthread.ui.words import day_in_words, time_of_day

SHOWN: Final = 10


@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    """Show what happened, newest first; what is shown counts as seen."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    place = find_place(client_id=client_id)
    tz = zone_of(place)
    found = list_receipts(client_id=client_id, limit=SHOWN)
    key_worker = find_key_worker(client_id=client_id)
    page: dict[str, Any] = {
        "place": place,
        "key_worker": name_of(key_worker) if key_worker else "",
        "receipts": [
            {
                "title": client_words(receipt.kind, {"place": receipt.place}),
                "day": capital(day_in_words(receipt.at, tz=tz, now=now)),
                "time": time_of_day(receipt.at, tz=tz),
                "is_new": receipt.seen_at is None,
                "grounds": receipt.grounds,
                "lines": lines_of(receipt),
            }
            for receipt in found
        ],
    }
    for receipt in found:
        if receipt.seen_at is None:
            see_receipt(actor=actor, receipt_id=receipt.id, at=now)
    return render_page(request, "client/receipts.jinja", page)


def lines_of(receipt: Receipt) -> list[dict[str, str]]:
    """Return a receipt's effects in the person's words, each with a pictogram and a way to the thing."""
    lines = []
    for effect in map(course.effect_from, receipt.effects):
        told = course.tell_client(effect)
        if told is not None:
            kind, about = effect.about or ("", "")
            href = reverse("client:request", args=[about]) if kind == "request" else ""
            lines.append({"text": told, "sign": course.words_of(effect.code).pictogram, "href": href})
    return lines


def find_news(client_id: int) -> Receipt | None:
    """Return the newest receipt that the person has not seen, for the first page."""
    return next((r for r in list_receipts(client_id=client_id, limit=1) if r.seen_at is None), None)
