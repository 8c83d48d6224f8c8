"""What other modules use of people."""

from redthread.people.events import ClientCreated
from redthread.people.models import Client
from redthread.people.permissions import Permission
from redthread.people.queries import clients_by_id, find_client_id, get_client
from redthread.people.services import choose_language, create_client, download_own_data

__all__ = [
    "Client",
    "ClientCreated",
    "Permission",
    "choose_language",
    "clients_by_id",
    "create_client",
    "download_own_data",
    "find_client_id",
    "get_client",
]
