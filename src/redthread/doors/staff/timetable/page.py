"""What every page of the timetable shares: the day in the address, who may what, words for days and times."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from redthread.doors.staff.desk import Desk, admit, desk_of, render_desk
from redthread.organisations.public import StaffMember
from redthread.people.public import Permission as People
from redthread.timetable.public import House, Interval, Permission, house_of, instant, wall_of
from redthread.ui import words


def desk_here(request: HttpRequest) -> Desk:
    """Return the desk of somebody who may see the timetable.

    Raises:
        Http404: the page is not theirs.
    """
    desk = desk_of(request)
    admit(desk.actor, People.READ)
    return desk


def desk_to_book(request: HttpRequest) -> Desk:
    """Return the desk of somebody who may book.

    Raises:
        Http404: the page is not theirs.
    """
    desk = desk_of(request)
    admit(desk.actor, Permission.BOOK)
    return desk


def day_of(request: HttpRequest, desk: Desk, name: str = "day") -> date:
    """Return the day that the address names, else today; nonsense is today."""
    try:
        found = date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return desk.today
    return found if abs((found - desk.today).days) < 800 else desk.today  # noqa: PLR2004 about two years


def wall_in(text: str, zone: ZoneInfo) -> datetime | None:
    """Return the instant of a wall time such as ``2026-03-02T09:00``, or None for anything else."""
    try:
        return instant(wall_of(text), zone)
    except (ValueError, OverflowError):
        return None


def say_slot(slot: Interval, desk: Desk) -> str:
    """Return a time in words: day, from and to."""
    tz = desk.establishment.timezone
    return _("%(day)s %(from)s–%(until)s") % {
        "day": words.day_in_words(slot[0], tz=tz, now=desk.now),
        "from": words.time_of_day(slot[0], tz=tz),
        "until": words.time_of_day(slot[1], tz=tz),
    }


def house_at(desk: Desk) -> House:
    """Return what holds at the establishment of a desk."""
    return house_of(desk.establishment)


def own_staff(desk: Desk) -> StaffMember | None:
    """Return the member of staff that the actor is."""
    return StaffMember.objects.filter(actor_id=desk.actor.id).first()


def found_or_404(thing: Any) -> Any:
    """Return what is there.

    Raises:
        Http404: it is None.
    """
    if thing is None:
        raise Http404
    return thing


def days_beside(day: date, href: str, *, step: int) -> dict[str, str]:
    """Return the addresses of the day or week before and after."""
    return {
        "before": f"{href}day={day - timedelta(days=step)}",
        "after": f"{href}day={day + timedelta(days=step)}",
        "now": href.rstrip("?&"),
    }


def render_timetable(
    request: HttpRequest, template: str, desk: Desk, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page of the timetable; adds who may book and decide, and the ways to the other pages."""
    page = {
        "here": "timetable",
        "may_book": desk.actor.may(Permission.BOOK),
        "may_decide": desk.actor.may(Permission.DECIDE),
        "ways": [
            (reverse("staff:timetable"), _("Units"), "units"),
            (reverse("staff:timetable-mine"), _("Mine"), "mine"),
            (reverse("staff:timetable-rooms"), _("Rooms"), "rooms"),
            (reverse("staff:timetable-offers"), _("To be settled"), "offers"),
            (reverse("staff:movements"), _("Movements"), "movements"),
            (reverse("staff:unlock"), _("Unlock list"), "unlock"),
        ],
    }
    return render_desk(request, template, desk, page | dict(context), status=status)
