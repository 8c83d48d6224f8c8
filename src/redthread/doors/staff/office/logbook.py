"""The logbook: a sample of looks, records opened from outside and their review, the log of the house."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from redthread.custody.public import search_clients
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.office.classes import class_words
from redthread.doors.staff.office.history import house_entries
from redthread.doors.staff.office.page import chosen, office_of, render_office, to
from redthread.foundation.session import log_look
from redthread.foundation.thread import list_entries
from redthread.people.public import Client, get_client
from redthread.sharing.public import (
    GlassVerdict,
    OpenedRecord,
    Permission,
    ReasonNeededError,
    list_looks,
    list_opened_records,
    review_glass,
    sample_looks,
)

PAGE: Final = 50
DAYS: Final = ("1", "7", "30")
REVIEWED: Final = "sharing.glass_reviewed"
PAGES: Final = {
    "staff:client": gettext_lazy("the client's page"),
    "staff:request": gettext_lazy("a request"),
    "staff:queue": gettext_lazy("the list of requests"),
    "staff:together": gettext_lazy("several requests"),
    "staff:photo": gettext_lazy("a photo"),
    "staff:paper": gettext_lazy("a request on paper"),
    "staff:place": gettext_lazy("place and moves"),
    "staff:transfer": gettext_lazy("place and moves"),
    "staff:client-keys": gettext_lazy("PIN and card"),
    "staff:second-reading": gettext_lazy("a second reading"),
    "staff:office-looks": gettext_lazy("Who looked"),
}
"""Addresses by their beginning, in words; the longest that fits."""
PURPOSES: Final = {
    "emergency": pgettext_lazy("purpose", "Emergency"),
    "cover": pgettext_lazy("purpose", "Cover for a colleague"),
    "court": pgettext_lazy("purpose", "Court"),
    "complaint": pgettext_lazy("purpose", "Complaint"),
    "request": "",  # the page says it already
}
VERDICTS: Final = {
    GlassVerdict.JUSTIFIED: pgettext_lazy("review", "There was good reason"),
    GlassVerdict.FOLLOW_UP: pgettext_lazy("review", "To be followed up"),
}
KINDS: Final = {
    "catalogue": ("requests.", "forms.", pgettext_lazy("log", "Request types and forms")),
    "roles": ("sharing.", "organisations.", pgettext_lazy("log", "Staff and roles")),
    "places": ("estate.", "estate.", pgettext_lazy("log", "Units and rooms")),
    "keys": ("signin.", "signin.", pgettext_lazy("log", "Tablets and keys")),
    "kiosk": ("kiosk.", "money.", pgettext_lazy("log", "Kiosk and money")),
}


@dataclass(frozen=True, slots=True)
class Review:
    """What the data protection officer said about an opened record."""

    verdict: str
    note: str
    by: str
    at: datetime
    is_follow_up: bool


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Show looks drawn at random, and the records opened outside somebody's reach."""
    return _looks(request, office_of(request, Permission.THREAD_SAMPLE))


def _looks(request: HttpRequest, desk: Desk, error: ReasonNeededError | None = None) -> HttpResponse:
    days = chosen(request.GET.get("days"), DAYS, "7")
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    context: dict[str, Any] = {
        "days": days,
        "periods": [("1", _("since yesterday")), ("7", _("seven days")), ("30", _("thirty days"))],
        "text": text,
        "found": search_clients(text=text, limit=10) if len(text) > 1 else [],
        "rows": _sample(desk, int(days)),
        "opened": _opened(desk),
        "verdicts": [(v.value, str(words)) for v, words in VERDICTS.items()],
        "query": "",
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "log/looks.jinja", desk, context, section="looks", status=status)


@require_safe
def looks_of(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show every look at one client, newest first."""
    desk = office_of(request, Permission.THREAD_SAMPLE)
    try:
        person = get_client(client_id=client_id)
    except Client.DoesNotExist as error:
        raise Http404 from error
    before = _instant(request.GET.get("before"), desk)
    found = list_looks(client_id=client_id, before=before, limit=PAGE)
    rows = [
        {
            "at": look.at,
            "name": look.name,
            "title": look.title,
            "page": page_words(look.route),
            "classes": class_words(look.classes),
            "purpose": str(PURPOSES.get(look.purpose, look.purpose)),
            "times": look.times,
            "is_own": look.kind == "client",
        }
        for look in found
    ]
    older = (
        to(desk, "office-looks-of", client_id, before=found[-1].at.timestamp()) if len(found) == PAGE else ""
    )
    context = {"client": person, "rows": rows, "older": older}
    return render_office(request, "log/looks_of.jinja", desk, context, section="looks")


@require_POST
def review(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Say whether a record was rightly opened."""
    desk = office_of(request, Permission.THREAD_SAMPLE)
    opened = next(
        (o for o in list_opened_records(before=desk.now, limit=200) if o.grant_id == grant_id), None
    )
    verdict = request.POST.get("verdict", "")
    if opened is None or verdict not in set(GlassVerdict):
        raise Http404
    try:
        review_glass(
            actor=desk.actor,
            client_id=opened.client_id,
            grant_id=grant_id,
            verdict=GlassVerdict(verdict),
            note=request.POST.get("note", "").replace("\0", ""),
            at=desk.now,
        )
    except ReasonNeededError as error:
        return _looks(request, desk, error)
    return HttpResponseRedirect(to(desk, "office-looks", done="reviewed") + "#opened")


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """Show the house's own chain: catalogue, roles, places, tablets."""
    desk = office_of(request, Permission.THREAD_HOUSE)
    kind = chosen(request.GET.get("kind"), list(KINDS))
    prefixes = sorted(set(KINDS[kind][:2])) if kind else []
    before = number(request.GET.get("before"))
    found = house_entries(desk, *(str(p) for p in prefixes), before=before, limit=PAGE) or []
    context = {
        "rows": found,
        "tabs_": [
            {"href": to(desk, "office-log"), "label": _("All"), "current": not kind},
            *(
                {"href": to(desk, "office-log", kind=key), "label": str(words), "current": key == kind}
                for key, (_one, _two, words) in KINDS.items()
            ),
        ],
        "older": to(desk, "office-log", kind=kind, before=found[-1].seq) if len(found) == PAGE else "",
    }
    return render_office(request, "log/log.jinja", desk, context, section="log")


def page_words(route: str) -> str:
    """Return what page a look was at, in words; the route itself where there are none."""
    fitting = [name for name in PAGES if route.startswith(name)]
    return str(PAGES[max(fitting, key=len)]) if fitting else route


def _sample(desk: Desk, days: int) -> list[dict[str, Any]]:
    drawn = sample_looks(from_at=desk.now - timedelta(days=days), until_at=desk.now)
    log_look(route="staff:office-looks", purpose="sample", detail=f"{len(drawn)} of {days} days")
    return [
        {
            "at": look.at,
            "name": look.name,
            "title": look.title,
            "number": look.number,
            "href": to(desk, "office-looks-of", look.client_id),
            "page": page_words(look.route),
            "classes": class_words(look.classes),
            "purpose": str(PURPOSES.get(look.purpose, look.purpose)),
        }
        for look in sorted(drawn, key=lambda look: look.at, reverse=True)
    ]


def _opened(desk: Desk) -> list[dict[str, Any]]:
    return [
        {
            "opened": o,
            "purpose": str(PURPOSES.get(o.purpose, o.purpose)),
            "review": _review(o),
            "href": to(desk, "office-looks-of", o.client_id),
            "action": to(desk, "office-review", o.grant_id),
        }
        for o in list_opened_records(before=desk.now)
    ]


def _review(opened: OpenedRecord) -> Review | None:
    entries = list_entries(
        client_id=opened.client_id, kinds=[REVIEWED], about=("grant_id", str(opened.grant_id)), limit=1
    )
    if not entries or entries[0].payload is None:
        return None
    verdict = GlassVerdict(entries[0].payload["verdict"])
    return Review(
        verdict=str(VERDICTS[verdict]),
        note=str(entries[0].payload["note"]),
        by=entries[0].actor_name,
        at=entries[0].at,
        is_follow_up=verdict is GlassVerdict.FOLLOW_UP,
    )


def _instant(typed: str | None, desk: Desk) -> datetime:
    try:
        return datetime.fromtimestamp(float(typed or ""), UTC)
    except (ValueError, OverflowError, OSError):
        return desk.now
