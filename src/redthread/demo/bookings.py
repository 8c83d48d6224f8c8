"""The timetable of the demonstration as rows and as entries of everybody's thread."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import Connection

from redthread.demo.chains import Chain, payload_text
from redthread.demo.copying import bare, copy_rows
from redthread.demo.people import Population
from redthread.demo.timetable import Planned, Week
from redthread.foundation.classes import InformationClass as C
from redthread.jurisdiction.pack import Pack
from redthread.timetable.public import weekly, write_wall

REASON: Final = "Called by the court; the work leader knows"
EVERY_DAY: Final = frozenset({"MO", "TU", "WE", "TH", "FR", "SA", "SU"})
WORKDAYS: Final = EVERY_DAY - {"SA", "SU"}
SERIES: Final = (
    *("id", "kind", "establishment_id", "timezone", "starts", "minutes", "rule", "excluded"),
    *("skips_closed_days", "made_by", "made_at"),
)
BOOKING: Final = (
    *(
        "id",
        "origin",
        "reference",
        "kind",
        "titles",
        "info_class",
        "rank",
        "establishment_id",
        "room_id",
        "place",
    ),
    *("period", "status", "occurrence", "made_by", "made_at", "decided_by", "decided_at", "decision_reason"),
    *("end_code", "end_reason", "series_id"),
)
_Group = tuple[int, str]


class Bookings:
    """A week of everybody: planned once, told in the threads, written when people are there."""

    def __init__(
        self, owner: Connection[Any], population: Population, pack: Pack, *, now: datetime, seed: int
    ) -> None:
        """Plan the bookings around ``now``; rooms and staff are in the database already."""
        self._chance = random.Random(seed)
        self._kinds, self._rank = pack.timetable.kinds, pack.timetable.rank
        self._zone, self._now = ZoneInfo(pack.timezone), now
        planned = list(Week(owner, population, pack, now, self._chance).bookings())
        self._bookings = [(self._new_id(), booking) for booking in planned]
        self._groups: dict[_Group, list[Planned]] = defaultdict(list)
        for booking in planned:
            if booking.group:
                self._groups[booking.place_id, booking.group].append(booking)
        self._series = {group: self._new_id() for group in self._groups}
        self._came = {c.client_id: c.arrived_at for c in population.clients}

    def keep(self, chains: Mapping[int, Chain]) -> None:
        """Add to everybody's thread what they were booked for: a series once."""
        for group, bookings in self._groups.items():
            dates: dict[int, list[Planned]] = defaultdict(list)
            for booking in bookings:
                for client_id in booking.clients:
                    dates[client_id].append(booking)
            for client_id, own in dates.items():
                payload = {
                    "series_id": str(self._series[group]),
                    "kind_code": own[0].kind,
                    "times": len(own),
                    "first_on": self._on(own[0].start),
                    "last_on": self._on(own[-1].start),
                    "time": self._time(own[0].start),
                }
                self._tell(chains[client_id], own[0], "series_made", payload)
        works = {c: b for b in self._groups_of("work") for c in b.clients}
        for booking_id, booking in self._bookings:
            if not booking.group:
                self._keep_one(booking_id, booking, chains, works)

    def write(self, owner: Connection[Any]) -> None:
        """Write everything by COPY, inside ``loading``."""
        booking, client, staff = ("timetable_booking", "timetable_bookingclient", "timetable_bookingstaff")
        with bare(owner, ["timetable_series", booking, client, staff]):
            copy_rows(owner, "timetable_series", SERIES, self._series_rows())
            copy_rows(owner, booking, BOOKING, (self._row(i, b) for i, b in self._bookings))
            copy_rows(
                owner,
                client,
                ("id", "booking_id", "client_id", "info_class", "period", "is_active", "left_code"),
                (
                    (self._new_id(), i, c, int(self._kinds[b.kind].info_class), _period(b), True, "")
                    for i, b in self._bookings
                    for c in b.clients
                ),
            )
            copy_rows(
                owner,
                staff,
                ("booking_id", "staff_id", "period", "is_active"),
                ((i, s, _period(b), True) for i, b in self._bookings for s in b.staff),
            )

    def _keep_one(
        self, booking_id: UUID, booking: Planned, chains: Mapping[int, Chain], works: Mapping[int, Planned]
    ) -> None:
        begins = {"on": self._on(booking.start), "time": self._time(booking.start)}
        until = self._time(booking.start + timedelta(minutes=booking.minutes))
        payload = {"booking_id": str(booking_id), "kind_code": booking.kind, "until": until} | begins
        for client_id in booking.clients:
            self._tell(chains[client_id], booking, "booking_made", payload)
            if booking.decided and client_id in works:
                clash = begins | {"stronger_id": str(booking_id)}
                made_at = self._made_at(booking)
                text = payload_text(clash)
                kind = "timetable.booking_clashed"
                chains[client_id].add(made_at, int(C.APPOINTMENTS), kind, booking.made_by, text)

    def _groups_of(self, kind: str) -> Iterator[Planned]:
        return (b for bookings in self._groups.values() for b in bookings if b.kind == kind)

    def _tell(self, chain: Chain, booking: Planned, what: str, payload: dict[str, Any]) -> None:
        at = max(self._made_at(booking), self._came[chain.client_id] + timedelta(hours=1))
        info_class = int(self._kinds[booking.kind].info_class)
        kind = f"timetable.{what}"
        chain.add(min(at, self._now), info_class, kind, booking.made_by, payload_text(payload))

    def _made_at(self, booking: Planned) -> datetime:
        # What gives way was booked before what it gives way to.
        return self._now - timedelta(days=2 if booking.decided else 9)

    def _series_rows(self) -> Iterator[tuple[Any, ...]]:
        for group, bookings in self._groups.items():
            first, last = bookings[0], bookings[-1]
            is_daily = first.kind == "outdoors"
            days = EVERY_DAY if is_daily else WORKDAYS
            rule = weekly(days=days, until=self._day(last.start), zone=self._zone)
            starts = write_wall(first.start.astimezone(self._zone).replace(tzinfo=None))
            whose = (self._series[group], first.kind, first.place_id, self._zone.key)
            made = (first.made_by, self._made_at(first))
            yield (*whose, starts, first.minutes, rule, [], not is_daily, *made)

    def _row(self, booking_id: UUID, booking: Planned) -> tuple[Any, ...]:
        kind, made_at = self._kinds[booking.kind], self._made_at(booking)
        local = booking.start.astimezone(self._zone).replace(tzinfo=None)
        titles: dict[str, str] = {}
        what = ("timetable", "", booking.kind, titles, int(kind.info_class), self._rank(booking.kind))
        where = (booking.place_id, booking.room, booking.where, _period(booking))
        by = (booking.made_by, made_at) if booking.decided else (None, None)
        return (
            *(booking_id, *what, *where, "planned", write_wall(local) if booking.group else ""),
            *(booking.made_by, made_at, *by, REASON if booking.decided else "", "", ""),
            self._series.get((booking.place_id, booking.group)),
        )

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._zone).date()

    def _on(self, at: datetime) -> str:
        return f"{self._day(at):%Y-%m-%d}"

    def _time(self, at: datetime) -> str:
        return f"{at.astimezone(self._zone):%H:%M}"

    def _new_id(self) -> UUID:
        return UUID(int=self._chance.getrandbits(128), version=4)


def _period(booking: Planned) -> str:
    end = booking.start + timedelta(minutes=booking.minutes)
    return f"[{booking.start.isoformat()},{end.isoformat()})"
