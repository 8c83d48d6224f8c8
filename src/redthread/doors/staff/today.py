"""The first page of the day: what is late, what falls due, what is new, what is yours."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.custody.public import Permission as Custody
from redthread.doors.acting import actor_of
from redthread.doors.staff.custody.segregation import segregated_lines
from redthread.doors.staff.desk import OWN, Desk, Part, counted, desk_of, filter_of, render_desk
from redthread.doors.staff.glass import list_glass
from redthread.doors.staff.journey.lists import told_today
from redthread.doors.staff.messages_review import late_lines
from redthread.doors.staff.rows import Line, lines_of
from redthread.messages import public as messages
from redthread.organisations.public import list_departments
from redthread.people.public import clients_by_id
from redthread.requests import public as requests
from redthread.requests.public import QueueFilter, Show

NEXT_UP = 12
MINE = 8


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that leads somewhere."""

    value: int
    label: str
    href: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class DepartmentLine:
    """How a department stands."""

    name: str
    href: str
    open: int
    late: int


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the day: for who decides, for second readers, for those who only set things up."""
    actor, desk = actor_of(request), desk_of(request)
    opened = list_glass(actor=actor, now=desk.now)
    people = clients_by_id(ids=[g.client_id for g in opened]) if opened else {}
    page: dict[str, object] = {
        "here": "today",
        "guides": told_today(desk),
        "late_messages": late_lines(messages.list_told(at=desk.now), desk),
        "segregated": segregated_lines(desk) if actor.may(Custody.SEGREGATE) else [],
        "opened": [(people[g.client_id], g) for g in opened if g.client_id in people],
    }
    if actor.may(requests.Permission.READ):
        where = filter_of(desk, Part())
        counts = counted(where, now=desk.now)
        # Who reads answers a second time has nothing to answer: other people's work is not their day.
        answers = actor.may(requests.Permission.DECIDE)
        page |= {
            "counts": counts,
            "answers": answers,
            "figures": _figures(counts, where) if answers else [],
            "next_up": _list(desk, where, NEXT_UP) if answers else [],
            "mine": _list(desk, _showing(where, Show.MINE), MINE) if answers else [],
            "departments": _departments(desk) if answers else [],
            "covered": len(where.mine) - 1,
            "second_readings": _second_readings(desk),
        }
    return render_desk(request, "staff/today/today.jinja", desk, page)


def _showing(where: QueueFilter, show: Show) -> QueueFilter:
    """Return one's own requests, in whichever department they lie."""
    return QueueFilter(
        establishment_id=where.establishment_id,
        show=show,
        mine=where.mine,
        roles=where.roles,
        day_ends=where.day_ends,
    )


def _list(desk: Desk, where: QueueFilter, limit: int) -> list[Line]:
    page = requests.list_queue(where=where, language=desk.actor.language, now=desk.now, limit=limit)
    return lines_of(page.rows, desk)


def _figures(counts: dict[str, int], where: QueueFilter) -> list[Figure]:
    shown = [
        (Show.LATE, _("late"), True),
        (Show.DUE_TODAY, _("due today"), False),
        (Show.NEW, _("not read yet"), False),
        (Show.MINE, _("yours"), False),
    ]
    if where.roles and counts[Show.ESCALATED]:
        shown.insert(1, (Show.ESCALATED, _("told to you because they are late"), True))
    if counts[Show.REPLIES]:
        shown.append((Show.REPLIES, _("with a reply"), False))
    shown.append((Show.OPEN, _("open in all"), False))
    base = reverse("staff:queue")
    return [
        Figure(
            counts[show],
            label,
            f"{base}?{Part(show=show, department=OWN).query()}",
            is_late and counts[show] > 0,
        )
        for show, label, is_late in shown
    ]


def _departments(desk: Desk) -> list[DepartmentLine]:
    """Return the departments of which this person may read requests; of others not even a number is told."""
    counts = requests.count_by_department(establishment_id=desk.establishment.id, now=desk.now)
    base, language = reverse("staff:queue"), desk.actor.language
    return [
        DepartmentLine(
            d.name_in(language),
            f"{base}?{Part(show=Show.OPEN, department=str(d.id)).query()}",
            *counts[d.id],
        )
        for d in list_departments(establishment_id=desk.establishment.id)
        if d.id in counts
    ]


def _second_readings(desk: Desk) -> int | None:
    if not desk.actor.may(requests.Permission.SECOND_READ):
        return None
    waiting = requests.list_second_readings(
        establishment_id=desk.establishment.id, reader=desk.actor.id, limit=100
    )
    return len(waiting)
