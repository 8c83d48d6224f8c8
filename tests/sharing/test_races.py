"""Two hands at once on one person's grants: whoever comes second waits; reach follows from both."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from redthread.custody import public as custody
from redthread.foundation import clock
from redthread.foundation.actor import Actor
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.foundation.session import focus_on
from redthread.organisations.public import MemberRole, change_member, end_membership
from redthread.sharing.public import (
    LegalBasis,
    MoreAccess,
    NothingToConsentError,
    NotLinkedError,
    Purpose,
    end_partner_grant,
    enter_phase,
    give_consent,
    grant_more,
    grant_partner,
    narrow_grant,
    withdraw_consent,
)
from tests.factories import partners
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.factories.world import Member, World

PATIENCE = 30.0
Act = Callable[[Actor, World], Any]


@pytest.fixture(scope="module")
def _committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """A world that is committed: threads have transactions of their own."""
    with django_db_blocker.unblock(), committed_world("sharing", lambda _world: None) as world:
        yield world


@pytest.fixture
def world(_committed: World) -> World:
    """The same, brought back to where every test begins: Amir, serving, with Umeå, no consent."""
    client_id, umea, now = _committed.cast.amir.client_id, _committed.partners["umea"], clock.now()
    with acting_committed(_committed.cast.governor) as actor:
        given: dict[str, Any] = {"actor": actor, "client_id": client_id, "at": now}
        with suppress(NotLinkedError):
            end_partner_grant(organisation_id=_committed.partners["lund"], reason="begin", **given)
        enter_phase(phase=Phase.SERVING, **given)
        grant_partner(organisation_id=umea, reason="begin", **given)
        narrow_grant(organisation_id=umea, without=C(0), reason="begin", **given)
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute("delete from access.partner_consent")
        cursor.execute("update access.partner_grant set valid_until = now() where template = ''")
        cursor.execute("select access.refresh_partners(array[%s::bigint])", [client_id])
    return _committed


@contextmanager
def first(who: Member, act: Act, world: World) -> Iterator[None]:
    """Let somebody act in a transaction that ends only when the block does."""
    done, go_on = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with acting_committed(who) as actor:
                act(actor, world)
                done.set()
                assert go_on.wait(PATIENCE)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        finally:
            done.set()
            connections.close_all()

    hand = threading.Thread(target=run)
    hand.start()
    assert done.wait(PATIENCE)
    try:
        yield
    finally:
        go_on.set()
        hand.join()
        assert not failed, failed


def both(world: World, one: tuple[Member, Act], two: tuple[Member, Act]) -> None:
    """Let one act and, before that is committed, two; commit one when two waits for it, or is done."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with acting_committed(two[0]) as actor:
                two[1](actor, world)
        except BaseException as error:  # noqa: BLE001 - told to the test below
            failed.append(error)
        finally:
            connections.close_all()

    second = threading.Thread(target=run)
    with first(one[0], one[1], world):
        second.start()
        until = time.monotonic() + PATIENCE
        while second.is_alive() and not waiting() and time.monotonic() < until:
            second.join(0.02)
    second.join()
    assert not failed, failed


def waiting() -> bool:
    """Tell whether a transaction of this database waits for another one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select 1 from pg_locks l join pg_database d on d.oid = coalesce(nullif("
            "l.database, 0), d.oid) where not l.granted and d.datname = current_database() "
            "and l.pid in (select pid from pg_stat_activity where datname = current_database()))"
        )
        return bool(cursor.fetchone()[0])


def check_follows(world: World, who: Member | None = None) -> C:
    """Check that what is kept follows from the facts; return what ``who`` (Mona) reads of Amir."""
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute(
            "select k.actor_id, k.client_id, k.read_mask, k.write_mask from access.caseload k "
            "join access.actor a on a.id = k.actor_id and a.kind = 'partner' order by 1, 2"
        )
        kept = cursor.fetchall()
        cursor.execute(
            "select actor_id, client_id, read_mask, write_mask from access.partner_reach order by 1, 2"
        )
        assert kept == cursor.fetchall(), "the caseload is what follows from the grants"
        cursor.execute(
            "select organisation_id, template, read_mask, count(*) from access.partner_grant "
            "where client_id = %s and valid_until > now() and template <> '' group by 1, 2, 3 order by 1, 2",
            [world.cast.amir.client_id],
        )
        grants = cursor.fetchall()
        cursor.execute(
            "select organisation_id, template, read_mask, 1 from sharing_wanted(array[%s::bigint]) "
            "order by 1, 2",
            [world.cast.amir.client_id],
        )
        assert grants == cursor.fetchall(), "one grant for each line, none twice, none too many"
        cursor.execute(
            "select g.id from access.partner_grant g join access.client_phase p using (client_id) "
            "where g.template = '' and g.valid_until > now() and g.phase <> p.phase"
        )
        assert not cursor.fetchall(), "what was given by hand ends with its phase"
    reads = {(row[0], row[1]): row[2] for row in kept}
    return C(reads.get(((who or world.cast.caseworker).actor_id, world.cast.amir.client_id), 0))


def phase(to: Phase) -> Act:
    return lambda actor, world: enter_phase(
        actor=actor, client_id=world.cast.amir.client_id, phase=to, at=clock.now()
    )


def _umea(world: World) -> dict[str, Any]:
    return {"organisation_id": world.partners["umea"], "at": clock.now()}


def end(actor: Actor, world: World) -> None:
    end_partner_grant(actor=actor, client_id=world.cast.amir.client_id, reason="ends", **_umea(world))


def narrow(actor: Actor, world: World) -> None:
    narrow_grant(
        actor=actor,
        client_id=world.cast.amir.client_id,
        without=C.PLAN_MONEY,
        reason="less",
        **_umea(world),
    )


def say_yes(actor: Actor, world: World) -> None:
    give_consent(actor=actor, classes=C.PLAN_FAMILY, **_umea(world))


def say_no(actor: Actor, world: World) -> None:
    withdraw_consent(actor=actor, classes=C.PLAN_FAMILY, **_umea(world))


def link_lund(actor: Actor, world: World) -> None:
    grant_partner(
        actor=actor,
        client_id=world.cast.amir.client_id,
        organisation_id=world.partners["lund"],
        reason="moves there",
        at=clock.now(),
    )


def more(actor: Actor, world: World) -> None:
    focus = int(focus_on(world.cast.amir.client_id, route="tests"))
    grant_more(
        actor=replace(actor, focus_read=focus),
        client_id=world.cast.amir.client_id,
        more=MoreAccess(C.LEAVE_DATES, C(0), Purpose.DECISION, LegalBasis.ORDER, "FR 1-26"),
        reason="ordered",
        **_umea(world),
    )


def move(actor: Actor, world: World) -> None:
    custody.move_client(
        actor=actor, client_id=world.cast.amir.client_id, room_id=free_room(world), at=clock.now()
    )


def free_room(world: World) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from estate_room where code = any (%s) and id not in "
            "(select room_id from custody_stay where upper_inf(period)) order by id limit 1",
            [list(world.rooms)],
        )
        return int(cursor.fetchone()[0])


def test_two_phases_at_once_leave_the_lines_of_the_later_one(world: World) -> None:
    cast = world.cast
    both(world, (cast.governor, phase(Phase.RELEASE)), (cast.governor, phase(Phase.INTAKE)))
    assert not check_follows(world) & C.LEAVE_DATES
    both(world, (cast.governor, phase(Phase.INTAKE)), (cast.governor, phase(Phase.RELEASE)))
    assert check_follows(world) & C.LEAVE_DATES


def test_a_line_taken_out_stays_out_of_the_phase_that_begins_at_once(world: World) -> None:
    cast = world.cast
    both(world, (cast.governor, narrow), (cast.governor, phase(Phase.RELEASE)))
    assert not check_follows(world) & C.PLAN_MONEY
    both(world, (cast.governor, phase(Phase.SERVING)), (cast.governor, narrow))
    assert not check_follows(world) & C.PLAN_MONEY


def test_what_is_given_by_hand_ends_with_a_phase_that_ends_at_once(world: World) -> None:
    cast = world.cast
    both(world, (cast.governor, more), (cast.governor, phase(Phase.INTAKE)))
    assert not check_follows(world) & C.LEAVE_DATES


def test_a_yes_at_the_moment_at_which_it_ends_opens_nothing(world: World) -> None:
    cast = world.cast
    both(world, (cast.amir, say_yes), (cast.governor, end))
    assert check_follows(world) == C(0)


def test_a_yes_that_waits_for_the_end_is_no_yes(world: World) -> None:
    def too_late(actor: Actor, world: World) -> None:
        with suppress(NothingToConsentError):
            say_yes(actor, world)

    both(world, (world.cast.governor, end), (world.cast.amir, too_late))
    assert check_follows(world) == C(0)
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute("select count(*) from access.partner_consent where withdrawn_at is null")
        assert cursor.fetchone() == (0,)


def test_a_no_at_the_moment_at_which_a_phase_begins_holds(world: World) -> None:
    cast = world.cast
    with acting_committed(cast.amir) as actor:
        say_yes(actor, world)
    assert check_follows(world) & C.PLAN_FAMILY
    both(world, (cast.governor, phase(Phase.RELEASE)), (cast.amir, say_no))
    assert not check_follows(world) & C.PLAN_FAMILY
    with acting_committed(cast.amir) as actor:
        say_yes(actor, world)
    both(world, (cast.amir, say_no), (cast.governor, phase(Phase.SERVING)))
    assert not check_follows(world) & C.PLAN_FAMILY


def test_two_organisations_at_once_both_work_with_the_person(world: World) -> None:
    cast = world.cast
    both(world, (cast.governor, end), (cast.governor, link_lund))
    assert check_follows(world) == C(0)
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from access.caseload where actor_id = %s and client_id = %s",
            [cast.caseworker_elsewhere.actor_id, cast.amir.client_id],
        )
        assert cursor.fetchone() == (1,)


def test_who_moves_while_it_ends_takes_no_reach_along(world: World) -> None:
    cast = world.cast
    both(world, (cast.governor, move), (cast.governor, end))
    assert check_follows(world) == C(0)


def test_a_member_who_ends_while_a_phase_begins_reaches_nobody(world: World) -> None:
    cast = world.cast
    with as_owner_committed(), connection.cursor() as cursor:
        newcomer = partners.member("Ida Ny", world.partners["umea"])
        cursor.execute("select access.refresh_actor(%s)", [newcomer.actor_id])
        cursor.execute("select id from organisations_partnermember where actor_id = %s", [newcomer.actor_id])
        member_id = int(cursor.fetchone()[0])

    def less(actor: Actor, _world: World) -> None:
        change_member(
            actor=actor,
            member_id=member_id,
            role=MemberRole.CASEWORKER,
            class_limit=int(C.PLAN_WORK),
            at=clock.now(),
        )

    def leave(actor: Actor, _world: World) -> None:
        end_membership(actor=actor, member_id=member_id, why="changed employer", at=clock.now())

    both(world, (cast.coordinator, less), (cast.governor, phase(Phase.RELEASE)))
    assert check_follows(world, newcomer) == C.IDENTITY | C.PLAN_WORK
    both(world, (cast.governor, phase(Phase.SERVING)), (cast.coordinator, leave))
    assert check_follows(world, newcomer) == C(0)
