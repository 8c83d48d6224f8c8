"""The tables of custody."""

from redthread.custody.models.stay import Stay

__all__ = ["Stay"]
