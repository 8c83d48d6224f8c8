"""Verify the thread's hash chains and export anchors, as `rt_verify` and without Django.

The chains are recomputed by the database (`thread.verify`), a range of clients at a time on several
connections. An anchor is a file outside the database with the heads of all chains that moved since the anchor
before; each file carries the hash of the one before it, so that none can be exchanged unseen. What is cut off
together with its head is found only against anchors.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg

from redthread.project.home import SetupError, explain, home, make_folder
from redthread.project.postgres import connection_settings

ENTRIES_A_RANGE = 50_000
ANCHORS_A_QUESTION = 5_000
LOOKS = -1
"""Stands for the chain of sealed looks where a broken link names a client."""
Connect = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
LOWEST_NUMBER, HIGHEST_NUMBER = -(2**63), 2**63 - 1


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """The first place where a client's chain is not what was written."""

    client_id: int
    seq: int
    problem: str


def anchors_folder() -> Path:
    """Return where anchors go: `REDTHREAD_ANCHORS`, best out of reach of the database's keepers."""
    return Path(os.environ.get("REDTHREAD_ANCHORS") or home() / "anchors")


def has_anchors(folder: Path) -> bool:
    """Tell whether there are anchors to compare with."""
    return bool(_files(folder))


def set_anchors_aside(*, at: datetime) -> None:
    """Keep the anchors of a database that is given up, where those of the next one do not meet them."""
    folder = anchors_folder()
    if has_anchors(folder):
        folder.rename(folder.with_name(f"{folder.name}-until-{at:%Y%m%dT%H%M%S}"))


def count_entries() -> tuple[int, int]:
    """Return how many entries and how many chains there are, by the heads."""
    with _connect() as connection:
        row = connection.execute("SELECT coalesce(sum(seq), 0), count(*) FROM thread.head").fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def verify(*, jobs: int = 2, show: Callable[[int], None] = lambda _entries: None) -> list[BrokenLink]:
    """Recompute every chain; return the first broken link of each broken one, in client order.

    Args:
        jobs: connections at the same time.
        show: called with how many entries a finished range held.
    """

    def check(part: tuple[int, int, int]) -> list[BrokenLink]:
        first, last, entries = part
        with _connect() as connection:
            rows = connection.execute(
                "SELECT DISTINCT ON (client_id) client_id, seq, problem FROM thread.verify(%s, %s) "
                "ORDER BY client_id, seq",
                [first, last],
            ).fetchall()
        show(entries)
        return [BrokenLink(*row) for row in rows]

    with ThreadPoolExecutor(jobs) as pool:
        return [link for links in pool.map(check, _ranges()) for link in links]


def export_anchor(folder: Path, *, at: datetime, connect: Connect | None = None) -> tuple[Path, int]:
    """Seal the looks so far, and write the heads that moved since the last anchor to a new file in `folder`.

    Returns the file and the number of heads.

    The database remembers them as anchored only once the file is safely on the disk.

    Raises:
        SetupError: the folder cannot be written to.
    """
    make_folder(folder)
    files = _files(folder)
    head: dict[str, Any] = {"at": at.isoformat(), "previous": _hash_of(files[-1]) if files else None}
    target = folder / f"anchor-{at:%Y%m%dT%H%M%S%f}.jsonl"
    with (connect or _connect)() as connection:
        seal = connection.execute("SELECT n, encode(hash, 'hex') FROM thread.seal_looks()").fetchone()
        head["looks"] = list(seal or ())
        rows = connection.execute("SELECT client_id, seq, encode(hash, 'hex') FROM thread.next_anchor()")
        found = rows.fetchall()
        lines = [json.dumps(head), *(json.dumps(row) for row in found)]
        try:
            with target.with_suffix(".part").open("x", encoding="utf-8") as file:
                file.write("\n".join(lines) + "\n")
                file.flush()
                os.fsync(file.fileno())
            target.with_suffix(".part").rename(target)
        except OSError as error:
            raise explain(error, target) from error
    return target, len(found)


def verify_looks() -> list[BrokenLink]:
    """Recompute every seal over the looks; `seq` is the number of a broken seal."""
    with _connect() as connection:
        rows = connection.execute("SELECT n, problem FROM thread.verify_looks()").fetchall()
    return [BrokenLink(LOOKS, n, problem) for n, problem in rows]


def verify_anchors(folder: Path, *, connect: Connect | None = None) -> list[BrokenLink]:
    """Compare every anchored head and seal with the database; return what is missing or different.

    Raises:
        SetupError: there are no anchors, or the files themselves do not follow one another.
    """
    files = _files(folder)
    if not files:
        msg = f"There are no anchors in {folder}. Write one with `redthread thread anchor {folder}`."
        raise SetupError(msg)
    previous: str | None = None
    heads: list[tuple[int, int, str]] = []
    seals: list[tuple[int, str]] = []
    for path in files:
        try:
            first, *rest = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
            if first["previous"] != previous:
                msg = f"{path} does not follow the anchor before it: a file was changed or removed."
                raise SetupError(msg)
            seals.append((int(first["looks"][0]), str(first["looks"][1])))
            heads += [(int(client), int(seq), str(link)) for client, seq, link in rest]
        except (ValueError, TypeError, KeyError) as error:
            msg = f"{path} is damaged: it is not an anchor as we write them."
            raise SetupError(msg) from error
        previous = _hash_of(path)
    with (connect or _connect)() as connection:
        known = dict(connection.execute("SELECT n, encode(hash, 'hex') FROM thread.look_seal").fetchall())
        broken = [
            BrokenLink(LOOKS, n, "an anchored seal of looks is gone or changed")
            for n, digest in seals
            if known.get(n) != digest
        ]
        return broken + list(_differing(connection, heads))


def _differing(
    connection: psycopg.Connection[Any], heads: Sequence[tuple[int, int, str]]
) -> Iterator[BrokenLink]:
    if heads:
        for start in range(0, len(heads), ANCHORS_A_QUESTION):
            part = heads[start : start + ANCHORS_A_QUESTION]
            rows = connection.execute(
                "SELECT a.client, a.seq, e.hash IS NULL "
                "FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS a(client, seq, link) "
                "LEFT JOIN thread.entry e ON e.client_id = a.client AND e.seq = a.seq "
                "WHERE e.hash IS DISTINCT FROM decode(a.link, 'hex') ORDER BY 1, 2",
                [list(column) for column in zip(*part, strict=True)],
            )
            for client, seq, gone in rows:
                problem = "an anchored entry is gone" if gone else "an anchored entry was changed"
                yield BrokenLink(client, seq, problem)


def _ranges() -> list[tuple[int, int, int]]:
    """Cut all possible client numbers into ranges of about equally many entries: first, last, entries.

    The heads say how to cut; that the ranges leave no gap finds entries whose head is gone, too.
    """
    with _connect() as connection:
        rows = connection.execute(
            "SELECT max(client_id), sum(seq) FROM ("
            "  SELECT client_id, seq, (sum(seq) OVER (ORDER BY client_id) - seq) / %s AS part "
            "  FROM thread.head) AS cut GROUP BY part ORDER BY 1",
            [ENTRIES_A_RANGE],
        ).fetchall()
    lasts = [int(last) for last, _entries in rows[:-1]] + [HIGHEST_NUMBER]
    firsts = [LOWEST_NUMBER] + [last + 1 for last in lasts[:-1]]
    entries = [int(count) for _last, count in rows] or [0]
    return list(zip(firsts, lasts, entries, strict=True))


def _connect() -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(**connection_settings("rt_verify"), connect_timeout=10)
    except psycopg.OperationalError as error:
        reason = str(error).splitlines()[0].rsplit("failed: ", maxsplit=1)[-1]
        msg = f"The database does not answer ({reason}). `redthread database start` starts it."
        raise SetupError(msg) from error


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("anchor-*.jsonl"))


def _hash_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
