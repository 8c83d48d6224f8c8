"""The tables of people."""

from redthread.people.models.client import Client

__all__ = ["Client"]
