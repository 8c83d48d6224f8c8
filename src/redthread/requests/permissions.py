"""What a role must hold to act on requests. Whose requests: that row security decides."""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions of this module, as written in the packs' ``roles.toml``."""

    READ = "requests.read"
    DECIDE = "requests.decide"
    FORWARD = "requests.forward"
    PAUSE = "requests.pause"
    SECOND_READ = "requests.second_read"
    MEASURE = "requests.measure"
    CATALOGUE = "requests.catalogue"
    ESCALATE = "requests.escalate"
    """Held by the job that watches the clock alone."""
