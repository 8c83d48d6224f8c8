"""The tables of the estate."""

from redthread.estate.models.establishment import Establishment
from redthread.estate.models.room import Room
from redthread.estate.models.unit import Unit

__all__ = ["Establishment", "Room", "Unit"]
