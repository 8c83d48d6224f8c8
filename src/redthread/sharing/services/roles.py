"""Give and end reach; each act is in the thread."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection, connections, transaction
from django.utils.translation import gettext_lazy as _

from redthread.foundation import thread
from redthread.foundation.actor import Actor, require
from redthread.foundation.classes import InformationClass
from redthread.foundation.errors import DomainError
from redthread.foundation.events import HOUSE
from redthread.sharing.events import GlassBroken, GlassReviewed, GrantEnded, RoleGranted
from redthread.sharing.permissions import Permission

NO_CLASS = InformationClass(0)
GLASS_MINUTES = 60
SHORTEST_REASON = 10


class Scope(StrEnum):
    """How far a role reaches."""

    CLIENT = "client"
    UNIT = "unit"
    ESTABLISHMENT = "establishment"
    SERVICE = "service"


class GlassPurpose(StrEnum):
    """Why somebody may look outside their reach (R02)."""

    EMERGENCY = "emergency"
    COVER = "cover"
    COURT = "court"
    COMPLAINT = "complaint"


class GlassVerdict(StrEnum):
    """What a review of a record opened outside somebody's reach says."""

    JUSTIFIED = "justified"
    FOLLOW_UP = "follow_up"


class ReasonNeededError(DomainError):
    """The act needs a reason in words."""

    status = 422


class OwnRoleError(DomainError):
    """Nobody grants themselves a role."""

    status = 403


class BeyondReachError(DomainError):
    """Whoever manages one establishment gives and ends roles there, and nowhere else."""

    status = 403


@dataclass(frozen=True, slots=True)
class RoleDefinition:
    """A role as the pack defines it: masks of classes and permission names."""

    code: str
    read: InformationClass
    write: InformationClass
    permissions: tuple[str, ...]


@transaction.atomic
def grant_role(
    *,
    actor: Actor,
    to_actor_id: int,
    role: str,
    scope: Scope,
    scope_id: int | None,
    reason: str,
    at: datetime,
    until: datetime | None = None,
) -> int:
    """Give somebody a role in a scope, and return the grant's id.

    Raises:
        OwnRoleError: the actor tries to give it to themselves.
        BeyondReachError: the scope, or what the role reads, lies outside the establishment that the actor
            manages.
    """
    require(actor, Permission.GRANT_ROLE)
    if to_actor_id == actor.id:
        raise OwnRoleError(_("Nobody can give themselves a role. Ask another administrator."))
    _require_managed("access.may_grant(%s, %s, %s)", role, scope.value, scope_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.grant_role(%s, %s, %s, %s, now(), %s, 'role', %s)",
            [to_actor_id, role, scope, scope_id, until, reason],
        )
        grant_id = int(cursor.fetchone()[0])
    event = RoleGranted(
        client_id=HOUSE,
        info_class=NO_CLASS,
        to_actor_id=to_actor_id,
        role=role,
        scope=f"{scope}:{scope_id or ''}",
        reason=reason,
    )
    thread.record(actor, event, at=at)
    return grant_id


def _require_managed(question: str, *values: int | str | None) -> None:
    """Go on only when the database says that this lies inside what the actor manages."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {question}", list(values))
        if not cursor.fetchone()[0]:
            raise BeyondReachError(_("You can give roles at your own establishment only."))


@transaction.atomic
def end_grant(*, actor: Actor, grant_id: int, reason: str, at: datetime) -> None:
    """End a grant now.

    Raises:
        BeyondReachError: it holds outside the establishment that the actor manages.
    """
    require(actor, Permission.GRANT_ROLE)
    _require_managed("access.manages_grant(%s)", grant_id)
    with connection.cursor() as cursor:
        cursor.execute("select access.end_grant(%s, %s)", [grant_id, reason])
    thread.record(
        actor, GrantEnded(client_id=HOUSE, info_class=NO_CLASS, grant_id=grant_id, reason=reason), at=at
    )


@transaction.atomic
def break_glass(
    *, actor: Actor, client_id: int, purpose: GlassPurpose, reason: str, at: datetime
) -> datetime:
    """Open one client's record outside one's reach for an hour; return until when. The client will see it.

    Raises:
        ReasonNeededError: fewer than ten letters of reason.
    """
    require(actor, Permission.BREAK_GLASS)
    if len(reason.strip()) < SHORTEST_REASON:
        raise ReasonNeededError(_("Write in a few words why you need to see this record."))
    with connection.cursor() as cursor:
        cursor.execute(
            "select access.break_glass(%s, %s, %s, %s)", [client_id, purpose, reason, GLASS_MINUTES]
        )
        until: datetime = cursor.fetchone()[0]
    event = GlassBroken(
        client_id=client_id,
        info_class=InformationClass.IDENTITY,
        purpose=purpose,
        reason=reason,
        until=until.isoformat(),
    )
    thread.record(actor, event, at=at)
    return until


@transaction.atomic
def review_glass(
    *, actor: Actor, client_id: int, grant_id: int, verdict: GlassVerdict, note: str, at: datetime
) -> None:
    """Say whether a record was rightly opened outside somebody's reach; the client sees that it was checked.

    Raises:
        ReasonNeededError: no note.
    """
    require(actor, Permission.THREAD_SAMPLE)
    if not note.strip():
        raise ReasonNeededError(_("Write what you found."))
    event = GlassReviewed(
        client_id=client_id,
        info_class=InformationClass.IDENTITY,
        grant_id=grant_id,
        verdict=verdict.value,
        note=note.strip()[:500],
    )
    thread.record(actor, event, at=at)


def sync_roles(definitions: list[RoleDefinition]) -> None:
    """Write the pack's roles and derive every reach anew; runs as the owner, at set-up or a pack change."""
    with transaction.atomic(using="owner"):
        write_roles(definitions, using="owner")


def write_roles(definitions: list[RoleDefinition], *, using: str) -> None:
    """Write roles through the connection ``using``, which must act as the owner."""
    with connections[using].cursor() as cursor:
        for d in definitions:
            cursor.execute(
                "insert into access.role values (%s, %s, %s, %s) on conflict (code) do update "
                "set read_mask = excluded.read_mask, write_mask = excluded.write_mask, permissions = "
                "excluded.permissions",
                [d.code, int(d.read), int(d.write), list(d.permissions)],
            )
        cursor.execute(
            "update access.reach_grant g set read_mask = r.read_mask, write_mask = r.write_mask from "
            "access.role r "
            "where r.code = g.role_code and (g.read_mask, g.write_mask) is distinct from (r.read_mask, "
            "r.write_mask)"
        )
        cursor.execute("select access.refresh_all()")
