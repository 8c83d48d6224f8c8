"""`DATABASE_URL` replaces the embedded server: proved on the oldest other PostgreSQL of this machine."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest

from redthread.project import postgres, requirements
from redthread.project.home import CHECKOUT, ROLES, SUPERUSER, SetupError
from redthread.project.server import EmbeddedServer


@pytest.fixture
def other(own_home: Path) -> Iterator[EmbeddedServer]:
    """A server of another version, running."""
    programs = requirements.other_server()
    assert programs is not None, (
        "No second PostgreSQL is here. On Debian: apt-get install postgresql-15; "
        "elsewhere name the folder of its programs in REDTHREAD_OTHER_POSTGRES."
    )
    server = EmbeddedServer(own_home / "server", programs=programs, for_tests=True)
    (own_home / "server").mkdir()
    server.ensure_running()
    yield server
    server.remove()


def url_for(server: EmbeddedServer, database: str, account: str | None = None) -> str:
    """Return the URL of an account (`name:password`, else the administrator's) on a server's socket."""
    found = postgres.connection_settings(SUPERUSER, server.home)
    account = account or f"{found['user']}:{quote(found['password'])}"
    return f"postgresql://{account}@/{database}?host={quote(found['host'], safe='')}&port={found['port']}"


@pytest.fixture
def at_home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without a server of its own, as an installation with `DATABASE_URL` has it."""
    place = own_home / "installation"
    place.mkdir()
    monkeypatch.setenv("REDTHREAD_HOME", str(place))
    monkeypatch.delenv("REDTHREAD_DATABASE_NAME", raising=False)
    return place


def command(*words: str) -> str:
    """Run the `redthread` command and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "redthread.project.cli", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_all_migrations_run_and_the_thread_holds_on_another_version(
    other: EmbeddedServer, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prepared, migrated twice, written to through the spine, verified, dumped."""
    with postgres.administrator(other.home, dbname="postgres") as connection:
        connection.execute("CREATE DATABASE prison")
    monkeypatch.setenv("DATABASE_URL", url_for(other, "prison"))

    command("database", "prepare")
    command("database", "migrate")
    command("database", "migrate")
    assert "External PostgreSQL" in command("database", "status")
    assert "Whole: 0 entries" in command("thread", "verify")
    with psycopg.connect(**postgres.connection_settings("rt_web")) as connection:
        row = connection.execute("SELECT current_user, current_database()").fetchone()
    assert row == ("rt_web", "prison")


@pytest.mark.slow
def test_the_spine_holds_on_another_version() -> None:
    """The foundation's own tests pass there too: row security, actor, thread."""
    programs = requirements.other_server()
    assert programs is not None
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "REDTHREAD_"))}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "tests/foundation",
            "-q",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:xdist",
        ],
        env=environment | {"REDTHREAD_TEST_POSTGRES": str(programs)},
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " passed" in done.stdout


def test_an_account_without_superuser_is_enough(
    other: EmbeddedServer, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A managed database gives no superuser; to make roles and a database is enough but for verification."""
    with postgres.administrator(other.home, dbname="postgres") as connection:
        connection.execute("CREATE ROLE rt_verify LOGIN BYPASSRLS")  # the one that the provider has to make
        connection.execute("CREATE ROLE landlord LOGIN PASSWORD 'invented' CREATEROLE CREATEDB")
        connection.execute("CREATE DATABASE prison OWNER landlord")
    monkeypatch.setenv("DATABASE_URL", url_for(other, "prison", "landlord:invented"))

    postgres.prepare()

    for role in ROLES:
        with psycopg.connect(**postgres.connection_settings(role)) as connection:
            row = connection.execute(
                "SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
        assert row == (False, role == "rt_verify")


def test_an_account_without_rights_gets_a_sentence(
    other: EmbeddedServer, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says which rights are needed."""
    with postgres.administrator(other.home, dbname="postgres") as connection:
        connection.execute("CREATE ROLE landlord LOGIN PASSWORD 'invented'")
        connection.execute("CREATE DATABASE prison OWNER landlord")
    monkeypatch.setenv("DATABASE_URL", url_for(other, "prison", "landlord:invented"))
    with pytest.raises(SetupError, match="lacks a right"):
        postgres.prepare()


def test_a_wrong_password_gets_a_sentence(
    other: EmbeddedServer, at_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a traceback, and not the password."""
    monkeypatch.setenv("DATABASE_URL", url_for(other, "postgres", "postgres:guessed"))
    with pytest.raises(SetupError, match="does not let us in") as caught:
        postgres.prepare()
    assert "guessed" not in str(caught.value)
