"""One `make run` at a time for one home."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redthread.project.home import SetupError, explain, make_folder


@contextmanager
def only_one(place: Path) -> Iterator[None]:
    """Hold this home for one process; the kernel gives it up when that ends, however it ends.

    Raises:
        SetupError: another process holds it.
    """
    path = make_folder(place / "run") / "lock"
    try:
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise explain(error, path) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            process = file.read().strip() or "?"
            msg = f"Redthread runs here already (process {process}). Stop it with Ctrl-C there first."
            raise SetupError(msg) from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
