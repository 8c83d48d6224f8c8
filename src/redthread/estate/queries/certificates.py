"""Reads of what rooms are certified for, and of who asked and who decided."""

from dataclasses import dataclass

from django.db import connection

from redthread.estate.enums import CertificateState
from redthread.estate.models import CapacityCertificate, Room
from redthread.estate.rules.space import Assessment, RoomFacts, assess


@dataclass(frozen=True, slots=True)
class CertificateLine:
    """A certificate with the names of who asked and who decided, and what the standard says to it."""

    certificate: CapacityCertificate
    asked_by: str
    decided_by: str
    assessment: Assessment


def facts_of(room: Room) -> RoomFacts:
    """Return what was measured of a room."""
    return RoomFacts(room.area, room.partition, room.wall_distance, room.height)


def list_certificates(
    *, establishment_id: int, room_id: int | None = None, waiting: bool = False, limit: int = 100
) -> list[CertificateLine]:
    """Return the certificates of an establishment or one room, newest first; on request those that wait."""
    found = CapacityCertificate.objects.filter(room__unit__establishment_id=establishment_id)
    if room_id is not None:
        found = found.filter(room_id=room_id)
    if waiting:
        found = found.filter(state=CertificateState.REQUESTED)
    rows = list(found.select_related("room__unit").order_by("-asked_at", "-id")[:limit])
    names = _names({c.asked_by for c in rows} | {c.decided_by for c in rows if c.decided_by is not None})
    return [
        CertificateLine(
            c,
            names.get(c.asked_by, ""),
            names.get(c.decided_by or 0, ""),
            assess(facts_of(c.room), c.capacity),
        )
        for c in rows
    ]


def _names(actor_ids: set[int]) -> dict[int, str]:
    with connection.cursor() as cursor:
        cursor.execute("select id, name from access.actor_names(%s)", [sorted(actor_ids)])
        return dict(cursor.fetchall())
