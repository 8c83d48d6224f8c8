"""Weeks and days: of a unit, a client, a member of staff, a room."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from redthread.custody.public import find_place, list_held_in
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.timetable.grid import CLOSES, OPENS, bounds, day_row, monday_of, week
from redthread.doors.staff.timetable.page import (
    day_of,
    days_beside,
    desk_here,
    found_or_404,
    own_staff,
    render_timetable,
)
from redthread.estate.public import Room, list_units
from redthread.foundation.session import log_look
from redthread.organisations.public import StaffMember
from redthread.people.public import Client, get_client
from redthread.timetable.public import (
    Entry,
    Permission,
    list_bookable_rooms,
    list_changes,
    list_entries,
)


@require_safe
def unit(request: HttpRequest) -> HttpResponse:
    """Show a day of a unit: one row a person, hours from morning to night."""
    desk, units = desk_here(request), []
    units = list_units(establishment_id=desk.establishment.id)
    asked = number(request.GET.get("unit")) or desk.actor.unit_id
    chosen = next((u for u in units if u.id == asked), units[0] if units else None)
    day = day_of(request, desk)
    held = list_held_in(unit_id=chosen.id) if chosen else []
    begin, end = bounds(day, 1, desk.zone)
    clients = [s.client_id for s in held]
    of: dict[int, list[Entry]] = defaultdict(list)
    for entry in list_entries(starts_at=begin, ends_at=end, clients=clients) if held else []:
        of[entry.party_id].append(entry)
    log_look(route="staff:timetable", purpose="duty", detail=f"{chosen.code if chosen else ''}: {len(held)}")
    may_move = desk.actor.may(Permission.BOOK)
    rows = [
        {"stay": s, "column": day_row(of[s.client_id], day=day, zone=desk.zone, may_move=may_move)}
        for s in held
    ]
    href = f"{reverse('staff:timetable')}?unit={chosen.id if chosen else ''}&"
    first = monday_of(day)
    context = {
        "view": "units",
        "unit": chosen,
        "units": [
            {
                "href": f"{reverse('staff:timetable')}?unit={u.id}&day={day}",
                "label": u.name,
                "current": chosen is not None and u.id == chosen.id,
            }
            for u in units
        ],
        "day": day,
        "days": [first + timedelta(days=n) for n in range(7)],
        "href": href,
        "beside": days_beside(day, href, step=7),
        "rows": rows,
        "hours": range(OPENS, CLOSES),
        "clashes": [e for entries in of.values() for e in entries if e.gives_way],
    }
    return render_timetable(request, "staff/timetable/unit.jinja", desk, context)


@require_safe
def client(request: HttpRequest, client_id: int) -> HttpResponse:
    """Show a client's week, and what was cancelled or offered in it."""
    desk = desk_here(request)
    try:
        found = get_client(client_id=client_id)
    except Client.DoesNotExist:
        raise Http404 from None
    first = monday_of(day_of(request, desk))
    begin, end = bounds(first, 7, desk.zone)
    place = find_place(client_id=client_id)
    extra = {
        "client": found,
        "place": place,
        "changes": list_changes(client_id=client_id, starts_at=begin, ends_at=end),
        "new": f"{reverse('staff:booking-new')}?client={client_id}&day={first}",
    }
    entries = list_entries(starts_at=begin, ends_at=end, clients=[client_id])
    title = f"{found.given_name} {found.family_name}"
    return _week(request, desk, title, entries, "client", extra)


@require_safe
def staff(request: HttpRequest, staff_id: int) -> HttpResponse:
    """Show the week of a colleague; what one may not read is only "busy"."""
    desk = desk_here(request)
    found = found_or_404(StaffMember.objects.filter(id=staff_id).first())
    return _staff_week(request, desk, found, "staff")


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show one's own week."""
    desk = desk_here(request)
    return _staff_week(request, desk, found_or_404(own_staff(desk)), "mine")


def _staff_week(request: HttpRequest, desk: Desk, found: StaffMember, view: str) -> HttpResponse:
    begin, end = bounds(monday_of(day_of(request, desk)), 7, desk.zone)
    entries = list_entries(starts_at=begin, ends_at=end, staff=[found.id])
    extra = {"new": f"{reverse('staff:booking-new')}?staff={found.id}", "staff": found}
    return _week(request, desk, str(found), entries, view, extra)


@require_safe
def rooms(request: HttpRequest) -> HttpResponse:
    """List the rooms that are booked by the hour, by use."""
    desk = desk_here(request)
    by_use: dict[str, list[Room]] = defaultdict(list)
    for room_ in list_bookable_rooms(establishment_id=desk.establishment.id):
        by_use[room_.get_use_display()].append(room_)
    context = {"view": "rooms", "uses": dict(by_use)}
    return render_timetable(request, "staff/timetable/rooms.jinja", desk, context)


@require_safe
def room(request: HttpRequest, room_id: int) -> HttpResponse:
    """Show the week of a room."""
    desk = desk_here(request)
    found = Room.objects.select_related("unit").filter(
        id=room_id, unit__establishment_id=desk.establishment.id
    )
    here = found_or_404(found.first())
    begin, end = bounds(monday_of(day_of(request, desk)), 7, desk.zone)
    entries = list_entries(starts_at=begin, ends_at=end, rooms=[room_id])
    extra = {"new": f"{reverse('staff:booking-new')}?room={room_id}", "room": here}
    title = _("%(use)s %(room)s") % {"use": here.get_use_display(), "room": here.name or here.code}
    return _week(request, desk, title, entries, "rooms", extra)


def _week(
    request: HttpRequest, desk: Desk, title: str, entries: list[Entry], view: str, extra: dict[str, Any]
) -> HttpResponse:
    first = monday_of(day_of(request, desk))
    href = f"{request.path}?"
    context = {
        "view": view,
        "title": title,
        "first": first,
        "columns": week(
            entries,
            first=first,
            zone=desk.zone,
            today=desk.today,
            may_move=desk.actor.may(Permission.BOOK),
        ),
        "beside": days_beside(first, href, step=7),
        "hours": range(OPENS, CLOSES),
        "clashes": [e for e in entries if e.gives_way],
        "client": None,
        "room": None,
        "staff": None,
        "place": None,
        "changes": [],
    }
    return render_timetable(request, "staff/timetable/week.jinja", desk, context | extra)
