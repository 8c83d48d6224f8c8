"""`redthread run` (`make run`): everything from the database to the printed addresses, until Ctrl-C."""

from __future__ import annotations

import argparse
import http
import http.client
import os
import signal
import socket
import sys
import time
from types import FrameType

from django.db import connections

from redthread.project import postgres, texts
from redthread.project.address import address_from_environment, check_is_free
from redthread.project.assets import collect
from redthread.project.cli import database, demo, start_django
from redthread.project.cli.console import console, say, step
from redthread.project.cli.supervisor import Child, Supervisor
from redthread.project.home import SetupError, check_free_space, home
from redthread.project.lock import only_one
from redthread.project.server import EmbeddedServer

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
FREE_MEGABYTES = {"small": 1000, "national": 6000}
WEB_SECONDS = 60
LOOK_AT_DATABASE_SECONDS = 5


def main(words: list[str]) -> int:
    """Set up what is missing, serve, and stop cleanly; a second start keeps the data."""
    parser = argparse.ArgumentParser("redthread run", description=__doc__)
    parser.add_argument("--scale", choices=demo.SCALES, default=demo.wanted_scale())
    chosen = parser.parse_args(words)
    host, port = address_from_environment()
    signal.signal(signal.SIGTERM, _as_interrupt)
    with only_one(home()):
        check_is_free(host, port)
        if not (home() / "postgres").exists():
            check_free_space(home(), megabytes=FREE_MEGABYTES[chosen.scale])
        try:
            set_up(chosen.scale)
            serve(host, port)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not cut the database off
            if postgres.uses_embedded_server():
                EmbeddedServer().stop()
    say("Stopped. The data are kept; `make run` goes on where this ended.")
    return 0


def set_up(scale: str) -> None:
    """Bring database, tables, texts, assets and demonstration to where the pages can be served."""
    database.start(argparse.Namespace())
    with step("Compiling the texts") as note:
        compiled = texts.compile_all()
        note(f"{compiled} catalogues" if compiled else "unchanged")
    start_django("rt_owner")
    database.migrate()
    with step("Collecting the assets") as note:
        files = collect()
        note("unchanged" if files is None else f"{files} files")
    demo.load_if_empty(scale)
    connections.close_all()


def serve(host: str, port: int) -> None:
    """Start web and worker, say where they are, and watch over them until told to stop."""
    environment = os.environ | {"HOST": host, "PORT": str(port), "REDTHREAD_HOSTS": _hosts(host)}
    logs = home() / "run"
    ours = [sys.executable, "-m", "redthread.project.cli"]
    children = [
        Child("web", [*ours, "web"], logs / "web.log", environment),
        Child("worker", [*ours, "worker"], logs / "worker.log", environment),
    ]
    supervisor = Supervisor(children, also_watch=_DatabaseWatch())
    try:
        supervisor.start()
        with step("Starting web and worker"):
            _wait_for_web(supervisor, host, port)
        if not supervisor.told_to_stop:
            _show_addresses(host, port)
        supervisor.watch()
    finally:
        say("Stopping …")
        supervisor.stop()


def _wait_for_web(supervisor: Supervisor, host: str, port: int) -> None:
    """Return once a page is answered; watching starts then, so a death before it is told here.

    Raises:
        SetupError: the web process ended or gave no answer; its last lines are in the message.
    """
    web = supervisor.children[0]
    until = time.monotonic() + WEB_SECONDS
    while not supervisor.told_to_stop:
        if not web.is_alive() or time.monotonic() > until:
            last = "\n".join(f"  {line}" for line in web.last_lines)
            msg = f"The web process did not start. Its last lines:\n{last}\nAll of them: {web.log}"
            raise SetupError(msg)
        try:
            connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
            connection.request("GET", "/my/")
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        else:
            if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
                say(f"The first page answered with an error; see {web.log}.")
            return
        finally:
            connection.close()


def _show_addresses(host: str, port: int) -> None:
    name = "localhost" if host in LOOPBACK else socket.gethostname() if _is_any(host) else host
    root = f"http://{name}:{port}"
    console.print("\n[bold green]Redthread is ready.[/]")
    demo.show_people(root)
    console.print("\nCtrl-C stops it; the data are kept. `make reset` starts over.\n")


def _hosts(host: str) -> str:
    """Return the names that pages answer to: loopback, and where others may come in, this machine's names."""
    chosen = os.environ.get("REDTHREAD_HOSTS")
    if chosen:
        return chosen
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host not in LOOPBACK:
        names += [socket.gethostname(), socket.getfqdn(), _outward_address() if _is_any(host) else host]
    return ",".join(dict.fromkeys(name for name in names if name))


def _outward_address() -> str:
    """Return the address that other machines see, without sending anything; empty without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        address: str = probe.getsockname()[0]
        return address


def _is_any(host: str) -> bool:
    return host in {"0.0.0.0", "::"}  # noqa: S104 (the operator's choice, not ours)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host  # noqa: S104


class _DatabaseWatch:
    """Looks every few seconds whether the embedded database still runs, and starts it again."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self) -> str | None:
        """Return a sentence when the database had to be started again."""
        if time.monotonic() < self._next or not postgres.uses_embedded_server():
            return None
        self._next = time.monotonic() + LOOK_AT_DATABASE_SECONDS
        if EmbeddedServer().ensure_running():
            return f"The database had stopped and was started again (its log: {EmbeddedServer().log})."
        return None


def _as_interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
