"""Who may change the estate."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of the estate."""

    MANAGE = "estate.manage"
