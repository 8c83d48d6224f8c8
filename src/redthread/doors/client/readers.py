"""Who has read about me, and what was done: the thread, as the person it is about reads it."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from redthread.doors.acting import actor_of
from redthread.doors.client.day import capital
from redthread.doors.client.page import find_zone, render_page
from redthread.foundation import clock
from redthread.foundation import thread as thread_log
from redthread.foundation.actor import ActorKind, require_client
from redthread.foundation.classes import InformationClass
from redthread.foundation.sentences import sentence_of, tell
from redthread.foundation.thread import ThreadEntry
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.texts import Text
from redthread.sharing.public import Look, list_looks
from redthread.ui.words import day_in_words, local_day, time_of_day

PAGE: Final = 40
_PAGES: Final[dict[str, str | Promise]] = {
    "request": gettext_lazy("one of your requests"),
    "client": gettext_lazy("your page"),
}
"""What staff had open, by the word that the name of the page begins with."""


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
        "days": entry_days(entries[:PAGE], now=now, tz=tz),
        "older": entries[PAGE - 1].seq if len(entries) > PAGE else "",
        "is_first": not before,
    }
    return render_page(request, "client/readers/thread.jinja", page)


def look_days(looks: Iterable[Look], *, now: datetime, tz: str, language: str) -> list[dict[str, Any]]:
    """Return looks as days of the ui's timeline."""
    rows = [(look.at, _look_row(look, language)) for look in looks]
    return _days(rows, now=now, tz=tz)


def entry_days(entries: Iterable[ThreadEntry], *, now: datetime, tz: str) -> list[dict[str, Any]]:
    """Return entries of the thread as days of the ui's timeline."""
    rows = [(e.at, {"what": what_was_done(e), "who": who_did(e), "look": False}) for e in entries]
    return _days(rows, now=now, tz=tz)


def what_was_done(entry: ThreadEntry) -> str:
    """Return the sentence of an entry; never a code that only programs understand."""
    return tell(entry, to_client=True) if sentence_of(entry.kind) else _("Something was noted.")


def who_did(entry: ThreadEntry) -> str:
    """Return who did something, by role."""
    if entry.actor_kind == ActorKind.CLIENT:
        return ""
    if entry.actor_kind == ActorKind.SYSTEM:
        return _("the system")
    return entry.actor_title or _("staff")


def look_words(look: Look, language: str) -> str:
    """Return what was looked at in words: the page, and the kinds of information on it."""
    seen = ", ".join(
        words.in_language(language) for bit, words in class_titles().items() if look.classes & bit
    )
    return f"{_page_words(look.route)}: {seen}" if seen else _page_words(look.route)


@cache
def class_titles() -> dict[InformationClass, Text]:
    """Return the titles of the information classes, in the words of the generic pack."""
    pack = load_pack(settings.PACKS / "generic")
    return {info_class: words.title for info_class, words in pack.information_classes.items()}


def _look_row(look: Look, language: str) -> dict[str, Any]:
    who = look.title or _("staff")
    times = _("%(n)s times") % {"n": look.times} if look.times > 1 else ""
    return {
        "what": capital(who),
        "who": " · ".join(filter(None, (look_words(look, language), times, look.purpose))),
        "look": True,
    }


def _page_words(route: str) -> str:
    name = route.partition(":")[2]
    return str(next((words for begin, words in _PAGES.items() if name.startswith(begin)), _("your file")))


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
