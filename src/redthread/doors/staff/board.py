"""The board: how full every unit is, and the plan of one unit with who is in which room."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from redthread.custody.public import Permission as Custody
from redthread.custody.public import RoomCount, count_rooms, list_board, search_clients
from redthread.doors.acting import actor_of
from redthread.doors.staff.board_rows import NOTHING, Wanted, free_places, lines_of, places_words, storeys_of
from redthread.doors.staff.desk import Desk, desk_of, number, render_desk
from redthread.estate.public import (
    LivingType,
    Room,
    Unit,
    closed_units,
    list_all_rooms,
    list_establishments,
    list_out_of_use,
    list_units,
    natural,
    plans_of,
)
from redthread.foundation.actor import require
from redthread.foundation.session import log_look
from redthread.people.public import Permission as People

SHOWS: Final = {
    "": gettext_lazy("All rooms"),
    "free": gettext_lazy("With a free place"),
    "out": gettext_lazy("With somebody out"),
    "unused": gettext_lazy("Closed or out of use"),
    "over": gettext_lazy("Over capacity"),
}
MOST_DOTS: Final = 80
"""Places drawn one by one; a larger unit is told in numbers alone."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Places and people of a unit, a house, or the establishment."""

    held: int = 0
    places: int = 0
    free: int = 0
    away: int = 0
    unused: int = 0
    over: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(*(getattr(self, n) + getattr(other, n) for n in Tally.__slots__))

    @property
    def taken(self) -> str:
        """Return "22 of 25 places taken", or nothing where nobody lives."""
        return places_words(self.held, self.places) if self.places or self.held else ""

    @property
    def dots(self) -> list[str]:
        """Return one mark a place: held, over (beyond the places), free, unused; none for very many."""
        kept = self.held - self.over
        marks = ["held"] * kept + ["over"] * self.over + ["free"] * self.free + ["unused"] * self.unused
        return marks if len(marks) <= MOST_DOTS else []


@dataclass(frozen=True, slots=True)
class Tile:
    """A unit on the board of the establishment."""

    href: str
    unit: Unit
    types: list[str]
    tally: Tally
    others: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class House:
    """Units that belong together; ``name`` is empty for those directly under the establishment."""

    name: str
    tally: Tally
    tiles: list[Tile]


@require_safe
def establishment(request: HttpRequest) -> HttpResponse:
    """Show every unit of the establishment: held, places, free, out, not in use."""
    desk = _desk(request)
    units = list_units(establishment_id=desk.establishment.id)
    rooms = list_all_rooms(establishment_id=desk.establishment.id)
    counts = count_rooms(establishment_id=desk.establishment.id)
    closed = closed_units(units)
    out = _out_now(desk)
    by_unit: dict[int, list[Room]] = {}
    for room in rooms:
        by_unit.setdefault(room.unit_id, []).append(room)
    tiles = {
        u.id: _tile(desk, u, by_unit[u.id], counts, out, is_closed=u.id in closed)
        for u in units
        if u.id in by_unit
    }
    log_look(route="staff:board", purpose="duty", detail=desk.establishment.code)
    houses = _houses(units, tiles)
    return render_desk(
        request,
        "staff/board/establishment.jinja",
        desk,
        {
            "here": "board",
            "houses": houses,
            "total": sum((h.tally for h in houses), Tally()),
            "establishments": _establishments(desk),
        },
    )


@require_safe
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Show the plan of a unit, and the same as a table."""
    desk = _desk(request)
    units = list_units(establishment_id=desk.establishment.id)
    found = next((u for u in units if u.id == unit_id), None)
    if found is None:
        raise Http404
    rooms = list_all_rooms(establishment_id=desk.establishment.id, unit_id=unit_id)
    counts = count_rooms(establishment_id=desk.establishment.id)
    out_of_use = list_out_of_use(
        establishment_id=desk.establishment.id, since=desk.now, room_ids=[r.id for r in rooms]
    )
    held = list_board(unit_id=unit_id, now=desk.now)
    is_closed = unit_id in closed_units(units)
    wanted = _wanted(request)
    plans = plans_of(rooms)
    lines = lines_of(desk, rooms, plans, held, counts, out_of_use, is_closed=is_closed, wanted=wanted)
    log_look(route="staff:board-unit", purpose="duty", detail=f"{found.code}: {len(held)}")
    out_now = {o.room_id for o in out_of_use if o.period.lower <= desk.now}
    context = {
        "here": "board",
        "unit": found,
        "house": next((u.name for u in units if u.id == found.parent_id), ""),
        "units": _tabs(desk, units, found),
        "lines": lines,
        "listed": sorted((line for line in lines if line.is_hit), key=lambda line: natural(line.code)),
        "storeys": storeys_of(plans, lines),
        "unit_tally": _tally(rooms, counts, out_now, is_closed=is_closed),
        "types": _types(found),
        "is_closed": is_closed,
        "wanted": wanted,
        "shows": SHOWS,
        "back": address(desk, "board"),
        "clear": address(desk, "board-unit", unit_id),
    }
    return render_desk(request, "staff/board/unit.jinja", desk, context)


@require_safe
def move(request: HttpRequest) -> HttpResponse:
    """Choose who is moved into a room; the move itself is shown and made on the person's page."""
    desk = _desk(request)
    require(desk.actor, Custody.PLACE)
    rooms = list_all_rooms(establishment_id=desk.establishment.id)
    room = next((r for r in rooms if r.id == number(request.GET.get("room"))), None)
    if room is None:
        raise Http404
    text = _wanted(request).text
    if len(text) > 1:
        people = [
            (m.client_id, m.family_name, m.given_name, m.number, m.unit or "", m.room or "")
            for m in search_clients(text=text)
            if m.establishment == desk.establishment.name
        ]
    else:
        codes = {r.id: r.code for r in rooms}
        held = list_board(unit_id=room.unit_id, now=desk.now)
        log_look(route="staff:move", purpose="duty", detail=f"{room.unit.code}: {len(held)}")
        people = [
            (h.client_id, h.family_name, h.given_name, h.number, room.unit.name, codes[h.room_id])
            for h in held
            if h.room_id != room.id
        ]
    context = {
        "here": "board",
        "room": room,
        "people": people,
        "text": text,
        "back": address(desk, "board-unit", room.unit_id),
    }
    return render_desk(request, "staff/board/move.jinja", desk, context)


def address(desk: Desk, name: str, *args: object) -> str:
    """Return the address of a page of the board; who works for several places stays at the one chosen."""
    found = reverse(f"staff:{name}", args=args or None)
    return found if desk.actor.establishment_id is not None else f"{found}?place={desk.establishment.id}"


def _desk(request: HttpRequest) -> Desk:
    require(actor_of(request), People.READ)
    return desk_of(request)


def _wanted(request: HttpRequest) -> Wanted:
    show = request.GET.get("show", "")
    text = " ".join(request.GET.get("q", "").replace("\0", "").split())[:80]
    return Wanted(show if show in SHOWS else "", text)


def _out_now(desk: Desk) -> set[int]:
    periods = list_out_of_use(establishment_id=desk.establishment.id, since=desk.now)
    return {p.room_id for p in periods if p.period.lower <= desk.now}


def _tally(
    rooms: Iterable[Room], counts: Mapping[int, RoomCount], out: set[int], *, is_closed: bool
) -> Tally:
    total = Tally()
    for room in rooms:
        if not room.is_lived_in:
            continue
        count = counts.get(room.id, NOTHING)
        is_usable = room.is_open and not is_closed and room.id not in out
        total += Tally(
            held=count.held,
            places=room.places,
            free=free_places(room, count, is_usable=is_usable),
            away=count.away,
            unused=0 if is_usable else max(room.places - count.held, 0),
            over=max(count.held - room.places, 0),
        )
    return total


def _tile(
    desk: Desk,
    found: Unit,
    rooms: list[Room],
    counts: Mapping[int, RoomCount],
    out: set[int],
    *,
    is_closed: bool,
) -> Tile:
    return Tile(
        href=address(desk, "board-unit", found.id),
        unit=found,
        types=_types(found),
        tally=_tally(rooms, counts, out, is_closed=is_closed),
        others=sum(not r.is_lived_in for r in rooms),
        is_closed=is_closed,
    )


def _houses(units: Iterable[Unit], tiles: Mapping[int, Tile]) -> list[House]:
    """Group the units with rooms under the outermost house that they are parts of."""
    known = {u.id: u for u in units}
    groups: dict[int, list[Tile]] = {}
    for unit_id, tile in tiles.items():
        top = known[unit_id]
        while top.parent_id is not None:
            top = known[top.parent_id]
        groups.setdefault(0 if top.id == unit_id else top.id, []).append(tile)
    return [
        House(known[top].name if top else "", sum((t.tally for t in group), Tally()), group)
        for top, group in sorted(groups.items(), key=lambda g: known[g[0]].code if g[0] else "")
    ]


def _tabs(desk: Desk, units: Iterable[Unit], here: Unit) -> list[dict[str, object]]:
    return [
        {"href": address(desk, "board-unit", u.id), "label": u.name, "current": u.id == here.id}
        for u in units
        if u.parent_id is not None or not any(o.parent_id == u.id for o in units)
    ]


def _types(found: Unit) -> list[str]:
    return [str(LivingType(t).label) for t in found.types]


def _establishments(desk: Desk) -> list[tuple[int, str]]:
    if desk.actor.establishment_id is not None:
        return []
    return [(e.id, e.name) for e in list_establishments()]


board_urls: list[URLPattern] = [
    path("board", establishment, name="board"),
    path("board/<int:unit_id>", unit, name="board-unit"),
    path("board/move", move, name="move"),
]
"""The addresses of the board."""
