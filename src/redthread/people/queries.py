"""Reads of clients' master data."""

from django.db import connection

from redthread.foundation.kept import Kept
from redthread.people.models import Client

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
