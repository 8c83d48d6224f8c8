"""The first page: the ways on, the day, and what is new."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from redthread.custody.public import find_place
from redthread.doors.acting import actor_of
from redthread.doors.client.day import (
    Event,
    by_day,
    capital,
    knots,
    next_bookings,
    order_times,
    plan,
    share_of_day,
)
from redthread.doors.client.messages import unread_note
from redthread.doors.client.page import render_page, zone_of
from redthread.doors.client.plan import plan_note
from redthread.doors.client.receipts import find_news
from redthread.doors.client.restrictions import closed_tile
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.people.public import get_client
from redthread.requests.public import ClientState, Line, list_own_open
from redthread.ui.words import day_in_words

MOST_STEPS = 5
MOST_NEWS = 4
TELLS = {ClientState.LATE, ClientState.QUESTION, ClientState.PAUSED}
"""States of an open request that say themselves what is new."""
MORNING_ENDS, EVENING_BEGINS = 10, 18


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the tiles and, by number and state alone, what waits for an answer."""
    actor = actor_of(request)
    client_id, now = require_client(actor), clock.now()
    place = find_place(client_id=client_id)
    tz = zone_of(place)
    lines = list_own_open(client_id=client_id, language=actor.language, now=now)
    quiet = [line for line in lines if not line.has_news]  # what is new stands in a place of its own
    booked = next_bookings(client_id, now=now, tz=tz)
    events = plan(quiet, order_times(place, now), now=now, tz=tz, booked=booked)
    name = get_client(client_id=client_id).given_name
    context = {
        "home": "",
        "greeting": greeting(now, tz) % {"name": name},
        "now": now,
        "tz": tz,
        "line": share_of_day(now, tz),
        "knots": knots(events, now=now, tz=tz),
        "tiles": [
            *_tiles(lines, plan_note(client_id), unread_note(client_id)),
            *closed_tile(client_id, now=now),
        ],
        "news": [*_happened(client_id), *(_news(line) for line in lines if line.has_news)][:MOST_NEWS],
        "steps": _steps(events, now=now, tz=tz),
        "has_more": len(events) > MOST_STEPS,
    }
    return render_page(request, "client/home.jinja", context)


def greeting(now: datetime, tz: str) -> str:
    """Return the greeting of the hour, with a place for the name."""
    hour = now.astimezone(ZoneInfo(tz)).hour
    if hour < MORNING_ENDS:
        return _("Good morning, %(name)s")
    return _("Good evening, %(name)s") if hour >= EVENING_BEGINS else _("Hello, %(name)s")


def _tiles(lines: Sequence[Line], plan_note: str, message_note: str) -> list[dict[str, str]]:
    news = sum(line.has_news for line in lines)
    waiting = sum(line.is_open for line in lines)
    note = ""
    if any(line.has_news and line.is_open for line in lines):
        note = _("%(n)s new") % {"n": news}  # somebody wrote or asks: not an answer yet
    elif news:
        note = ngettext("%(n)s new answer", "%(n)s new answers", news) % {"n": news}
    elif waiting:
        note = ngettext("%(n)s waiting", "%(n)s waiting", waiting) % {"n": waiting}
    ways: list[tuple[str, str, str, str]] = [
        ("client:catalogue", _("Ask for something"), "request-new", ""),
        ("client:requests", _("My requests"), "requests", note),
        ("client:messages", _("My messages"), "message", message_note),
        ("client:kiosk", _("Kiosk"), "kiosk", ""),
        ("client:account", _("My money"), "account", ""),
        ("client:day", _("My day"), "day", ""),
        ("client:course", _("My way"), "thread", ""),
        ("client:sentence", _("My sentence"), "calendar", ""),
        ("client:plan", _("My plan"), "star", plan_note),
        ("client:contacts", _("My contacts"), "contact", ""),
        ("client:readers", _("Who has read about me"), "reads", ""),
        ("client:partners", _("Who works with me outside"), "people", ""),
        ("client:own-data", _("Get my data"), "download", ""),
    ]
    return [{"href": reverse(way), "label": label, "icon": icon, "note": n} for way, label, icon, n in ways]


def _happened(client_id: int) -> list[dict[str, Any]]:
    """Return what happened to the person and was not seen yet; what it is stands on its own page."""
    if find_news(client_id) is None:
        return []
    title = _("What happened to me")
    return [{"href": reverse("client:receipts"), "title": title, "state": _("New for you")}]


def _news(line: Line) -> dict[str, Any]:
    return {
        "href": reverse("client:request", args=[line.id]),
        "title": _("Request %(number)s") % {"number": line.reference},
        "state": str(line.state.label)
        if not line.is_open or line.state in TELLS
        else _("Somebody wrote to you"),
    }


def _steps(events: Sequence[Event], *, now: datetime, tz: str) -> list[dict[str, str]]:
    """Return the next knots, the first of each day with the day's name."""
    steps = []
    for first, found in by_day(events[:MOST_STEPS], tz):
        for event in found:
            day = "" if event.state == "now" else capital(day_in_words(first, tz=tz, now=now))
            note = " · ".join(filter(None, (day, event.note)))
            steps.append({"state": event.state, "title": event.title, "note": note, "href": event.href})
    return steps
