"""A database of an earlier build is told apart, in a sentence that says what to do."""

import psycopg
import pytest

from redthread.project import postgres, schema
from redthread.project.home import SetupError
from tests.support.cluster import extra_database


def _open(name: str) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(**(postgres.connection_settings("rt_owner") | {"dbname": name}))


def test_what_was_migrated_here_is_known() -> None:
    with extra_database("schema") as name, _open(name) as connection:
        schema.check(connection)
        assert len(schema.applied(connection)) > 20


def test_an_empty_database_is_welcome() -> None:
    with extra_database("empty", migrated=False) as name, _open(name) as connection:
        schema.check(connection)


@pytest.mark.parametrize(
    "kept", ["null", '\'{"people.0001_initial":"other"}\''], ids=["no stamp", "other stamp"]
)
def test_a_database_of_an_earlier_build_is_refused_with_what_to_do(kept: str) -> None:
    with extra_database("earlier") as name, _open(name) as connection:
        connection.execute(f"comment on schema access is {kept}")
        with pytest.raises(SetupError, match="make reset"):
            schema.check(connection)
