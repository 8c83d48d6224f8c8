"""Nobody who acts makes this house send a mail: functions do that know their reason, each time once."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation import clock
from redthread.foundation.classes import InformationClass as C
from redthread.sharing import public as sharing
from redthread.sharing.public import HandoverKind
from redthread.signin import public as signin
from tests.factories.world import Acting, AsOwner, Cast, Member, World

EVERYBODY = ("amir", "officer", "manager", "administrator", "caseworker", "coordinator", "relative")
OUTBOX = "insert into notices_notice (id, address, language, door, kind, about, secret, created_at, "
TELL = "select notices_tell(gen_random_uuid(), 'me@evil.example', 'en', 'staff', 'task', 'task:1', '', now())"


@pytest.fixture
def people(cast: Cast, as_owner: AsOwner) -> dict[str, Member]:
    """Everybody who acts, a relative among them."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select access.create_relative('Samira Rahmani', 'ar')")
        relative = Member(cursor.fetchone()[0], "Samira Rahmani", "relative")
    return {who: relative if who == "relative" else getattr(cast, who) for who in EVERYBODY}


def run(sql: str, *arguments: Any) -> Any:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchone()[0]


def refused(sql: str, *arguments: Any) -> bool:
    """Say whether the database refuses as to somebody without the right."""
    with pytest.raises(DatabaseError) as found:
        run(sql, *arguments)
    return getattr(found.value.__cause__, "sqlstate", "") == "42501"


def told(as_owner: AsOwner) -> list[tuple[str, str]]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select address, kind from notices_notice order by 1, 2")
        return [(address, kind) for address, kind in cursor.fetchall()]


@pytest.mark.parametrize("who", EVERYBODY)
def test_nobody_tells_an_address_of_their_choice(
    who: str, people: dict[str, Member], acting: Acting, as_owner: AsOwner
) -> None:
    with acting(people[who]):
        assert refused(TELL)
        assert refused(
            OUTBOX + "next_try_at, tries, error) values (gen_random_uuid(), 'me@evil.example', 'en', "
            "'staff', 'task', 'task:1', '', now(), now(), 0, '') returning 1"
        )
    assert told(as_owner) == []


def test_without_anybody_acting_nothing_is_told(world: World) -> None:
    assert refused(TELL)


def test_an_invitation_is_told_once_by_who_made_it_and_to_whom_it_is_for(
    cast: Cast, acting: Acting, as_owner: AsOwner
) -> None:
    call = "select access.tell_invited(%s, %s, 'sealed', 'en', now())"
    with acting(cast.coordinator) as actor:
        token = signin.invite_outsider(
            actor=actor,
            outsider_actor_id=cast.caseworker.actor_id,
            address="mona@umea.example",
            language="sv",
            at=clock.now(),
        )
    assert told(as_owner) == [("mona@umea.example", "invitation")]
    for who in (cast.coordinator, cast.caseworker, cast.administrator, cast.amir):
        with acting(who):
            assert refused(call, cast.caseworker.actor_id, token)
            assert refused(call, who.actor_id, "guessed")
    assert told(as_owner) == [("mona@umea.example", "invitation")]


def test_a_handover_is_told_once_when_it_came_and_once_when_its_clock_ran_out(
    people: dict[str, Member], cast: Cast, world: World, acting: Acting, as_owner: AsOwner
) -> None:
    call = "select sharing_tell_of(%s, %s, now())"
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        handover = sharing.create_handover(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=world.partners["umea"],
            kind=HandoverKind.QUESTION,
            info=C.IDENTITY,
            at=clock.now(),
        )
    first = told(as_owner)
    assert first
    assert {kind for _address, kind in first} == {"task"}
    for who in ("officer", "manager", "caseworker"):
        with acting(people[who]):
            assert run(call, handover.id, "task") == 0
            assert run(call, handover.id, "reminder") == 0
            assert run(call, uuid4(), "task") == 0
            assert run(call, handover.id, "code") == 0
    for who in ("amir", "relative"):
        with acting(people[who]):
            assert refused(call, handover.id, "task")
    assert told(as_owner) == first
    with as_owner():
        run("update sharing_handover set escalated_at = now() where id = %s returning 1", handover.id)
    with acting(cast.officer):
        assert run(call, handover.id, "reminder") == len(first)
        assert run(call, handover.id, "reminder") == 0


@pytest.mark.parametrize("who", EVERYBODY)
def test_whom_to_tell_at_an_organisation_is_told_to_nobody(
    who: str, people: dict[str, Member], world: World, acting: Acting
) -> None:
    with acting(people[who]):
        assert refused("select address from sharing_whom_at(%s, now())", world.partners["umea"])


@pytest.mark.parametrize("who", ["amir", "caseworker", "relative"])
def test_nobody_outside_staff_has_people_told_that_a_restriction_ended(
    who: str, people: dict[str, Member], cast: Cast, acting: Acting
) -> None:
    with acting(people[who]):
        assert refused("select messages.announce_reopened(%s, now())", cast.amir.client_id)
        assert refused("select messages.announce_reopened(null, now())")
