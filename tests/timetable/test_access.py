"""Who reads which booking: the rest see that somebody is busy, and nothing more."""

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction

from redthread.foundation.actor import PermissionDeniedError
from redthread.timetable import public as timetable
from redthread.timetable.public import Booking, BookingClient
from tests.timetable.arrange import MONDAY, Plan, at

DAY: dict[str, Any] = {"starts_at": at(0), "ends_at": at(24)}


def test_who_may_not_read_health_sees_only_busy(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(
        cast.nurse, "health", clients=(cast.amir,), staff=(cast.nurse,), room="H1", titles={"en": "HIV"}
    )
    with plan.acting(cast.nurse):
        (entry,) = timetable.list_entries(**DAY, clients=[cast.amir.client_id])
        assert (entry.title, entry.room, entry.staff) == ("HIV", "H1", ("Sara Ek",))
    for member in (cast.officer, cast.manager, cast.governor):
        with plan.acting(member):
            (entry,) = timetable.list_entries(**DAY, clients=[cast.amir.client_id])
            assert (entry.starts_at, entry.is_open) == (at(9), False)
            assert (entry.title, entry.kind, entry.room, entry.staff, entry.heads) == ("", "", "", (), 0)
            assert not Booking.objects.filter(id=made.id).exists()
            assert not BookingClient.objects.filter(booking_id=made.id).exists()
            (room,) = timetable.list_entries(**DAY, rooms=[plan.rooms["H1"]])
            assert not room.is_open


def test_the_own_door_shows_own_bookings_and_no_other_client(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(
        cast.manager, "education", clients=(cast.amir, cast.jonas), staff=(cast.officer,), room="K1"
    )
    with plan.acting(cast.amir):
        (entry,) = timetable.list_own_entries(client_id=cast.amir.client_id, **DAY)
        assert (entry.booking_id, entry.room, entry.staff) == (made.id, "K1", ("Karin Lund",))
        assert list(BookingClient.objects.values_list("client_id", flat=True)) == [cast.amir.client_id]
        assert timetable.list_own_entries(client_id=cast.jonas.client_id, **DAY) == []
    with plan.acting(cast.leila):
        assert not Booking.objects.exists()


def test_a_client_asks_for_nobody_elses_time(plan: Plan) -> None:
    cast = plan.world.cast
    with plan.acting(cast.amir), pytest.raises(ProgrammingError, match="own day"), transaction.atomic():
        timetable.list_busy(**DAY, clients=[cast.jonas.client_id])
    with plan.acting(cast.amir), pytest.raises(ProgrammingError), transaction.atomic():
        timetable.list_busy(**DAY, rooms=[plan.rooms["V1"]])


def test_staff_of_another_place_see_nothing_and_ask_for_nothing(plan: Plan) -> None:
    cast = plan.world.cast
    plan.book(cast.manager, clients=(cast.amir,), room="V1")
    with plan.acting(cast.officer_elsewhere):
        assert not Booking.objects.exists()
        with pytest.raises(ProgrammingError, match="out of reach"), transaction.atomic():
            timetable.list_busy(**DAY, clients=[cast.amir.client_id])


def test_nobody_books_for_whom_they_may_not_write(plan: Plan) -> None:
    """Health is the nurse's: an officer can neither book it nor smuggle it in under another class."""
    cast = plan.world.cast
    with pytest.raises(ProgrammingError), transaction.atomic():
        plan.book(cast.officer, "health", clients=(cast.amir,))
    with pytest.raises(ProgrammingError), transaction.atomic():
        plan.book(cast.officer_elsewhere, clients=(cast.amir,), place_id=plan.kumla)


def test_the_class_of_a_part_is_that_of_its_booking_whatever_is_written(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.nurse, "health", clients=(cast.amir,))
    with plan.acting(cast.nurse), connection.cursor() as cursor:
        cursor.execute(
            "update timetable_bookingclient set info_class = 16384, period = '[2026-01-01,2026-01-02)' "
            "where booking_id = %s",
            [made.id],
        )
    with plan.acting(cast.officer):
        assert not BookingClient.objects.exists()


def test_nobody_moves_or_cancels_what_they_may_only_read(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.manager, clients=(cast.leila,))
    with plan.acting(cast.officer) as actor, pytest.raises(Booking.DoesNotExist):
        timetable.cancel_booking(actor=actor, booking_id=made.id, reason="Not mine at all", at=MONDAY)
    with plan.acting(cast.kiosk_clerk) as actor, pytest.raises(PermissionDeniedError):
        timetable.cancel_booking(actor=actor, booking_id=made.id, reason="Not mine at all", at=MONDAY)


def test_a_meeting_of_staff_is_read_by_staff_of_the_place(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.manager, "meeting", staff=(cast.officer, cast.nurse), room="M1")
    with plan.acting(cast.governor):
        assert Booking.objects.filter(id=made.id).exists()
    for member in (cast.officer_elsewhere, cast.amir):
        with plan.acting(member):
            assert not Booking.objects.exists()


def test_nobody_draws_a_colleague_into_a_booking_they_may_not_change(plan: Plan) -> None:
    cast = plan.world.cast
    made = plan.book(cast.nurse, "health", clients=(cast.amir,), room="H1")
    with (
        plan.acting(cast.officer),
        connection.cursor() as cursor,
        pytest.raises(ProgrammingError),
        transaction.atomic(),
    ):
        cursor.execute(
            "insert into timetable_bookingstaff (booking_id, staff_id, period, is_active) "
            "values (%s, %s, '[2026-03-02,2026-03-03)', true)",
            [made.id, plan.staff_id(cast.officer)],
        )
