"""Roles and databases: who connects with which password, on the embedded server or on `DATABASE_URL`.

`connection_settings` is what Django's settings read; `prepare` creates what it names. No Django in here.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from redthread.project.home import ROLES, SUPERUSER, SetupError, ensure_secrets, home, read_secrets
from redthread.project.server import PORT, EmbeddedServer

if TYPE_CHECKING:
    from pathlib import Path

DATABASE = "redthread"
EXTENSIONS = ("btree_gist", "fuzzystrmatch", "pg_trgm", "unaccent")
OLDEST_SERVER = 150000  # PostgreSQL 15, as the driver counts

# Nobody is a superuser; only the owner changes tables, only verification reads past the row policies.
ROLE_ATTRIBUTES = {
    "rt_owner": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "rt_web": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "rt_job": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "rt_signin": "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE",
    "rt_verify": "NOSUPERUSER BYPASSRLS NOCREATEDB NOCREATEROLE",
}


def uses_embedded_server() -> bool:
    """Tell whether the database is ours to start and stop (no `DATABASE_URL` is set)."""
    return not os.environ.get("DATABASE_URL")


def connection_settings(role: str, place: Path | None = None) -> dict[str, Any]:
    """Return how `role` connects: `host port user password dbname`, and further libpq options of the URL.

    Args:
        role: one of `rt_owner rt_web rt_job rt_signin rt_verify`, or `postgres` for the administrator.
        place: another home than the default one.

    Before the first set-up the password is empty: reading the settings works, connecting does not.
    `REDTHREAD_DATABASE_NAME` names another database on the same server (the tests use it).
    """
    secrets = read_secrets(place)
    password = secrets["roles"].get(role, "") if secrets else ""
    if uses_embedded_server() or place is not None:
        server = secrets["server"] if secrets else None
        socket = server["socket"] if server else str((place or home()) / "postgres" / "socket")
        found: dict[str, Any] = {"host": socket, "port": PORT, "dbname": DATABASE}
    else:
        found = conninfo_to_dict(os.environ["DATABASE_URL"])
        found = {"host": "localhost", "port": 5432, "dbname": DATABASE} | found
        if role == SUPERUSER:  # the administrator of the URL, whatever the name there
            return found
    found |= {"user": role, "password": password}
    if os.environ.get("REDTHREAD_DATABASE_NAME"):
        found["dbname"] = os.environ["REDTHREAD_DATABASE_NAME"]
    return found


def administrator(place: Path | None = None, *, dbname: str | None = None) -> psycopg.Connection[Any]:
    """Connect as administrator, in autocommit.

    Raises:
        SetupError: the server does not answer, or is older than PostgreSQL 15.
    """
    found = connection_settings(SUPERUSER, place)
    if dbname is not None:
        found["dbname"] = dbname
    try:
        connection = psycopg.connect(**found, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        msg = f"The database at {found['host']} does not let us in: {str(error).strip().splitlines()[-1]}"
        raise SetupError(msg) from error
    if connection.info.server_version < OLDEST_SERVER:
        version = connection.info.server_version // 10000
        connection.close()
        msg = f"The database at {found['host']} is PostgreSQL {version}; Redthread needs 15 or later."
        raise SetupError(msg)
    return connection


def prepare(place: Path | None = None) -> None:
    """Create roles, database and extensions, or bring them back to what they should be. Safe to repeat.

    Raises:
        SetupError: the account of `DATABASE_URL` may not do it; the message says which right is missing.
    """
    secrets = ensure_secrets(place)
    embedded = uses_embedded_server() or place is not None
    name = connection_settings("rt_owner", place)["dbname"]
    with administrator(place, dbname="postgres" if embedded else None) as connection:
        try:
            prepare_roles(connection, secrets["roles"])
            create_database(connection, name)
        except psycopg.errors.InsufficientPrivilege as error:
            msg = (
                f"The account in DATABASE_URL lacks a right ({error.diag.message_primary}). Needed is a "
                "superuser, or an account with CREATEROLE that owns the database, for which a superuser "
                "first runs: CREATE ROLE rt_verify LOGIN BYPASSRLS"
            )
            raise SetupError(msg) from error
    prepare_database(place, dbname=name)


def prepare_roles(connection: psycopg.Connection[Any], passwords: dict[str, str]) -> None:
    """Create the five roles with these passwords, or set their rights and passwords anew."""
    known = dict(connection.execute("SELECT rolname, rolbypassrls FROM pg_roles").fetchall())
    for role in ROLES:
        # Hashed here, so that the server's log never holds a password.
        hashed = connection.pgconn.encrypt_password(
            passwords[role].encode(), role.encode(), b"scram-sha-256"
        ).decode()
        connection.execute(
            sql.SQL("{verb} ROLE {role} WITH LOGIN INHERIT {attributes} PASSWORD {password}").format(
                verb=sql.SQL("ALTER" if role in known else "CREATE"),
                role=sql.Identifier(role),
                attributes=sql.SQL(_attributes(connection, role, bypasses=known.get(role, False))),
                password=sql.Literal(hashed),
            )
        )
    connection.execute("GRANT rt_web TO rt_job")
    if _is_superuser(connection):
        connection.execute("GRANT pg_read_all_data TO rt_verify")  # for copies that miss nothing
    else:
        connection.execute("GRANT rt_owner TO CURRENT_USER")  # to give it a database


def create_database(connection: psycopg.Connection[Any], name: str, *, template: str | None = None) -> None:
    """Make sure of the database `name`: owned by `rt_owner`, closed to everybody but our roles."""
    database = sql.Identifier(name)
    found = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    if found and found[0] != "rt_owner":
        connection.execute(sql.SQL("ALTER DATABASE {} OWNER TO rt_owner").format(database))
    if not found:
        options = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER rt_owner").format(database) + options)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    roles = sql.SQL(", ").join(map(sql.Identifier, ROLES))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, roles))


def prepare_database(place: Path | None = None, *, dbname: str) -> None:
    """Give the database its extensions, and let nobody but the owner create things in it."""
    with administrator(place, dbname=dbname) as connection:
        for extension in EXTENSIONS:
            connection.execute(
                sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public").format(sql.Identifier(extension))
            )
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute("GRANT USAGE ON SCHEMA public TO PUBLIC")
        connection.execute("GRANT ALL ON SCHEMA public TO rt_owner")


def open_queue(connection: psycopg.Connection[Any]) -> None:
    """Give the queue to the worker alone; the queue's own migrations give it to nobody.

    Every job of ours is periodic, put in and taken out by the worker. The web defers nothing: who smuggles
    SQL into a page finds no queue to read or to fill. A page that needs a job one day gets a
    SECURITY DEFINER function for that one.
    """
    named = (
        "SELECT {name}::text FROM {catalogue} WHERE schemaname = 'public' AND {name} LIKE 'procrastinate\\_%'"
    )
    for name, catalogue, rights in (
        ("tablename", "pg_tables", "REVOKE ALL ON TABLE {} FROM rt_web"),
        ("sequencename", "pg_sequences", "REVOKE ALL ON SEQUENCE {} FROM rt_web"),
        ("tablename", "pg_tables", "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLE {} TO rt_job"),
        ("sequencename", "pg_sequences", "GRANT USAGE ON SEQUENCE {} TO rt_job"),
    ):
        question = sql.SQL(named).format(name=sql.Identifier(name), catalogue=sql.Identifier(catalogue))
        for (found,) in connection.execute(question).fetchall():
            connection.execute(sql.SQL(rights).format(sql.Identifier(found)))


def start(place: Path | None = None) -> bool:
    """Start the embedded server where that is ours to do, prepare what is missing; True if it was down."""
    started = EmbeddedServer(place).ensure_running() if uses_embedded_server() else False
    prepare(place)
    return started


def _is_superuser(connection: psycopg.Connection[Any]) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _attributes(connection: psycopg.Connection[Any], role: str, *, bypasses: bool) -> str:
    """Leave out what only a superuser may write, where it is so already; a new role has neither."""
    attributes = ROLE_ATTRIBUTES[role]
    if _is_superuser(connection):
        return attributes
    left_out = {"NOSUPERUSER", "NOBYPASSRLS"} | ({"BYPASSRLS"} if bypasses else set())
    return " ".join(word for word in attributes.split() if word not in left_out)
