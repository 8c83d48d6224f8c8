"""My restrictions: what is closed, until when, who decided it, and who can always be reached."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from redthread.custody.public import (
    Channel,
    Restriction,
    find_segregation,
    has_restrictions,
    list_restrictions_now,
    rules_for,
)
from redthread.doors.acting import actor_of
from redthread.doors.client.page import find_zone, render_page
from redthread.foundation import clock
from redthread.foundation.actor import require_client
from redthread.ui.words import date_long, time_of_day

PLAIN: Final = {
    Channel.OTHER_INMATES: (
        gettext_lazy("Being with others"),
        gettext_lazy("You cannot be with other people who are held here."),
        "people",
    ),
    Channel.NEWS: (gettext_lazy("News"), gettext_lazy("You cannot read, hear or watch the news."), "info"),
    Channel.VISITS: (gettext_lazy("Visits"), gettext_lazy("Family and friends cannot visit you."), "visits"),
    Channel.LETTERS: (
        gettext_lazy("Letters"),
        gettext_lazy("Your letters are stopped or read first."),
        "message",
    ),
    Channel.PHONE: (gettext_lazy("Phone"), gettext_lazy("You cannot call family and friends."), "phone"),
    Channel.BELONGINGS: (
        gettext_lazy("Things"),
        gettext_lazy("You cannot have some of your things."),
        "property",
    ),
    Channel.ELECTRONIC: (
        gettext_lazy("Computer and messages"),
        gettext_lazy("You cannot write to or see others by computer."),
        "message",
    ),
}
"""Name, what it means, and pictogram of each kind, in words that a child can read."""


@require_safe
def restrictions(request: HttpRequest) -> HttpResponse:
    """Show a client their own restrictions; without one, that there is none."""
    actor = actor_of(request)
    client_id, now = require_client(actor), clock.now()
    tz = find_zone(client_id)
    always_open = rules_for(client_id=client_id).always_open.values()
    apart = find_segregation(client_id=client_id)
    page = {
        "closed": [_closed(r, tz) for r in list_restrictions_now(client_id=client_id, at=now)],
        "always_open": [
            p.title.by_language.get(actor.language, p.title.by_language["en"]) for p in always_open
        ],
        "apart": apart,
        "apart_review": date_long(apart.review_due_at, tz=tz) if apart else "",
    }
    return render_page(request, "client/restrictions/restrictions.jinja", page)


def closed_tile(client_id: int, *, now: datetime) -> list[dict[str, str]]:
    """Return the way to the page where anything is closed: for the first page and the day; else nothing."""
    if not has_restrictions(client_id=client_id, at=now):
        return []
    way = {"href": reverse("client:restrictions"), "label": _("My restrictions"), "icon": "private"}
    return [way | {"note": ""}]


def closed_note(closed: Mapping[str, tuple[str, datetime | None]], code: str, tz: str) -> str:
    """Return what stands on the tile of a request that a restriction closes; empty: it is open."""
    if code not in closed:
        return ""
    until = closed[code][1]
    if until is None:
        return _("closed for now")
    return _("closed until %(day)s") % {"day": date_long(until, tz=tz)}


def _closed(row: Restriction, tz: str) -> dict[str, Any]:
    name, means, pictogram = PLAIN[Channel(row.channel)]
    until = row.period.upper
    return {
        "name": name,
        "means": means,
        "icon": pictogram,
        "until": _("until %(day)s, %(time)s")
        % {"day": date_long(until, tz=tz), "time": time_of_day(until, tz=tz)}
        if until
        else _("until somebody decides again"),
        "by": row.decided_by,
        "number": row.decision_number,
        "why": row.told_reason,
    }
