"""Plans are kept on the server between transactions, never what one person may see."""

from collections.abc import Iterator

import pytest
from django.db import connection
from psycopg import Connection

from redthread.custody.public import Stay
from redthread.foundation import thread
from redthread.people.public import Client
from tests.factories.world import Acting, AsOwner, Cast, Member

ROUNDS = 8
"""Asked twice, a statement is prepared; asked five times more, its plan is one for all values."""


def seen() -> tuple[list[str], int, int]:
    """Ask the same questions whoever asks: names, stays, entries of the thread."""
    names = sorted(Client.objects.values_list("given_name", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from thread.entry")
        entries = int(cursor.fetchone()[0])
    return names, Stay.objects.count(), entries


def everybody(cast: Cast) -> list[tuple[Member, list[str]]]:
    """Return who sees whom, neighbours in the list as different as they come."""
    return [
        (cast.officer, ["Amir", "Jonas"]),
        (cast.marek, ["Marek"]),
        (cast.nurse, ["Amir", "Jonas", "Leila"]),
        (cast.officer_elsewhere, ["Marek"]),
        (cast.amir, ["Amir"]),
        (cast.nurse_elsewhere, ["Marek"]),
        (cast.leila, ["Leila"]),
    ]


@pytest.fixture
def entries(cast: Cast, as_owner: AsOwner) -> None:
    """One entry of every client's thread, of the class that all their staff read."""
    with as_owner(), connection.cursor() as cursor:
        for member in (cast.amir, cast.jonas, cast.leila, cast.marek):
            cursor.execute(
                "insert into thread.entry values (%s, 1, now(), now(), 1, 'tests.seen', 0, '{}', '', '')",
                [member.client_id],
            )


@pytest.fixture(params=["auto", "force_generic_plan"])
def plans(request: pytest.FixtureRequest, db: None) -> Iterator[str]:
    """Let the server choose, and make it keep one plan for all values from the first time on."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('plan_cache_mode', %s, true)", [request.param])
    yield request.param
    with connection.cursor() as cursor:
        cursor.execute("set local plan_cache_mode = auto")


def test_a_kept_plan_shows_each_person_only_their_own(
    plans: str, entries: None, acting: Acting, cast: Cast
) -> None:
    """One connection, many people in turn: what the one before saw is in no plan."""
    for _ in range(ROUNDS):
        for member, names in everybody(cast):
            with acting(member):
                assert seen() == (names, len(names), len(names)), member.name


def test_a_kept_plan_follows_the_client_in_view(plans: str, acting: Acting, cast: Cast) -> None:
    """The client in view is a value of the transaction, not of the plan; out of reach shows nothing."""
    for _ in range(ROUNDS):
        for client, is_seen in (
            (cast.amir, True),
            (cast.marek, False),
            (cast.jonas, True),
            (cast.leila, False),
        ):
            with acting(cast.officer, focus=client.client_id):
                assert Client.objects.filter(id=client.client_id).exists() is is_seen
                assert not thread.list_entries(client_id=client.client_id)


def test_a_plan_kept_for_the_owner_does_not_serve_the_web_role(
    plans: str, acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    for _ in range(ROUNDS):
        with as_owner():
            assert seen()[0] == ["Amir", "Jonas", "Leila", "Marek"]
        with acting(cast.officer):
            assert seen()[0] == ["Amir", "Jonas"]


def test_the_statements_of_these_tests_are_prepared_and_their_plans_kept(acting: Acting, cast: Cast) -> None:
    """Without this the tests above would show nothing."""
    for _ in range(ROUNDS):
        for member, _names in everybody(cast):
            with acting(member):
                seen()
    wire = connection.connection
    assert isinstance(wire, Connection)
    assert wire.prepare_threshold is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_prepared_statements where generic_plans > 0 "
            "and (statement like '%people_client%' or statement like '%thread.entry%')"
        )
        assert cursor.fetchone()[0] >= 2


@pytest.mark.django_db
def test_what_reads_the_context_is_worked_out_each_time() -> None:
    """A function that is called immutable would become a constant in a plan."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.oid::regprocedure::text from pg_proc p "
            "where p.pronamespace not in (select oid from pg_namespace where nspname = 'pg_catalog') "
            "and p.provolatile = 'i' and p.prokind = 'f' "
            "and p.prosrc ~ 'current_setting|current_user|session_user|now\\(|access\\.'"
        )
        assert cursor.fetchall() == []
