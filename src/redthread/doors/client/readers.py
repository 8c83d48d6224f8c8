"""Who has read about me, and what was done: the thread, as the person it is about reads it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.doors.acting import actor_of
from redthread.doors.client.day import capital
from redthread.doors.client.page import find_zone, render_page
from redthread.doors.client.plain import HEALTH, actor_words, kinds_of, listed, page_words
from redthread.estate.public import list_establishments, list_units
from redthread.foundation import clock
from redthread.foundation import thread as thread_log
from redthread.foundation.actor import ActorKind, require_client
from redthread.foundation.sentences import sentence_of, tell
from redthread.foundation.thread import ThreadEntry
from redthread.sharing.public import Look, list_looks
from redthread.ui.words import day_in_words, local_day, time_of_day

PAGE: Final = 40


@require_safe
def readers(request: HttpRequest) -> HttpResponse:
    """Show who looked at what, newest first: by role, not by name."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    before = _instant(request.GET.get("before", "")) or now
    looks = list_looks(client_id=client_id, before=before, limit=PAGE + 1)
    tz = find_zone(client_id)
    page = {
        "days": look_days(looks[:PAGE], now=now, tz=tz, language=actor.language),
        "sums": sum_up(looks[:PAGE], actor.language) if looks else [],
        "since": looks[:PAGE][-1].at if looks else now,
        "until": looks[0].at if looks else now,
        "now": now,
        "tz": tz,
        "older": looks[PAGE - 1].at.isoformat() if len(looks) > PAGE else "",
        "is_first": "before" not in request.GET,
    }
    return render_page(request, "client/readers/looks.jinja", page)


@require_safe
def thread(request: HttpRequest) -> HttpResponse:
    """Show what was done, newest first."""
    actor, now = actor_of(request), clock.now()
    client_id = require_client(actor)
    before = request.GET.get("before", "")
    entries = thread_log.list_entries(
        client_id=client_id,
        before_seq=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None,  # noqa: PLR2004 int
        limit=PAGE + 1,
    )
    tz = find_zone(client_id)
    page = {
        "days": entry_days(entries[:PAGE], now=now, tz=tz, language=actor.language),
        "older": entries[PAGE - 1].seq if len(entries) > PAGE else "",
        "is_first": not before,
    }
    return render_page(request, "client/readers/thread.jinja", page)


def look_days(looks: Iterable[Look], *, now: datetime, tz: str, language: str) -> list[dict[str, Any]]:
    """Return looks by day: who from where, what was open, what was on it, why from outside."""
    places = work_places()
    rows = [
        (
            look.at,
            {
                "who": capital(actor_words(look.kind, look.title, language)),
                "place": places(look),
                "page": page_words(look.route),
                "times": _("%(n)s times") % {"n": look.times} if look.times > 1 else "",
                "kinds": kinds_of(look.classes),
                "glass": look.glass_reason,
            },
        )
        for look in looks
    ]
    return _days(rows, now=now, tz=tz)


def work_places() -> Callable[[Look], str]:
    """Return what tells where somebody who looked works: establishment, and the unit where there is one."""
    houses = {e.id: e.name for e in list_establishments()}

    @cache
    def units(establishment_id: int) -> dict[int, str]:
        return {u.id: u.name for u in list_units(establishment_id=establishment_id)}

    def place(look: Look) -> str:
        if look.establishment_id is None:
            return ""
        unit = units(look.establishment_id).get(look.unit_id, "") if look.unit_id else ""
        return listed(filter(None, (houses.get(look.establishment_id, ""), unit)))

    return place


def entry_days(
    entries: Iterable[ThreadEntry], *, now: datetime, tz: str, language: str
) -> list[dict[str, Any]]:
    """Return entries of the thread as days of the ui's timeline."""
    rows = [(e.at, {"what": what_was_done(e), "who": who_did(e, language), "look": False}) for e in entries]
    return _days(rows, now=now, tz=tz)


def what_was_done(entry: ThreadEntry) -> str:
    """Return the sentence of an entry; never a code that only programs understand."""
    return tell(entry, to_client=True) if sentence_of(entry.kind) else _("Something was noted.")


def who_did(entry: ThreadEntry, language: str) -> str:
    """Return who did something, by role; nothing for the person themselves."""
    if entry.actor_kind == ActorKind.CLIENT:
        return ""
    return actor_words(entry.actor_kind, entry.actor_title, language)


def sum_up(looks: Sequence[Look], language: str) -> list[dict[str, Any]]:
    """Return what a worried person wants to know first: was it somebody from outside, what of my health."""
    glass = [look for look in looks if look.glass_reason is not None]
    who = {actor_words(k.kind, k.title, language) for k in looks if k.classes & HEALTH.classes}
    outside = _("Somebody who does not usually work with you opened your file. It is marked below.")
    health = _("Could read about your health: %(who)s.") % {"who": listed(sorted(who))}
    return [
        {"icon": "warning", "text": outside, "color": "warning"}
        if glass
        else {
            "icon": "yes",
            "text": _("Only people who work with you have opened your file."),
            "color": "success",
        },
        {"icon": "health", "text": health, "color": "neutral"}
        if who
        else {"icon": "health", "text": _("Nobody has read about your health."), "color": "success"},
    ]


def _days(rows: list[tuple[datetime, dict[str, Any]]], *, now: datetime, tz: str) -> list[dict[str, Any]]:
    return [
        {
            "label": capital(day_in_words(day, tz=tz, now=now)),
            "entries": [
                row | {"at": time_of_day(at, tz=tz), "iso": at.isoformat(timespec="minutes")}
                for at, row in found
            ],
        }
        for day, found in groupby(rows, key=lambda row: local_day(row[0], tz))
    ]


def _instant(text: str) -> datetime | None:
    try:
        found = parse_datetime(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found is not None and found.tzinfo is not None else None
