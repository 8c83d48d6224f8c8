"""The confined process that makes one attachment anew: on its input a line with kind and format, the file.

Its answer is written in :mod:`.answer`; nothing else of the file leaves this process.
"""

import os
import sys
from collections.abc import Callable

from redthread.edges.sandbox import confine

from .answer import DAMAGED, RefusedError

LARGEST_ANSWER = 24 << 20  # 2,000 × 2,000 pixels of noise take 5 MB


def main() -> None:
    """Make the file on standard input anew, once."""
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not land in the answer
    kind, file_format = sys.stdin.buffer.readline().decode().split()
    make = _warm_up(kind)
    data = sys.stdin.buffer.read()
    try:
        answer = make(data, file_format)
    except RefusedError as refused:
        answer = bytes([refused.status])
    except Exception:  # noqa: BLE001  decoders raise whatever they like; each means the same to the person
        answer = bytes([DAMAGED])
    target.write(answer)
    target.flush()
    os._exit(0)  # no clean-up code on memory that a hostile file may have changed


def _warm_up(kind: str) -> Callable[[bytes, str], bytes]:
    """Load what the kind needs, then close the doors behind it."""
    if kind == "voice":
        from . import sound as maker  # noqa: PLC0415 - a picture needs no numpy, a sound no Pillow
    else:
        from . import pictures as maker  # type: ignore[no-redef]  # noqa: PLC0415
    maker.warm_up()
    confine(memory_bytes=maker.MEMORY, cpu_seconds=maker.CPU_SECONDS, writes_bytes=LARGEST_ANSWER)
    return maker.MAKERS[kind]
