"""Who may say where somebody is held."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of custody."""

    PLACE = "custody.place"
