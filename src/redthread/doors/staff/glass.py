"""Break-glass: a record outside one's reach, for an hour, with a purpose and a reason, always to be seen."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from redthread.foundation.actor import Actor
from redthread.foundation.errors import DomainError
from redthread.people.public import find_client_id
from redthread.sharing.public import GlassPurpose, Permission, break_glass, list_grants

BASIS: Final = "break-glass:"


@dataclass(frozen=True, slots=True)
class Glass:
    """An open record: whose, why, and until when."""

    client_id: int
    purpose: str
    reason: str
    until: datetime


def list_glass(*, actor: Actor, now: datetime) -> list[Glass]:
    """Return the records that somebody has open outside their reach, the one that closes first, first."""
    if not actor.may(Permission.BREAK_GLASS):
        return []
    found = [
        Glass(g.scope_id, g.basis.removeprefix(BASIS), g.reason, g.valid_until)
        for g in list_grants(actor_id=actor.id)
        if g.basis.startswith(BASIS) and g.scope_id is not None and g.valid_from <= now < g.valid_until
    ]
    return sorted(found, key=lambda g: g.until)


def find_glass(*, actor: Actor, client_id: int, now: datetime) -> Glass | None:
    """Return the opening of one record, if it is open."""
    return next((g for g in list_glass(actor=actor, now=now) if g.client_id == client_id), None)


class GlassRefusedError(DomainError):
    """Nobody has the number, or no purpose is given."""

    status = 422


def open_by_number(*, actor: Actor, client_number: str, purpose: str, reason: str, at: datetime) -> int:
    """Open the record of whoever has this number, and return the client's id.

    Raises:
        GlassRefusedError: nobody has the number, or no purpose is given.
        ReasonNeededError: the reason says too little.
    """
    if purpose not in set(GlassPurpose):
        raise GlassRefusedError(_("Choose what you need it for."))
    client_id = find_client_id(number=client_number)
    if client_id is None:
        raise GlassRefusedError(_("Nobody has this number. Look at it once more."))
    break_glass(actor=actor, client_id=client_id, purpose=GlassPurpose(purpose), reason=reason, at=at)
    return client_id
