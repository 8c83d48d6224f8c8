"""The queue: forty lines, the filters that stick, and beside it the request one works on."""

from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.doors.staff.desk import (
    ALL,
    OWN,
    Desk,
    Part,
    counted,
    desk_of,
    filter_of,
    keep_part,
    part_of,
    render_desk,
)
from redthread.doors.staff.rows import Line, lines_of
from redthread.estate.public import list_units
from redthread.foundation.actor import require
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
    require(desk.actor, requests.Permission.READ)
    part = part_of(request)
    context = queue_context(request, desk, part, filter_of(desk, part)) | {"done_word": done_word(request)}
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
    return {"here": "queue", "queue": view, "counts": view.counts, **_choices(desk)}


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
_kept: dict[tuple[int, str], tuple[float, _Choices]] = {}
KEPT_SECONDS = 20.0


def _choices(desk: Desk) -> _Choices:
    """Return what the queue can be narrowed to.

    The same for everybody at an establishment and changed a few times a year, so read now and then: a new
    department stands among the filters after twenty seconds, its requests in the queue at once.
    """
    key, at = (desk.establishment.id, desk.actor.language), monotonic()
    until, found = _kept.get(key, (0.0, {}))
    if until < at:
        found = _read_choices(desk)
        _kept[key] = (at + KEPT_SECONDS, found)
    return found


def _read_choices(desk: Desk) -> _Choices:
    language, place = desk.actor.language, desk.establishment.id
    departments = list_departments(establishment_id=place)
    types = requests.list_types(establishment_id=place)
    return {
        "departments": [(OWN, _("My departments")), (ALL, _("All departments"))]
        + [(str(d.id), d.name_in(language)) for d in departments],
        "types": [("", _("All types"))]
        + [(t.code, t.titles.get(language) or t.titles.get("en") or t.code) for t in types],
        "units": [("", _("All units"))] + [(str(u.id), u.name) for u in list_units(establishment_id=place)],
        "shows": [(show.value, words) for show, words in show_words().items()],
    }
