"""My day: what is known to come, and what came, as one thread."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.custody.public import Place, find_place
from redthread.doors.acting import actor_of
from redthread.doors.client.page import render_page, zone_of
from redthread.doors.client.restrictions import closed_tile
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.kiosk.public import OrderTimes, find_order_times
from redthread.requests.public import ClientState, Line, list_own_open
from redthread.timetable.public import (
    BookingStatus,
    Change,
    EndCode,
    Entry,
    list_changes,
    list_own_entries,
)
from redthread.ui.words import day_in_words, local_day, moment, time_of_day

MORNING: Final = 6
NIGHT: Final = 23
"""Hours between which the drawing of a day runs."""
AHEAD: Final = timedelta(days=14)
"""How far the day page looks ahead."""
MOST_PLANNED: Final = 3
"""Of what is planned next, on the first page."""


@dataclass(frozen=True, slots=True)
class Event:
    """One knot of the day; ``title`` and ``note`` are words, ``state`` one of the ui's thread."""

    at: datetime
    title: str
    note: str
    state: str
    href: str = ""
    word: str = ""
    """What a screen reader says for the state, where the usual word does not fit."""


@require_safe
def day(request: HttpRequest) -> HttpResponse:
    """Show what is known of today and of the days to come."""
    actor = actor_of(request)
    client_id, now = require_client(actor), clock.now()
    place = find_place(client_id=client_id)
    tz = zone_of(place)
    lines = list_own_open(client_id=client_id, language=actor.language, now=now)
    booked = own_bookings(client_id, now=now, tz=tz)
    events = plan(lines, order_times(place, now), now=now, tz=tz, named=True, booked=booked)
    shown = [e for e in events if e.at <= now + AHEAD]
    days = [
        {"label": capital(day_in_words(first, tz=tz, now=now)), "steps": [as_step(e) for e in found]}
        for first, found in by_day(shown, tz)
    ]
    context = {
        "days": days,
        "line": share_of_day(now, tz),
        "knots": knots(shown, now=now, tz=tz),
        "ways": closed_tile(client_id, now=now),
    }
    return render_page(request, "client/day.jinja", context)


def order_times(place: Place | None, now: datetime) -> OrderTimes | None:
    """Return when the kiosk of a place takes orders; None without one."""
    return find_order_times(establishment_id=place.establishment_id, at=now) if place else None


def plan(
    lines: Iterable[Line],
    times: OrderTimes | None,
    *,
    now: datetime,
    tz: str,
    named: bool = False,
    booked: Iterable[Event] = (),
) -> list[Event]:
    """Return what is known, in the order of time.

    Args:
        named: say what a request is about, where it is not private; else its number alone.
        booked: what is planned for the person (:func:`own_bookings`, :func:`next_bookings`).
    """
    found = [event for line in lines if (event := _of_request(line, now, named=named)) is not None]
    found.extend(_of_kiosk(times, tz))
    found.extend(booked)
    return sorted(found, key=lambda e: e.at)


def by_day(events: Sequence[Event], tz: str) -> list[tuple[datetime, list[Event]]]:
    """Return events grouped by day: an instant of the day, and its events."""
    groups = [list(found) for _day, found in groupby(events, key=lambda e: local_day(e.at, tz))]
    return [(found[0].at, found) for found in groups]


def as_step(event: Event) -> dict[str, str]:
    """Return an event as the ui's thread takes it."""
    step = {"state": event.state, "title": event.title, "note": event.note, "href": event.href}
    return step | ({"word": event.word} if event.word else {})


def own_bookings(client_id: int, *, now: datetime, tz: str) -> list[Event]:
    """Return what is planned from this morning on: where, with whom, when; cancelled: what instead."""
    begin, end = _morning(now, tz), now + AHEAD
    entries = list_own_entries(client_id=client_id, starts_at=begin, ends_at=end)
    changes = list_changes(client_id=client_id, starts_at=begin, ends_at=end)
    return [*(_of_booking(e, now, tz) for e in entries), *(_of_change(c, now, tz) for c in changes)]


def next_bookings(client_id: int, *, now: datetime, tz: str) -> list[Event]:
    """Return when something is planned next, today or tomorrow, and not what: a cell-mate may look on."""
    until = _morning(now, tz) + timedelta(days=2)
    entries = list_own_entries(client_id=client_id, starts_at=now, ends_at=until)
    href = reverse("client:day")
    return [
        replace(
            _of_booking(e, now, tz),
            title=_("%(time)s Planned for you") % {"time": _times(e, tz)},
            note="",
            href=href,
        )
        for e in entries[:MOST_PLANNED]
    ]


def share_of_day(at: datetime, tz: str) -> float:
    """Return how far a day has come at an instant: 0 in the morning, 1 at night."""
    local = at.astimezone(ZoneInfo(tz))
    return min(max((local.hour + local.minute / 60 - MORNING) / (NIGHT - MORNING), 0.0), 1.0)


def knots(events: Iterable[Event], *, now: datetime, tz: str) -> list[float]:
    """Return where today's events lie on the drawing of the day."""
    today = local_day(now, tz)
    return sorted({round(share_of_day(e.at, tz), 2) for e in events if local_day(e.at, tz) == today})


def capital(words: str) -> str:
    """Return words with a capital at the start, as a heading has."""
    return words[:1].upper() + words[1:]


def _morning(now: datetime, tz: str) -> datetime:
    return datetime.combine(local_day(now, tz), time(), ZoneInfo(tz))


def _times(entry: Entry, tz: str) -> str:
    return f"{time_of_day(entry.starts_at, tz=tz)}–{time_of_day(entry.ends_at, tz=tz)}"


def _of_booking(entry: Entry, now: datetime, tz: str) -> Event:
    state = "done" if entry.ends_at <= now else "now" if entry.starts_at <= now else "todo"
    who = _("with %(names)s") % {"names": ", ".join(entry.staff)} if entry.staff else ""
    note = " · ".join(filter(None, (entry.where, who)))
    return Event(entry.starts_at, f"{_times(entry, tz)} {entry.title}", note, state)


def _of_change(change: Change, now: datetime, tz: str) -> Event:
    at = change.booking.period.lower
    if not change.code:
        return Event(at, change.title, _("You get a time for this. Staff here set it."), "paused")
    reason = change.booking.end_reason or str(EndCode(change.code).label)
    instead = ""
    if change.instead is not None and change.instead.status == BookingStatus.PLANNED:
        when = moment(change.instead.period.lower, tz=tz, now=now)
        instead = _("Instead: %(when)s.") % {"when": when}
    elif change.instead is not None:
        instead = _("You get another time.")
    title = f"{time_of_day(at, tz=tz)} {change.title}: {_('cancelled')}"
    return Event(at, title, " ".join(filter(None, (full_stop(reason), instead))), "gone", word=_("cancelled"))


def full_stop(words: str) -> str:
    """Return words as a sentence."""
    return words if words.endswith((".", "!", "?", "؟")) else f"{words}."


def _of_request(line: Line, now: datetime, *, named: bool) -> Event | None:
    href = reverse("client:request", args=[line.id])
    name = line.title if named else _("Request %(number)s") % {"number": line.reference}
    match line.state:
        case ClientState.LATE:
            return Event(line.due_at, name, str(line.state.label), "late", href)
        case ClientState.QUESTION:
            return Event(now, name, str(line.state.label), "now", href)
        case ClientState.PAUSED:
            return None
    if not line.is_open:
        return Event(line.ended_at or now, name, _("You have an answer"), "now", href)
    if line.has_news:
        return Event(now, name, _("Somebody wrote to you"), "now", href)
    return Event(line.due_at, name, _("You get an answer"), "todo", href)


def _of_kiosk(times: OrderTimes | None, tz: str) -> list[Event]:
    if times is None:
        return []
    href = reverse("client:kiosk")
    if not times.is_open:
        return [_kiosk(times.opens_at, _("The kiosk opens: %(time)s"), tz, href)]
    if times.closes_at is None:
        return []
    return [_kiosk(times.closes_at, _("Order from the kiosk before %(time)s"), tz, href)]


def _kiosk(at: datetime, words: str, tz: str, href: str) -> Event:
    return Event(at, words % {"time": time_of_day(at, tz=tz)}, "", "todo", href)
