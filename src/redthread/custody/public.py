"""What other modules use of custody."""

from redthread.custody.events import ClientMoved, ClientReceived, ClientReleased, ClientTransferred
from redthread.custody.models import Stay
from redthread.custody.permissions import Permission
from redthread.custody.queries.stays import (
    Match,
    Place,
    find_place,
    list_held_in,
    list_stays,
    places_by_client,
    rooms_by_client,
    search_clients,
)
from redthread.custody.services.stays import (
    AlreadyHeldError,
    NotHeldError,
    RoomClosedError,
    RoomFullError,
    move_client,
    receive_client,
    release_client,
)

__all__ = [
    "AlreadyHeldError",
    "ClientMoved",
    "ClientReceived",
    "ClientReleased",
    "ClientTransferred",
    "Match",
    "NotHeldError",
    "Permission",
    "Place",
    "RoomClosedError",
    "RoomFullError",
    "Stay",
    "find_place",
    "list_held_in",
    "list_stays",
    "move_client",
    "places_by_client",
    "receive_client",
    "release_client",
    "rooms_by_client",
    "search_clients",
]
