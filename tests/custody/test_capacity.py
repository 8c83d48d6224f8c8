"""A room never holds more people than it has places: whoever writes, however many at once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, connections, transaction
from django.db.utils import NotSupportedError
from pytest_django import DjangoDbBlocker

from redthread.custody.public import (
    RoomClosedError,
    RoomFullError,
    count_rooms,
    list_board,
    move_client,
)
from redthread.estate.public import (
    OutReason,
    Room,
    RoomDraft,
    RoomUse,
    UnitDraft,
    end_out_of_use,
    save_room,
    save_unit,
    take_out_of_use,
)
from redthread.foundation import clock
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.factories.world import ARRIVED, Acting, AsOwner, Cast, Member, World, client

HANDS = 50
LAST = "L1"
"""The room with one last place."""


def _rows(sql: str, arguments: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments or [])
        return list(cursor.fetchall())


def make_room(world: World, code: str, capacity: int, unit: str = "hall-D") -> int:
    """Insert a room. Call as the owner."""
    found = _rows(
        "insert into estate_room (unit_id, code, capacity) values (%s, %s, %s) returning id",
        [world.units[unit], code, capacity],
    )
    world.rooms[code] = int(found[0][0])
    return world.rooms[code]


def stay_by_hand(client_id: int, room_id: int, period: str) -> None:
    """Write a stay past every service."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period) "
            "select %s, u.establishment_id, u.id, r.id, %s::tstzrange "
            "from estate_room r join estate_unit u on u.id = r.unit_id where r.id = %s",
            [client_id, period, room_id],
        )


@pytest.fixture
def crowd(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[World, list[Member]]]:
    """Fifty people in rooms of their own, committed, and a shared room with one place left."""
    people: list[Member] = []

    def arrange(world: World) -> None:
        make_room(world, LAST, 2)
        for n in range(HANDS):
            make_room(world, f"W{n}", 1)
            people.append(client("Anders", f"Nummer{n}", "sv", world, f"W{n}"))
        client("Berit", "Redan", "sv", world, LAST)
        _rows("select access.refresh_all()")

    with django_db_blocker.unblock(), committed_world("capacity", arrange) as world:
        yield world, people


def at_once(works: list[Callable[[], str]]) -> Counter[str]:
    """Run each work on a connection of its own at the same moment, and count what came of it."""
    outcomes: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], str]) -> None:
        try:
            connection.ensure_connection()
            start.wait()
            outcomes.append(work())
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(f"{type(error).__name__}: {getattr(error, 'message', error)}")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(outcomes)


def test_fifty_moves_for_one_last_place(crowd: tuple[World, list[Member]]) -> None:
    """Exactly one wins; forty-nine read a clear sentence, keep their room, and no thread tells of them."""
    world, people = crowd
    room = world.rooms[LAST]
    at = clock.now()

    def move(who: Member) -> Callable[[], str]:
        def work() -> str:
            with acting_committed(world.cast.manager) as actor:
                move_client(actor=actor, client_id=who.client_id, room_id=room, at=at)
            return "moved"

        return work

    outcomes = at_once([move(who) for who in people])
    assert outcomes == {"moved": 1, "RoomFullError: Room L1 is full: 2 of 2 places are taken.": HANDS - 1}
    with as_owner_committed():
        assert _rows(
            "select count(*) from custody_stay where room_id = %s and upper(period) is null", [room]
        ) == [(2,)]
        held = _rows(
            "select count(*) from custody_stay where client_id = any(%s) and upper(period) is null",
            [[who.client_id for who in people]],
        )
        assert held == [(HANDS,)]
        assert _rows("select count(*) from thread.entry where kind = 'custody.moved'") == [(1,)]
        assert _rows("select * from thread.verify()") == []


def test_fifty_who_know_no_service_for_one_last_place(crowd: tuple[World, list[Member]]) -> None:
    """The rule is the table's: the same crowd with plain SQL of the owner, and one wins too."""
    world, people = crowd
    room = world.rooms[LAST]

    def insert(who: Member) -> Callable[[], str]:
        def work() -> str:
            with as_owner_committed(), connection.cursor() as cursor:
                cursor.execute(
                    "update custody_stay set room_id = %s where client_id = %s", [room, who.client_id]
                )
            return "moved"

        def named() -> str:
            try:
                return work()
            except IntegrityError as error:
                return str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]

        return named

    outcomes = at_once([insert(who) for who in people])
    assert outcomes == {"moved": 1, "stays_never_overfill_a_room": HANDS - 1}


def test_a_snapshot_from_before_the_lock_is_refused(crowd: tuple[World, list[Member]]) -> None:
    """At repeatable read a count would be of then, not of now: such a transaction writes no stay."""
    world, people = crowd
    with (
        pytest.raises(NotSupportedError, match="repeatable read"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("set transaction isolation level repeatable read")
        cursor.execute("set local role rt_owner")
        cursor.execute(
            "update custody_stay set room_id = %s where client_id = %s",
            [world.rooms[LAST], people[0].client_id],
        )


@pytest.mark.parametrize(
    ("period", "fits"),
    [
        ("[2020-01-01, 2020-02-01)", True),
        ("[2020-01-10, 2020-01-20)", True),
        ("[2020-01-10, 2020-02-10)", False),
        ("[2020-02-14, 2020-02-15)", False),
        ("[2020-02-28, 2020-03-02)", True),
        ("[2019-12-01, 2025-01-01)", False),
    ],
)
def test_every_instant_counts(
    as_owner: AsOwner, cast: Cast, world: World, *, period: str, fits: bool
) -> None:
    """Two places; one taken in January, another from 1 to 28 February, both from 10 to 28 February."""
    with as_owner():
        room = make_room(world, "H2", 2)
        stay_by_hand(cast.amir.client_id, room, "[2020-01-01, 2020-02-28)")
        stay_by_hand(cast.jonas.client_id, room, "[2020-02-01, 2020-02-28)")
        if fits:
            stay_by_hand(cast.leila.client_id, room, period)
        else:
            with pytest.raises(IntegrityError, match="has 2 places"), transaction.atomic():
                stay_by_hand(cast.leila.client_id, room, period)


def test_ending_a_stay_is_always_possible(as_owner: AsOwner, cast: Cast, world: World) -> None:
    """Also in a room that is closed, overfull, and out of use by now."""
    with as_owner():
        Room.objects.filter(id=world.rooms["C201"]).update(capacity=0, is_open=False)
        changed = _rows(
            "update custody_stay set period = tstzrange(lower(period), %s) where client_id = %s returning 1",
            [ARRIVED + timedelta(days=3), cast.amir.client_id],
        )
        assert changed == [(1,)]
        with pytest.raises(IntegrityError, match=r"takes nobody|has 0 places"), transaction.atomic():
            stay_by_hand(cast.amir.client_id, world.rooms["C201"], "[2026-01-20,)")


def test_working_places_count_not_certified_ones(acting: Acting, cast: Cast, world: World) -> None:
    """A room for two that works with one takes one."""
    with acting(cast.governor) as actor:
        room = Room.objects.get(id=world.rooms["C204"])
        draft = RoomDraft(code=room.code, working=1)
        save_room(actor=actor, unit_id=room.unit_id, room_id=room.id, draft=draft, at=clock.now())
    with acting(cast.manager) as actor:
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=room.id, at=clock.now())
        with pytest.raises(RoomFullError, match="1 of 1"):
            move_client(actor=actor, client_id=cast.jonas.client_id, room_id=room.id, at=clock.now())


def test_over_capacity_is_allowed_shown_and_takes_nobody(
    as_owner: AsOwner, acting: Acting, cast: Cast, world: World
) -> None:
    """Certified for fewer than live there: nobody is moved out, and nobody in."""
    with acting(cast.manager) as actor:
        for who in (cast.amir, cast.jonas):
            move_client(actor=actor, client_id=who.client_id, room_id=world.rooms["C204"], at=clock.now())
    with as_owner():
        Room.objects.filter(id=world.rooms["C204"]).update(capacity=1)
    with acting(cast.manager) as actor:
        assert count_rooms(establishment_id=world.establishments["hall"])[world.rooms["C204"]].held == 2
        with pytest.raises(RoomFullError, match="2 of 1"):
            move_client(
                actor=actor, client_id=cast.leila.client_id, room_id=world.rooms["C204"], at=clock.now()
            )


def test_a_room_out_of_use_takes_nobody_until_it_is_back(acting: Acting, cast: Cast, world: World) -> None:
    """Planned for later, it takes people now; out now, it does not; back again, it does."""
    now = clock.now()
    room = world.rooms["C203"]
    with acting(cast.governor) as actor:
        out = take_out_of_use(
            actor=actor, room_id=room, reason=OutReason.WATER, words="", since=now, until=None, at=now
        )
        take_out_of_use(
            actor=actor,
            room_id=world.rooms["C204"],
            reason=OutReason.REPAIR,
            words="",
            since=now + timedelta(days=7),
            until=None,
            at=now,
        )
    with acting(cast.manager) as actor:
        with pytest.raises(RoomClosedError, match="C203 is out of use"), transaction.atomic():
            move_client(actor=actor, client_id=cast.amir.client_id, room_id=room, at=clock.now())
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["C204"], at=clock.now())
    with acting(cast.governor) as actor:
        end_out_of_use(actor=actor, out_of_use_id=out.id, at=clock.now())
    with acting(cast.manager) as actor:
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=room, at=clock.now())


def test_a_room_of_a_closed_house_takes_nobody(acting: Acting, cast: Cast, world: World) -> None:
    """Closing a house closes the landings in it."""
    hall = world.establishments["hall"]
    with acting(cast.governor) as actor:
        house = save_unit(
            actor=actor,
            establishment_id=hall,
            unit_id=None,
            draft=UnitDraft(code="H1", name="Hus 1", is_open=False),
            at=clock.now(),
        )
        save_unit(
            actor=actor,
            establishment_id=hall,
            unit_id=world.units["hall-D"],
            draft=UnitDraft(code="D", name="Avdelning D", parent_id=house.id),
            at=clock.now(),
        )
    with acting(cast.manager) as actor, pytest.raises(RoomClosedError, match="D202 is closed"):
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["D202"], at=clock.now())


def test_nobody_lives_in_a_classroom_and_no_home_becomes_one(
    as_owner: AsOwner, acting: Acting, cast: Cast, world: World
) -> None:
    """A classroom takes nobody; a room where somebody lives stays one."""
    with as_owner():
        Room.objects.filter(id=world.rooms["C203"]).update(use=RoomUse.CLASSROOM)
    with acting(cast.manager) as actor, pytest.raises(RoomClosedError, match="not a room to live in"):
        move_client(actor=actor, client_id=cast.amir.client_id, room_id=world.rooms["C203"], at=clock.now())
    with acting(cast.governor) as actor, pytest.raises(IntegrityError, match="somebody lives"):
        save_room(
            actor=actor,
            unit_id=world.units["hall-C"],
            room_id=world.rooms["C201"],
            draft=RoomDraft(code="C201", use=RoomUse.CLASSROOM),
            at=clock.now(),
        )


def test_the_board_shows_whom_one_reaches_and_counts_everybody(
    acting: Acting, cast: Cast, world: World
) -> None:
    """An officer sees no names on another unit, but its free places; elsewhere nothing."""
    hall = world.establishments["hall"]
    with acting(cast.officer):
        here = list_board(unit_id=world.units["hall-C"], now=clock.now())
        assert [(h.room_id, h.given_name, h.language) for h in here] == [
            (world.rooms["C201"], "Amir", "ar"),
            (world.rooms["C202"], "Jonas", "sv"),
        ]
        assert list_board(unit_id=world.units["hall-D"], now=clock.now()) == []
        counts = count_rooms(establishment_id=hall)
        assert counts[world.rooms["D201"]].held == 1
    for who in (cast.officer_elsewhere, cast.amir):
        with (
            acting(who),
            pytest.raises(ProgrammingError, match="another establishment"),
            transaction.atomic(),
        ):
            count_rooms(establishment_id=hall)
