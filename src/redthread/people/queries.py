"""Reads of clients' master data."""

from redthread.people.models import Client


def get_client(*, client_id: int) -> Client:
    """Return one client.

    Raises:
        Client.DoesNotExist: there is none, or none that the actor may see.
    """
    return Client.objects.get(id=client_id)


def clients_by_id(*, ids: list[int]) -> dict[int, Client]:
    """Return those of ``ids`` that the actor may see, by id."""
    return Client.objects.in_bulk(ids)
