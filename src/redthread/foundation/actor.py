"""Who acts: resolved by the database from a session, never from what a browser says."""

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redthread.foundation.errors import DomainError


class ActorKind(StrEnum):
    """The doors' people, and the service's own jobs."""

    CLIENT = "client"
    STAFF = "staff"
    PARTNER = "partner"
    RELATIVE = "relative"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a job, for the length of one transaction.

    Attributes:
        id: the actor's number, as in every thread entry.
        client_id: the client this actor *is*; None for everybody else.
        permissions: what the actor's roles allow (``requests.decide``); for which clients, row security says.
        focus_read: mask of classes readable for the client in view; 0 without one.
        organisation_id: the partner organisation that this actor works for; None for everybody else.
    """

    id: int
    kind: ActorKind
    name: str
    title: str = ""
    language: str = "en"
    client_id: int | None = None
    establishment_id: int | None = None
    unit_id: int | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    session_id: UUID | None = None
    device_id: int | None = None
    focus_read: int = 0
    organisation_id: int | None = None

    def may(self, permission: str) -> bool:
        """Tell whether one of the actor's roles holds ``permission``."""
        return permission in self.permissions


class PermissionDeniedError(DomainError):
    """The actor's roles do not allow this act."""

    status = 403


def require(actor: Actor, permission: str) -> None:
    """Go on only when ``actor`` holds ``permission``.

    Raises:
        PermissionDeniedError: no role of the actor allows it.
    """
    if not actor.may(permission):
        raise PermissionDeniedError(_("Your role does not allow this. Ask your manager if it should."))


def require_at(actor: Actor, permission: str, *, establishment_id: int | None) -> None:
    """Go on only when ``actor`` holds ``permission`` and works there, or for the whole service.

    Raises:
        PermissionDeniedError: one of both is missing.
    """
    require(actor, permission)
    if actor.establishment_id not in (None, establishment_id):
        raise PermissionDeniedError(_("Only staff of that establishment can do this."))


def require_client(actor: Actor) -> int:
    """Return the client that ``actor`` is.

    Raises:
        PermissionDeniedError: somebody else tries to act as a client.
    """
    if actor.kind is not ActorKind.CLIENT or actor.client_id is None:
        raise PermissionDeniedError(_("Only the person themselves can do this."))
    return actor.client_id
