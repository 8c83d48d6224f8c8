"""Who may give reach."""

from enum import StrEnum


class Permission(StrEnum):
    """Permissions of sharing, and of the log itself."""

    GRANT_ROLE = "sharing.grant_role"
    GRANT_PARTNER = "sharing.grant_partner"
    BREAK_GLASS = "sharing.break_glass"
    THREAD_SAMPLE = "thread.sample"
    THREAD_HOUSE = "thread.house"
