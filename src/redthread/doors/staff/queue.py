"""The queue: forty lines, the filters that stick, and beside it the request one works on."""

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from time import monotonic
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.doors.acting import quiet
from redthread.doors.staff.desk import (
    ALL,
    OWN,
    Desk,
    Part,
    admit,
    counted,
    desk_of,
    filter_of,
    keep_part,
    pack_of,
    part_of,
    render_desk,
)
from redthread.doors.staff.rows import Line, lines_of
from redthread.estate.public import list_units
from redthread.organisations.public import list_departments
from redthread.requests import public as requests
from redthread.requests.public import Cursor, QueueFilter, Show


@dataclass(frozen=True, slots=True)
class QueueView:
    """The queue as the page shows it."""

    part: Part
    where: QueueFilter
    lines: list[Line]
    counts: dict[str, int]
    first: str
    following: str
    title: str


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Show a page of the queue."""
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.READ)
    part = part_of(request)
    context = queue_context(request, desk, part, filter_of(desk, part))
    context |= {"done_word": done_word(request), "after": _after(request, context["queue"].lines)}
    response = render_desk(request, "staff/requests/queue.jinja", desk, context)
    return keep_part(request, response, part)


def queue_context(request: HttpRequest, desk: Desk, part: Part, where: QueueFilter) -> dict[str, Any]:
    """Return what a page with the queue on it shows; ``where`` is what ``part`` asks the queue for."""
    after = Cursor.parse(request.GET.get("after", ""))
    page = requests.list_queue(where=where, language=desk.actor.language, now=desk.now, after=after)
    base = reverse("staff:queue")
    following = f"{base}?{part.query(after=str(page.following))}" if page.following else ""
    view = QueueView(
        part=part,
        where=where,
        lines=lines_of(page.rows, desk),
        counts=counted(where, now=desk.now),
        first=f"{base}?{part.query()}" if after else "",
        following=following,
        title=show_words()[part.show],
    )
    return {"here": "queue", "queue": view, "counts": view.counts, **_choices(desk, tuple(where.roles))}


@dataclass(frozen=True, slots=True)
class After:
    """What stands where a request was, once it is answered: the next one, which opens only when asked to.

    Attributes:
        id: the next one, None after the last.
        line: its line, None where it stands on another page of the queue.
    """

    id: UUID | None
    line: Line | None


def _after(request: HttpRequest, lines: list[Line]) -> After | None:
    if not done_word(request):
        return None
    try:
        next_id = UUID(request.GET.get("next", ""))
    except ValueError:
        return After(None, None)
    line = next((line for line in lines if line.id == next_id), None)
    if line is None and requests.find_request(request_id=next_id) is None:
        return After(None, None)
    return After(next_id, line)


@quiet
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """Say how many have come since a page of the daily work was opened; 304 where that is known there.

    Asked for once a minute by itself, so it keeps no session alive.
    """
    request.is_undone = True  # type: ignore[attr-defined]  # entering had extended the session
    desk = desk_of(request)
    admit(desk.actor, requests.Permission.READ)
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        raise Http404 from None
    if since.tzinfo is None:
        raise Http404
    count = requests.count_news_for_staff(where=filter_of(desk, part_of(request)), since=since)
    tag = f'"{count}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    html = render_to_string("staff/requests/_news.jinja", {"count": count}, request)
    return HttpResponse(html, headers={"ETag": tag})


def done_word(request: HttpRequest) -> str:
    """Return what the step before this page did, in words; nothing for a word that no step sends."""
    return {
        "approved": _("Approved. The client sees it now."),
        "declined": _("Declined. The client sees the grounds and how to appeal."),
        "returned": _("Sent back. The client sees what to do instead."),
        "forwarded": _("Forwarded."),
        "taken": _("It is in your hands now."),
        "handed-back": _("It waits for the department again."),
        "paused": _("On hold. The client reads why."),
        "resumed": _("The clock runs again."),
        "sent": _("Sent."),
        "asked": _("Asked. You see it here when the client replies."),
        "finished": _("Noted. The client sees that it is done."),
        "known": _("This was asked already. Here it is."),
    }.get(request.GET.get("done", ""), "")


def show_words() -> dict[Show, str]:
    """Return what each part of the queue is called."""
    return {
        Show.OPEN: _("Open"),
        Show.LATE: _("Late"),
        Show.DUE_TODAY: _("Due today"),
        Show.NEW: _("Not read yet"),
        Show.MINE: _("Mine"),
        Show.REPLIES: _("With a reply"),
        Show.PAUSED: _("On hold"),
        Show.ESCALATED: _("Told to me"),
        Show.APPEALS: _("Appeals"),
        Show.ENDED: _("Answered"),
    }


_Choices = dict[str, list[tuple[str, str]]]
_kept: dict[tuple[int, str, tuple[str, ...]], tuple[float, _Choices]] = {}
KEPT_SECONDS = 20.0


def _choices(desk: Desk, roles: tuple[str, ...]) -> _Choices:
    """Return what the queue can be narrowed to by somebody with these roles.

    The same for all of them at an establishment and changed a few times a year, so read now and then: a new
    department stands among the filters after twenty seconds, its requests in the queue at once.
    """
    key, at = (desk.establishment.id, desk.actor.language, roles), monotonic()
    until, found = _kept.get(key, (0.0, {}))
    if until < at:
        found = _read_choices(desk, roles)
        _kept[key] = (at + KEPT_SECONDS, found)
    return found


def _read_choices(desk: Desk, roles: tuple[str, ...]) -> _Choices:
    language, place = desk.actor.language, desk.establishment.id
    departments = list_departments(establishment_id=place)
    known = pack_of(desk.establishment.pack).roles
    reads = reduce(or_, (int(known[code].reads) for code in roles if code in known), 0)
    types = [t for t in requests.list_types(establishment_id=place) if t.info_class & reads]
    return {
        "departments": [(OWN, _("My departments")), (ALL, _("All departments"))]
        + [(str(d.id), d.name_in(language)) for d in departments],
        "types": [("", _("All types"))]
        + [(t.code, t.titles.get(language) or t.titles.get("en") or t.code) for t in types],
        "units": [("", _("All units"))] + [(str(u.id), u.name) for u in list_units(establishment_id=place)],
        "shows": [(show.value, words) for show, words in show_words().items()],
    }
