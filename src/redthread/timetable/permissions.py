"""What a role must hold to book. Whose bookings: that row security decides."""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions of this module, as written in the packs' ``roles.toml``."""

    BOOK = "timetable.book"
    DECIDE = "timetable.decide"
    """Book somebody over a clash, with a reason and under one's own name."""
