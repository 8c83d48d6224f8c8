"""The tables of contacts."""

from redthread.contacts.models.ban import Ban
from redthread.contacts.models.contact import Contact
from redthread.contacts.models.correspondent import Alias, Correspondent

__all__ = ["Alias", "Ban", "Contact", "Correspondent"]
