"""Somebody escapes: it is a time away with its own words, that nobody waits for the end of."""

from datetime import timedelta

import pytest

from redthread.custody import public as custody
from redthread.foundation import thread
from redthread.foundation.course import tell_staff
from redthread.foundation.sentences import client_words
from redthread.timetable import public as timetable
from tests.timetable.arrange import MONDAY, Plan, arrange_rooms, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(acting, world, as_owner) -> Plan:
    found = Plan(acting, world, as_owner)
    with as_owner():
        arrange_rooms(found)
    return found


def escape(plan: Plan) -> custody.Absence:
    with plan.acting(plan.world.cast.manager) as actor:
        return custody.let_out(
            actor=actor,
            client_id=plan.world.cast.amir.client_id,
            reason=custody.AbsenceReason.ESCAPED,
            place="Staketet mot skogen",
            expected_back_at=at(12),
            at=MONDAY,
        )


def test_who_escaped_is_expected_at_no_time_and_nothing_waits(plan: Plan) -> None:
    cast = plan.world.cast
    made = [plan.book(cast.manager, clients=(cast.amir,), room="V1", start=at(9, day=day)) for day in (1, 30)]
    kept = plan.book(cast.manager, "court", clients=(cast.amir,), start=at(9, day=8))
    with plan.acting(cast.manager) as actor:
        told = custody.preview_out(
            actor=actor,
            client_id=cast.amir.client_id,
            establishment_id=plan.hall,
            reason=custody.AbsenceReason.ESCAPED,
            expected_back_at=None,
            at=MONDAY,
        )
    assert all(tell_staff(effect) for effect in told)
    assert escape(plan).expected_back_at is None
    with plan.acting(cast.manager):
        left = {timetable.get_detail(booking_id=b.id).booking.status for b in made}
        assert left == {timetable.BookingStatus.CANCELLED}
        assert timetable.get_detail(booking_id=kept.id).booking.status == timetable.BookingStatus.PLANNED


def test_the_thread_says_it_and_no_receipt_does(plan: Plan) -> None:
    amir = plan.world.cast.amir
    escape(plan)
    with plan.acting(amir):
        kinds = [e.kind for e in thread.list_entries(client_id=amir.client_id, kinds=["custody."])]
        assert "custody.escaped" in kinds
        assert custody.list_receipts(client_id=amir.client_id, limit=5) == []
    assert client_words("custody.escaped", {})


def test_who_is_brought_back_is_here_again(plan: Plan) -> None:
    cast = plan.world.cast
    escape(plan)
    with plan.acting(cast.manager) as actor:
        custody.take_back(actor=actor, client_id=cast.amir.client_id, at=MONDAY + timedelta(days=2))
        assert custody.list_absences_now(establishment_id=plan.hall) == []
        assert custody.find_place(client_id=cast.amir.client_id) is not None
