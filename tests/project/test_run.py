"""`make run` from an empty home to a served page, and everything that may stand in its way."""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from redthread.project.server import EmbeddedServer

READY = "Ctrl-C stops it"
"""The last line, below the sheet of who can sign in."""


class Run:
    """One `redthread run` in a process of its own, its lines collected in a file."""

    def __init__(self, place: Path, port: int) -> None:
        self.place = place
        self.port = port
        self.said = place.parent / f"{place.name}.{time.monotonic_ns()}.said"
        with self.said.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "redthread.project.cli", "run"],
                env=environment(place, port),
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def lines(self) -> str:
        """Return what it has said so far."""
        return self.said.read_text("utf-8", "replace")

    def until_ready(self, seconds: float) -> None:
        """Wait for the sentence that it is ready."""
        began = time.monotonic()
        while READY not in self.lines():
            assert self.process.poll() is None, self.lines()
            assert time.monotonic() - began < seconds, self.lines()
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send it a signal and return its exit status."""
        self.process.send_signal(number)
        return self.process.wait(60)


def environment(place: Path, port: int) -> dict[str, str]:
    """Return the environment of an installation, not of a test."""
    foreign = {"REDTHREAD_DATABASE_NAME", "REDTHREAD_DATABASE_ROLE", "DATABASE_URL", "HOST", "SCALE"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    return kept | {"REDTHREAD_HOME": str(place), "PORT": str(port), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def port() -> int:
    """A port that nobody serves from."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def starts(own_home: Path) -> Iterator[list[Run]]:
    """The runs of a test; what is left of them is ended."""
    runs: list[Run] = []
    yield runs
    for run in runs:
        if run.process.poll() is None:
            run.process.kill()
            run.process.wait()
        run.said.unlink(missing_ok=True)


def answer(port: int, path: str) -> int:
    """Return the status that a page is answered with."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def is_served(port: int) -> bool:
    """Tell whether somebody serves from a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def pid_of_worker() -> set[int]:
    """Return the process numbers of all workers of this machine that we may see."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if words[-2:-1] == [b"worker"] and b"redthread.project.cli" in words:
                found.add(int(entry.name))
    return found


@pytest.mark.slow
def test_from_nothing_to_a_page_and_back(own_home: Path, port: int, starts: list[Run]) -> None:
    """Set up, serve, refuse a second start, survive a dead worker and a kill, start again."""
    others = pid_of_worker()
    first = Run(own_home, port)
    starts.append(first)
    first.until_ready(240)
    assert answer(port, "/my/") < 500
    assert re.search(r"Client door\s+http://localhost:\d+/my/", first.lines())
    assert "PIN" in first.lines()

    second = Run(own_home, port)
    starts.append(second)
    second.process.wait(60)
    assert "Redthread runs here already" in second.lines()
    assert "Traceback" not in second.lines()
    assert "already" in reset(own_home).stderr

    for worker in pid_of_worker() - others:
        os.kill(worker, signal.SIGKILL)
    until = time.monotonic() + 60
    while "worker process died and is started again" not in first.lines():
        assert time.monotonic() < until
        time.sleep(0.1)

    assert first.stop() == 0, first.lines()
    assert not EmbeddedServer(own_home).is_running()
    assert "The data are kept" in first.lines()
    assert "Traceback" not in first.lines()

    again = Run(own_home, port)
    starts.append(again)
    again.until_ready(120)
    assert "A year of requests" not in again.lines()

    again.process.kill()  # no chance to clean up: its children end with it, the database is found by the next
    again.process.wait(20)
    until = time.monotonic() + 60
    while is_served(port):
        assert time.monotonic() < until
        time.sleep(0.1)
    last = Run(own_home, port)
    starts.append(last)
    last.until_ready(120)
    assert last.stop(signal.SIGTERM) == 0
    assert not EmbeddedServer(own_home).is_running()


@pytest.mark.slow
def test_a_demonstration_that_was_cut_off_is_loaded_anew(
    own_home: Path, port: int, starts: list[Run]
) -> None:
    """Half a service is worse than none: the next start notices, even after a kill."""
    cut_off = Run(own_home, port)
    starts.append(cut_off)
    loading = own_home / "run" / "demonstration-loading"
    until = time.monotonic() + 120
    while not loading.exists():
        assert cut_off.process.poll() is None, cut_off.lines()
        assert time.monotonic() < until
        time.sleep(0.05)
    time.sleep(1)
    cut_off.process.kill()
    cut_off.process.wait(20)

    anew = Run(own_home, port)
    starts.append(anew)
    anew.until_ready(240)
    assert "was cut off the last time; it starts over" in anew.lines()
    assert not loading.exists()
    assert anew.stop() == 0


@pytest.mark.slow
def test_a_port_in_use_is_said_before_anything_is_made(own_home: Path, starts: list[Run]) -> None:
    """The sentence comes at once and names a way out."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        run = Run(own_home, other.getsockname()[1])
        starts.append(run)
        assert run.process.wait(60) == 1
    assert "is in use by another program. Choose another, such as `make run PORT=" in run.lines()
    assert "Traceback" not in run.lines()
    assert not (own_home / "postgres").exists()


def reset(place: Path) -> subprocess.CompletedProcess[str]:
    """Run `redthread reset` on a home."""
    return subprocess.run(
        [sys.executable, "-m", "redthread.project.cli", "reset"],
        env=environment(place, 8000),
        capture_output=True,
        text=True,
        check=False,
    )
