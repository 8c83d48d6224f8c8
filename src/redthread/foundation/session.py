"""Open a transaction as somebody: the one way to reach client data.

``acting_as`` turns a session's token into a database context that row security trusts and that
the web role cannot forge; ``acting_as_system`` does the same for a named job.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.translation import gettext_lazy as _

from redthread.foundation.actor import Actor, ActorKind
from redthread.foundation.errors import DomainError

ALL_CLASSES = -1


class SignedOutError(DomainError):
    """The session has ended, expired or never was."""

    status = 401

    def __init__(self) -> None:
        super().__init__(_("You are signed out. Sign in again."))


def enter(
    *,
    token: str,
    door: str,
    binding: str,
    focus: int | None = None,
    route: str = "",
    purpose: str = "",
    classes: int = ALL_CLASSES,
    reads: bool = False,
) -> Actor:
    """Open the context of ``token`` inside the running transaction; it ends with that transaction.

    Args:
        token: the opaque session token from the cookie.
        door: ``client``, ``staff``, ``partner`` or ``family``; a token opens only its own door.
        binding: what the session was bound to when it was opened (device token, browser).
        focus: the client in view; the look is logged with ``route``, ``purpose`` and ``classes``.
        reads: nothing of worth is written, so the commit need not wait for the disk.

    Raises:
        SignedOutError: no valid session for this token at this door.
    """
    actor = _enter(
        "select * from access.begin(%s, %s, %s, %s, %s, %s, %s, %s)",
        [token, door, binding, focus, route, purpose, classes, reads],
    )
    if actor is None:
        raise SignedOutError
    return actor


@contextmanager
def acting_as(
    *, token: str, door: str, binding: str, focus: int | None = None, route: str = "", purpose: str = ""
) -> Iterator[Actor]:
    """Run one transaction as the person behind ``token`` (see :func:`enter`)."""
    with transaction.atomic():
        yield enter(token=token, door=door, binding=binding, focus=focus, route=route, purpose=purpose)
        leave()


@contextmanager
def acting_as_system(name: str, *, focus: int | None = None) -> Iterator[Actor]:
    """Run one transaction as the system actor ``name`` (the worker's role only)."""
    with transaction.atomic():
        actor = _enter("select * from access.begin_job(%s, %s)", [name, focus])
        if actor is None:  # pragma: no cover - begin_job raises instead
            raise SignedOutError
        yield actor
        leave()


def focus_on(client_id: int, *, route: str, purpose: str = "", classes: int = ALL_CLASSES) -> int:
    """Bring a client into view inside an open context, log the look, and return the readable classes."""
    with connection.cursor() as cursor:
        cursor.execute("select access.focus_on(%s, %s, %s, %s)", [client_id, route, purpose, classes])
        return int(cursor.fetchone()[0])


def log_look(*, route: str, purpose: str = "", detail: str = "") -> None:
    """Log a list, a search or an export: what was asked and how much came back."""
    with connection.cursor() as cursor:
        cursor.execute("select access.log_look(%s, %s, %s)", [route, purpose, detail])


@contextmanager
def signing_in() -> Iterator[CursorWrapper]:
    """Yield a cursor of the sign-in role: reads credentials, opens sessions, sees no client data."""
    with transaction.atomic(using="signin"), connections["signin"].cursor() as cursor:
        # In production this connection is rt_signin already; the tests share one connection among the roles.
        cursor.execute("select current_user")
        before = cursor.fetchone()[0]
        cursor.execute("set local role rt_signin")
        try:
            yield cursor
        finally:
            if not connections["signin"].needs_rollback:
                cursor.execute(f'set local role "{before}"')


def _enter(sql: str, arguments: list[Any]) -> Actor | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        row = cursor.fetchone()
    if row is None:
        return None
    return Actor(
        id=row[0],
        kind=ActorKind(row[1]),
        name=row[2],
        title=row[3],
        language=row[4],
        client_id=row[5],
        establishment_id=row[6],
        unit_id=row[7],
        permissions=frozenset(row[8]),
        session_id=row[9],
        device_id=row[10],
        focus_read=row[11],
        organisation_id=row[12],
    )


def end(*, token: str, why: str) -> None:
    """End the session of ``token`` for good; nothing happens where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("select access.end_session(%s, %s)", [token, why])


def leave() -> None:
    """End the context before the transaction does."""
    # SET LOCAL ends with the transaction, which ends now; only inside a surrounding one (tests, savepoints)
    # it must be ended by hand.
    if connection.savepoint_ids and not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("select access.end_context()")
