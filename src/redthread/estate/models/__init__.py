"""The tables of the estate."""

from redthread.estate.models.certificate import CapacityCertificate
from redthread.estate.models.equipment import Equipment
from redthread.estate.models.establishment import Establishment
from redthread.estate.models.out_of_use import OutOfUse
from redthread.estate.models.room import HIGHEST, LOWEST, PLAN_EDGE, Room
from redthread.estate.models.unit import Unit

__all__ = [
    "HIGHEST",
    "LOWEST",
    "PLAN_EDGE",
    "CapacityCertificate",
    "Equipment",
    "Establishment",
    "OutOfUse",
    "Room",
    "Unit",
]
