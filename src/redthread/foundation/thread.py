"""The thread: who did or saw what, when, under which class. Append-only, hash-chained per client.

Writing happens through one SECURITY DEFINER function that takes the actor from the context;
reading is a view of ``thread.entry`` under row security.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, connections

from redthread.foundation.actor import Actor
from redthread.foundation.events import ThreadEvent, publish


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
    """Append ``event`` to its client's chain, run its reactions, and return its sequence number.

    ``actor`` is for the reactions; the chain itself takes the actor from the database context.
    Append to several clients in client order, or two writers may wait for each other.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select thread.append(%s, %s, %s, %s, %s)",
            [event.client_id, int(event.info_class), event.kind, event.payload_text(), at],
        )
        seq = int(cursor.fetchone()[0])
    publish(event, actor=actor, at=at)
    return seq


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
        kinds: prefixes such as ``requests.``; none means all.
        before_seq: keyset for the next page.
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
    sql = (
        "select e.client_id, e.seq, e.at, e.info_class, e.kind, e.actor_id, a.kind, a.name, a.title, e.payload "
        f"from (select * from thread.entry where {' and '.join(where)} order by seq desc limit %s) e "
        "left join lateral access.actor_names(array[e.actor_id]) a on true order by e.seq desc"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*arguments, limit])
        return [
            ThreadEntry(*row[:9], payload=json.loads(row[9]) if row[9] is not None else None)
            for row in cursor.fetchall()
        ]


def _like(prefix: str) -> str:
    return prefix.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def clients_in_order(events: Iterable[ThreadEvent]) -> list[ThreadEvent]:
    """Sort events so that several chains are always locked in the same order."""
    return sorted(events, key=lambda e: e.client_id)


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A place where a chain does not hold."""

    client_id: int
    seq: int
    problem: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification read and found; ``broken`` is in order, the first broken link first."""

    entries: int
    anchored: int
    broken: tuple[BrokenLink, ...]


@dataclass(frozen=True, slots=True)
class Anchor:
    """One line written outside the database: how many heads had moved since the last one, and its own hash."""

    heads: int
    hash: str


def verify(*, using: str = "verify", anchors: Path | None = None) -> Verification:
    """Check every chain, and every anchored head against it.

    Args:
        using: a connection that reads past row security (``rt_verify``).
        anchors: the folder that :func:`export_anchor` wrote to.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("select count(*) from thread.entry")
        entries = int(cursor.fetchone()[0])
        cursor.execute("select client_id, seq, problem from thread.verify()")
        broken = [BrokenLink(*row) for row in cursor.fetchall()]
        heads, damaged = _read_anchors(anchors) if anchors else ({}, [])
        broken += damaged
        wanted = sorted(heads.items())
        for start in range(0, len(wanted), 10_000):
            batch = wanted[start : start + 10_000]
            cursor.execute(
                "select a.c, a.s from unnest(%s::bigint[], %s::int[], %s::text[]) a(c, s, h) "
                "left join thread.entry e on e.client_id = a.c and e.seq = a.s "
                "where e.hash is distinct from decode(a.h, 'hex') order by 1, 2",
                [[c for (c, _), _ in batch], [s for (_, s), _ in batch], [h for _, h in batch]],
            )
            broken += [BrokenLink(c, s, "an anchored entry is gone or changed") for c, s in cursor.fetchall()]
    return Verification(entries=entries, anchored=len(heads), broken=tuple(broken))


def export_anchor(folder: Path, *, using: str = "default", at: datetime) -> Anchor:
    """Append the heads that moved since the last anchor to ``folder``, outside the database.

    One JSON line an anchor, one file a month; each line holds the hash of the line before, so a file that
    is changed later is found too. Point ``folder`` at a place that the database's owner cannot write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with connections[using].cursor() as cursor:
        cursor.execute("select client_id, seq, encode(hash, 'hex') from thread.next_anchor()")
        heads = [[c, s, h] for c, s, h in cursor.fetchall()]
    previous = _last_line_hash(folder)
    body = {"at": at.isoformat(), "previous": previous, "heads": heads}
    line = json.dumps(body, separators=(",", ":"))
    with (folder / f"{at:%Y-%m}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")
        file.flush()
        os.fsync(file.fileno())
    return Anchor(heads=len(heads), hash=hashlib.sha256(line.encode()).hexdigest())


def _anchor_lines(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*.jsonl")):
        yield from file.read_text("utf-8").splitlines()


def _last_line_hash(folder: Path) -> str:
    last = ""
    for file in sorted(folder.glob("*.jsonl"))[-1:]:
        last = file.read_text("utf-8").splitlines()[-1]
    return hashlib.sha256(last.encode()).hexdigest() if last else ""


def _read_anchors(folder: Path) -> tuple[dict[tuple[int, int], str], list[BrokenLink]]:
    heads: dict[tuple[int, int], str] = {}
    broken = []
    previous = ""
    for number, line in enumerate(_anchor_lines(folder), 1):
        anchor = json.loads(line)
        if anchor["previous"] != previous:
            broken.append(BrokenLink(0, number, "an anchor line was changed or removed"))
        previous = hashlib.sha256(line.encode()).hexdigest()
        heads.update({(c, s): h for c, s, h in anchor["heads"]})
    return heads, broken
