"""Two records are one person: everything moves, and undoing takes back exactly what came."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from redthread.custody import public as custody
from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.money import public as money
from redthread.people import public as people
from redthread.requests.models import ClientRequest
from tests.factories.world import client

NOW = datetime.now(UTC) - timedelta(hours=1)
GROUNDS = "Fingerprints of 12 November."


@pytest.fixture
def twin(as_owner, cast, world, desk, acting):
    """Somebody released long ago under another number, with a request still owed, who is Amir."""
    with as_owner():
        found = client("Ameer", "Rahmany", "ar", world, "C203")
        with connection.cursor() as cursor:
            cursor.execute("select access.refresh_all()")
    desk.ask(found, "property", at=NOW - timedelta(days=9))
    with acting(cast.governor) as actor:
        custody.release_client(actor=actor, client_id=found.client_id, at=NOW - timedelta(days=1))
    with as_owner(), connection.cursor() as cursor:
        # Long before Amir came: nobody is in two rooms.
        cursor.execute(
            "update custody_stay set period = '[2024-01-10, 2024-06-01)' where client_id = %s",
            [found.client_id],
        )
    return found


def rows_of(as_owner, client_id):
    """Return how many rows of each table name the client."""
    found = {}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select tbl::text, col::text from unnest(array['custody','requests','kiosk','signin','timetable',"
            "'money']) m cross join lateral people_client_columns(m)"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f"select count(*) from {table} where {column} = %s", [client_id])
            if count := cursor.fetchone()[0]:
                found[f"{table}.{column}"] = count
    return found


def merge(acting, cast, kept, gone, at=NOW, **other):
    with acting(cast.governor) as actor:
        return people.merge_clients(
            actor=actor,
            survivor_id=kept.client_id,
            merged_id=gone.client_id,
            grounds=other.get("grounds", GROUNDS),
            at=at,
        )


def test_everything_of_the_other_record_belongs_to_the_person(desk, acting, cast, twin, as_owner):
    desk.ask(cast.amir, "property", at=NOW - timedelta(days=2))
    before = rows_of(as_owner, twin.client_id)
    own = rows_of(as_owner, cast.amir.client_id)
    assert before
    merge(acting, cast, cast.amir, twin)
    assert rows_of(as_owner, twin.client_id) == {}
    both = rows_of(as_owner, cast.amir.client_id)
    receipts = {k: n for k, n in both.items() if k != "custody_receipt.client_id"}
    assert receipts == {
        k: own.get(k, 0) + before.get(k, 0) for k in own.keys() | before.keys() if k in receipts
    }
    with acting(cast.amir):
        assert ClientRequest.objects.count() == 2, "the same question of both stays open twice"
        earlier = people.list_earlier_entries(client_id=cast.amir.client_id)
        assert {number for number, _ in earlier} == {twin_number(as_owner, twin)}
        assert "requests.received" in {entry.kind for _, entry in earlier}
        assert thread.list_entries(client_id=cast.amir.client_id, limit=1)[0].kind == "people.merged"


def twin_number(as_owner, twin):
    with as_owner():
        return people.Client.objects.get(id=twin.client_id).number


def test_the_old_number_finds_the_person_and_opens_nothing(acting, cast, twin, as_owner):
    number = twin_number(as_owner, twin)
    merge(acting, cast, cast.amir, twin)
    with acting(cast.governor):
        assert custody.search_clients(text=number)[0].client_id == cast.amir.client_id
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select is_active from access.actor where client_id = %s", [twin.client_id])
        assert cursor.fetchone() == (False,)


def test_undoing_takes_back_exactly_what_came(desk, acting, cast, twin, as_owner):
    before, own = rows_of(as_owner, twin.client_id), rows_of(as_owner, cast.amir.client_id)
    done = merge(acting, cast, cast.amir, twin)
    new = desk.ask(cast.amir, "person", at=NOW + timedelta(minutes=5))
    with acting(cast.governor) as actor:
        people.undo_merge(
            actor=actor, merge_id=done.id, because="Other fingerprints.", at=NOW + timedelta(minutes=9)
        )
        with pytest.raises(people.MergeRefusedError):
            people.undo_merge(actor=actor, merge_id=done.id, because="Again.", at=NOW + timedelta(minutes=9))
    assert rows_of(as_owner, twin.client_id) == before
    after = rows_of(as_owner, cast.amir.client_id)
    assert after["requests_clientrequest.client_id"] == own.get("requests_clientrequest.client_id", 0) + 1
    with acting(cast.amir):
        assert ClientRequest.objects.filter(id=new).exists(), "what came since stays"
        assert people.list_earlier_entries(client_id=cast.amir.client_id) == []


def test_two_people_in_custody_are_not_merged(acting, cast):
    """Nobody is in two rooms."""
    with pytest.raises(people.MergeRefusedError, match="two rooms"):
        merge(acting, cast, cast.amir, cast.jonas)


def test_who_is_held_elsewhere_is_not_drawn_in(acting, cast):
    with pytest.raises(people.MergeRefusedError, match="do not reach"):
        merge(acting, cast, cast.amir, cast.marek)


@pytest.mark.parametrize("grounds", ["", "   "])
def test_a_merge_needs_grounds(acting, cast, twin, grounds):
    with pytest.raises(people.MergeGroundsError):
        merge(acting, cast, cast.amir, twin, grounds=grounds)


def test_nobody_is_merged_with_themselves_or_twice(acting, cast, twin):
    with pytest.raises(people.MergeRefusedError):
        merge(acting, cast, cast.amir, cast.amir)
    merge(acting, cast, cast.amir, twin)
    with pytest.raises(people.MergeRefusedError):
        merge(acting, cast, cast.jonas, twin, at=NOW + timedelta(minutes=1))


def test_a_manager_merges_nobody(acting, cast, twin):
    with acting(cast.manager) as actor, pytest.raises(PermissionDeniedError):
        people.merge_clients(
            actor=actor,
            survivor_id=cast.amir.client_id,
            merged_id=twin.client_id,
            grounds=GROUNDS,
            at=NOW,
        )


def rich(acting, cast, twin, as_owner, world):
    """Give the twin 500 from home under the old number; Amir has accounts and nothing on them."""
    hall = world.establishments["hall"]
    with as_owner(), connection.cursor() as cursor:
        for kind in ("pay_in", "pay_out", "reservations", "kiosk_sales"):
            cursor.execute(
                "insert into money_account (kind, establishment_id, currency, balance) "
                "values (%s, %s, 'SEK', 0)",
                [kind, hall],
            )
    with acting(cast.kiosk_clerk) as actor:
        money.open_accounts(actor=actor, client_id=cast.amir.client_id, establishment_id=hall, at=NOW)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select money.ensure_client_accounts(%s, 'SEK')", [twin.client_id])
        cursor.execute(
            "with t as (insert into money_transfer (id, client_id, establishment_id, reason, amount, kept, "
            "text, at, recorded_at, by_actor_id) values (gen_random_uuid(), %s, %s, 'deposit', 50000, 0, '', "
            "now(), now(), %s) returning id) "
            "select money.post(t.id, %s, %s, 'SEK', k.kind, k.amount) from t, "
            "(values ('pay_in', -50000), ('spendable', 50000)) k(kind, amount)",
            [twin.client_id, hall, cast.kiosk_clerk.actor_id, twin.client_id, hall],
        )
    return hall


def test_money_comes_over_by_the_books_and_goes_back_as_far_as_it_is_there(
    acting, cast, twin, as_owner, world
):
    """500 come, 300 are spent: 200 and what was there before go back."""
    hall = rich(acting, cast, twin, as_owner, world)
    done = merge(acting, cast, cast.amir, twin)
    with acting(cast.amir):
        assert money.get_balances(client_id=cast.amir.client_id).spendable == 50000
    with acting(cast.kiosk_clerk) as actor:
        money.withdraw(
            actor=actor,
            transfer_id=uuid4(),
            client_id=cast.amir.client_id,
            establishment_id=hall,
            amount=30000,
            text="Paid out",
            at=NOW,
        )
    with acting(cast.governor) as actor:
        effects = people.undo_merge(actor=actor, merge_id=done.id, because="Not him.", at=NOW)
    assert {e.code: e.params.get("amount") for e in effects if e.code.startswith("money.")} == {
        "money.returns": None,
        "money.missing": "300.00",
    }
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select balance from money_account where client_id = %s and kind = 'spendable'",
            [twin.client_id],
        )
        assert cursor.fetchone() == (20000,)
        cursor.execute("select sum(amount) from money_posting")
        assert cursor.fetchone() == (0,)


def test_the_statement_of_the_other_number_is_read_where_the_person_is_read(
    acting, cast, twin, as_owner, world
):
    """Its lines up to the merge, without the step of the merge itself; nobody else's door opens them."""
    rich(acting, cast, twin, as_owner, world)
    number = twin_number(as_owner, twin)
    with acting(cast.amir):
        assert money.list_earlier_numbers(client_id=cast.amir.client_id) == []
    done = merge(acting, cast, cast.amir, twin)

    def read(who):
        with acting(who):
            assert money.list_earlier_statement(client_id=cast.amir.client_id, number="other") == []
            return money.list_earlier_numbers(client_id=cast.amir.client_id), [
                (line.reason, line.amount, line.balance)
                for line in money.list_earlier_statement(client_id=cast.amir.client_id, number=number)
            ]

    assert read(cast.amir) == ([number], [("deposit", 50000, 50000)])
    assert read(cast.kiosk_clerk) == ([number], [("deposit", 50000, 50000)])
    assert read(cast.jonas) == read(cast.marek) == ([], []), "another person's money"
    with acting(cast.governor) as actor:
        people.undo_merge(actor=actor, merge_id=done.id, because="Not him.", at=NOW)
    assert read(cast.amir) == ([], []), "the money is somebody else's again"
