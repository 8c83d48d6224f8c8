"""What other modules use of the estate."""

from redthread.estate.models import Establishment, Room, Unit
from redthread.estate.queries import get_establishment, get_room, list_establishments, list_rooms, list_units

__all__ = [
    "Establishment",
    "Room",
    "Unit",
    "get_establishment",
    "get_room",
    "list_establishments",
    "list_rooms",
    "list_units",
]
