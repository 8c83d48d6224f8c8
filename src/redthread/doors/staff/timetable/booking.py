"""Making a booking or a series, and what can be done with one: move, cancel, note, end the series."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redthread.custody.public import list_held_in
from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.timetable.form import Filled, new_booking, new_series, read, wall_fields
from redthread.doors.staff.timetable.page import (
    desk_here,
    desk_to_book,
    house_at,
    render_timetable,
    say_slot,
    wall_in,
)
from redthread.estate.public import list_units
from redthread.foundation.errors import DomainError
from redthread.organisations.public import StaffMember, list_staff
from redthread.people.public import clients_by_id
from redthread.timetable import public as timetable
from redthread.timetable.public import (
    Booking,
    BookingClashError,
    Clash,
    Detail,
    Party,
    RoomTakenError,
    SeriesClashError,
    WaysOut,
)
from redthread.ui.words import language


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Ask what to book, show common times on request, and book; a clash is shown with its ways out."""
    desk = desk_to_book(request)
    filled = read(request, desk)
    if request.method != "POST":
        return _form(request, desk, filled)
    if request.POST.get("do") == "find":
        return _form(request, desk, filled, slots=_common_slots(desk, filled))
    try:
        if filled.repeats:
            made = timetable.make_series(
                actor=desk.actor,
                new=new_series(filled, desk),
                at=desk.now,
                leave_out_clashes=filled.leave_out,
            )[0]
        else:
            made = timetable.make_booking(
                actor=desk.actor, new=new_booking(filled, desk), at=desk.now, decision_reason=filled.reason
            )
    except (BookingClashError, RoomTakenError) as error:
        return _clash(request, desk, error, reverse("staff:booking-new"), filled)
    except DomainError as error:
        return _form(request, desk, filled, error=error)
    return HttpResponseRedirect(f"{reverse('staff:booking', args=[made.id])}?done=made")


@require_safe
def one(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Show a booking: whom and what it takes, and what can be done with it."""
    desk = desk_here(request)
    return _one(request, desk, _get(booking_id))


@require_POST
def move(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Give a booking another time or room, from its form or dropped in the grid."""
    desk = desk_to_book(request)
    detail = _get(booking_id)
    filled = read(request, desk)
    booking = detail.booking
    starts_at = wall_in(f"{filled.day}T{filled.start}", desk.zone)
    if starts_at is None:
        return _one(request, desk, detail, error=_("Choose day and time."))
    length = filled.length() if request.POST.get("minutes") else booking.period.upper - booking.period.lower
    try:
        timetable.move_booking(
            actor=desk.actor,
            booking_id=booking.id,
            starts_at=starts_at,
            ends_at=starts_at + length,
            room_id=filled.room,
            at=desk.now,
            decision_reason=filled.reason,
        )
    except (BookingClashError, RoomTakenError) as error:
        return _clash(request, desk, error, reverse("staff:booking-move", args=[booking.id]), filled)
    except DomainError as error:
        return _one(request, desk, detail, error=str(error.message), status=error.status)
    return _back(request, booking.id, "moved")


@require_POST
def cancel(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Cancel a booking with a reason; of a series, this one time or all that follow."""
    desk = desk_to_book(request)
    detail = _get(booking_id)
    booking, reason = detail.booking, request.POST.get("reason", "")
    try:
        if booking.series_id is None:
            timetable.cancel_booking(actor=desk.actor, booking_id=booking.id, reason=reason, at=desk.now)
        elif request.POST.get("all") == "1":
            timetable.end_series(actor=desk.actor, series_id=booking.series_id, reason=reason, at=desk.now)
        else:
            timetable.take_out(actor=desk.actor, booking_id=booking.id, reason=reason, at=desk.now)
    except DomainError as error:
        return _one(request, desk, detail, error=str(error.message), status=error.status)
    return _back(request, booking.id, "cancelled")


@require_POST
def took_place(request: HttpRequest, booking_id: UUID) -> HttpResponse:
    """Note that a booking took place."""
    desk = desk_to_book(request)
    detail = _get(booking_id)
    try:
        timetable.note_took_place(actor=desk.actor, booking_id=booking_id, at=desk.now)
    except DomainError as error:
        return _one(request, desk, detail, error=str(error.message), status=error.status)
    return _back(request, booking_id, "noted")


def _back(request: HttpRequest, booking_id: UUID, done: str) -> HttpResponse:
    """Lead back to the grid that something was dropped in, else to the booking."""
    path = request.POST.get("back", "")
    if path.startswith(reverse("staff:timetable")) and "\\" not in path and "//" not in path:
        return HttpResponseRedirect(f"{path}{'&' if '?' in path else '?'}done={done}")
    return HttpResponseRedirect(f"{reverse('staff:booking', args=[booking_id])}?done={done}")


def _get(booking_id: UUID) -> Detail:
    try:
        return timetable.get_detail(booking_id=booking_id)
    except Booking.DoesNotExist:
        raise Http404 from None


def _one(
    request: HttpRequest, desk: Desk, detail: Detail, *, error: str = "", status: int = 422
) -> HttpResponse:
    booking = detail.booking
    length = booking.period.upper - booking.period.lower
    uses = detail.house.timetable.kinds[booking.kind].room_uses
    rooms = timetable.list_bookable_rooms(establishment_id=booking.establishment_id, uses=uses)
    context = {
        "view": "",
        "detail": detail,
        "booking": booking,
        "when": say_slot((booking.period.lower, booking.period.upper), desk),
        "fields": wall_fields(booking.period.lower, desk),
        "minutes": round(length.total_seconds() / 60),
        "rooms": [(r.id, r.name or r.code) for r in rooms],
        "is_open": booking.status in {"planned", "offered"},
        "has_begun": booking.period.lower <= desk.now,
        "decider": _decider(booking),
        "done": request.GET.get("done", ""),
        "error": error,
    }
    status = status if error else 200
    return render_timetable(request, "staff/timetable/booking.jinja", desk, context, status=status)


def _decider(booking: Booking) -> str:
    if booking.decided_by is None:
        return ""
    found = StaffMember.objects.filter(actor_id=booking.decided_by).first()
    return str(found) if found else _("Somebody of the service")


def _common_slots(desk: Desk, filled: Filled) -> list[tuple[str, str]]:
    house = house_at(desk)
    if filled.kind not in house.timetable.kinds or not filled.length():
        return []
    slots = timetable.find_slots(
        house=house,
        kind=house.timetable.kinds[filled.kind],
        parties=filled.parties,
        length=filled.length(),
        not_before=max(desk.now, wall_in(f"{filled.day}T00:00", desk.zone) or desk.now),
    )
    return _say(slots, desk)


def _say(slots: list[timetable.Interval], desk: Desk) -> list[tuple[str, str]]:
    found = []
    for slot in slots:
        at = wall_fields(slot[0], desk)
        found.append((f"{at['day']}T{at['start']}", say_slot(slot, desk)))
    return found


def _form(
    request: HttpRequest,
    desk: Desk,
    filled: Filled,
    *,
    error: DomainError | None = None,
    slots: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    place = desk.establishment.id
    units = list_units(establishment_id=place)
    unit_id = number(request.GET.get("unit") or request.POST.get("unit")) or desk.actor.unit_id
    unit_id = unit_id if unit_id in {u.id for u in units} else None
    held = {s.client_id: s.client for s in list_held_in(unit_id=unit_id)} if unit_id else {}
    chosen = clients_by_id(ids=list(filled.clients))
    context: dict[str, Any] = {
        "view": "",
        "filled": filled,
        "kinds": [(k.code, k.title.in_language(language())) for k in house_at(desk).timetable.kinds.values()],
        "people": [*chosen.values(), *(c for i, c in held.items() if i not in chosen)],
        "units": [(u.id, u.name) for u in units],
        "unit_id": unit_id or "",
        "colleagues": list_staff(establishment_id=place),
        "rooms": [
            (r.id, f"{r.get_use_display()} · {r.name or r.code} · {r.capacity}")
            for r in timetable.list_bookable_rooms(establishment_id=place)
        ],
        "devices": timetable.list_bookable_equipment(establishment_id=place),
        "slots": slots,
        "error": error,
        "may_leave_out": isinstance(error, SeriesClashError),
    }
    status = 200 if error is None else error.status
    return render_timetable(request, "staff/timetable/new.jinja", desk, context, status=status)


def _clash(
    request: HttpRequest, desk: Desk, error: BookingClashError | RoomTakenError, action: str, filled: Filled
) -> HttpResponse:
    ways = error.ways_out or WaysOut([], [])
    clashes = error.clashes if isinstance(error, BookingClashError) else []
    context = {
        "view": "",
        "error": error,
        "action": action,
        "filled": filled,
        "lines": _clash_lines(desk, clashes),
        "slots": _say(ways.slots, desk),
        "rooms": [(r.id, r.name or r.code) for r in ways.rooms],
        "may_override": isinstance(error, BookingClashError) and not filled.repeats,
    }
    return render_timetable(request, "staff/timetable/clash.jinja", desk, context, status=error.status)


def _clash_lines(desk: Desk, clashes: list[Clash]) -> list[dict[str, Any]]:
    clients = clients_by_id(ids=[c.busy.party_id for c in clashes if c.busy.party is Party.CLIENT])
    staff = StaffMember.objects.in_bulk([c.busy.party_id for c in clashes if c.busy.party is Party.STAFF])
    kinds = house_at(desk).timetable.kinds
    found = []
    for clash in clashes:
        busy = clash.busy
        client = clients.get(busy.party_id) if busy.party is Party.CLIENT else None
        who = f"{client.given_name} {client.family_name}" if client else str(staff.get(busy.party_id, ""))
        what = kinds[busy.kind].title.in_language(language()) if busy.kind in kinds else _("Busy")
        found.append(
            {"who": who, "what": what, "when": say_slot(busy.interval, desk), "yields": clash.yields}
        )
    return found
