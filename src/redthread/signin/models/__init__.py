"""The tables of sign-in that the web role may read. Keys are in the schema ``access``, out of its reach."""

from redthread.signin.models.device import Device

__all__ = ["Device"]
