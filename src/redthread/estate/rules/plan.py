"""Where the rooms of a unit lie on its plan: as somebody drew them, else along a corridor.

A plan is a grid of squares, counted from the top left; walls do not turn round with the script.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

EDGE: Final = 60
"""Squares of the grid in each direction."""
ROOM_W, ROOM_H, MORE_W, CORRIDOR_H = 4, 3, 2, 1
WING_W: Final = 28
"""A corridor longer than this goes on in a further wing, drawn below."""
ABOVE, BELOW = "above", "below"


@dataclass(frozen=True, slots=True)
class Box:
    """A room's squares; ``door`` is the side of the corridor it lies on: above or below."""

    x: int
    y: int
    w: int
    h: int
    door: str = ""

    def overlaps(self, other: "Box") -> bool:
        """Tell whether two rooms share a square."""
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )


@dataclass(frozen=True, slots=True)
class RoomToDraw:
    """A room as the plan needs it. ``box`` where somebody drew it; ``side`` where somebody said it.

    ``storey``: floors above the ground floor, below it less than nought.
    """

    id: int
    code: str
    places: int
    side: str = ""
    box: Box | None = None
    storey: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The squares of every room and of every corridor, and how large the whole is."""

    boxes: Mapping[int, Box]
    corridors: Sequence[Box]
    w: int
    h: int


def storeys_of(rooms: Iterable[RoomToDraw]) -> dict[int, Plan]:
    """Return one plan for each storey that rooms are on, the highest first, as the house stands."""
    found: dict[int, list[RoomToDraw]] = {}
    for room in rooms:
        found.setdefault(room.storey, []).append(room)
    return {storey: lay_out(found[storey]) for storey in sorted(found, reverse=True)}


def lay_out(rooms: Iterable[RoomToDraw]) -> Plan:
    """Return the plan of a storey: rooms where they were drawn, the others along corridors below them."""
    rooms = sorted(rooms, key=lambda r: natural(r.code))
    boxes = {r.id: r.box for r in rooms if r.box is not None}
    top = max((b.y + b.h for b in boxes.values()), default=0)
    corridors = _corridors_between(list(boxes.values()))
    if top:
        top += 1
    for wing in _wings([r for r in rooms if r.box is None]):
        top = _lay_wing(wing, top, boxes, corridors)
    everything = [*boxes.values(), *corridors]
    return Plan(
        boxes,
        corridors,
        max((b.x + b.w for b in everything), default=0),
        max((b.y + b.h for b in everything), default=0),
    )


def natural(code: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts "A9" before "A10"."""
    return tuple(
        (int(part), "") if part.isdigit() else (-1, part.lower())
        for part in re.split(r"([0-9]+)", code)
        if part
    )


def overlapping(boxes: Mapping[int, Box]) -> tuple[int, int] | None:
    """Return the first two rooms that share a square, or None."""
    for (one, a), (other, b) in combinations(sorted(boxes.items()), 2):
        if a.overlaps(b):
            return one, other
    return None


def fits(box: Box) -> bool:
    """Tell whether a room lies on the grid."""
    return (
        box.x >= 0 and box.y >= 0 and box.w >= 1 and box.h >= 1 and max(box.x + box.w, box.y + box.h) <= EDGE
    )


def _corridors_between(drawn: Sequence[Box]) -> list[Box]:
    """Return the corridors that drawn rooms open to: the row below those above, or above those below."""
    rows: dict[int, list[Box]] = {}
    for box in drawn:
        if box.door:
            rows.setdefault(box.y + box.h if box.door == ABOVE else box.y - CORRIDOR_H, []).append(box)
    found = [
        Box(first := min(b.x for b in along), y, max(b.x + b.w for b in along) - first, CORRIDOR_H)
        for y, along in sorted(rows.items())
        if y >= 0
    ]
    return [c for c in found if not any(c.overlaps(b) for b in drawn)]


def _wings(rooms: Sequence[RoomToDraw]) -> list[dict[str, list[RoomToDraw]]]:
    """Cut both sides of one endless corridor into as many wings, each of about the same length."""
    sides: dict[str, list[RoomToDraw]] = {ABOVE: [], BELOW: []}
    for n, room in enumerate(rooms):
        sides[room.side or _side(room.code, n)].append(room)
    longest = max(sum(map(_width, side)) for side in sides.values())
    wings: list[dict[str, list[RoomToDraw]]] = [{ABOVE: [], BELOW: []} for _ in range(-(-longest // WING_W))]
    for name, side in sides.items():
        length, passed = sum(map(_width, side)), 0
        for room in side:
            middle = passed + _width(room) / 2
            wings[int(middle * len(wings) / length)][name].append(room)
            passed += _width(room)
    return wings


def _lay_wing(
    wing: Mapping[str, Sequence[RoomToDraw]], top: int, boxes: dict[int, Box], corridors: list[Box]
) -> int:
    corridor_y = top + ROOM_H
    longest = 0
    for side, y in ((ABOVE, top), (BELOW, corridor_y + CORRIDOR_H)):
        x = 0
        for room in wing[side]:
            boxes[room.id] = Box(x, y, _width(room), ROOM_H, side)
            x += _width(room)
        longest = max(longest, x)
    corridors.append(Box(0, corridor_y, longest, CORRIDOR_H))
    return corridor_y + CORRIDOR_H + ROOM_H + 1


def _width(room: RoomToDraw) -> int:
    return ROOM_W + MORE_W * min(max(room.places - 1, 0), 4)


def _side(code: str, position: int) -> str:
    found = re.findall(r"[0-9]+", code)
    odd = int(found[-1]) % 2 == 1 if found else position % 2 == 0
    return ABOVE if odd else BELOW
