"""Whom a partner may see: the people of their caseload, with what is open to them."""

from dataclasses import dataclass

from django.db import connection

from redthread.foundation.classes import InformationClass
from redthread.foundation.phases import Phase


@dataclass(frozen=True, slots=True)
class PersonLine:
    """Somebody whom the reader may see. ``phase`` only where it is granted."""

    client_id: int
    name: str
    number: str
    classes: InformationClass
    phase: Phase | None


def list_people(*, search: str = "", limit: int = 50, offset: int = 0) -> list[PersonLine]:
    """Return the people whom a partner may see, by family name; ``search`` in name and number.

    Whoever is out of reach is in no answer and in no count. Call as a partner.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.id, c.given_name || ' ' || c.family_name, c.number, k.read_mask, "
            "case when k.read_mask & %s <> 0 then sharing_phase_of(c.id) end "
            "from access.caseload k join people_client c on c.id = k.client_id "
            "where k.actor_id = access.actor_id() and k.valid_until > now() "
            "and (%s = '' or c.given_name || ' ' || c.family_name || ' ' || c.number ilike %s) "
            "order by c.family_name, c.given_name, c.id limit %s offset %s",
            [int(InformationClass.PHASE), search, f"%{_literal(search)}%", limit, offset],
        )
        return [
            PersonLine(row[0], row[1], row[2], InformationClass(row[3]), Phase(row[4]) if row[4] else None)
            for row in cursor.fetchall()
        ]


def _literal(search: str) -> str:
    """Return what was typed with the signs of a pattern taken literally."""
    return search.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
