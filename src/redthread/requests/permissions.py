"""What a role must hold to act on requests. Whose requests: that row security decides."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from redthread.foundation.actor import Actor, PermissionDeniedError, require


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


def require_here(actor: Actor, permission: Permission, *, establishment_id: int) -> None:
    """Go on only when the actor holds the permission and works there, or for the whole service.

    Raises:
        PermissionDeniedError: one of both is missing.
    """
    require(actor, permission)
    if actor.establishment_id not in (None, establishment_id):
        raise PermissionDeniedError(_("Only staff of that establishment can do this."))
