"""What a role must hold to work with guides. Whose tasks: that row security decides."""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions of this module, as written in the packs' ``roles.toml``."""

    COMPLETE = "journey.complete"
    """End a task, take it, note a day that nobody else tells."""
    ASSIGN = "journey.assign"
    """Give a task to a colleague."""
    GUIDES = "journey.guides"
    """Write and publish guides, and take people over to a new version."""
