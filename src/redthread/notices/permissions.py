"""Who looks after notices that could not be delivered."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of notices."""

    MANAGE = "notices.manage"
