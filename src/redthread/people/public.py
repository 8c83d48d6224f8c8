"""What other modules use of people."""

from redthread.people.events import ClientCreated
from redthread.people.models import Client, Merge
from redthread.people.permissions import Permission
from redthread.people.queries import (
    Compared,
    clients_by_id,
    compare_with,
    find_client_id,
    get_client,
    list_earlier_entries,
    list_merges,
)
from redthread.people.services.clients import choose_language, create_client, download_own_data
from redthread.people.services.merges import (
    MergeGroundsError,
    MergeRefusedError,
    merge_clients,
    preview_merge,
    undo_merge,
)
from redthread.people.services.moving import rows_move

__all__ = [
    "Client",
    "ClientCreated",
    "Compared",
    "Merge",
    "MergeGroundsError",
    "MergeRefusedError",
    "Permission",
    "choose_language",
    "clients_by_id",
    "compare_with",
    "create_client",
    "download_own_data",
    "find_client_id",
    "get_client",
    "list_earlier_entries",
    "list_merges",
    "merge_clients",
    "preview_merge",
    "rows_move",
    "undo_merge",
]
