"""Reads of who is kept apart from whom, of what stands against a room, and of cell-sharing risk."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from redthread.custody.enums import ApartLevel, ApartReason, PairRole
from redthread.custody.models import CellSharing, KeepApart
from redthread.people.public import Client, clients_by_id

APART, SHARING = "apart", "sharing"


@dataclass(frozen=True, slots=True)
class Apart:
    """A pair, seen from one of the two. ``other`` is empty where the other one is out of reach."""

    id: int
    other_id: int
    other: str
    other_number: str
    role: PairRole
    other_role: PairRole
    reason: ApartReason
    level: ApartLevel
    comment: str
    opened_at: datetime
    opened_by: int
    closed_at: datetime | None
    closed_by: int | None
    closed_reason: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Something that stands against giving somebody a room.

    Attributes:
        kind: ``apart`` (a pair) or ``sharing`` (a high cell-sharing risk).
        name: of the other one; empty where it may not be read.
    """

    kind: str
    pair_id: int | None
    other_id: int
    level: str
    name: str


def list_apart(*, client_id: int) -> list[Apart]:
    """Return from whom a client is or was kept apart, open pairs first, newest first."""
    rows = list(
        KeepApart.objects.filter(Q(client_id=client_id) | Q(other_id=client_id)).order_by("-opened_at", "-id")
    )
    rows.sort(key=lambda row: row.closed_at is not None)
    people = clients_by_id(ids=[_other(row, client_id) for row in rows]) if rows else {}
    return [_seen_from(client_id, row, people) for row in rows]


def list_conflicts(*, client_id: int, room_id: int, journey_from: int | None = None) -> list[Conflict]:
    """Return what stands against giving a client a room; ``journey_from`` is where a journey begins.

    Whoever lives too near is found wherever the reach of the actor ends. Open pairs of the client are locked
    until the transaction ends.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from custody_conflicts(%s, %s, %s)", [client_id, room_id, journey_from])
        return [Conflict(*row) for row in cursor.fetchall()]


def find_cell_sharing(*, client_id: int) -> CellSharing | None:
    """Return the newest assessment of a client, or None; it counts until there is a newer one."""
    return CellSharing.objects.filter(client_id=client_id).order_by("-assessed_at", "id").first()


def list_cell_sharing(*, client_id: int) -> list[CellSharing]:
    """Return every assessment of a client, newest first."""
    return list(CellSharing.objects.filter(client_id=client_id).order_by("-assessed_at", "id"))


def _other(row: KeepApart, client_id: int) -> int:
    return row.other_id if row.client_id == client_id else row.client_id


def _seen_from(client_id: int, row: KeepApart, people: dict[int, Client]) -> Apart:
    is_first = row.client_id == client_id
    other = people.get(_other(row, client_id))
    own, others = (row.client_role, row.other_role) if is_first else (row.other_role, row.client_role)
    return Apart(
        id=row.id,
        other_id=_other(row, client_id),
        other=str(other) if other else "",
        other_number=other.number if other else "",
        role=PairRole(own),
        other_role=PairRole(others),
        reason=ApartReason(row.reason),
        level=ApartLevel(row.level),
        comment=row.comment,
        opened_at=row.opened_at,
        opened_by=row.opened_by,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
        closed_reason=row.closed_reason,
    )
