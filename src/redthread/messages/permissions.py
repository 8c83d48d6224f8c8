"""What a role must hold for messages. Whose messages: that row security decides, by who takes part."""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions of this module, as written in the packs' ``roles.toml``."""

    ANSWER = "messages.answer"
    """Write with clients, in one's own name and for a unit or role that is one's own."""
    REVIEW = "messages.review"
    """Read messages with people outside that wait for control; each look is in the client's thread."""
    RESTRICT = "messages.restrict"
    """Decide that every message of a client is read first, for a while and with grounds."""
