"""The embedded server: made, started, stopped, killed, damaged."""

import os
import shutil
import signal
import socket
import time
from pathlib import Path

import psycopg
import pytest

from redthread.project import postgres
from redthread.project import server as server_module
from redthread.project.home import SUPERUSER, SetupError, read_secrets
from redthread.project.server import LONGEST_SOCKET, PORT, EmbeddedServer


def ask(server: EmbeddedServer, question: str) -> object:
    """Return the first value of an answer, asked as administrator."""
    with postgres.administrator(server.home, dbname="postgres") as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def test_a_second_start_finds_it_running_and_the_data_stay(server: EmbeddedServer) -> None:
    """Start, write, stop, start: what was written is there."""
    assert server.ensure_running()
    assert not server.ensure_running()
    with postgres.administrator(server.home, dbname="postgres") as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    assert server.stop()
    assert not server.stop()
    assert not server.is_running()
    assert server.ensure_running()
    assert ask(server, "SELECT one FROM kept") == 1


def test_it_asks_for_passwords_checks_its_pages_and_listens_on_no_network(server: EmbeddedServer) -> None:
    """What the settings promise holds in the running server."""
    server.ensure_running()
    assert ask(server, "SHOW data_checksums") == "on"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SHOW password_encryption") == "scram-sha-256"
    found = postgres.connection_settings(SUPERUSER, server.home)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(**(found | {"password": "guessed"}))
    assert Path(found["host"]).stat().st_mode & 0o777 == 0o700


def test_it_does_not_run_as_root(server: EmbeddedServer) -> None:
    """The process belongs to a plain user, root or not."""
    server.ensure_running()
    secrets = read_secrets(server.home)
    assert secrets is not None
    assert secrets["server"] is not None
    pid = int((Path(secrets["server"]["folder"]) / "data" / "postmaster.pid").read_text().split()[0])
    assert Path(f"/proc/{pid}").stat().st_uid != 0


def _kill(server: EmbeddedServer) -> Path:
    folder = server.log.parent
    pid = int((folder / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while server.is_running() and time.monotonic() < until:
        time.sleep(0.05)
    time.sleep(0.3)  # its children see that it is gone
    return folder


def test_after_a_kill_it_starts_again(server: EmbeddedServer) -> None:
    """A lock file of a dead process does not stand in the way."""
    server.ensure_running()
    folder = _kill(server)
    assert (folder / "data" / "postmaster.pid").exists()
    assert server.ensure_running()


def test_a_stale_lock_with_somebody_elses_number_does_not_stand_in_the_way(server: EmbeddedServer) -> None:
    """Process numbers are given out again: the one in the lock may be any program by now."""
    server.ensure_running()
    folder = _kill(server)
    for lock in (folder / "data" / "postmaster.pid", folder / "socket" / f".s.PGSQL.{PORT}.lock"):
        lines = lock.read_text().splitlines()
        lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    assert not server.is_running()
    assert server.ensure_running()


def test_an_initialisation_that_was_cut_off_is_begun_anew(server: EmbeddedServer) -> None:
    """Files without a version are no database."""
    leftover = server.home / "postgres" / "data" / "base"
    leftover.mkdir(parents=True)
    assert server.ensure_running()


def test_data_of_another_version_are_refused_and_left_alone(server: EmbeddedServer) -> None:
    """The sentence names both versions; nothing is touched."""
    server.ensure_running()
    server.stop()
    version = server.log.parent / "data" / "PG_VERSION"
    version.write_text("12\n")
    with pytest.raises(SetupError, match=r"made by PostgreSQL 12, this program brings 18"):
        server.ensure_running()
    version.write_text("18\n")
    assert server.ensure_running()


def test_a_long_path_gets_a_short_socket(own_home: Path) -> None:
    """The kernel allows 107 bytes for a socket's path."""
    deep = own_home.joinpath(*["a-rather-long-name-of-a-folder"] * 4)
    deep.mkdir(parents=True)
    server = EmbeddedServer(deep, for_tests=True)
    try:
        server.ensure_running()
        host = postgres.connection_settings(SUPERUSER, deep)["host"]
        assert len(f"{host}/.s.PGSQL.{PORT}") <= LONGEST_SOCKET
        assert ask(server, "SELECT 1") == 1
    finally:
        server.remove()
    assert not Path(host).exists()


@pytest.mark.skipif(os.getuid() != 0, reason="only root steps down to another user")
def test_a_checkout_that_a_plain_user_cannot_reach_keeps_its_data_elsewhere(own_home: Path) -> None:
    """Under /root, say: data and programs go where the plain user can walk."""
    closed = own_home / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedServer(closed / "home", for_tests=True)
    (closed / "home").mkdir()
    try:
        server.ensure_running()
        folder = server.log.parent
        assert folder.parent == Path("/var/lib")
        assert ask(server, "SELECT 1") == 1
    finally:
        server.remove()
    assert not folder.exists()


def test_a_missing_library_is_named_with_its_package(own_home: Path) -> None:
    """What the loader says becomes the Debian package to install."""
    programs = own_home / "programs"
    programs.mkdir()
    for name in ("postgres", "initdb"):
        script = programs / name
        script.write_text(
            "#!/bin/sh\necho 'postgres: error while loading shared libraries: libz.so.1: "
            "cannot open shared object file: No such file or directory' >&2\nexit 127\n"
        )
        script.chmod(0o755)
    with pytest.raises(SetupError, match=r"needs the library libz.so.1. On Debian: apt-get install zlib1g"):
        EmbeddedServer(own_home, programs=programs, for_tests=True).ensure_running()


def test_a_full_disk_is_said_before_the_start(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL would stop half-way with a panic."""

    def full(_path: Path) -> object:
        return shutil._ntuple_diskusage(1, 1, 0)

    monkeypatch.setattr(shutil, "disk_usage", full)
    with pytest.raises(SetupError, match="has 0 MB free"):
        server.ensure_running()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("FATAL:  could not write lock file: No space left on device", "The disk is full"),
        ("FATAL:  could not map anonymous shared memory: Cannot allocate memory", "not enough memory"),
        ("FATAL:  something new", "something new"),
    ],
)
def test_what_the_log_says_becomes_a_sentence(said: str, sentence: str) -> None:
    """Known troubles have an answer; unknown ones are repeated with the place of the log."""
    assert sentence in server_module._sentence_for("pg_ctl", said, Path("/somewhere/server.log"))


def test_a_socket_folder_of_somebody_else_is_refused(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a shared temporary folder another user may have been there first."""
    server = EmbeddedServer(own_home, for_tests=True)
    server.ensure_running()
    server.stop()
    monkeypatch.setattr(os, "chown", lambda *_: None)
    secrets = read_secrets(own_home)
    assert secrets is not None
    assert secrets["server"] is not None
    socket_folder = Path(secrets["server"]["socket"])
    if os.getuid() == 0:
        shutil.rmtree(socket_folder)
        socket_folder.mkdir()
        with pytest.raises(SetupError, match="belongs to somebody else"):
            server.ensure_running()


def test_the_socket_is_reached_without_a_network(server: EmbeddedServer) -> None:
    """A plain unix socket answers."""
    server.ensure_running()
    host = postgres.connection_settings(SUPERUSER, server.home)["host"]
    with socket.socket(socket.AF_UNIX) as probe:
        probe.connect(f"{host}/.s.PGSQL.{PORT}")
