"""What other modules use of sharing."""

from redthread.sharing.permissions import Permission
from redthread.sharing.queries import Grant, Look, is_in_reach, list_grants, list_looks
from redthread.sharing.services import (
    BeyondReachError,
    GlassPurpose,
    OwnRoleError,
    ReasonNeededError,
    RoleDefinition,
    Scope,
    break_glass,
    end_grant,
    grant_role,
    sync_roles,
    write_roles,
)

__all__ = [
    "BeyondReachError",
    "GlassPurpose",
    "Grant",
    "Look",
    "OwnRoleError",
    "Permission",
    "ReasonNeededError",
    "RoleDefinition",
    "Scope",
    "break_glass",
    "end_grant",
    "grant_role",
    "is_in_reach",
    "list_grants",
    "list_looks",
    "sync_roles",
    "write_roles",
]
