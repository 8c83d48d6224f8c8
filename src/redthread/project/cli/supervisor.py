"""Watch over the processes of one `make run`: their lines, their deaths, their end."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import IO

from redthread.project.home import SetupError, make_folder

TIME = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[,.]\d+ ")
STOP_SECONDS = 10
LOOK_SECONDS = 0.5
STEADY_SECONDS = 60  # who lived this long before may be started again
KEPT_LOG_BYTES = 5_000_000


class Child:
    """One process in a session of its own; its lines go to a log file, warnings to the terminal too."""

    def __init__(self, name: str, command: list[str], log: Path, environment: Mapping[str, str]) -> None:
        self.name = name
        self.log = log
        self.last_lines: deque[str] = deque(maxlen=12)
        self.restarted_at: float | None = None
        self._command = command
        self._environment = dict(environment)
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None

    def start(self) -> None:
        """Start the process; it ends with us even when we are killed (where `setpriv` can arrange it)."""
        tied = ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []
        make_folder(self.log.parent)
        if self.log.exists() and self.log.stat().st_size > KEPT_LOG_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))
        self._process = subprocess.Popen(  # noqa: S603 (our own command line)
            [*tied, *self._command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            errors="replace", env=self._environment, start_new_session=True,
        )  # fmt: skip
        if self._process.stdout is not None:
            self._reader = threading.Thread(target=self._pump, args=(self._process.stdout,), daemon=True)
            self._reader.start()

    def is_alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask it to end, insist after ten seconds, and take its own children with it."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(STOP_SECONDS)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if self._reader is not None:
            self._reader.join(STOP_SECONDS)

    def _pump(self, lines: IO[str]) -> None:
        with lines, self.log.open("a", encoding="utf-8") as log:
            for line in lines:
                self.last_lines.append(line.rstrip())
                with contextlib.suppress(OSError):  # a full disk must not stop the process by its pipe
                    log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}")
                    log.flush()
                if is_telling(line):
                    print(f"{self.name:>6} | {TIME.sub('', line.rstrip())[:300]}", flush=True)


def is_telling(line: str) -> bool:
    """Tell whether a line is for the terminal: no routine, and of a traceback only its last line."""
    routine = " INFO " in line or " DEBUG " in line
    return not routine and not line[:1].isspace() and not line.startswith("Traceback")


class Supervisor:
    """Starts children, revives who dies, stops all on Ctrl-C, SIGTERM or a second death in a minute."""

    def __init__(self, children: list[Child], *, also_watch: Callable[[], str | None] = lambda: None) -> None:
        self.children = children
        self._also_watch = also_watch
        self._told_to_stop = threading.Event()

    def start(self) -> None:
        """Start every child; from here on Ctrl-C and SIGTERM end `watch`."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        for child in self.children:
            child.start()

    def watch(self) -> None:
        """Return when told to stop.

        Raises:
            SetupError: a process died a second time, or what else is watched cannot go on.
        """
        while not self._told_to_stop.wait(LOOK_SECONDS):
            said = self._also_watch()
            if said:
                print(said, flush=True)
            for child in self.children:
                if not child.is_alive():
                    self._revive(child)

    @property
    def told_to_stop(self) -> bool:
        """Whether somebody asked for the end."""
        return self._told_to_stop.is_set()

    def stop(self) -> None:
        """Stop the children, the last started first."""
        for child in reversed(self.children):
            child.stop()

    def _revive(self, child: Child) -> None:
        child.stop()
        if child.restarted_at is not None and time.monotonic() - child.restarted_at < STEADY_SECONDS:
            last = "\n".join(f"  {line}" for line in child.last_lines)
            msg = f"The {child.name} process died twice within a minute. Its last lines:\n{last}\n"
            msg += f"All of them: {child.log}"
            raise SetupError(msg)
        child.restarted_at = time.monotonic()
        print(f"The {child.name} process died and is started again (its log: {child.log}).", flush=True)
        child.start()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._told_to_stop.set()
