"""What the board shows of a room: who is in it, its places, and in words why it takes nobody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from redthread.custody.public import AbsenceReason, Held, Legal, RoomCount
from redthread.custody.public import Permission as Custody
from redthread.doors.staff.desk import Desk
from redthread.doors.staff.panel import language_name
from redthread.estate.public import Box, LivingType, OutOfUse, OutReason, Plan, Room, RoomUse
from redthread.ui import words

ICONS: Final = {
    RoomUse.CLASSROOM: "education",
    RoomUse.WORKSHOP: "work",
    RoomUse.VISIT: "visits",
    RoomUse.HEALTH: "health",
    RoomUse.VIDEO: "device",
    RoomUse.MEETING: "people",
    RoomUse.COURT: "appeal",
    RoomUse.SEGREGATION: "lock",
}
NOTHING: Final = RoomCount()


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody in a room; ``out`` and ``back`` are words, empty for who is in."""

    href: str
    name: str
    number: str
    language: str
    status: str
    out: str
    back: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room on the board.

    Attributes:
        box: its squares on the plan.
        unseen: how many live there whom the reader does not reach.
        state: ``free`` ``full`` ``over`` ``closed`` ``out`` or ``other`` (booked by the hour).
        sign: the pictogram of why it takes nobody, another one where it is closed than where out of use.
        storey: the floor in words, empty where the unit has one only.
        why: in words, why it takes nobody; empty where it does or is full.
        ahead: in words, what is planned.
        move: where somebody can be moved in; empty without a free place or the permission.
        is_hit: whether the filter wants it.
    """

    id: int
    code: str
    name: str
    use: str
    icon: str
    types: list[str]
    box: Box
    places: int
    certified: int
    held: int
    away: int
    free: int
    over: int
    people: list[PersonLine]
    unseen: int
    state: str
    sign: str
    storey: str
    why: str
    ahead: str
    move: str
    is_hit: bool


@dataclass(frozen=True, slots=True)
class Storey:
    """A floor of a unit as it is drawn; ``name`` is empty where the unit has one only."""

    name: str
    plan: Plan
    lines: list[RoomLine]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the board is narrowed to: a state (``free`` ``out`` ``unused`` ``over``) and words."""

    show: str = ""
    text: str = ""


def lines_of(
    desk: Desk,
    rooms: Iterable[Room],
    plans: Mapping[int, Plan],
    held: Iterable[Held],
    counts: Mapping[int, RoomCount],
    out_of_use: Iterable[OutOfUse],
    *,
    is_closed: bool,
    wanted: Wanted,
) -> list[RoomLine]:
    """Return the rooms of a unit as the board shows them, in the order of the plan."""
    people: dict[int, list[Held]] = {}
    for one in held:
        people.setdefault(one.room_id, []).append(one)
    unusable: dict[int, list[OutOfUse]] = {}
    for period in out_of_use:
        unusable.setdefault(period.room_id, []).append(period)
    made = [
        _line(
            desk,
            room,
            plans,
            people.get(room.id, []),
            counts.get(room.id, NOTHING),
            unusable.get(room.id, []),
            is_closed=is_closed or not room.is_open,
            wanted=wanted,
        )
        for room in rooms
    ]
    return sorted(made, key=lambda line: (line.box.y, line.box.x))


def storeys_of(plans: Mapping[int, Plan], lines: Iterable[RoomLine]) -> list[Storey]:
    """Return the floors of a unit as they are drawn, the highest first."""
    return [
        Storey(
            storey_words(storey) if len(plans) > 1 else "",
            plan,
            [line for line in lines if line.id in plan.boxes],
        )
        for storey, plan in plans.items()
    ]


def storey_words(storey: int) -> str:
    """Return the name of a floor, counted from the ground."""
    if storey == 0:
        return _("Ground floor")
    if storey > 0:
        return _("Floor %(n)s") % {"n": storey}
    return _("Basement") if storey == -1 else _("Basement, %(n)s floors down") % {"n": -storey}


def free_places(room: Room, count: RoomCount, *, is_usable: bool) -> int:
    """Return how many more people a room takes."""
    return max(room.places - count.held, 0) if is_usable and room.is_lived_in else 0


def _line(
    desk: Desk,
    room: Room,
    plans: Mapping[int, Plan],
    held: list[Held],
    count: RoomCount,
    periods: list[OutOfUse],
    *,
    is_closed: bool,
    wanted: Wanted,
) -> RoomLine:
    now = next((p for p in periods if p.period.lower <= desk.now), None)
    ahead = next((p for p in periods if p.period.lower > desk.now), None)
    free = free_places(room, count, is_usable=not is_closed and now is None)
    over = max(count.held - room.places, 0) if room.is_lived_in else 0
    people = [_person(desk, one) for one in held]
    state = _state(room, is_closed=is_closed, is_out=now is not None, free=free, over=over)
    line = RoomLine(
        id=room.id,
        code=room.code,
        name=room.name,
        use="" if room.use == RoomUse.LIVING else str(RoomUse(room.use).label),
        icon=ICONS.get(RoomUse(room.use), "room"),
        storey=storey_words(room.storey) if len(plans) > 1 else "",
        types=[str(LivingType(t).label) for t in room.types],
        box=plans[room.storey].boxes[room.id],
        places=room.places,
        certified=room.capacity,
        held=count.held,
        away=count.away,
        free=free,
        over=over,
        people=people,
        unseen=max(count.held - len(people), 0),
        state=state,
        sign=_sign(is_closed=is_closed, is_out=now is not None),
        why=_why(desk, now, is_closed=is_closed),
        ahead=_ahead(desk, ahead),
        move=move_address(desk, room.id) if free else "",
        is_hit=True,
    )
    return line if _is_wanted(line, wanted) else _dimmed(line)


def _dimmed(line: RoomLine) -> RoomLine:
    fields = {name: getattr(line, name) for name in RoomLine.__slots__}
    return RoomLine(**{**fields, "is_hit": False})


def _state(room: Room, *, is_closed: bool, is_out: bool, free: int, over: int) -> str:
    if over:
        return "over"
    if is_closed or is_out:
        return "closed" if is_closed else "out"
    if not room.is_lived_in:
        return "other"
    return "free" if free else "full"


def _sign(*, is_closed: bool, is_out: bool) -> str:
    if is_closed:
        return "withdraw"
    return "pause" if is_out else ""


def _why(desk: Desk, period: OutOfUse | None, *, is_closed: bool) -> str:
    if is_closed:
        return _("closed: takes nobody new")
    if period is None:
        return ""
    told = _reason(period)
    if period.period.upper is None:
        return _("out of use: %(reason)s") % {"reason": told}
    until = words.moment(period.period.upper, tz=desk.establishment.timezone, now=desk.now)
    return _("out of use until %(until)s: %(reason)s") % {"reason": told, "until": until}


def _ahead(desk: Desk, period: OutOfUse | None) -> str:
    if period is None:
        return ""
    since = words.moment(period.period.lower, tz=desk.establishment.timezone, now=desk.now)
    return _("out of use from %(since)s: %(reason)s") % {"reason": _reason(period), "since": since}


def _reason(period: OutOfUse) -> str:
    said = str(OutReason(period.reason).label)
    return f"{said}, {period.words}" if period.words else said


def _person(desk: Desk, held: Held) -> PersonLine:
    tz = desk.establishment.timezone
    back = held.back_at
    late = back is not None and back < desk.now
    said = ""
    if held.out and back is not None:
        told = words.moment(back, tz=tz, now=desk.now)
        said = (_("should be back %(when)s") if late else _("back %(when)s")) % {"when": told}
    return PersonLine(
        href=reverse("staff:client", args=[held.client_id]),
        name=f"{held.family_name}, {held.given_name}",
        number=held.number,
        language=language_name(held.language),
        status=str(Legal(held.status).label) if held.status in (Legal.REMAND, Legal.RECALLED) else "",
        out=str(AbsenceReason(held.out).label) if held.out else "",
        back=said,
        is_late=late and bool(held.out),
    )


def _is_wanted(line: RoomLine, wanted: Wanted) -> bool:
    shown = {
        "free": line.free > 0,
        "out": line.away > 0,
        "unused": line.state in ("closed", "out"),
        "over": line.over > 0,
    }.get(wanted.show, True)
    if not shown or not wanted.text:
        return shown
    text = wanted.text.casefold()
    names = [line.code, line.name, line.use, line.storey, *line.types]
    names += [part for p in line.people for part in (p.name, p.number, p.language, p.status, p.out)]
    return any(text in name.casefold() for name in names)


def move_address(desk: Desk, room_id: int) -> str:
    """Return where somebody is chosen for a room, or "" for who may not place people."""
    return f"{reverse('staff:move')}?room={room_id}" if desk.actor.may(Custody.PLACE) else ""


def places_words(held: int, places: int) -> str:
    """Return "3 of 4 places taken"."""
    return ngettext("%(held)s of %(num)s place taken", "%(held)s of %(num)s places taken", places) % {
        "held": held,
        "num": places,
    }
