"""Handovers: five steps with clocks, a phone call when nobody answers, letters that reach nobody."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from redthread.foundation import clock, course, thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.classes import InformationClass as C
from redthread.foundation.phases import Phase
from redthread.foundation.session import SignedOutError, acting_as, acting_as_system
from redthread.organisations.public import (
    MemberRole,
    PartnerDesk,
    end_membership,
    invite_member,
    list_members,
)
from redthread.sharing.public import (
    HandoverGoneError,
    HandoverKind,
    acknowledge,
    act,
    clock_of,
    count_inbox,
    create_handover,
    end_partner_grant,
    enter_phase,
    escalate,
    fetch,
    list_handovers,
    list_inbox,
    list_waiting_handovers,
    replay_dead_letter,
)
from tests.factories import partners
from tests.factories.world import open_session

MONDAY = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)


@contextmanager
def as_job():
    """Act as the job: the tests' connection may take its role."""
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    with acting_as_system("sharing") as actor:
        yield actor
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")


@pytest.fixture
def handed(acting, cast, world):
    """A notice about Amir, handed to Umeå; give its id."""
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        return create_handover(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=world.partners["umea"],
            kind=HandoverKind.INTAKE_NOTICE,
            info=C.IDENTITY | C.PHASE | C.HEALTH,
            at=MONDAY,
        ).id


def test_the_clock_counts_working_days_of_the_organisations_pack():
    due = clock_of(pack="se", kind=HandoverKind.QUESTION, at=MONDAY)
    assert due.fetch_at.date().isoformat() == "2026-10-07"
    assert due.act_at.date().isoformat() == "2026-10-12", "a weekend lies between"


def test_the_inbox_holds_what_is_handed_and_only_in_granted_classes(acting, cast, handed):
    with acting(cast.caseworker):
        (line,) = list_inbox(at=MONDAY)
        assert (line.handover_id, line.step, line.client_number) == (handed, "delivered", line.client_number)
        assert line.classes == C.IDENTITY | C.PHASE, "health is not granted"
        assert not line.is_late
        assert count_inbox(at=MONDAY).open == 1
    with acting(cast.caseworker_elsewhere) as actor:
        assert list_inbox(at=MONDAY) == []
        assert count_inbox(at=MONDAY).open == 0
        with pytest.raises(HandoverGoneError):
            fetch(actor=actor, handover_id=handed, at=MONDAY)
        with pytest.raises(HandoverGoneError):
            fetch(actor=actor, handover_id=uuid4(), at=MONDAY)


def test_each_step_is_kept_once_with_its_hand_and_the_next_clock(acting, cast, handed):
    with acting(cast.caseworker) as actor:
        fetch(actor=actor, handover_id=handed, at=MONDAY)
        fetch(actor=actor, handover_id=handed, at=MONDAY + timedelta(hours=1))
        line = list_inbox(at=MONDAY)[0]
        assert line.step == "fetched"
        assert line.due_at > clock_of(pack="se", kind="intake_notice", at=MONDAY).fetch_at
        done = act(actor=actor, handover_id=handed, at=MONDAY + timedelta(hours=2))
        assert (done.fetched_at, done.acknowledged_by) == (MONDAY, cast.caseworker.actor_id)
        assert list_inbox(at=MONDAY) == []
        assert list_inbox(at=MONDAY, only_open=False)[0].step == "acted"
    with acting(cast.amir):
        entries = thread.list_entries(client_id=cast.amir.client_id, kinds=["sharing."])
        assert [e.kind for e in entries] == ["sharing.acted", "sharing.fetched", "sharing.handover_created"]
        assert len(list_handovers(client_id=cast.amir.client_id)) == 1


def test_the_same_handover_twice_is_one(acting, cast, world):
    new_id = uuid4()
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        for _ in range(2):
            create_handover(
                actor=actor,
                client_id=cast.amir.client_id,
                organisation_id=world.partners["umea"],
                kind=HandoverKind.PLAN,
                info=C.PLAN_WORK,
                at=MONDAY,
                handover_id=new_id,
            )
        assert len(list_handovers(client_id=cast.amir.client_id)) == 1
        assert len(thread.list_entries(client_id=cast.amir.client_id, kinds=["sharing.handover"])) == 1


def test_who_does_not_answer_is_called_and_staff_go_on_for_them(acting, cast, handed):
    late = MONDAY + timedelta(days=30)
    with as_job() as actor:
        assert escalate(actor=actor, at=MONDAY) == 0
        assert escalate(actor=actor, at=late) == 1
        assert escalate(actor=actor, at=late) == 0, "once a step"
    with acting(cast.manager) as actor:
        (waiting,) = list_waiting_handovers(at=late)
        assert waiting.escalated_at == late
        assert waiting.organisation.desk.phone_list[0]["phone"] == "090-16 10 00"
        acknowledge(actor=actor, handover_id=handed, at=late)
        assert list_waiting_handovers(at=MONDAY) == []
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        act(actor=actor, handover_id=handed, at=late)


def test_a_letter_that_reaches_nobody_says_why_and_is_handed_over_again(acting, as_owner, cast, world):
    with as_owner():
        empty = partners.organisation("ds", "Arbetsförmedlingen", "employment")
        partners.link(cast.amir.client_id, empty)
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        made = create_handover(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=empty,
            kind=HandoverKind.PLAN,
            info=C.PLAN_WORK,
            at=MONDAY,
        )
        assert (made.dead_letter, made.delivered_at) == ("no_member", None)
        assert replay_dead_letter(actor=actor, handover_id=made.id, at=MONDAY).dead_letter == "no_member"
    with as_owner():
        clerk = partners.member("Eli Frost", empty)
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        assert replay_dead_letter(actor=actor, handover_id=made.id, at=MONDAY).dead_letter == ""
    with acting(clerk):
        assert [line.kind for line in list_inbox(at=MONDAY)] == ["plan"]


def test_when_the_access_ends_the_handover_is_called_off(acting, cast, world, handed):
    with acting(cast.manager, focus=cast.amir.client_id) as actor:
        end_partner_grant(
            actor=actor,
            client_id=cast.amir.client_id,
            organisation_id=world.partners["umea"],
            reason="moved away",
            at=MONDAY,
        )
    with acting(cast.caseworker) as actor:
        assert list_inbox(at=MONDAY) == []
        with pytest.raises(HandoverGoneError):
            act(actor=actor, handover_id=handed, at=MONDAY)
    with acting(cast.manager, focus=cast.amir.client_id):
        assert list_handovers(client_id=cast.amir.client_id)[0].ended_why == "moved away"


def test_a_phase_that_closes_the_access_calls_the_handover_off(acting, cast, handed):
    with acting(cast.governor, focus=cast.amir.client_id) as actor:
        enter_phase(actor=actor, client_id=cast.amir.client_id, phase=Phase.AFTER, at=MONDAY)
        assert list_handovers(client_id=cast.amir.client_id)[0].ended_at == MONDAY


def test_death_ends_it_all_and_a_transfer_is_told(acting, cast):
    amir, now = cast.amir, clock.now()
    moved = course.ClientTransferred(
        client_id=amir.client_id,
        info_class=C.LOCATION,
        from_establishment_id=1,
        to_establishment_id=2,
        to_unit_id=1,
        to_room_id=1,
        place="",
    )
    died = course.ClientDied(client_id=amir.client_id, info_class=C.IDENTITY)
    with acting(cast.governor, focus=amir.client_id) as actor:
        reactions = course.reactions_of("sharing")
        assert [e.code for e in reactions[type(moved)].preview(moved, actor=actor, at=now)] == [
            "sharing.partners_told"
        ]
        reactions[type(moved)].apply(moved, actor=actor, at=now)
        assert [h.kind for h in list_handovers(client_id=amir.client_id)] == ["transfer_notice"]
        assert reactions[type(died)].preview(died, actor=actor, at=now)[0].count == 1
        assert reactions[type(died)].apply(died, actor=actor, at=now)[0].code == "sharing.partners_end"
        assert list_handovers(client_id=amir.client_id)[0].due_at is None
    with acting(cast.caseworker, focus=amir.client_id) as actor:
        assert actor.focus_read == 0


def test_whoever_changes_employer_is_out_at_once_and_their_session_with_it(acting, as_owner, cast, world):
    with as_owner():
        token = open_session(cast.caseworker)
    with acting(cast.coordinator) as actor:
        found = next(
            m
            for m in list_members(organisation_id=world.partners["umea"])
            if m.actor_id == cast.caseworker.actor_id
        )
        end_membership(actor=actor, member_id=found.id, why="works elsewhere", at=clock.now())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from access.caseload where actor_id = %s", [cast.caseworker.actor_id])
        assert cursor.fetchone() == (0,)
    with pytest.raises(SignedOutError), acting_as(token=token, door="partner", binding="tests"):
        pass


def test_a_coordinator_invites_into_the_own_organisation_only(acting, cast, world):
    def invite(actor, code):
        return invite_member(
            actor=actor,
            organisation_id=world.partners[code],
            given_name="Siv",
            family_name="Holm",
            email="Siv.Holm@umea.example",
            title="Socialsekreterare",
            role=MemberRole.CASEWORKER,
            language="sv",
            at=clock.now(),
        )

    with acting(cast.coordinator) as actor:
        found = invite(actor, "umea")
        assert found.email == "siv.holm@umea.example"
        with pytest.raises(PermissionDeniedError):
            invite(actor, "lund")
        assert not PartnerDesk.objects.filter(organisation_id=world.partners["lund"]).exists()
    for who in (cast.caseworker, cast.officer, cast.amir):
        with acting(who) as actor, pytest.raises(PermissionDeniedError):
            invite(actor, "umea")
