"""What other modules use of the estate."""

from redthread.estate.models import Establishment, Room, Unit
from redthread.estate.permissions import Permission
from redthread.estate.queries import get_establishment, get_room, list_establishments, list_rooms, list_units
from redthread.estate.services import EstateError, save_room, save_unit

__all__ = [
    "Establishment",
    "EstateError",
    "Permission",
    "Room",
    "Unit",
    "get_establishment",
    "get_room",
    "list_establishments",
    "list_rooms",
    "list_units",
    "save_room",
    "save_unit",
]
