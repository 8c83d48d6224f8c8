"""The tables of people."""

from redthread.people.models.client import Client
from redthread.people.models.merge import Merge

__all__ = ["Client", "Merge"]
