"""The helper process that speaks: one request after another over its pipes, until nobody asks any more.

Request: length (4 bytes), then JSON ``{"pieces": [...], "language": "sv", "rate": 150}``.
Answer: 1 byte that says how it went, length (4 bytes), then the MP3.
"""

import json
import os
import select
import struct
import sys
from typing import BinaryIO, Final

from redthread.edges.sandbox import confine

from .voice import EngineError, Voice

SPOKEN, REFUSED = 0, 1
REQUEST: Final = struct.Struct(">I")
ANSWER: Final = struct.Struct(">BI")

_MEMORY: Final = 1 << 30
_IDLE_SECONDS: Final = 600  # then the memory is given back; the next request starts a new helper


def main() -> None:
    """Answer requests from standard input until it is closed or idle for ten minutes."""
    source, target = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not land between answers
    voice = Voice()
    voice.speak(["1"], language="en", rate=150)  # loads what the encoder loads late, before the doors close
    confine(memory_bytes=_MEMORY, may_read_files=True)
    while select.select([source], [], [], _IDLE_SECONDS)[0]:
        request = _read(source)
        if request is None:
            return
        try:
            status, mp3 = SPOKEN, voice.speak(**json.loads(request))
        except EngineError:
            status, mp3 = REFUSED, b""
        target.write(ANSWER.pack(status, len(mp3)) + mp3)
        target.flush()


def _read(source: BinaryIO) -> bytes | None:
    head = source.read(REQUEST.size)
    if len(head) < REQUEST.size:
        return None
    return source.read(REQUEST.unpack(head)[0])
