"""When people, rooms and devices are taken: one statement, intervals without words."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from redthread.timetable.rules.clashes import Busy, Party

_BUSY = "select * from timetable.busy(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s, %s, %s)"


def list_busy(
    *,
    starts_at: datetime,
    ends_at: datetime,
    clients: Collection[int] = (),
    staff: Collection[int] = (),
    rooms: Collection[int] = (),
    equipment: Collection[int] = (),
    without: UUID | None = None,
) -> list[Busy]:
    """Return when parties are taken between two instants, by start.

    Bookings that the actor may not read are there too, without their kind: somebody is busy, and that is all.

    Args:
        without: a booking that is left out, such as the one that is to be moved.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _BUSY, [list(clients), list(staff), list(rooms), list(equipment), starts_at, ends_at, without]
        )
        return [
            Busy(Party(party), party_id, starts, ends, booking_id, kind, rank, made_at)
            for party, party_id, starts, ends, booking_id, kind, rank, made_at in cursor.fetchall()
        ]


def are_apart(client_ids: Collection[int]) -> bool:
    """Say whether two of these clients are to be kept apart; which two stays unsaid."""
    if len(client_ids) < 2:  # noqa: PLR2004 - it takes two
        return False
    with connection.cursor() as cursor:
        cursor.execute("select timetable.are_apart(%s::bigint[])", [list(client_ids)])
        return bool(cursor.fetchone()[0])


def heads_of(booking_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many clients are in each booking, those out of reach too: a number, no names."""
    with connection.cursor() as cursor:
        cursor.execute("select * from timetable.heads_of(%s::uuid[])", [list(booking_ids)])
        return dict(cursor.fetchall())
