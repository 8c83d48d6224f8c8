"""Reads of reach and of the log of looks."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked at a client's data; looks of one person at one page on one day are one line.

    ``establishment_id`` and ``unit_id`` are where they work; ``glass_reason`` is why the record was opened
    from outside, ``None`` for a look within their reach.
    """

    at: datetime
    kind: str
    name: str
    title: str
    classes: int
    route: str
    purpose: str
    times: int
    establishment_id: int | None
    unit_id: int | None
    glass_reason: str | None


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


@dataclass(frozen=True, slots=True)
class SampledLook:
    """One look at a client, drawn at random; ``number`` is the client's, names are not needed to judge it."""

    at: datetime
    actor_id: int
    name: str
    title: str
    client_id: int
    number: str
    classes: int
    route: str
    purpose: str


@dataclass(frozen=True, slots=True)
class OpenedRecord:
    """A record that somebody opened outside their reach, and how many pages they read while it was open."""

    grant_id: int
    at: datetime
    until: datetime
    actor_id: int
    name: str
    title: str
    client_id: int
    number: str
    purpose: str
    reason: str
    looks: int


def sample_looks(*, from_at: datetime, until_at: datetime, limit: int = 40) -> list[SampledLook]:
    """Return looks of staff at clients in a half-open period, drawn at random; needs ``thread.sample``."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.sample_looks(%s, %s, %s)", [from_at, until_at, limit])
        return [SampledLook(*row) for row in cursor.fetchall()]


def list_opened_records(*, before: datetime, limit: int = 50) -> list[OpenedRecord]:
    """Return the records opened outside somebody's reach, newest first; needs ``thread.sample``."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access.list_glass(%s, %s)", [before, limit])
        return [OpenedRecord(*row) for row in cursor.fetchall()]


def is_in_reach(*, client_id: int) -> bool:
    """Tell whether the actor may see who this client is."""
    with connection.cursor() as cursor:
        cursor.execute("select access.is_in_reach(%s)", [client_id])
        return bool(cursor.fetchone()[0])
