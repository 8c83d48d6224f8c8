"""Reads for the board: who is in each room of a unit, and how full every unit of an establishment is."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody in a room of a unit, as far as the actor may see it.

    Attributes:
        status: the legal status now (:class:`~redthread.custody.enums.Legal`); empty: not to be read.
        out: why they are out (:class:`~redthread.custody.enums.AbsenceReason`); empty: in, or unknown.
        back_at: when they should be back.
    """

    client_id: int
    room_id: int
    number: str
    given_name: str
    family_name: str
    language: str
    status: str
    out: str
    back_at: datetime | None


@dataclass(frozen=True, slots=True)
class RoomCount:
    """How many people are held in a room, and how many of them are out now."""

    held: int = 0
    away: int = 0


_HELD = """
select s.client_id, s.room_id, c.number, c.given_name, c.family_name, c.language, coalesce(l.status, ''),
  coalesce(a.reason, ''), a.expected_back_at
from custody_stay s join people_client c on c.id = s.client_id
  left join custody_absence a on a.client_id = s.client_id and upper(a.period) is null
  left join custody_legalstatus l
    on l.client_id = s.client_id and l.withdrawn_at is null and not l.is_set_aside and l.period @> %(now)s
where s.unit_id = %(unit)s and upper(s.period) is null
order by s.room_id, c.family_name, c.given_name, c.id
"""


def list_board(*, unit_id: int, now: datetime) -> list[Held]:
    """Return who is held in a unit now, in one statement; who is out of reach is left out."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"unit": unit_id, "now": now})
        return [Held(*row) for row in cursor.fetchall()]


def free_rooms(*, establishment_id: int) -> dict[int, int]:
    """Return by room how many more people could live there now; rooms that take nobody are left out.

    Of any establishment, for whoever places or receives people.
    """
    with connection.cursor() as cursor:
        cursor.execute("select room_id, free from custody_free_rooms(%s)", [establishment_id])
        return dict(cursor.fetchall())


def count_rooms(*, establishment_id: int) -> dict[int, RoomCount]:
    """Return how many are held and out by room, whoever they are; empty rooms are left out."""
    with connection.cursor() as cursor:
        cursor.execute("select room_id, held, away from custody_room_counts(%s)", [establishment_id])
        return {room: RoomCount(held, away) for room, held, away in cursor.fetchall()}
