"""`redthread database …`: the server, its roles, the tables, copies of it."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

import psycopg
from django.core.management import call_command
from psycopg import sql

from redthread.foundation import clock
from redthread.project import chain, postgres, schema
from redthread.project.cli import start_django
from redthread.project.cli.console import say, step
from redthread.project.home import SUPERUSER, SetupError, explain, home
from redthread.project.server import EmbeddedServer


def main(words: list[str]) -> int:
    """Do what the second word says."""
    parser = argparse.ArgumentParser("redthread database", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    actions.add_parser("start", help="start the embedded server and prepare what is missing")
    actions.add_parser("stop", help="stop the embedded server")
    actions.add_parser("prepare", help="create roles, database and extensions; safe to repeat")
    actions.add_parser("migrate", help="bring the tables to the state of this program, as rt_owner")
    anew = actions.add_parser("reset", help="drop the database and make it anew, empty")
    anew.add_argument("--yes", action="store_true", help="needed where DATABASE_URL is set")
    actions.add_parser("status", help="say where the database is and how it is")
    dump = actions.add_parser("backup", help="write a dump that `restore` reads")
    dump.add_argument("file", type=Path)
    back = actions.add_parser("restore", help="replace the database by a dump")
    back.add_argument("file", type=Path)
    back.add_argument("--yes", action="store_true", help="needed where DATABASE_URL is set")
    chosen = parser.parse_args(words)
    return ACTIONS[chosen.action](chosen)


def start(_chosen: argparse.Namespace) -> int:
    """Start the server where it is ours, and prepare it."""
    with step("Starting the database") as note:
        note("" if postgres.start() else "was running")
    return 0


def stop(_chosen: argparse.Namespace) -> int:
    """Stop the embedded server."""
    _only_embedded("stopped")
    say("The database has stopped." if EmbeddedServer().stop() else "The database was not running.")
    return 0


def prepare(_chosen: argparse.Namespace) -> int:
    """Create roles, database and extensions."""
    with step("Preparing roles and database"):
        postgres.start()
    return 0


def migrate(_chosen: argparse.Namespace | None = None) -> int:
    """Run the migrations as owner."""
    start_django("rt_owner")
    with step("Migrating the tables"):
        with psycopg.connect(**postgres.connection_settings("rt_owner")) as connection:
            schema.check(connection)
        call_command("migrate", database="owner", interactive=False, verbosity=0)
        with psycopg.connect(**postgres.connection_settings("rt_owner")) as connection:
            postgres.open_queue(connection)
            schema.stamp(connection)
    return 0


def reset(chosen: argparse.Namespace) -> int:
    """Drop the database and make it anew, without data."""
    if not postgres.uses_embedded_server() and not chosen.yes:
        msg = "DATABASE_URL is set: this would delete the data there. Say so with --yes."
        raise SetupError(msg)
    make_anew()
    chain.set_anchors_aside(at=clock.now())
    say("The database was deleted and made anew.")
    return migrate()


def status(_chosen: argparse.Namespace) -> int:
    """Say where the database is, which version, how large; exit status 1 when it does not answer."""
    embedded = postgres.uses_embedded_server()
    if embedded and not EmbeddedServer().is_running():
        say("The embedded database is not running. Start it with `make run` or `redthread database start`.")
        return 1
    found = postgres.connection_settings("rt_owner")
    with postgres.administrator(dbname=found["dbname"]) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), pg_size_pretty(pg_database_size(current_database())), "
            "(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())"
        ).fetchone()
    version, size, connections = row or ("?", "?", 0)
    say(f"{'Embedded' if embedded else 'External'} PostgreSQL {version} at {found['host']}:{found['port']}")
    say(f"Database {found['dbname']}: {size}, {connections} connections")
    if embedded:
        say(f"Log: {EmbeddedServer().log}")
    return 0


def backup(chosen: argparse.Namespace) -> int:
    """Write a dump, reading past the row policies as `rt_verify` may."""
    try:
        chosen.file.open("ab").close()
        chosen.file.chmod(0o600)  # as secret as the database
    except OSError as error:
        raise explain(error, chosen.file) from error
    with step(f"Writing {chosen.file}") as note:
        _program("pg_dump", "--format=custom", f"--file={chosen.file}", role="rt_verify")
        note(f"{chosen.file.stat().st_size / 1e6:.1f} MB")
    return 0


def restore(chosen: argparse.Namespace) -> int:
    """Replace the database by a dump."""
    try:
        chosen.file.open("rb").close()
    except OSError as error:
        raise explain(error, chosen.file) from error
    if not postgres.uses_embedded_server() and not chosen.yes:
        msg = "DATABASE_URL is set: this would replace the data there. Say so with --yes."
        raise SetupError(msg)
    with step(f"Reading {chosen.file}"):
        name = make_anew()
        # Row security stays on: what is computed while loading runs as the owner, whom it lets through.
        words = ("--exit-on-error", "--enable-row-security", f"--dbname={name}", str(chosen.file))
        _program("pg_restore", *words, role=SUPERUSER)
    return migrate()


def make_anew() -> str:
    """Drop the database and create it empty, without tables; return its name."""
    postgres.start()
    (home() / "run" / "demonstration-loading").unlink(missing_ok=True)
    name: str = postgres.connection_settings("rt_owner")["dbname"]
    with postgres.administrator(dbname="postgres") as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        postgres.create_database(connection, name)
    postgres.prepare()
    return name


def _program(name: str, *arguments: str, role: str) -> None:
    """Run one of PostgreSQL's client programs as `role`; the password goes by the environment."""
    found = postgres.connection_settings(role)
    program = EmbeddedServer().program(name) if postgres.uses_embedded_server() else shutil.which(name)
    if program is None:
        msg = f"{name} is missing on this machine. On Debian: apt-get install postgresql-client"
        raise SetupError(msg)
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    names |= {"dbname": "PGDATABASE", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    settings = {names[key]: str(value) for key, value in found.items() if key in names}
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program)
        [str(program), *arguments], env=os.environ | settings, capture_output=True, text=True, check=False
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()
        msg = f"{name} failed: {reason[0] if reason else done.returncode}"
        raise SetupError(msg)


def _only_embedded(verb: str) -> None:
    if not postgres.uses_embedded_server():
        msg = f"DATABASE_URL is set: that server is not ours and is not {verb} from here."
        raise SetupError(msg)


ACTIONS = {
    "start": start,
    "stop": stop,
    "prepare": prepare,
    "migrate": migrate,
    "reset": reset,
    "status": status,
    "backup": backup,
    "restore": restore,
}
