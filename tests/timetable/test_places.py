"""A room holds its group, and a timetable is booked where one works."""

from datetime import timedelta

import pytest
from django.db import connection

from redthread.timetable import public as timetable
from redthread.timetable.public import BookingRefusedError, NewSeries, Parties, RoomTakenError, weekly
from tests.factories.world import Member, grant, refresh
from tests.timetable.arrange import MONDAY, Plan, at


@pytest.fixture
def small(plan: Plan) -> Plan:
    """The first visiting room holds two people."""
    with plan.as_owner(), connection.cursor() as cursor:
        cursor.execute("update estate_room set capacity = 2 where id = %s", [plan.rooms["V1"]])
    return plan


def group(plan: Plan) -> tuple[Member, ...]:
    cast = plan.world.cast
    return cast.amir, cast.jonas, cast.leila


def test_a_group_that_is_too_large_for_a_room_is_told_so(small: Plan) -> None:
    cast = small.world.cast
    with pytest.raises(BookingRefusedError, match="V1 holds 2 people, and the group has 3"):
        small.book(cast.manager, clients=group(small), room="V1")
    small.book(cast.manager, clients=group(small)[:2], staff=(cast.officer,), room="V1")


def test_moving_a_group_asks_the_new_room(small: Plan) -> None:
    cast = small.world.cast
    made = small.book(cast.manager, "visit", clients=group(small), room="V2")
    with small.acting(cast.manager) as actor, pytest.raises(BookingRefusedError, match="larger room"):
        timetable.move_booking(
            actor=actor,
            booking_id=made.id,
            starts_at=at(12),
            ends_at=at(13),
            room_id=small.rooms["V1"],
            at=MONDAY,
        )


def test_a_series_asks_the_room_too(small: Plan) -> None:
    cast = small.world.cast
    new = NewSeries(
        kind="visit",
        establishment_id=small.hall,
        starts=at(9, day=1).replace(tzinfo=None),
        minutes=60,
        rule=weekly(days=["TU"], until=(MONDAY + timedelta(days=20)).date(), zone=MONDAY.tzinfo),  # type: ignore[arg-type]
        parties=Parties(clients=tuple(c.client_id for c in group(small)), room=small.rooms["V1"]),
    )
    with small.acting(cast.manager) as actor, pytest.raises(BookingRefusedError, match="larger room"):
        timetable.make_series(actor=actor, new=new, at=MONDAY)


def test_only_rooms_that_hold_the_group_are_a_way_out(small: Plan) -> None:
    cast = small.world.cast
    small.book(cast.manager, clients=(cast.amir,), room="V2")
    with pytest.raises(RoomTakenError) as refused:
        small.book(cast.manager, clients=group(small), room="V2")
    assert refused.value.ways_out is not None
    assert "V1" not in {r.code for r in refused.value.ways_out.rooms}


def test_a_role_for_the_whole_service_books_at_home_and_is_told_elsewhere(plan: Plan) -> None:
    """Who works at Hall and reads everywhere books no room at Kumla, and reads why."""
    cast = plan.world.cast
    with plan.as_owner():
        grant(cast.governor.actor_id, "governor", "service", None)
        refresh(cast.governor.actor_id)
    with pytest.raises(BookingRefusedError, match="another establishment"):
        plan.book(cast.governor, clients=(cast.marek,), place_id=plan.kumla)
    plan.book(cast.governor, clients=(cast.amir,), room="V1")
