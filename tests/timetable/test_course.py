"""What a person event does to bookings: said before, done with it, told after; nothing is lost."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redthread.foundation import course, thread
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.course import Effect, PersonEvent
from redthread.timetable import public as timetable
from redthread.timetable.public import Booking, BookingClient, NewSeries, Parties
from redthread.timetable.reactions import REACTIONS
from tests.timetable.arrange import MONDAY, Plan, at

SOON = at(8)
"""When the events happen: before everything that is booked."""
WIDE = {"starts_at": at(0), "ends_at": at(0, day=60)}


def happens(plan: Plan, event: PersonEvent, *, when=SOON) -> list[Effect]:
    """Let the governor see and do what an event does; both must say the same."""
    with plan.acting(plan.world.cast.governor) as actor:
        shown = REACTIONS[type(event)].preview(event, actor=actor, at=when)
        done = REACTIONS[type(event)].apply(event, actor=actor, at=when)
    assert [(e.code, e.count) for e in shown] == [(e.code, e.count) for e in done]
    return done


def transfer(plan: Plan) -> course.ClientTransferred:
    world = plan.world
    return course.ClientTransferred(
        client_id=world.cast.amir.client_id,
        info_class=C.LOCATION,
        from_establishment_id=plan.hall,
        to_establishment_id=plan.kumla,
        to_unit_id=world.units["kumla-A"],
        to_room_id=world.rooms["A202"],
        place="Kumla",
    )


def said(effects: list[Effect]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for effect in effects:
        found[effect.code] += effect.count
    return dict(found)


def state(plan: Plan, booking: Booking) -> Booking:
    with plan.as_owner():
        return Booking.objects.get(id=booking.id)


@pytest.fixture
def week(plan: Plan) -> dict[str, Any]:
    """A court date, a visit, work in a group, a series of lessons, and the nurse."""
    cast = plan.world.cast
    made: dict[str, Any] = {
        "court": plan.book(
            cast.manager, "court", clients=(cast.amir,), start=at(9, day=1), place="Tingsrätten"
        ),
        "visit": plan.book(cast.manager, clients=(cast.amir,), room="V1", start=at(9, day=2)),
        "work": plan.book(
            cast.manager, "work", clients=(cast.amir, cast.jonas), room="W1", start=at(9, day=3)
        ),
        "health": plan.book(cast.nurse, "health", clients=(cast.amir,), room="H1", start=at(9, day=4)),
    }
    with plan.acting(cast.manager) as actor:
        made["lessons"] = timetable.make_series(
            actor=actor,
            new=NewSeries(
                kind="education",
                establishment_id=plan.hall,
                starts=at(14).replace(tzinfo=None),
                minutes=60,
                rule="FREQ=WEEKLY;COUNT=8",
                parties=Parties(clients=(cast.amir.client_id,), room=plan.rooms["K1"]),
            ),
            at=MONDAY,
        )
    return made


def test_a_transfer_says_what_follows_what_ends_and_what_is_offered_again(plan: Plan, week) -> None:
    """Kumla has rooms for visits and lessons, and none for work or health care."""
    effects = happens(plan, transfer(plan))
    assert said(effects) == {
        "timetable.follows": 1,
        "timetable.reoffered": 9,
        "timetable.ends": 1,
        "timetable.private": 1,
    }
    assert sorted(e.count for e in effects if e.code == "timetable.reoffered") == [1, 8]
    court = state(plan, week["court"])
    assert (court.establishment_id, court.status, court.place) == (plan.kumla, "planned", "Tingsrätten")
    assert {state(plan, b).status for b in week["lessons"]} == {"cancelled"}


def test_what_is_offered_waits_at_the_new_place_once_for_each_thing(plan: Plan, week) -> None:
    happens(plan, transfer(plan))
    with plan.as_owner():
        offered = {b.kind: b for b in Booking.objects.filter(status="offered")}
        assert Booking.objects.filter(status="offered").count() == 2
    assert {(b.kind, b.establishment_id, b.room_id) for b in offered.values()} == {
        ("visit", plan.kumla, None),
        ("education", plan.kumla, None),
    }
    assert offered["visit"].offered_from_id == week["visit"].id


def test_a_group_goes_on_without_who_left(plan: Plan, week) -> None:
    happens(plan, transfer(plan))
    assert state(plan, week["work"]).status == "planned"
    with plan.as_owner():
        left = dict(BookingClient.objects.filter(booking=week["work"]).values_list("client_id", "left_code"))
    assert left == {plan.world.cast.amir.client_id: "transfer", plan.world.cast.jonas.client_id: ""}


def test_whoever_decides_reads_no_word_of_health(plan: Plan, week) -> None:
    effects = happens(plan, transfer(plan))
    (private,) = [e for e in effects if e.code == "timetable.private"]
    assert set(private.params) == {"on"}
    with plan.acting(plan.world.cast.amir):
        entries = thread.list_entries(
            client_id=plan.world.cast.amir.client_id, kinds=["timetable.booking_cancelled"]
        )
    assert {e.info_class for e in entries} == {int(C.APPOINTMENTS), int(C.HEALTH)}
    with plan.acting(plan.world.cast.manager):
        entries = thread.list_entries(
            client_id=plan.world.cast.amir.client_id, kinds=["timetable.booking_cancelled"]
        )
    assert {e.info_class for e in entries} == {int(C.APPOINTMENTS)}


def test_the_client_sees_what_ended_and_what_comes_instead(plan: Plan, week) -> None:
    happens(plan, transfer(plan))
    with plan.acting(plan.world.cast.amir):
        changes = timetable.list_changes(client_id=plan.world.cast.amir.client_id, **WIDE)
        kept = timetable.list_own_entries(client_id=plan.world.cast.amir.client_id, **WIDE)
    assert {(c.booking.kind, c.code, c.instead is not None) for c in changes} == {
        ("visit", "transfer", True),
        ("education", "transfer", True),
        ("work", "transfer", False),
        ("health", "transfer", False),
    }
    assert [e.kind for e in kept] == ["court"]


def test_an_offer_becomes_a_booking_when_staff_there_set_a_time(plan: Plan, week) -> None:
    happens(plan, transfer(plan))
    cast = plan.world.cast
    with plan.as_owner():
        from tests.factories.world import grant, refresh

        offered = Booking.objects.get(status="offered", kind="visit")
        grant(cast.officer_elsewhere.actor_id, "unit_manager", "service", None)
        refresh(cast.officer_elsewhere.actor_id)
    with plan.acting(cast.officer_elsewhere) as actor:
        timetable.move_booking(
            actor=actor,
            booking_id=offered.id,
            starts_at=at(10, day=9),
            ends_at=at(11, day=9),
            room_id=plan.rooms["KV1"],
            at=SOON,
        )
    assert state(plan, offered).status == "planned"


def test_being_out_ends_what_is_missed_and_keeps_court_and_what_comes_after(plan: Plan, week) -> None:
    event = course.ClientTemporarilyOut(
        client_id=plan.world.cast.amir.client_id,
        info_class=C.LOCATION,
        establishment_id=plan.hall,
        absence_id=1,
        reason="court",
        expected_back_at=at(20, day=2),
    )
    assert said(happens(plan, event)) == {"timetable.ends": 2}, "the visit, and the first lesson"
    assert state(plan, week["visit"]).end_code == "away"
    assert {state(plan, week[k]).status for k in ("court", "work", "health")} == {"planned"}


def test_a_release_ends_all_but_the_court(plan: Plan, week) -> None:
    event = course.ClientReleased(
        client_id=plan.world.cast.amir.client_id, info_class=C.LOCATION, establishment_id=plan.hall
    )
    happens(plan, event)
    with plan.acting(plan.world.cast.amir):
        kept = timetable.list_own_entries(client_id=plan.world.cast.amir.client_id, **WIDE)
    assert [e.kind for e in kept] == ["court"]


def test_a_restricted_visit_ends_and_is_offered_for_afterwards(plan: Plan, week) -> None:
    until = at(0, day=20)
    event = course.RestrictionChanged(
        client_id=plan.world.cast.amir.client_id,
        info_class=C.RESTRICTIONS,
        channel="visits",
        is_closed=True,
        until=until,
    )
    assert said(happens(plan, event)) == {"timetable.reoffered": 1}
    assert state(plan, week["visit"]).end_code == "restriction"
    with plan.as_owner():
        offered = Booking.objects.get(status="offered")
    assert until <= offered.period.lower < until + timedelta(days=7)
    assert offered.period.lower.weekday() == week["visit"].period.lower.weekday()
    lifted = course.RestrictionChanged(
        client_id=plan.world.cast.amir.client_id, info_class=C.RESTRICTIONS, channel="visits", is_closed=False
    )
    assert happens(plan, lifted) == []


def test_a_death_ends_everything(plan: Plan, week) -> None:
    happens(plan, course.ClientDied(client_id=plan.world.cast.amir.client_id, info_class=C.LOCATION))
    with plan.as_owner():
        assert not BookingClient.objects.filter(
            client_id=plan.world.cast.amir.client_id, is_active=True
        ).exists()


def test_every_effect_has_words_for_staff_and_client(plan: Plan, week) -> None:
    for effect in happens(plan, transfer(plan)):
        assert "%(" not in course.tell_staff(effect)
        told = course.tell_client(effect)
        assert (told is None) == (effect.code == "timetable.private")


def test_what_no_event_touches_says_why() -> None:
    silent = [event for event, reaction in REACTIONS.items() if reaction.why]
    assert silent == [
        course.ClientMoved,
        course.ClientReturned,
        course.SupervisionStarted,
        course.SupervisionEnded,
        course.ContactApproved,
        course.ContactBarred,
        course.KeepApartChanged,
    ]


def test_a_preview_asks_the_database_as_often_for_two_hundred_bookings_as_for_one(plan: Plan) -> None:
    """Two hundred things that lie ahead must not cost two hundred questions."""
    cast = plan.world.cast
    with plan.acting(cast.manager) as actor:
        timetable.make_series(
            actor=actor,
            new=NewSeries(
                kind="education",
                establishment_id=plan.hall,
                starts=at(14).replace(tzinfo=None),
                minutes=60,
                rule="FREQ=DAILY;COUNT=200",
                parties=Parties(clients=(cast.amir.client_id,)),
            ),
            at=MONDAY,
        )
    with plan.acting(cast.governor) as actor, CaptureQueriesContext(connection) as asked:
        effects = REACTIONS[course.ClientTransferred].preview(transfer(plan), actor=actor, at=SOON)
    assert said(effects) == {"timetable.reoffered": 200}
    assert len(asked) <= 4
