"""What a booking's form says, in the timetable's own words; ids out of reach are refused there."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from redthread.doors.staff.desk import Desk, number
from redthread.doors.staff.timetable.page import house_at
from redthread.timetable.public import (
    BookingRefusedError,
    NewBooking,
    NewSeries,
    Parties,
    instant,
    wall_of,
    weekly,
    write_wall,
)

WEEK: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_PEOPLE: Final = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """A booking's form as it was filled in; texts stay as typed, so that the form can be shown again."""

    id: UUID
    kind: str = ""
    clients: tuple[int, ...] = ()
    staff: tuple[int, ...] = ()
    room: int | None = None
    equipment: tuple[int, ...] = ()
    day: str = ""
    start: str = ""
    minutes: str = ""
    title: str = ""
    place: str = ""
    reason: str = ""
    repeats: bool = False
    days: tuple[str, ...] = ()
    every: str = "1"
    until: str = ""
    skips: bool = True
    leave_out: bool = False
    hidden: list[tuple[str, str]] = field(default_factory=list)

    @property
    def parties(self) -> Parties:
        """Whom and what it takes."""
        return Parties(self.clients, self.staff, self.room, self.equipment)

    def wall(self) -> datetime:
        """Return the wall time that was chosen.

        Raises:
            BookingRefusedError: day or time are not there or make no sense.
        """
        try:
            return wall_of(f"{self.day}T{self.start[:5]}")
        except ValueError:
            raise BookingRefusedError(_("Choose day and time.")) from None

    def length(self) -> timedelta:
        """Return how long it takes; nothing where that is no number."""
        return timedelta(minutes=number(self.minutes) or 0)


def read(request: HttpRequest, desk: Desk) -> Filled:
    """Return what the address or the form says; the kind's usual length where none is named."""
    given: QueryDict = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "")[:40]
    day, start = given.get("day", str(desk.today)), given.get("start", "09:00")
    if slot := given.get("slot"):
        day, _t, start = slot.partition("T")
    room = number(given.get("other_room")) or number(given.get("room"))
    usual = house_at(desk).timetable.kinds.get(kind)
    minutes = given.get("minutes") or (str(usual.minutes) if usual else "60")
    return Filled(
        id=_uuid(given.get("id", "")),
        kind=kind,
        clients=_numbers(given, "client"),
        staff=_numbers(given, "staff"),
        room=room,
        equipment=_numbers(given, "equipment"),
        day=day[:10],
        start=start[:5],
        minutes=minutes[:5],
        title=given.get("title", "").strip()[:80],
        place=given.get("place", "").strip()[:120],
        reason=given.get("reason", "").strip()[:500],
        repeats=given.get("repeats") == "1",
        days=tuple(d for d in given.getlist("days") if d in WEEK),
        every=given.get("every", "1")[:2],
        until=given.get("until", "")[:10],
        skips="kind" not in given or given.get("skips") == "1",
        leave_out=given.get("leave_out") == "1",
        hidden=[
            (name, value)
            for name in given
            for value in given.getlist(name)
            if name not in {"csrfmiddlewaretoken", "slot", "other_room", "do", "reason", "leave_out", "id"}
        ],
    )


def new_booking(filled: Filled, desk: Desk) -> NewBooking:
    """Return the booking that a form asks for.

    Raises:
        BookingRefusedError: day or time make no sense.
    """
    starts_at = instant(filled.wall(), desk.zone)
    return NewBooking(
        id=filled.id,
        kind=filled.kind,
        establishment_id=desk.establishment.id,
        starts_at=starts_at,
        ends_at=starts_at + filled.length(),
        parties=filled.parties,
        titles=_titles(filled, desk),
        place=filled.place,
    )


def new_series(filled: Filled, desk: Desk) -> NewSeries:
    """Return the series that a form asks for: certain days of every week, or every second …, up to a day.

    Raises:
        BookingRefusedError: a day, time or number makes no sense.
    """
    starts = filled.wall()
    try:
        until = date.fromisoformat(filled.until)
    except ValueError:
        raise BookingRefusedError(_("A series needs an end. Choose the last day.")) from None
    days = filled.days or (WEEK[starts.weekday()],)
    rule = weekly(days=days, until=until, every=max(number(filled.every) or 1, 1), zone=desk.zone)
    return NewSeries(
        id=filled.id,
        kind=filled.kind,
        establishment_id=desk.establishment.id,
        starts=starts,
        minutes=round(filled.length().total_seconds() / 60),
        rule=rule,
        parties=filled.parties,
        skips_closed_days=filled.skips,
        titles=_titles(filled, desk),
        place=filled.place,
    )


def wall_fields(at: datetime, desk: Desk) -> dict[str, str]:
    """Return day and time of an instant as the form's fields hold them."""
    day, _t, start = write_wall(at.astimezone(desk.zone).replace(tzinfo=None)).partition("T")
    return {"day": day, "start": start}


def _titles(filled: Filled, desk: Desk) -> dict[str, str]:
    return {desk.actor.language: filled.title} if filled.title else {}


def _numbers(given: QueryDict, name: str) -> tuple[int, ...]:
    found: dict[int, Any] = {}
    for text in given.getlist(name)[:MOST_PEOPLE]:
        if (value := number(text)) is not None:
            found[value] = None
    return tuple(found)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
