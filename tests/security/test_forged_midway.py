"""A context that is forged in the middle of a statement: all its rows are judged by what was signed."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories.world import Acting, Cast

OWN = {"Amir", "Jonas"}
"""Whom the officer reaches."""
FORGED = {
    "app.wide_read": "1073741823",
    "app.focus_read": "1073741823",
    "app.focus": "{marek}",
    "app.actor": "{nurse}",
}


def _fetched(cast: Cast, statements: list[str], *, setting: str) -> set[str]:
    """Run statements and return the names that came out; nobody's, where the forgery was noticed."""
    value = FORGED[setting].format(marek=cast.marek.client_id, nurse=cast.nurse.actor_id)
    found: set[str] = set()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement.format(setting=setting, value=value))
                if cursor.description and cursor.description[0].name == "given_name":
                    found |= {row[0] for row in cursor.fetchall()}
            transaction.set_rollback(True)
    except DatabaseError as refused:
        if "changed from outside" not in str(refused):
            raise
    return found


@pytest.mark.parametrize("setting", FORGED)
def test_a_statement_that_forges_while_its_rows_stream_gets_no_more_of_them(
    acting: Acting, cast: Cast, setting: str
) -> None:
    with acting(cast.officer):
        query = "select given_name, set_config('{setting}', '{value}', true) from people_client"
        assert _fetched(cast, [query], setting=setting) <= OWN


@pytest.mark.parametrize("setting", FORGED)
@pytest.mark.parametrize(
    "table", ["people_client", "custody_stay s join people_client c on c.id = s.client_id"]
)
def test_a_cursor_does_not_change_its_mind_between_two_fetches(
    acting: Acting, cast: Cast, setting: str, table: str
) -> None:
    with acting(cast.officer):
        statements = [
            f"declare forged cursor for select given_name from {table}",
            "fetch 1 from forged",
            "set local {setting} = '{value}'",
            "fetch all from forged",
        ]
        assert _fetched(cast, statements, setting=setting) <= OWN


@pytest.mark.parametrize("function", ["can_read", "can_write", "may_read", "may_write", "is_in_reach"])
def test_nobody_asks_what_somebody_else_reaches(acting: Acting, cast: Cast, function: str) -> None:
    """Whoever writes another's number into the context is not answered for them."""
    arguments = "%s" if function == "is_in_reach" else "%s, 1"
    with (
        acting(cast.officer),
        pytest.raises(DatabaseError, match="changed from outside"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select set_config('app.actor', %s, true)", [str(cast.nurse.actor_id)])
        cursor.execute(f"select access.{function}({arguments})", [cast.leila.client_id])


def test_leaving_the_context_opens_no_function(acting: Acting, cast: Cast) -> None:
    """How full a room is was told to whoever first left their own context."""
    with (
        acting(cast.amir),
        pytest.raises(DatabaseError, match="no actor"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select access.end_context()")
        cursor.execute("select * from custody_room_state((select min(id) from estate_room), now())")
