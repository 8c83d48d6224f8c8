"""The thread: who did or saw what, when, under which class. Append-only, hash-chained per client.

Writing happens through one SECURITY DEFINER function that takes the actor from the context;
reading is a view of ``thread.entry`` under row security.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import connection

from redthread.foundation.actor import Actor
from redthread.foundation.events import ThreadEvent


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One line of a thread, as its reader sees it."""

    client_id: int
    seq: int
    at: datetime
    info_class: int
    kind: str
    actor_id: int
    actor_kind: str
    actor_name: str
    actor_title: str
    payload: dict[str, Any] | None


def record(actor: Actor, event: ThreadEvent, *, at: datetime) -> int:
    """Append ``event`` to its client's chain and return its sequence number.

    ``actor`` says who the caller thinks acts; the chain itself takes the actor from the database context.
    Append to several clients in client order, or two writers may wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select thread.append(%s, %s, %s, %s, %s)",
            [event.client_id, int(event.info_class), event.kind, event.payload_text(), at],
        )
        seq = int(cursor.fetchone()[0])
    for then in _followers.get(event.kind, ()):
        then(event, actor=actor, at=at)
    return seq


class Follower(Protocol):
    """What a module does after an entry of a kind, in the same transaction."""

    def __call__(self, event: Any, *, actor: Actor, at: datetime) -> None:
        """Do it."""
        ...


_followers: dict[str, list[Follower]] = {}


def follow(kinds: Iterable[str], then: Follower) -> None:
    """Let a module above do something after entries of these kinds; person events have reactions instead."""
    for kind in kinds:
        _followers.setdefault(kind, []).append(then)


def list_entries(
    *,
    client_id: int,
    kinds: Sequence[str] = (),
    classes: int | None = None,
    before_seq: int | None = None,
    limit: int = 50,
    about: tuple[str, str] | None = None,
) -> list[ThreadEntry]:
    """Return a client's entries that the actor may read, newest first.

    Args:
        client_id: whose thread; :data:`~redthread.foundation.events.HOUSE` for the house's own.
        kinds: prefixes such as ``requests.``; none means all.
        classes: only entries of these classes.
        before_seq: keyset for the next page.
        limit: at most so many.
        about: a payload key and value, such as ``("request_id", "…")``.
    """
    where, arguments = ["client_id = %s"], [client_id]  # type: tuple[list[str], list[Any]]
    if kinds:
        where.append("kind like any (%s)")
        arguments.append([_like(k) for k in kinds])
    if classes is not None:
        where.append("info_class & %s <> 0")
        arguments.append(classes)
    if before_seq is not None:
        where.append("seq < %s")
        arguments.append(before_seq)
    if about is not None:
        where.append("payload::json ->> %s = %s")
        arguments.extend(about)
    # One call for all names: one for each entry cost more than finding the entries.
    sql = (
        f"with e as materialized (select * from thread.entry where {' and '.join(where)} "  # noqa: S608
        "order by seq desc limit %s) "
        "select e.client_id, e.seq, e.at, e.info_class, e.kind, e.actor_id, a.kind, a.name, a.title, "
        "e.payload from e left join access.actor_names(array(select distinct actor_id from e)) a "
        "on a.id = e.actor_id "
        "order by e.seq desc"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, limit])
        return [
            ThreadEntry(
                client_id=row[0],
                seq=row[1],
                at=row[2],
                info_class=row[3],
                kind=row[4],
                actor_id=row[5],
                actor_kind=row[6],
                actor_name=row[7],
                actor_title=row[8],
                payload=json.loads(row[9]) if row[9] is not None else None,
            )
            for row in cursor.fetchall()
        ]


def names_of(ids: Sequence[int]) -> dict[int, str]:
    """Return the names of those who acted, as far as the actor may learn them."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from access.actor_names(%s)", [list(ids)])
        return dict(cursor.fetchall())


def _like(prefix: str) -> str:
    return prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
