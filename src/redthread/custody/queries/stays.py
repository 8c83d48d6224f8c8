"""Reads of where somebody is held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from redthread.custody.models import Stay, Supervision
from redthread.foundation.kept import Kept


@dataclass(frozen=True, slots=True)
class Place:
    """Where a client is now."""

    client_id: int
    establishment_id: int
    establishment: str
    timezone: str
    unit_id: int
    unit: str
    room_id: int
    room: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Match:
    """One hit of a search, in the reach of the person who searched."""

    client_id: int
    number: str
    given_name: str
    family_name: str
    born_on: date
    establishment: str | None
    unit: str | None
    room: str | None
    score: float


_HELD = Kept(
    lambda client_id: Stay.objects.filter(client_id=client_id, period__endswith=None).select_related(
        "establishment", "unit", "room"
    ),
    client_id=int,
)


def find_place(*, client_id: int) -> Place | None:
    """Return where a client is held now, or None."""
    found = _HELD(client_id=client_id)
    return _place(found[0]) if found else None


def find_supervision(*, client_id: int) -> Supervision | None:
    """Return the supervision that a client is under now, with its probation office, or None."""
    rows = Supervision.objects.select_related("establishment")
    return rows.filter(client_id=client_id, period__endswith=None).first()


def places_by_client(*, client_ids: list[int]) -> dict[int, Place]:
    """Return where clients are held now, by client, as far as the actor may see it."""
    stays = Stay.objects.filter(client_id__in=client_ids, period__endswith=None).select_related(
        "establishment", "unit", "room"
    )
    return {s.client_id: _place(s) for s in stays}


def _place(stay: Stay) -> Place:
    return Place(
        client_id=stay.client_id,
        establishment_id=stay.establishment_id,
        establishment=stay.establishment.name,
        timezone=stay.establishment.timezone,
        unit_id=stay.unit_id,
        unit=stay.unit.name,
        room_id=stay.room_id,
        room=stay.room.code,
        since=stay.period.lower,
    )


def rooms_by_client(*, client_ids: list[int]) -> dict[int, str]:
    """Return the code of each client's room now, for long lists; those out of reach are left out."""
    stays = Stay.objects.filter(client_id__in=client_ids, period__endswith=None)
    return dict(stays.values_list("client_id", "room__code"))


def list_stays(*, client_id: int) -> list[Stay]:
    """Return a client's stays, newest first."""
    return list(
        Stay.objects.filter(client_id=client_id)
        .select_related("establishment", "unit", "room")
        .order_by("-period")
    )


def list_held_in(*, unit_id: int) -> list[Stay]:
    """Return who is in a unit now, by room."""
    return list_held_in_units(unit_ids=[unit_id])


def list_held_in_units(*, unit_ids: Iterable[int]) -> list[Stay]:
    """Return who is in one of several units now, by room."""
    return list(
        Stay.objects.filter(unit_id__in=list(unit_ids), period__endswith=None)
        .select_related("client", "room")
        .order_by("room__code", "client_id")
    )


def search_clients(*, text: str, limit: int = 20) -> list[Match]:
    """Return clients in the actor's reach whose name, number or room is like ``text``, best first.

    Typing errors (trigrams), accents and blanks are forgiven; a whole number finds its bearer alone. Names
    are compared as they are written in Latin letters: nothing is transliterated. The search is logged by the
    database function.
    """
    with connection.cursor() as cursor:
        cursor.execute("select * from custody_search(%s, %s)", [text, limit])
        return [Match(*row) for row in cursor.fetchall()]
