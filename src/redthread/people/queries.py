"""Reads of clients' master data."""

import json
from dataclasses import dataclass
from datetime import date

from django.db import connection

from redthread.foundation.kept import Kept
from redthread.foundation.thread import ThreadEntry
from redthread.people.models import Client, Merge

_CLIENT = Kept(lambda client_id: Client.objects.filter(id=client_id), client_id=int)


def get_client(*, client_id: int) -> Client:
    """Return one client.

    Raises:
        Client.DoesNotExist: there is none, or none that the actor may see.
    """
    found = _CLIENT(client_id=client_id)
    if not found:
        raise Client.DoesNotExist
    return found[0]


def clients_by_id(*, ids: list[int]) -> dict[int, Client]:
    """Return those of ``ids`` that the actor may see, by id."""
    return Client.objects.in_bulk(ids)


def find_client_id(*, number: str) -> int | None:
    """Return whose number this is, in reach or not, or None; needs ``sharing.break_glass``, and is logged."""
    with connection.cursor() as cursor:
        cursor.execute("select people_id_by_number(%s)", [number])
        found = cursor.fetchone()[0]
    return int(found) if found is not None else None


@dataclass(frozen=True, slots=True)
class Compared:
    """Another record, as far as it is needed to say whether it is the same person."""

    id: int
    number: str
    given_name: str
    family_name: str
    born_on: date
    gender: str
    is_held: bool


def compare_with(*, client_id: int, number: str) -> Compared | None:
    """Return the record with a number, in reach or not; needs ``people.merge``, and is logged."""
    with connection.cursor() as cursor:
        cursor.execute("select * from people_compare(%s, %s)", [client_id, number])
        row = cursor.fetchone()
    return Compared(*row) if row else None


def list_merges(*, client_id: int) -> list[Merge]:
    """Return the records that were merged into a client's, newest first, also those undone."""
    return list(Merge.objects.filter(survivor_id=client_id).order_by("-merged_at", "-id"))


def list_earlier_entries(*, client_id: int, limit: int = 100) -> list[tuple[str, ThreadEntry]]:
    """Return the thread of the records merged into a client's, newest first, each with its old number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "with e as materialized (select * from people_earlier_entries(%s, %s)) "
            "select e.number, e.client_id, e.seq, e.at, e.info_class, e.kind, e.actor_id, a.kind, a.name, "
            "a.title, e.payload from e left join "
            "access.actor_names(array(select distinct actor_id from e)) a on a.id = e.actor_id "
            "order by e.at desc, e.seq desc",
            [client_id, limit],
        )
        rows = cursor.fetchall()
    return [
        (row[0], ThreadEntry(*[*row[1:10], json.loads(row[10]) if row[10] is not None else None]))
        for row in rows
    ]
