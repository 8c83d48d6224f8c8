"""The plan of a unit, drawn: where each room lies on the grid, by keyboard, by mouse, or in numbers."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redthread.doors.staff.board_rows import storey_words
from redthread.doors.staff.desk import number
from redthread.doors.staff.office.page import chosen, office_of, render_office, to
from redthread.estate.public import (
    PLAN_EDGE,
    Box,
    EstateError,
    Permission,
    PlanSide,
    draw_plan,
    list_all_rooms,
    list_units,
    natural,
    plans_of,
)

SECTION = "estate"


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the plan with its numbers; look at changed numbers; keep them."""
    desk = office_of(request, Permission.MANAGE)
    unit = next((u for u in list_units(establishment_id=desk.establishment.id) if u.id == unit_id), None)
    if unit is None:
        raise Http404
    rooms = list_all_rooms(establishment_id=desk.establishment.id, unit_id=unit_id)
    rooms.sort(key=lambda r: natural(r.code))
    plans, error = plans_of(rooms), None
    boxes = {room_id: box for plan in plans.values() for room_id, box in plan.boxes.items()}
    if request.method == "POST":
        drawn = {r.id: _box(request, r.id) for r in rooms}
        boxes |= {room_id: box for room_id, box in drawn.items() if box is not None}
        if request.POST.get("step") == "forget":
            drawn = dict.fromkeys(drawn)
        if request.POST.get("step") in {"save", "forget"}:
            try:
                draw_plan(actor=desk.actor, unit_id=unit_id, boxes=drawn, at=desk.now)
            except EstateError as refused:
                error = refused
            else:
                return HttpResponseRedirect(to(desk, "office-plan", unit_id, done="saved"))
    context = {
        "unit": unit,
        "storeys": [
            {
                "name": storey_words(storey) if len(plans) > 1 else "",
                "rooms": [(r, boxes[r.id]) for r in rooms if r.storey == storey],
                "corridors": plan.corridors if request.method != "POST" else (),
            }
            for storey, plan in plans.items()
        ],
        "w": min(max([PLAN_EDGE // 2, *(b.x + b.w for b in boxes.values())]), PLAN_EDGE),
        "edge": PLAN_EDGE,
        "sides": [
            ("", _("no door drawn")),
            (PlanSide.ABOVE.value, PlanSide.ABOVE.label),
            (PlanSide.BELOW.value, PlanSide.BELOW.label),
        ],
        "error": "" if error is None else error.message,
    }
    status = 200 if error is None else error.status
    return render_office(request, "estate/plan.jinja", desk, context, section=SECTION, status=status)


def _box(request: HttpRequest, room_id: int) -> Box | None:
    found = [number(request.POST.get(f"{part}-{room_id}")) for part in "xywh"]
    x, y, w, h = (min(n, PLAN_EDGE) if n is not None else None for n in found)
    if x is None or y is None or not w or not h:
        return None
    return Box(x, y, w, h, chosen(request.POST.get(f"side-{room_id}"), PlanSide.values))
