"""Lists of a day to print: who goes where, whose door opens when; and what waits to be settled."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.custody.public import Stay, list_held_in_units
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.timetable.grid import bounds
from redthread.doors.staff.timetable.page import day_of, days_beside, desk_here, render_timetable, say_slot
from redthread.estate.public import Unit, list_units
from redthread.foundation.session import log_look
from redthread.timetable.public import Detail, Entry, list_entries, list_offered, list_own_clashes


@dataclass(frozen=True, slots=True)
class Movement:
    """Somebody goes somewhere and comes back."""

    entry: Entry
    stay: Stay

    @property
    def what(self) -> str:
        """Return what for, or only that the person is busy."""
        return self.entry.title or _("Busy")


@require_safe
def movements(request: HttpRequest) -> HttpResponse:
    """List every movement of a day, in the order of time."""
    return _list(request, "movements", "staff/timetable/movements.jinja")


@require_safe
def unlock(request: HttpRequest) -> HttpResponse:
    """List which doors are opened when on a day, and for what."""
    return _list(request, "unlock", "staff/timetable/unlock.jinja")


def _list(request: HttpRequest, view: str, template: str) -> HttpResponse:
    desk = desk_here(request)
    units = list_units(establishment_id=desk.establishment.id)
    asked = number(request.GET.get("unit")) or (desk.actor.unit_id if "unit" not in request.GET else None)
    chosen = next((u for u in units if u.id == asked), None)
    day = day_of(request, desk)
    found = _movements(desk, [chosen] if chosen else units, day)
    log_look(route=f"staff:{view}", purpose="duty", detail=f"{day}: {len(found)}")
    href = f"{request.path}?unit={chosen.id if chosen else ''}&"
    context: dict[str, Any] = {
        "view": view,
        "day": day,
        "units": [(u.id, u.name) for u in units],
        "unit": chosen,
        "movements": found,
        "hours": _by_start(found) if view == "unlock" else [],
        "beside": days_beside(day, href, step=1),
    }
    return render_timetable(request, template, desk, context)


def _movements(desk: Desk, units: Iterable[Unit], day: date) -> list[Movement]:
    stays = {s.client_id: s for s in list_held_in_units(unit_ids=[u.id for u in units])}
    if not stays:
        return []
    begin, end = bounds(day, 1, desk.zone)
    rows = list_entries(starts_at=begin, ends_at=end, clients=list(stays))
    found = [Movement(entry, stays[entry.party_id]) for entry in rows]
    return sorted(found, key=lambda m: (m.entry.starts_at, m.stay.room.code, m.stay.client_id))


def _by_start(found: list[Movement]) -> list[tuple[Any, list[tuple[str, list[Movement]]]]]:
    """Return the moments of a day, each with what begins then and whose doors open for it."""
    moments: dict[Any, dict[str, list[Movement]]] = defaultdict(lambda: defaultdict(list))
    for movement in found:
        moments[movement.entry.starts_at][movement.what].append(movement)
    return [(at, sorted(groups.items())) for at, groups in sorted(moments.items())]


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """Show what is offered here and waits for a time, and one's own bookings that give way to others."""
    desk = desk_here(request)
    offered = list_offered(establishment=desk.establishment)
    clashing = list_own_clashes(actor_id=desk.actor.id, now=desk.now)
    context = {
        "view": "offers",
        "offered": [_line(d, desk) for d in offered],
        "clashing": [_line(d, desk) for d in clashing],
    }
    return render_timetable(request, "staff/timetable/offers.jinja", desk, context)


def _line(detail: Detail, desk: Desk) -> dict[str, Any]:
    period = detail.booking.period
    return {"detail": detail, "when": say_slot((period.lower, period.upper), desk)}
