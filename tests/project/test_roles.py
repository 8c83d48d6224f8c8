"""Who may do what in the database."""

import psycopg
import pytest

from redthread.project import postgres
from redthread.project.home import ROLES
from tests.support.cluster import HOME, ensure_cluster, extra_database


@pytest.fixture(scope="module")
def database() -> object:
    """A database of this file's own."""
    ensure_cluster()
    with extra_database("roles", migrated=False) as name:
        yield name


def connect(role: str, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect with the role's own password."""
    return psycopg.connect(
        **(postgres.connection_settings(role, HOME) | {"dbname": database}), autocommit=True
    )


@pytest.mark.parametrize("role", ROLES)
def test_no_role_is_a_superuser_or_makes_roles(role: str, database: str) -> None:
    """Only verification reads past the row policies."""
    with connect(role, database) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
    assert row == (False, False, False, role == "rt_verify")


@pytest.mark.parametrize("role", ["rt_web", "rt_job", "rt_signin", "rt_verify"])
@pytest.mark.parametrize("command", ["CREATE TABLE public.x (i int)", "CREATE TEMP TABLE x (i int)"])
def test_only_the_owner_makes_tables(role: str, command: str, database: str) -> None:
    """Not even temporary ones, whose names could stand before ours."""
    with connect(role, database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(command)


def test_the_worker_has_the_rights_of_the_web(database: str) -> None:
    """One set of policies serves both."""
    with connect("rt_job", database) as connection:
        assert connection.execute("SELECT pg_has_role('rt_job', 'rt_web', 'USAGE')").fetchone() == (True,)
    with connect("rt_web", database) as connection:
        assert connection.execute("SELECT pg_has_role('rt_web', 'rt_job', 'MEMBER')").fetchone() == (False,)


def test_strangers_do_not_get_into_the_database(database: str) -> None:
    """PUBLIC has no right to connect."""
    with connect("rt_owner", database) as connection:
        row = connection.execute(
            "SELECT has_database_privilege('public', current_database(), 'CONNECT')"
        ).fetchone()
    assert row == (False,)


def test_preparing_again_changes_nothing_and_breaks_nothing(database: str) -> None:
    """A second preparation resets rights that somebody has widened."""
    with postgres.administrator(HOME, dbname="postgres") as connection:
        postgres.create_database(connection, database)
    postgres.prepare_database(HOME, dbname=database)
    with connect("rt_web", database) as connection:
        assert connection.execute("SELECT unaccent('Åsa Öberg')").fetchone() == ("Asa Oberg",)


def test_a_url_gives_host_and_options_and_our_own_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """The account of the URL is used for preparing only."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://boss:secret@db.internal:6432/prison?sslmode=verify-full")
    monkeypatch.delenv("REDTHREAD_DATABASE_NAME", raising=False)
    monkeypatch.setenv("REDTHREAD_HOME", str(HOME))
    found = postgres.connection_settings("rt_web")
    assert (found["host"], found["port"], found["dbname"]) == ("db.internal", "6432", "prison")
    assert (found["user"], found["sslmode"]) == ("rt_web", "verify-full")
    assert found["password"] not in {"", "secret"}
    assert postgres.connection_settings("postgres")["user"] == "boss"
