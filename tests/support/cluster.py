"""The test runs' own PostgreSQL, under `.redthread/test/`: started once, shared by workers and by runs.

How a `conftest.py` uses it, before Django reads its settings::

    from tests.support.cluster import database_for, ensure_cluster
    ensure_cluster()                                              # the server and the roles are there
    database_for(os.environ.get("PYTEST_XDIST_WORKER", "main"))   # a migrated database of this worker's own

Both set the environment (`REDTHREAD_HOME`, `REDTHREAD_DATABASE_NAME`), so that the settings, and processes
started from here, connect to it. The server flushes nothing to disk. Whoever leaves last stops it.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from psycopg import sql

from redthread.project import postgres
from redthread.project.home import CHECKOUT, SUPERUSER, ensure_secrets
from redthread.project.server import EmbeddedServer

OTHER = os.environ.get("REDTHREAD_TEST_POSTGRES")  # programs of another server, to run the tests on that
"""Set it to a folder such as `/usr/lib/postgresql/15/bin`."""
HOME = CHECKOUT / ".redthread" / ("test" if OTHER is None else "test-other")
EMPTY = "rt_empty"  # a database with the extensions and nothing else
SOURCES = CHECKOUT / "src" / "redthread"

_here: list[IO[str]] = []  # the open file whose shared lock says that this process uses the server


def ensure_cluster() -> dict[str, Any]:
    """Start the server if it is down; return `host port superuser password`, and point the settings at it."""
    os.environ["REDTHREAD_HOME"] = str(HOME)
    os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("REDTHREAD_TEST_RUN", str(os.getpid()))  # xdist's workers inherit it
    HOME.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        if not _here:
            nobody_else = _is_unused()
            _here.append((HOME / "users.lock").open("a", encoding="utf-8"))
            fcntl.flock(_here[0], fcntl.LOCK_SH)
            atexit.register(_leave, os.getpid())
            _server().ensure_running()
            if nobody_else:
                with postgres.administrator(HOME, dbname="postgres") as connection:
                    postgres.prepare_roles(connection, ensure_secrets(HOME)["roles"])
                _drop_leftovers()
    found = postgres.connection_settings(SUPERUSER, HOME)
    return {
        "host": found["host"],
        "port": found["port"],
        "superuser": found["user"],
        "password": found["password"],
    }


def database_for(worker: str, *, migrated: bool = True) -> str:
    """Create a database of its own for a worker of this run and return its name.

    Args:
        worker: a name within the run, such as `gw0`; the run's own number is put before it.
        migrated: with all migrations applied (copied from a template kept until a migration changes),
            else with the extensions only.

    It is dropped when this process ends; one left by a killed run goes with the next run's start.
    """
    ensure_cluster()
    name = f"test_{os.environ['REDTHREAD_TEST_RUN']}_{worker}"
    with _one_at_a_time():
        template = _migrated_template() if migrated else _empty_template()
        _create(name, template)
    atexit.register(_drop, name, os.getpid())
    os.environ["REDTHREAD_DATABASE_NAME"] = name
    return name


@contextmanager
def extra_database(name: str, *, migrated: bool = True) -> Iterator[str]:
    """Give a further database for what has to be committed, and drop it after."""
    ensure_cluster()
    full = f"test_{os.environ['REDTHREAD_TEST_RUN']}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{name}"
    with _one_at_a_time():
        _create(full, _migrated_template() if migrated else _empty_template())
    try:
        yield full
    finally:
        _drop(full)


def _server() -> EmbeddedServer:
    return EmbeddedServer(HOME, for_tests=True, programs=Path(OTHER) if OTHER else None)


def _migrated_template() -> str:
    """Return the template with all migrations, migrating it first where a migration has changed."""
    name = f"template_{_fingerprint()}"
    if not _exists(name):
        for old in _databases("template\\_%"):
            _drop(old)
        _drop("migrating")
        _create("migrating", _empty_template())
        done = subprocess.run(
            [sys.executable, "-m", "redthread.project.cli", "database", "migrate"],
            env=os.environ | {"REDTHREAD_DATABASE_NAME": "migrating"},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            msg = f"The migrations do not run on an empty database:\n{(done.stdout + done.stderr)[-4000:]}"
            raise RuntimeError(msg)
        with postgres.administrator(HOME, dbname="postgres") as connection:
            connection.execute(sql.SQL("ALTER DATABASE migrating RENAME TO {}").format(sql.Identifier(name)))
    return name


def _empty_template() -> str:
    if not _exists(EMPTY):
        _create(EMPTY)
        postgres.prepare_database(HOME, dbname=EMPTY)
    return EMPTY


def _fingerprint() -> str:
    """Return what changes whenever a migration, or SQL or data that a migration reads, changes."""
    digest = hashlib.sha256()
    files = [p for folder in ("migrations", "sql") for p in SOURCES.glob(f"**/{folder}/*.*") if p.is_file()]
    for path in sorted(p for p in files if p.suffix in {".py", ".sql"}):
        digest.update(str(path.relative_to(SOURCES)).encode() + path.read_bytes())
    for name in ("operations.py", "security.py"):
        path = SOURCES / "foundation" / name
        digest.update(path.read_bytes() if path.exists() else b"")
    for name in ("settings.py", "postgres.py"):
        digest.update((SOURCES / "project" / name).read_bytes())
    return digest.hexdigest()[:16]


def _create(name: str, template: str | None = None) -> None:
    with postgres.administrator(HOME, dbname="postgres") as connection:
        postgres.create_database(connection, name, template=template)


def _drop(name: str, pid: int | None = None) -> None:
    if pid is not None and pid != os.getpid():
        return  # a fork of the process that made it
    with postgres.administrator(HOME, dbname="postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _exists(name: str) -> bool:
    return name in _databases("%")


def _databases(pattern: str) -> list[str]:
    with postgres.administrator(HOME, dbname="postgres") as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern])
        return [row[0] for row in rows]


def _drop_leftovers() -> None:
    for name in _databases("test\\_%"):
        _drop(name)


def _is_unused() -> bool:
    """Tell whether no process holds the shared lock: nobody tests on this server now."""
    with (HOME / "users.lock").open("a", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _leave(pid: int) -> None:
    """Give up the shared lock, and stop the server when nobody else holds it."""
    if pid != os.getpid():
        return
    with _one_at_a_time():
        _here.pop().close()
        if _is_unused():
            _server().stop()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Keep other test processes out while this one starts, stops, or makes a template."""
    with (HOME / "start.lock").open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
