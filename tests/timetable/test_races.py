"""Many hands at once: a room is taken once, and nobody is booked twice unseen."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from redthread.timetable import public as timetable
from redthread.timetable.public import BookingClashError, RoomTakenError
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.timetable.arrange import MONDAY, Plan, arrange_rooms

HANDS = 24


@pytest.fixture
def plan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Plan]:
    """The world and its rooms, committed: threads have transactions of their own."""
    with django_db_blocker.unblock(), committed_world("timetable", lambda _world: None) as world:
        made = Plan(acting_committed, world, as_owner_committed)
        with as_owner_committed():
            arrange_rooms(made)
        yield made


def at_once(work: Callable[[int], str]) -> Counter[str]:
    outcomes: list[str] = []
    start = threading.Barrier(HANDS)

    def run(n: int) -> None:
        try:
            start.wait()
            outcomes.append(work(n))
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(HANDS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(outcomes)


def book(plan: Plan, **more) -> str:
    try:
        with acting_committed(plan.world.cast.manager) as actor:
            timetable.make_booking(actor=actor, new=plan.new(**more), at=MONDAY)
    except RoomTakenError:
        return "taken"
    except BookingClashError:
        return "clash"
    return "booked"


def test_a_room_is_taken_once_however_many_ask_at_the_same_moment(plan: Plan) -> None:
    """Nobody is named in these bookings, so nothing but the constraint stands between them."""
    assert at_once(lambda _n: book(plan, kind="meeting", room="M1")) == {"booked": 1, "taken": HANDS - 1}
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute("select count(*) from timetable_booking where room_id = %s", [plan.rooms["M1"]])
        assert cursor.fetchone() == (1,)


def test_a_device_is_taken_once(plan: Plan) -> None:
    clients = [plan.world.cast.amir, plan.world.cast.jonas, plan.world.cast.leila]
    outcome = at_once(lambda n: book(plan, clients=(clients[n % 3],), equipment=(plan.equipment["VL1"],)))
    assert outcome == {"booked": 1, "taken": HANDS - 1}


def test_a_person_booked_by_many_at_once_is_booked_once_and_the_others_see_the_clash(plan: Plan) -> None:
    amir = plan.world.cast.amir
    assert at_once(lambda _n: book(plan, clients=(amir,))) == {"booked": 1, "clash": HANDS - 1}
