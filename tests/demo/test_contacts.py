"""The contacts of the demonstration look real, and everything that holds for contacts holds for them."""

import pytest

from redthread.contacts.public import AliasKind, key_of
from redthread.demo.named import NAMED
from tests.demo.conftest import Demo


def value(demo: Demo, sql: str) -> int:
    row = demo.execute(sql).fetchone()
    assert row is not None
    return int(next(iter(row.values())))


def test_most_people_have_somebody_and_some_have_nobody(demo) -> None:
    people = value(demo, "select count(*) from people_client")
    some = value(demo, "select count(distinct client_id) from contacts_contact")
    assert 0.6 < some / people < 0.99


def test_the_relatives_of_the_sheet_can_sign_in(demo) -> None:
    for _given, _relation, address in NAMED["SE"].relatives.values():
        found = demo.execute(
            "select count(*) as n from access.login_name l join access.credential c using (actor_id) "
            "where l.door = 'family' and l.name = %s and c.kind = 'password'",
            [address],
        ).fetchone()
        assert found is not None
        assert found["n"] == 1


def test_keys_are_those_that_the_program_makes(demo) -> None:
    rows = demo.execute("select kind, value, key from contacts_alias order by id limit 500").fetchall()
    assert [r for r in rows if key_of(AliasKind(r["kind"]), r["value"]) != r["key"]] == []


UNVERIFIED = "(select id from contacts_correspondent where identity_verified_at is null)"
CHILDREN = "(select id from contacts_correspondent where is_child)"


@pytest.mark.parametrize(
    "what",
    [
        f"level = 'privileged' and correspondent_id in {UNVERIFIED}",
        "approved_at > now()",
        f"correspondent_id in {CHILDREN} and 'message' = any (channels)",
    ],
)
def test_no_contact_is_what_none_may_be(demo, what) -> None:
    assert value(demo, f"select count(*) from contacts_contact where {what}") == 0


def test_somebody_is_there_for_those_who_were_hurt(demo) -> None:
    reads = "role_code = 'victim_officer' and read_mask & (1 << 28) <> 0"
    assert value(demo, f"select count(*) from access.reach_grant where {reads}") == 1


def test_every_contact_stands_in_its_thread(demo) -> None:
    assert value(demo, "select count(*) from thread.entry where kind = 'contacts.approved'") == value(
        demo, "select count(*) from contacts_contact"
    )
