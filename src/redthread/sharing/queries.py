"""Reads of reach and of the log of looks."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a client's data; looks of one person at one page on one day are one line."""

    at: datetime
    kind: str
    name: str
    title: str
    classes: int
    route: str
    purpose: str
    times: int


@dataclass(frozen=True, slots=True)
class Grant:
    """One reach of an actor."""

    id: int
    role_code: str | None
    scope_kind: str
    scope_id: int | None
    valid_from: datetime
    valid_until: datetime
    basis: str
    reason: str
    granted_by: str | None


def list_looks(*, client_id: int, before: datetime, limit: int = 50) -> list[Look]:
    """Return who looked at a client's data before an instant, newest first."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.list_looks(%s, %s, %s)", [client_id, before, limit])
        return [Look(*row) for row in cursor.fetchall()]


def list_grants(*, actor_id: int) -> list[Grant]:
    """Return every grant of an actor, newest first; ``valid_until`` is ``datetime.max`` when open."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, role_code, scope_kind, scope_id, valid_from, "
            "case when valid_until = 'infinity' then timestamptz '9999-12-31 00:00+00' else valid_until end, "
            "basis, reason, granted_by from access.list_grants(%s)",
            [actor_id],
        )
        return [Grant(*row) for row in cursor.fetchall()]


def is_in_reach(*, client_id: int) -> bool:
    """Tell whether the actor may see who this client is."""
    with connection.cursor() as cursor:
        cursor.execute("select access.is_in_reach(%s)", [client_id])
        return bool(cursor.fetchone()[0])
