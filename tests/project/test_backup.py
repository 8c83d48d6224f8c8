"""A copy of the database and back: nothing is missing, and the chains still verify."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from redthread.project import postgres


def redthread(place: Path, *words: str, status: int = 0) -> str:
    """Run the command on a home of its own and return what it says."""
    foreign = {"REDTHREAD_DATABASE_NAME", "REDTHREAD_DATABASE_ROLE", "DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    done = subprocess.run(
        [sys.executable, "-m", "redthread.project.cli", *words],
        env=kept | {"REDTHREAD_HOME": str(place)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_copy_brings_everything_back(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows behind row security too: the copy is made by the one role that reads past it."""
    monkeypatch.delenv("REDTHREAD_DATABASE_NAME", raising=False)
    redthread(own_home, "database", "start")
    redthread(own_home, "database", "migrate")
    administrator = postgres.administrator(own_home, dbname="redthread")
    with administrator:
        administrator.execute("INSERT INTO access.actor (kind, name) VALUES ('system', 'clockwork')")
    with psycopg.connect(**postgres.connection_settings("rt_job", own_home)) as job:
        job.execute("SELECT * FROM access.begin_job('clockwork', NULL)")
        for _ in range(3):
            job.execute("SELECT thread.append(7, 1, 'tests.noted', '{}', now())")
    assert "Whole: 3 entries" in redthread(own_home, "thread", "verify")

    copy = own_home / "copy.dump"
    redthread(own_home, "database", "backup", str(copy))
    assert copy.stat().st_mode & 0o077 == 0

    with postgres.administrator(own_home, dbname="redthread") as connection:
        connection.execute("UPDATE thread.entry SET payload = '{\"other\": 1}' WHERE seq = 2")
    assert "Broken: client 7, entry 2" in redthread(own_home, "thread", "verify", status=1)

    redthread(own_home, "database", "restore", str(copy))
    assert "Whole: 3 entries" in redthread(own_home, "thread", "verify")
    redthread(own_home, "database", "stop")
    assert "not running" in redthread(own_home, "database", "status", status=1)


def test_a_copy_that_is_not_there_changes_nothing(own_home: Path) -> None:
    """The file is looked at before the database is emptied."""
    said = redthread(own_home, "database", "restore", str(own_home / "none.dump"), status=1)
    assert "could not be used" in said
    assert "Traceback" not in said
    assert not (own_home / "postgres").exists()


def test_a_server_that_is_not_ours_is_not_emptied_by_accident(
    own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With `DATABASE_URL` the word --yes is needed."""
    monkeypatch.setenv("REDTHREAD_HOME", str(own_home))
    done = subprocess.run(
        [sys.executable, "-m", "redthread.project.cli", "database", "reset"],
        env=os.environ | {"DATABASE_URL": "postgresql://nobody@localhost:1/x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Say so with --yes" in done.stderr
