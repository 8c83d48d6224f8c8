"""Booking, clashes, ways out, moving and cancelling."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from redthread.custody import public as custody
from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.timetable import public as timetable
from redthread.timetable.public import (
    BookingClashError,
    BookingRefusedError,
    BookingStatus,
    KeptApartHereError,
    RoomTakenError,
)
from tests.timetable.arrange import MONDAY, Plan, at

REASON = "The court called today, agreed with the work leader"


def kinds_in_thread(plan: Plan, member) -> list[str]:
    with plan.acting(member):
        return [e.kind for e in thread.list_entries(client_id=member.client_id, kinds=["timetable."])]


def test_a_booking_takes_client_staff_room_and_device(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(
        cast.manager,
        clients=(cast.amir,),
        staff=(cast.officer,),
        room="V1",
        equipment=(plan.equipment["VL1"],),
    )
    with plan.acting(cast.manager):
        busy = timetable.list_busy(
            starts_at=at(0),
            ends_at=at(24),
            clients=[cast.amir.client_id],
            staff=[plan.staff_id(cast.officer)],
            rooms=[plan.rooms["V1"]],
            equipment=[plan.equipment["VL1"]],
        )
    assert {b.party.value for b in busy} == {"client", "staff", "room", "equipment"}
    assert {(b.booking_id, b.starts_at, b.ends_at, b.kind) for b in busy} == {
        (made.id, at(9), at(10), "visit")
    }
    assert kinds_in_thread(plan, cast.amir) == ["timetable.booking_made"]


def test_sending_the_form_twice_is_one_booking(plan: Plan) -> None:
    cast = plan.world.cast
    new = plan.new(clients=(cast.amir,), room="V1")
    with plan.acting(cast.manager) as actor:
        assert plan.make(actor, new).id == plan.make(actor, new).id
    assert kinds_in_thread(plan, cast.amir) == ["timetable.booking_made"]


@pytest.mark.parametrize("what", ["room", "device"])
def test_a_room_or_device_is_never_taken_twice_whoever_decides(plan: Plan, what: str) -> None:
    cast = plan.world.cast
    more = {"room": "V1"} if what == "room" else {"equipment": (plan.equipment["VL1"],)}
    plan.book(cast.manager, clients=(cast.amir,), **more)
    with pytest.raises(RoomTakenError) as refused:
        plan.book(cast.manager, clients=(cast.jonas,), start=at(9.5), reason=REASON, **more)
    if what == "room":
        assert refused.value.ways_out is not None
        assert [r.code for r in refused.value.ways_out.rooms] == ["V2"]
    plan.book(cast.manager, clients=(cast.jonas,), start=at(10), **more)


def test_a_group_is_one_booking_in_one_room(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.manager, "education", clients=(cast.amir, cast.jonas, cast.leila), room="K1")
    with plan.acting(cast.manager):
        assert len(timetable.get_detail(booking_id=made.id).clients) == 3
    assert kinds_in_thread(plan, cast.leila) == ["timetable.booking_made"]


def test_a_clash_of_a_person_is_shown_with_ways_out(plan: Plan) -> None:
    """Work from nine to twelve UTC; a visit at nine runs into it and is offered from noon on."""
    cast = plan.world.cast
    work = plan.book(cast.manager, "work", clients=(cast.amir,), room="W1", minutes=180)
    with pytest.raises(BookingClashError) as refused:
        plan.book(cast.manager, clients=(cast.amir,), staff=(cast.officer,), room="V1")
    (clash,) = refused.value.clashes
    assert (clash.busy.booking_id, clash.yields) == (work.id, True)
    slots = refused.value.ways_out.slots
    assert len(slots) == 10
    assert slots[0] == (at(8), at(9)), "an hour is free before work"
    assert slots[1] == (at(12), at(13))
    assert all(end <= at(9) or start >= at(12) for start, end in slots)


def test_a_named_decision_books_over_a_clash_and_the_weaker_one_gives_way(plan: Plan) -> None:
    cast = plan.world.cast
    work = plan.book(cast.manager, "work", clients=(cast.amir,), room="W1", minutes=180)
    court = plan.book(cast.governor, "court", clients=(cast.amir,), place="Tingsrätten", reason=REASON)
    assert (court.decided_by, court.decision_reason) == (cast.governor.actor_id, REASON)
    with plan.acting(cast.manager):
        entries = timetable.list_entries(starts_at=at(0), ends_at=at(24), clients=[cast.amir.client_id])
        own = timetable.list_own_clashes(actor_id=cast.manager.actor_id, now=MONDAY)
    assert {(e.booking_id, e.gives_way, e.overlapped) for e in entries} == {
        (work.id, True, False),
        (court.id, False, True),
    }
    assert [d.booking.id for d in own] == [work.id], "its owner sees it"
    assert kinds_in_thread(plan, cast.amir)[0] == "timetable.booking_clashed"


def test_the_weaker_one_is_free_again_when_the_stronger_ends(plan: Plan) -> None:
    cast = plan.world.cast
    plan.book(cast.manager, "work", clients=(cast.amir,), room="W1", minutes=180)
    court = plan.book(cast.governor, "court", clients=(cast.amir,), reason=REASON)
    with plan.acting(cast.governor) as actor:
        timetable.cancel_booking(actor=actor, booking_id=court.id, reason="Hearing called off", at=MONDAY)
    with plan.acting(cast.manager):
        assert timetable.list_own_clashes(actor_id=cast.manager.actor_id, now=MONDAY) == []


def test_a_decision_needs_the_permission_and_a_reason(plan: Plan) -> None:
    cast = plan.world.cast
    plan.book(cast.manager, "work", clients=(cast.amir,), minutes=180)
    with pytest.raises(PermissionDeniedError):
        plan.book(cast.officer, clients=(cast.amir,), reason=REASON)
    with pytest.raises(BookingClashError):
        plan.book(cast.manager, clients=(cast.amir,), reason="because")


def test_a_staff_member_clashes_too(plan: Plan) -> None:
    cast = plan.world.cast
    plan.book(cast.manager, clients=(cast.amir,), staff=(cast.officer,), room="V1")
    with pytest.raises(BookingClashError) as refused:
        plan.book(cast.manager, clients=(cast.jonas,), staff=(cast.officer,), room="V2")
    assert refused.value.clashes[0].busy.party.value == "staff"


def test_moving_a_booking_moves_all_that_it_takes(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.manager, clients=(cast.amir,), staff=(cast.officer,), room="V1")
    with plan.acting(cast.officer) as actor:
        timetable.move_booking(
            actor=actor,
            booking_id=made.id,
            starts_at=at(13),
            ends_at=at(14),
            room_id=plan.rooms["V2"],
            at=MONDAY,
        )
        busy = timetable.list_busy(
            starts_at=at(0),
            ends_at=at(24),
            clients=[cast.amir.client_id],
            staff=[plan.staff_id(cast.officer)],
            rooms=[plan.rooms["V1"], plan.rooms["V2"]],
        )
    assert {(b.party.value, b.starts_at) for b in busy} == {
        ("client", at(13)),
        ("staff", at(13)),
        ("room", at(13)),
    }
    assert kinds_in_thread(plan, cast.amir)[0] == "timetable.booking_moved"


def test_moving_onto_itself_is_no_clash(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.manager, clients=(cast.amir,), room="V1")
    with plan.acting(cast.manager) as actor:
        moved = timetable.move_booking(
            actor=actor, booking_id=made.id, starts_at=at(9.5), ends_at=at(10.5), at=MONDAY
        )
    assert moved.period.lower == at(9.5)


def test_a_cancelled_booking_frees_everything_and_says_why(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.manager, clients=(cast.amir,), room="V1")
    with plan.acting(cast.manager) as actor:
        with pytest.raises(BookingRefusedError):
            timetable.cancel_booking(actor=actor, booking_id=made.id, reason="no", at=MONDAY)
        timetable.cancel_booking(actor=actor, booking_id=made.id, reason="The visitor is ill", at=MONDAY)
        with pytest.raises(BookingRefusedError):
            timetable.cancel_booking(actor=actor, booking_id=made.id, reason="The visitor is ill", at=MONDAY)
    plan.book(cast.manager, clients=(cast.amir, cast.jonas), room="V1")
    with plan.acting(cast.amir):
        (change,) = timetable.list_changes(client_id=cast.amir.client_id, starts_at=at(0), ends_at=at(24))
    assert (change.booking.end_reason, change.code) == ("The visitor is ill", "staff")


def test_a_booking_that_makes_no_sense_is_refused(plan: Plan) -> None:
    cast = plan.world.cast
    with plan.acting(cast.manager) as actor:
        for new in (
            plan.new(clients=(cast.amir,), minutes=0),
            plan.new(clients=(cast.amir,), minutes=25 * 60),
            plan.new(clients=(cast.amir,), start=MONDAY - timedelta(days=1)),
            plan.new("picnic", clients=(cast.amir,)),
            plan.new(),
        ):
            with pytest.raises(BookingRefusedError):
                plan.make(actor, new)


def test_it_is_noted_that_a_booking_took_place_once_it_began(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.manager, clients=(cast.amir,))
    with plan.acting(cast.manager) as actor:
        with pytest.raises(BookingRefusedError):
            timetable.note_took_place(actor=actor, booking_id=made.id, at=MONDAY)
        timetable.note_took_place(actor=actor, booking_id=made.id, at=at(11))
    with plan.acting(cast.manager):
        assert timetable.Booking.objects.get(id=made.id).status == BookingStatus.DONE


def test_two_who_are_kept_apart_are_not_in_one_group_but_by_a_decision(plan: Plan) -> None:
    """Whoever books learns that it is so, and not of whom."""
    cast = plan.world.cast
    with plan.as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "insert into custody_keepapart (client_id, other_id, client_role, other_role, reason, level, "
            "comment, opened_at, opened_by, closed_reason) "
            "values (%s, %s, 'victim', 'perpetrator', 'threat', 'unit', '', %s, %s, '')",
            [cast.amir.client_id, cast.jonas.client_id, MONDAY, cast.governor.actor_id],
        )
    group = (cast.amir, cast.jonas, cast.leila)
    with pytest.raises(KeptApartHereError) as refused:
        plan.book(cast.manager, "education", clients=group, room="K1")
    assert not any(name in str(refused.value) for name in ("Amir", "Jonas", "Rahmani"))
    made = plan.book(cast.manager, "education", clients=group, room="K1", reason=REASON)
    assert (made.decided_by, made.decision_reason) == (cast.manager.actor_id, REASON)


def test_what_a_restriction_closes_is_not_booked_until_it_ends(plan: Plan) -> None:
    """A visit is refused with a sentence, counsel is not, and afterwards visits are booked again."""
    cast = plan.world.cast
    with plan.acting(cast.governor) as actor:
        custody.impose_restrictions(
            actor=actor,
            client_id=cast.amir.client_id,
            decision=custody.Decision(
                id=uuid4(),
                channels=[custody.Channel.VISITS],
                number="Å 1-26",
                decided_by="Åklagarmyndigheten",
                begins_at=MONDAY,
                ends_at=at(0, day=3),
            ),
            at=MONDAY,
        )
    with pytest.raises(BookingRefusedError, match="restriction"):
        plan.book(cast.manager, clients=(cast.amir,), room="V1")
    plan.book(cast.manager, "counsel", clients=(cast.amir,), room="V1")
    later = plan.book(cast.manager, clients=(cast.amir,), room="V1", start=at(9, day=4))
    with plan.acting(cast.manager) as actor, pytest.raises(BookingRefusedError, match="restriction"):
        timetable.move_booking(
            actor=actor,
            booking_id=later.id,
            starts_at=at(13, day=1),
            ends_at=at(14, day=1),
            at=MONDAY,
        )
