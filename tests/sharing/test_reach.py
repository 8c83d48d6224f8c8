"""Who reaches whom: roles in a scope, for a time, and broken glass that leaves a trace."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation import clock, thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.people.public import Client
from redthread.sharing.public import (
    GlassPurpose,
    OwnRoleError,
    ReasonNeededError,
    Scope,
    break_glass,
    end_grant,
    grant_role,
    is_in_reach,
    list_grants,
    list_looks,
)
from tests.factories.world import Acting, AsOwner, Cast, World


def test_a_role_opens_its_scope_and_its_end_closes_it(acting: Acting, cast: Cast, world: World) -> None:
    with acting(cast.administrator) as actor:
        grant_id = grant_role(
            actor=actor,
            to_actor_id=cast.officer_elsewhere.actor_id,
            role="officer",
            scope=Scope.UNIT,
            scope_id=world.units["hall-C"],
            reason="covers in August",
            at=clock.now(),
        )
    with acting(cast.officer_elsewhere):
        assert Client.objects.filter(id=cast.amir.client_id).exists()
    with acting(cast.administrator) as actor:
        end_grant(actor=actor, grant_id=grant_id, reason="back again", at=clock.now())
        ended = list_grants(actor_id=cast.officer_elsewhere.actor_id)
    with acting(cast.officer_elsewhere):
        assert not Client.objects.filter(id=cast.amir.client_id).exists()
    assert "back again" in ended[0].reason


def test_a_grant_ends_by_itself(acting: Acting, as_owner: AsOwner, cast: Cast, world: World) -> None:
    with acting(cast.administrator) as actor:
        grant_role(
            actor=actor,
            to_actor_id=cast.officer_elsewhere.actor_id,
            role="officer",
            scope=Scope.UNIT,
            scope_id=world.units["hall-C"],
            reason="one day",
            at=clock.now(),
            until=clock.now() + timedelta(days=1),
        )
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.caseload set valid_until = now() where valid_until < 'infinity'")
    with acting(cast.officer_elsewhere):
        assert not Client.objects.filter(id=cast.amir.client_id).exists()


def test_nobody_grants_themselves_a_role(acting: Acting, cast: Cast) -> None:
    with acting(cast.administrator) as actor, pytest.raises(OwnRoleError):
        grant_role(
            actor=actor,
            to_actor_id=actor.id,
            role="governor",
            scope=Scope.SERVICE,
            scope_id=None,
            reason="because",
            at=clock.now(),
        )


def test_nobody_grants_themselves_a_role_by_sql_either(acting: Acting, cast: Cast) -> None:
    with (
        pytest.raises(DatabaseError, match="themselves"),
        transaction.atomic(),
        acting(cast.administrator) as actor,
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "select access.grant_role(%s, 'governor', 'service', null, now(), null, 'role', 'x')", [actor.id]
        )


def test_an_officer_grants_nothing(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        grant_role(
            actor=actor,
            to_actor_id=cast.officer_elsewhere.actor_id,
            role="governor",
            scope=Scope.SERVICE,
            scope_id=None,
            reason="",
            at=clock.now(),
        )


def test_broken_glass_opens_one_client_for_an_hour_and_the_client_reads_it(
    acting: Acting, cast: Cast
) -> None:
    now = clock.now()
    with acting(cast.manager) as actor:
        assert not is_in_reach(client_id=cast.marek.client_id)
        until = break_glass(
            actor=actor,
            client_id=cast.marek.client_id,
            purpose=GlassPurpose.EMERGENCY,
            reason="ambulance asks for his name",
            at=now,
        )
        assert is_in_reach(client_id=cast.marek.client_id)
    assert timedelta(minutes=55) < until - now < timedelta(minutes=65)
    with acting(cast.marek):
        entry = thread.list_entries(client_id=cast.marek.client_id, limit=1)[0]
    assert entry.kind == "sharing.glass_broken"
    assert entry.payload is not None
    assert entry.payload["reason"] == "ambulance asks for his name"


def test_broken_glass_writes_nothing(acting: Acting, cast: Cast) -> None:
    """It is for looking: no step of anybody's request can be taken through it."""
    with acting(cast.manager) as actor:
        break_glass(
            actor=actor,
            client_id=cast.marek.client_id,
            purpose=GlassPurpose.COURT,
            reason="the court asks for a date",
            at=clock.now(),
        )
        with connection.cursor() as cursor:
            cursor.execute("select access.may_write(%s, 131072)", [cast.marek.client_id])
            assert cursor.fetchone() == (False,)


def test_glass_is_not_broken_without_a_reason(acting: Acting, cast: Cast) -> None:
    with acting(cast.manager) as actor, pytest.raises(ReasonNeededError):
        break_glass(
            actor=actor,
            client_id=cast.marek.client_id,
            purpose=GlassPurpose.COVER,
            reason="  x ",
            at=clock.now(),
        )


def test_an_officer_breaks_no_glass(acting: Acting, cast: Cast) -> None:
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        break_glass(
            actor=actor,
            client_id=cast.marek.client_id,
            purpose=GlassPurpose.COVER,
            reason="I am curious today",
            at=clock.now(),
        )


def test_looks_of_one_day_at_one_page_are_one_line(acting: Acting, cast: Cast) -> None:
    for _ in range(3):
        with acting(cast.officer, focus=cast.amir.client_id, route="staff:client"):
            pass
    with acting(cast.amir):
        looks = list_looks(client_id=cast.amir.client_id, before=clock.now() + timedelta(minutes=1))
    assert [(look.name, look.route, look.times) for look in looks] == [("Karin Lund", "staff:client", 3)]


def test_another_client_does_not_read_who_looked(acting: Acting, cast: Cast) -> None:
    with pytest.raises(DatabaseError, match=r"thread\.sample"), transaction.atomic(), acting(cast.jonas):
        list_looks(client_id=cast.amir.client_id, before=clock.now())
