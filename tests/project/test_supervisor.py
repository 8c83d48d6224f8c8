"""The processes of one `make run` are watched, started again, and stopped."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from redthread.project.cli.supervisor import Child, Supervisor, is_telling
from redthread.project.home import SetupError

STAYS = "import time; print('here', flush=True); time.sleep(60)"
DIES = "print('last words', flush=True); raise SystemExit(3)"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + STAYS
DIES_ONCE = """
import pathlib, time
before = pathlib.Path({path!r})
if not before.exists():
    before.touch()
    raise SystemExit(3)
print('here', flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    """The supervisor takes over signals; pytest gets them back."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def child(script: str, folder: Path, name: str = "web") -> Child:
    """A process that runs a script."""
    return Child(name, [sys.executable, "-c", script], folder / f"{name}.log", os.environ)


def wait_until(true: Callable[[], object], seconds: float = 40) -> None:
    """Wait until a function says yes."""
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


def stop_soon(after: Callable[[], object]) -> threading.Thread:
    """Ask for the end, as Ctrl-C does, once a function says yes."""

    def ask() -> None:
        wait_until(after)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=ask)
    thread.start()
    return thread


def test_ctrl_c_ends_the_watch_and_the_children(tmp_path: Path) -> None:
    """Nobody is left behind."""
    web, worker = child(STAYS, tmp_path), child(STAYS, tmp_path, "worker")
    supervisor = Supervisor([web, worker])
    supervisor.start()
    asking = stop_soon(lambda: web.last_lines and worker.last_lines)
    supervisor.watch()
    asking.join()
    supervisor.stop()
    assert supervisor.told_to_stop
    assert not web.is_alive()
    assert not worker.is_alive()


def test_who_dies_once_is_started_again(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A sentence says so."""
    web = child(DIES_ONCE.format(path=str(tmp_path / "before")), tmp_path)
    supervisor = Supervisor([web])
    supervisor.start()
    asking = stop_soon(lambda: "here" in web.last_lines)
    supervisor.watch()
    asking.join()
    supervisor.stop()
    assert "The web process died and is started again" in capfd.readouterr().out


def test_who_dies_twice_within_a_minute_ends_everything(tmp_path: Path) -> None:
    """The sentence carries the last lines."""
    web = child(DIES, tmp_path)
    supervisor = Supervisor([web])
    supervisor.start()
    with pytest.raises(SetupError, match=r"web process died twice within a minute(.|\n)*last words"):
        supervisor.watch()
    supervisor.stop()


def test_who_does_not_listen_is_ended_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ignores the request does not hold up the end."""
    monkeypatch.setattr("redthread.project.cli.supervisor.STOP_SECONDS", 0.3)
    web = child(STUBBORN, tmp_path)
    web.start()
    wait_until(lambda: web.last_lines)
    web.stop()
    assert not web.is_alive()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("2026-11-21 21:38:48,815 INFO procrastinate.worker: Starting\n", False),
        ("2026-11-21 21:38:48,815 WARNING django.request: Not Found: /x\n", True),
        ("Traceback (most recent call last):\n", False),
        ('  File "x.py", line 3, in <module>\n', False),
        ("ValueError: too long\n", True),
        ("\n", False),
    ],
)
def test_the_terminal_shows_what_matters(line: str, shown: bool) -> None:
    """Routine and the inside of tracebacks are in the log file only."""
    assert is_telling(line) is shown


def test_the_database_is_watched_too(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """What else is watched speaks when it has something to say."""
    said = ["The database had stopped and was started again."]
    web = child(STAYS, tmp_path)
    supervisor = Supervisor([web], also_watch=lambda: said.pop() if said else None)
    supervisor.start()
    asking = stop_soon(lambda: not said and web.last_lines)
    supervisor.watch()
    asking.join()
    supervisor.stop()
    assert "was started again" in capfd.readouterr().out
