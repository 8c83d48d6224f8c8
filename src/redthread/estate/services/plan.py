"""Where the rooms of a unit lie on its plan."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redthread.estate.enums import PlanSide
from redthread.estate.events import PlanDrawn
from redthread.estate.models import Room, Unit
from redthread.estate.permissions import Permission
from redthread.estate.rules.plan import Box, fits, overlapping
from redthread.estate.services.common import NO_CLASS, EstateError, require_here
from redthread.foundation import thread
from redthread.foundation.actor import Actor
from redthread.foundation.events import HOUSE

FIELDS = ("plan_x", "plan_y", "plan_w", "plan_h", "plan_side")


@transaction.atomic
def draw_plan(*, actor: Actor, unit_id: int, boxes: Mapping[int, Box | None], at: datetime) -> None:
    """Draw the rooms of a unit; None lays a room out along the corridor again.

    Raises:
        EstateError: a room is off the grid, two of a storey lie on each other, or one is not of this unit.
    """
    unit = Unit.objects.get(id=unit_id)
    require_here(actor, Permission.MANAGE, unit.establishment_id)
    rooms = {r.id: r for r in Room.objects.select_for_update().filter(unit=unit)}
    if boxes.keys() - rooms.keys():
        raise EstateError(_("This room is not here."))
    for room_id, box in boxes.items():
        if box is not None and not fits(box):
            raise EstateError(_("Room %(room)s lies off the plan.") % {"room": rooms[room_id].code})
        _draw(rooms[room_id], box)
    drawn = [room for room in rooms.values() if room.plan_x is not None]
    for storey in {room.storey for room in drawn}:
        clash = overlapping({r.id: _drawn_as(r) for r in drawn if r.storey == storey})
        if clash is not None:
            raise EstateError(
                _("Rooms %(one)s and %(other)s lie on each other.")
                % {"one": rooms[clash[0]].code, "other": rooms[clash[1]].code}
            )
    Room.objects.bulk_update([rooms[room_id] for room_id in boxes], FIELDS)
    event = PlanDrawn(
        client_id=HOUSE,
        info_class=NO_CLASS,
        establishment_id=unit.establishment_id,
        unit_id=unit.id,
        unit=unit.name,
        rooms=len(drawn),
    )
    thread.record(actor, event, at=at)


def _drawn_as(room: Room) -> Box:
    return Box(room.plan_x or 0, room.plan_y or 0, room.plan_w or 1, room.plan_h or 1)


def _draw(room: Room, box: Box | None) -> None:
    if box is None:
        room.plan_x = room.plan_y = room.plan_w = room.plan_h = None
    else:
        room.plan_x, room.plan_y, room.plan_w, room.plan_h = box.x, box.y, box.w, box.h
        room.plan_side = PlanSide(box.door)
