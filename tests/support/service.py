"""The real thing for the journeys: own database, tiny demonstration, web server and worker."""

import fcntl
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from redthread.project.home import SUPERUSER
from redthread.project.postgres import connection_settings
from tests.support.cluster import HOME, extra_database

BIN = Path(sys.executable).parent
START_SECONDS = 120
"""A machine that does much else at the same time is patient with itself."""
LOAD = """
import django; django.setup()
from redthread.demo.public import load, people
load(scale="tiny", show=lambda what, done, total: None)
for p in people(): print(p.door, p.name, p.how, sep="|", flush=True)
"""


@dataclass(slots=True)
class Service:
    """A running service. ``numbers`` by client's name, ``code`` enrols one tablet."""

    base: str
    database: str
    environment: dict[str, str]
    numbers: dict[str, str] = field(default_factory=dict)
    code: str = ""

    @contextmanager
    def owner(self) -> Iterator[psycopg.Connection[Any]]:
        """Connect as the owner of the database, to arrange, to tamper, to look."""
        settings = connection_settings(SUPERUSER, HOME) | {"dbname": self.database}
        with psycopg.connect(**settings, autocommit=True) as connection:
            connection.execute("set role rt_owner")
            yield connection

    def end_open_requests(self, name: str) -> None:
        """Withdraw what a client of the cast still waits for, whatever the demonstration left open."""
        settings = connection_settings(SUPERUSER, HOME) | {"dbname": self.database}
        with psycopg.connect(**settings, autocommit=True) as connection:
            connection.execute("set session_replication_role = replica")  # past the triggers
            connection.execute(
                "update requests_clientrequest set status = 'withdrawn', ended_at = now(), ended_by = 1, "
                "escalate_at = null, paused_at = null, pause_reason = '' "
                "where status in ('received', 'in_progress') "
                "and client_id = (select id from people_client where number = %s)",
                [self.numbers[name]],
            )

    def forget_tries(self) -> None:
        """Let sign-ins begin anew: hostile tests mistype from the one address that all tests share."""
        with self.owner() as owner:
            owner.execute("delete from access.attempt")
            owner.execute("update access.credential set counter = 0 where kind = 'totp'")

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run ``redthread …`` against this service."""
        return subprocess.run(
            [str(BIN / "redthread"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def new_code(self) -> str:
        """Announce one more tablet, and return its one-time code."""
        script = (
            "import django; django.setup()\nfrom redthread.demo.cast import announce_tablet\n"
            "from redthread.foundation import clock\nprint(announce_tablet(at=clock.now()))"
        )
        return self.run(script).strip().splitlines()[-1]

    def code_at(self, place: int) -> str:
        """Announce a tablet of an establishment, and return its one-time code."""
        code = self.new_code()
        with self.owner() as owner:
            owner.execute(
                "update signin_device set establishment_id = %s "
                "where id = (select max(id) from signin_device)",
                [place],
            )
        return code

    def number(self, query: str) -> int:
        """Return the one number that a query of the owner finds."""
        with self.owner() as owner:
            row = owner.execute(query.encode()).fetchone()
        assert row is not None
        return int(row[0])

    def free_room(self, place: int) -> int:
        """Return a room for one person in which nobody lives."""
        return self.number(
            "select r.id from estate_room r join estate_unit u on u.id = r.unit_id "
            f"where u.establishment_id = {place} and r.use = 'living' and r.is_open "
            "and coalesce(r.working_capacity, r.capacity) = 1 "
            "and (select closed from custody_room_state(r.id, now())) is null "
            "and not exists (select 1 from custody_stay s where s.room_id = r.id and upper_inf(s.period)) "
            "order by r.id desc limit 1"
        )

    def run(self, script: str, *arguments: str) -> str:
        """Run a script of ours in a process of its own, against this service's database."""
        done = subprocess.run(
            [sys.executable, "-c", script, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr[-4000:])
        return done.stdout


@contextmanager
def running_service(name: str = "journeys", *, country: str = "SE") -> Iterator[Service]:
    """Start the service of a country, wait until it answers, and stop it."""
    with extra_database(name) as database, tempfile.TemporaryDirectory() as anchors:
        yield from _run(database, anchors, country)


def _run(database: str, anchors: str, country: str) -> Iterator[Service]:
    environment = os.environ | {
        "REDTHREAD_ANCHORS": anchors,
        "DJANGO_SETTINGS_MODULE": "redthread.project.settings",
        "REDTHREAD_DATABASE_NAME": database,
        "COUNTRY": country,
        "PYTHONWARNINGS": "default",
    }
    port = _free_port()
    service = Service(f"http://127.0.0.1:{port}", database, environment)
    _load(service)
    log = (HOME / f"{database}.log").open("w", encoding="utf-8")
    web = subprocess.Popen(
        [str(BIN / "redthread"), "web", "--port", str(port), "--workers", "1", "--threads", "3"],
        env=environment | {"HOST": "127.0.0.1"},
        stdout=log,
        stderr=log,
    )
    worker = subprocess.Popen([str(BIN / "redthread"), "worker"], env=environment, stdout=log, stderr=log)
    try:
        _wait(service.base, web, Path(log.name))
        yield service
    finally:
        for process in (web, worker):
            process.terminate()
        for process in (web, worker):
            process.wait(15)
        log.close()


def _load(service: Service) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        env=service.environment | {"REDTHREAD_DATABASE_ROLE": "rt_job"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    for row in done.stdout.splitlines():
        door, who, how = row.split("|", 2)
        if door == "client" and "enrol" in how:
            service.code = how.split()[-1]
        elif door == "client":
            service.numbers[who] = how.split(",")[0]
    with service.owner() as owner:
        # Journeys order at any hour of any day.
        owner.execute("update kiosk_assortment set closes_weekday = opens_weekday, closes_time = opens_time")
    with (HOME / "prepare.lock").open("a", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers share texts and assets
        for words in (["texts", "compile"], ["django", "collectstatic", "--noinput", "-v0"]):
            prepared = service.command(*words)
            if prepared.returncode:
                raise RuntimeError(prepared.stderr[-4000:])


def _wait(base: str, web: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and web.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/my/sign-in", timeout=5)  # noqa: S310 - our own server
        except urllib.error.HTTPError as error:
            msg = f"the sign-in page answers {error.code}: {_end_of(log)}"
            raise RuntimeError(msg) from error
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    msg = f"the web server did not answer: {_end_of(log)}"
    raise RuntimeError(msg)


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-2000:]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
