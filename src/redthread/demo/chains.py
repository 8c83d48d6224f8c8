"""Thread entries hashed outside the database, exactly as ``thread.link`` does it."""

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from redthread.demo.copying import field as copy_field

ENTRY_COLUMNS = (
    "client_id",
    "seq",
    "at",
    "recorded_at",
    "info_class",
    "kind",
    "actor_id",
    "payload",
    "payload_hash",
    "hash",
)
_FIXED = struct.Struct(">qiqqqq")
_sha = hashlib.sha256


@dataclass(slots=True)
class Chain:
    """One client's chain while it is being made; ``entries`` may come in any order and are sorted by time.

    ``seq`` and ``hash`` are those of the head where the chain goes on from one that is kept already.
    """

    client_id: int
    entries: list[tuple[datetime, int, str, int, str]] = field(default_factory=list)
    seq: int = 0
    hash: bytes = b""

    def add(self, at: datetime, info_class: int, kind: str, actor_id: int, payload: str) -> None:
        """Note an entry; ``payload`` is the exact text that services write (see :func:`payload_text`)."""
        self.entries.append((at, info_class, kind, actor_id, payload))

    def lines(self) -> Iterator[str]:
        """Yield the rows for COPY, oldest first, and leave ``seq`` and ``hash`` at the head."""
        self.entries.sort(key=lambda e: e[0])
        previous = self.hash or _sha(struct.pack(">q", self.client_id)).digest()
        seq = self.seq
        for at, info_class, kind, actor_id, payload in self.entries:
            seq += 1
            microseconds = round(at.timestamp() * 1_000_000)
            digest = _sha(payload.encode()).digest()
            fixed = _FIXED.pack(self.client_id, seq, microseconds, microseconds, info_class, actor_id)
            previous = _sha(previous + fixed + digest + kind.encode()).digest()
            stamp = at.isoformat()
            yield (
                f"{self.client_id}\t{seq}\t{stamp}\t{stamp}\t{info_class}\t{kind}\t{actor_id}\t"
                f"{copy_field(payload)}\t\\\\x{digest.hex()}\t\\\\x{previous.hex()}\n"
            )
        self.seq, self.hash = seq, previous


def payload_text(payload: dict[str, Any]) -> str:
    """Return a payload as the thread keeps it: sorted keys, no spaces."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def head_rows(chains: Iterable[Chain]) -> Iterator[tuple[int, int, bytes]]:
    """Return the rows of ``thread.head`` once the lines have been written."""
    return ((c.client_id, c.seq, c.hash) for c in chains)
