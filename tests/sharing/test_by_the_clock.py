"""What ends by itself: a grant and a membership whose last instant passes while nobody does anything.

A day passes by moving what was written a day back: every clock of the database is its own.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from redthread.foundation import clock
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.session import SignedOutError, acting_as
from redthread.organisations.public import end_membership, list_members, may_manage
from redthread.people.public import Client
from redthread.sharing.public import (
    LegalBasis,
    MoreAccess,
    Purpose,
    end_partner_grant,
    grant_more,
    grant_partner,
    list_partner_grants,
    list_people,
)
from tests.factories.world import Acting, AsOwner, Cast, Member, World, open_session

DAY = timedelta(days=1)
Pass = Callable[[], None]


@pytest.fixture
def a_day_passes(as_owner: AsOwner) -> Pass:
    """Give what lets a day pass in which nobody does anything."""

    def go() -> None:
        with as_owner(), connection.cursor() as cursor:
            for table, columns in (
                ("access.partner_grant", ("valid_from", "valid_until")),
                ("access.caseload", ("valid_until",)),
                ("access.actor", ("valid_until", "active_until")),
                ("organisations_partnermember", ("began_at", "ends_at")),
            ):
                moved = ", ".join(f"{c} = {c} - interval '1 day'" for c in columns)
                cursor.execute(f"update {table} set {moved}")

    return go


def more(acting: Acting, cast: Cast, world: World, until: datetime | None, classes: C = C.LEAVE_DATES) -> int:
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        return grant_more(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=world.partners["umea"],
            more=MoreAccess(classes, C(0), Purpose.DECISION, LegalBasis.ORDER, "FR 1-26", until),
            reason="ordered",
            at=clock.now(),
        )


def reads(acting: Acting, who: Member, client: Member) -> C:
    with acting(who, focus=client.client_id) as actor:
        return C(actor.focus_read)


def test_a_grant_ends_at_its_instant_and_what_has_no_end_stays(
    acting: Acting, cast: Cast, world: World, a_day_passes: Pass
) -> None:
    before = reads(acting, cast.caseworker, cast.amir)
    grant_id = more(acting, cast, world, clock.now() + timedelta(hours=20))
    assert reads(acting, cast.caseworker, cast.amir) == before | C.LEAVE_DATES
    a_day_passes()
    assert reads(acting, cast.caseworker, cast.amir) == before, "gone, and only that"
    assert reads(acting, cast.coordinator, cast.amir) == before
    with acting(cast.amir):
        grants = list_partner_grants(client_id=cast.amir.client_id, only_open=False)
        assert [g.is_open for g in grants if g.grant_id == grant_id] == [False]
        assert grant_id not in {g.grant_id for g in list_partner_grants(client_id=cast.amir.client_id)}


def test_two_ends_one_after_the_other(acting: Acting, cast: Cast, world: World, a_day_passes: Pass) -> None:
    before = reads(acting, cast.caseworker, cast.amir)
    more(acting, cast, world, clock.now() + timedelta(hours=20))
    more(acting, cast, world, clock.now() + timedelta(hours=40), C.RESTRICTIONS)
    a_day_passes()
    assert reads(acting, cast.caseworker, cast.amir) == before | C.RESTRICTIONS
    a_day_passes()
    assert reads(acting, cast.caseworker, cast.amir) == before


def test_when_the_last_grant_ends_the_person_is_not_there_any_more(
    acting: Acting, as_owner: AsOwner, cast: Cast, a_day_passes: Pass
) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update access.partner_grant set valid_until = now() + interval '20 hours'")
        cursor.execute("select access.refresh_partners(array[%s::bigint])", [cast.amir.client_id])
    assert reads(acting, cast.caseworker, cast.amir) & C.IDENTITY
    a_day_passes()
    assert reads(acting, cast.caseworker, cast.amir) == C(0)
    with acting(cast.caseworker):
        assert not list_people()
        assert not Client.objects.exists()


def test_a_page_that_stands_open_over_the_end_reads_nothing_more(
    acting: Acting, as_owner: AsOwner, cast: Cast
) -> None:
    """The policies ask the caseload for its instant, whether or not anybody has derived it anew."""
    with acting(cast.caseworker):
        assert Client.objects.filter(id=cast.amir.client_id).exists()
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("update access.caseload set valid_until = now() - interval '1 second'")
        assert not Client.objects.filter(id=cast.amir.client_id).exists()


def member_of(world: World, who: Member) -> Any:
    return next(m for m in list_members(organisation_id=world.partners["umea"]) if m.actor_id == who.actor_id)


def test_a_membership_that_ends_tomorrow_goes_on_today_and_is_over_then(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World, a_day_passes: Pass
) -> None:
    with as_owner():
        token = open_session(cast.caseworker)
    now = clock.now()
    with acting(cast.coordinator) as actor:
        end_membership(
            actor=actor,
            member_id=member_of(world, cast.caseworker).id,
            why="changes employer",
            at=now,
            until=now + timedelta(hours=20),
        )
    door: dict[str, Any] = {"token": token, "door": "partner", "binding": "tests"}
    with acting_as(**door):
        assert [p.client_id for p in list_people()] == [cast.amir.client_id]
    a_day_passes()
    with pytest.raises(SignedOutError), acting_as(**door):
        pass
    with (
        as_owner(),
        connection.cursor() as cursor,
        pytest.raises(Exception, match="no key to this door"),
        transaction.atomic(),
    ):
        cursor.execute(
            "select access.open_session(%s, 'partner', 't', 'b', null, 60, 60, '', '')",
            [cast.caseworker.actor_id],
        )


def test_whoever_has_left_gets_nothing_of_what_comes_later(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World, a_day_passes: Pass
) -> None:
    now = clock.now()
    with acting(cast.coordinator) as actor:
        end_membership(
            actor=actor,
            member_id=member_of(world, cast.caseworker).id,
            why="changes employer",
            at=now,
            until=now + timedelta(hours=20),
        )
    a_day_passes()
    given: dict[str, Any] = {
        "client_id": cast.amir.client_id,
        "organisation_id": world.partners["umea"],
        "at": now,
    }
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        end_partner_grant(actor=actor, reason="ends", **given)
        grant_partner(actor=actor, reason="begins anew", **given)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select actor_id from access.caseload where client_id = %s and actor_id = any (%s)",
            [cast.amir.client_id, [cast.caseworker.actor_id, cast.coordinator.actor_id]],
        )
        assert cursor.fetchall() == [(cast.coordinator.actor_id,)]


def test_a_coordinator_whose_time_is_up_manages_nobody(
    acting: Acting, as_owner: AsOwner, cast: Cast, world: World
) -> None:
    """Also where the membership alone has ended, as far as the page that is open knows."""
    with acting(cast.coordinator) as actor:
        assert may_manage(actor, world.partners["umea"])
        with as_owner(), connection.cursor() as cursor:
            cursor.execute(
                "update organisations_partnermember set began_at = now() - interval '2 days', "
                "ends_at = now() - interval '1 day' where actor_id = %s",
                [actor.id],
            )
        assert not may_manage(actor, world.partners["umea"])
        with pytest.raises(PermissionDeniedError):
            end_membership(
                actor=actor,
                member_id=member_of(world, cast.caseworker).id,
                why="revenge",
                at=clock.now(),
            )
