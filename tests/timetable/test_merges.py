"""Two records of one person: bookings change owner, even out of the same group, and go back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from redthread.people import public as people
from redthread.timetable import public as timetable
from redthread.timetable.public import BookingClient
from tests.factories.world import Member, client
from tests.timetable.arrange import MONDAY, Plan, at

WIDE: dict[str, Any] = {"starts_at": at(0), "ends_at": at(0, day=60)}
GROUNDS = "Fingerprints of 12 November."


@pytest.fixture
def twin(plan: Plan) -> Member:
    """Amir under another number, held until this morning."""
    with plan.as_owner():
        found = client("Ameer", "Rahmany", "ar", plan.world, "C203")
        with connection.cursor() as cursor:
            cursor.execute("select access.refresh_all()")
    return found


def leave(plan: Plan, twin: Member) -> None:
    """Let the other record's stay lie long ago: nobody is in two rooms."""
    with plan.as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update custody_stay set period = '[2024-01-10, 2024-06-01)' where client_id = %s",
            [twin.client_id],
        )
        cursor.execute("delete from access.client_place where client_id = %s", [twin.client_id])
        cursor.execute("select access.refresh_all()")


def kinds_of(plan: Plan, who: Member) -> list[str]:
    with plan.as_owner():
        rows = BookingClient.objects.filter(client_id=who.client_id, left_at=None).order_by("period")
        return list(rows.values_list("booking__kind", flat=True))


def test_bookings_of_both_records_are_one_persons_and_go_back(plan: Plan, twin: Member) -> None:
    """Both were in the same class, which a person is in once."""
    cast = plan.world.cast
    plan.book(cast.manager, "education", clients=(cast.amir, twin, cast.jonas), room="K1")
    plan.book(cast.manager, "visit", clients=(twin,), room="V1", start=at(9, day=2))
    leave(plan, twin)
    with plan.acting(cast.governor) as actor:
        merge = people.merge_clients(
            actor=actor,
            survivor_id=cast.amir.client_id,
            merged_id=twin.client_id,
            grounds=GROUNDS,
            at=MONDAY + timedelta(hours=1),
        )
    assert kinds_of(plan, cast.amir) == ["education", "visit"]
    assert kinds_of(plan, twin) == []
    with plan.acting(cast.amir):
        assert timetable.list_changes(client_id=cast.amir.client_id, **WIDE) == [], "nothing was cancelled"
    with plan.acting(cast.governor) as actor:
        people.undo_merge(actor=actor, merge_id=merge.id, because=GROUNDS, at=MONDAY + timedelta(hours=2))
    assert kinds_of(plan, cast.amir) == ["education"]
    assert kinds_of(plan, twin) == ["education", "visit"]
