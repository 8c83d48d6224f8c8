"""What every write to the estate shares: who may, where, and the entry in the house's chain."""

from django.utils.translation import gettext_lazy as _

from redthread.estate.models import Room
from redthread.foundation.actor import Actor, PermissionDeniedError, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError

NO_CLASS = InformationClass(0)
MOST_IN_A_ROOM = 50


class EstateError(DomainError):
    """What was said about the estate cannot be."""

    status = 422


def require_here(actor: Actor, permission: str, establishment_id: int) -> None:
    """Go on only when the actor may do this at this establishment; the database asks the same.

    Raises:
        PermissionDeniedError: no role allows it, or it is another establishment's.
    """
    require(actor, permission)
    if actor.establishment_id not in (None, establishment_id):
        raise PermissionDeniedError(_("Only staff of that establishment can do this."))


def room_words(room: Room) -> str:
    """Name a room as entries of the thread do."""
    return f"{room.unit.name} {room.code}"
