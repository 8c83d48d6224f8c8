"""What a member of staff must hold. Which areas of whose plan: that row security decides.

A partner needs no permission: what their organisation was granted decides.
"""

from enum import StrEnum


class Permission(StrEnum):
    """The permissions of this module, as written in the packs' ``roles.toml``."""

    READ = "plans.read"
    """Open the page of a plan, comment and propose."""
    WRITE = "plans.write"
    """Write goals and the service's own actions; bring in a partner's running plan."""
    OPEN = "plans.open"
    """Open a plan, sign it for the service, and give it back at release."""
    MEASURE = "plans.measure"
    """Count answers to double efforts, without names."""
