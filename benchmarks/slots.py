"""The next ten common slots of a client, two staff and a room, among 2,000 bookings a week.

Run: ``python -m benchmarks.slots [--bookings 2000]``. Beside it, in the same run: the limit of 50 ms, and a naive
search that fetches the establishment's bookings and tries every quarter of an hour against each of them.
"""

import argparse
import random
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from benchmarks.support import AGENT, Size, load_demonstration, owner, percentile, say, set_up, show, sign_in

LIMIT_MS, SEARCHES, NAIVE, WEEKS = 50.0, 200, 12, 5
SIZE = Size("slots", establishments=1, clients=300, staff=150, requests_per_client=2)


def fill(a_week: int, chance: random.Random) -> None:
    """Book people, staff and rooms of the establishment at random, without a room taken twice."""
    with owner() as connection:
        connection.execute("alter table timetable_booking no force row level security")
        for table in ("timetable_bookingclient", "timetable_bookingstaff"):
            connection.execute(f"alter table {table} no force row level security")
        connection.execute(
            "delete from timetable_bookingclient; delete from timetable_bookingstaff; delete from timetable_booking"
        )
        place = _number(connection, "select id from estate_establishment limit 1")
        rooms = _numbers(connection, "select id from estate_room where use not in ('living', 'segregation')")
        clients = _numbers(connection, "select client_id from custody_stay where upper_inf(period)")
        staff = _numbers(
            connection, "select id from organisations_staffmember where establishment_id is not null"
        )
        monday = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        monday += timedelta(days=-monday.weekday())
        taken: set[tuple[int, datetime]] = set()
        for n in range(a_week * WEEKS):
            start = monday + timedelta(
                days=7 * (n % WEEKS) + chance.randrange(5), minutes=7 * 60 + 15 * chance.randrange(32)
            )
            room = chance.choice(rooms)
            quarters = {(room, start + timedelta(minutes=15 * q)) for q in range(3)}
            room_or_none = None if chance.random() < 0.75 or quarters & taken else room
            taken |= quarters if room_or_none else set()
            _book(
                connection, chance, place, room_or_none, start, chance.choice(clients), chance.choice(staff)
            )
        for table in ("timetable_booking", "timetable_bookingclient", "timetable_bookingstaff"):
            connection.execute(f"alter table {table} force row level security")
        connection.execute("analyze")


def _book(
    connection: Any, chance: random.Random, place: int, room: int | None, start: datetime, *who: int
) -> None:
    id_ = UUID(int=chance.getrandbits(128), version=4)
    period = f"[{start.isoformat()},{(start + timedelta(minutes=45)).isoformat()})"
    connection.execute(
        "insert into timetable_booking (id, origin, reference, kind, titles, info_class, rank, establishment_id, room_id, "
        "place, period, status, occurrence, made_by, made_at, decision_reason, end_code, end_reason) "
        "values (%s, 'timetable', '', 'appointment', '{}', 16384, 4, %s, %s, '', %s, 'planned', '', 1001, now(), '', '', '')",
        [id_, place, room, period],
    )
    connection.execute(
        "insert into timetable_bookingclient (id, booking_id, client_id, info_class, period, is_active, left_code) "
        "values (gen_random_uuid(), %s, %s, 16384, %s, true, '')",
        [id_, who[0], period],
    )
    connection.execute(
        "insert into timetable_bookingstaff (booking_id, staff_id, period, is_active) values (%s, %s, %s, true)",
        [id_, who[1], period],
    )


def _number(connection: Any, question: str) -> int:
    return int(connection.execute(question).fetchone()[0])


def _numbers(connection: Any, question: str) -> list[int]:
    return [int(row[0]) for row in connection.execute(question + " order by 1").fetchall()]


def milliseconds(work: Callable[..., Any], **given: Any) -> tuple[float, Any]:
    """Return how long something takes, and what came of it."""
    begin = time.perf_counter()
    found = work(**given)
    return (time.perf_counter() - begin) * 1000, found


def main() -> None:
    """Fill an establishment, search, print, and fail where the limit is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=2000, help="a week")
    chosen = parser.parse_args()
    set_up("slots")
    load_demonstration(SIZE)
    chance = random.Random(20_261_122)
    say(f"{chosen.bookings * WEEKS} bookings in {WEEKS} weeks")
    fill(chosen.bookings, chance)
    from redthread.foundation.session import acting_as
    from redthread.timetable.public import Parties, get_house, list_bookable_rooms, list_busy
    from redthread.timetable.queries.ways_out import find_slots
    from redthread.timetable.rules.slots import open_windows, overlaps

    with owner() as connection:
        place = _number(connection, "select id from estate_establishment limit 1")
        governor = _number(
            connection, "select actor_id from access.reach_grant where role_code = 'governor' limit 1"
        )
        clients = _numbers(connection, "select client_id from custody_stay where upper_inf(period)")
        staff = _numbers(
            connection, "select id from organisations_staffmember where establishment_id is not null"
        )
    token, now = sign_in(governor, "staff"), datetime.now(UTC)
    took, naive, agreed = [], [], 0
    with acting_as(token=token, door="staff", binding=f"browser:{AGENT}", route="benchmark"):
        house = get_house(establishment_id=place)
        rooms = [r.id for r in list_bookable_rooms(establishment_id=place)]
    kind, length, step = house.timetable.kinds["appointment"], timedelta(minutes=45), timedelta(minutes=15)

    def brute(parties: Parties) -> list[tuple[datetime, datetime]]:
        rows = list_busy(
            starts_at=now, ends_at=now + timedelta(days=29), clients=clients, staff=staff, rooms=rooms
        )
        mine = {("client", *parties.clients), *(("staff", s) for s in parties.staff), ("room", parties.room)}
        found: list[tuple[datetime, datetime]] = []
        first = now.astimezone(house.zone).date()
        for opens, closes in open_windows(
            first=first,
            days=28,
            opens=kind.opens,
            closes=kind.closes,
            zone=house.zone,
            is_open=lambda day: house.is_open(kind, day),
        ):
            at = opens
            while at + length <= closes and len(found) < 10:
                slot = (at, at + length)
                free = not any(
                    (b.party.value, b.party_id) in mine and overlaps(b.interval, slot) for b in rows
                )
                if at >= now and free and not any(overlaps(slot, f) for f in found):
                    found.append(slot)
                at += step
        return found

    for n in range(SEARCHES):
        parties = Parties((chance.choice(clients),), tuple(chance.sample(staff, 2)), chance.choice(rooms))
        with acting_as(token=token, door="staff", binding=f"browser:{AGENT}", route="benchmark"):
            spent, found = milliseconds(
                find_slots,
                house=house,
                kind=kind,
                parties=parties,
                length=length,
                not_before=now,
                count=10,
            )
            took.append(spent)
            assert len(found) == 10
            if n < NAIVE:
                spent, other = milliseconds(brute, parties=parties)
                naive.append(spent)
                agreed += other == found
    show(
        f"Ten common slots of a client, two staff and a room; {chosen.bookings:,} bookings a week",
        ["", "p50 ms", "p99 ms"],
        [
            ["one statement, one pass", statistics.median(took), percentile(took, 0.99)],
            ["every booking against every quarter", statistics.median(naive), percentile(naive, 0.99)],
            ["limit", LIMIT_MS, LIMIT_MS],
        ],
    )
    print(f"The two agree in {agreed} of {NAIVE} searches.")
    if percentile(took, 0.99) > LIMIT_MS or agreed < NAIVE:
        sys.exit("The limit was missed.")


if __name__ == "__main__":
    main()
