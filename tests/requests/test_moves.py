"""A move loses nothing: requests follow, stay with the old place, or come back for one tap."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.custody import public as custody
from redthread.foundation import thread
from redthread.requests import public as requests
from redthread.requests.public import Audience, ClientState, HandInOutcome
from tests.factories.moves import move as move_anywhere
from tests.factories.requests import MONDAY, NO, YES

TUESDAY = MONDAY + timedelta(days=1)


@pytest.fixture
def mover(cast):
    """The governor of Hall, who may place people and decide transfers."""
    return cast.governor


@pytest.fixture
def moved(desk, acting, world, mover):
    """Move somebody to a room on Tuesday."""

    def move(who, room="A202", at=TUESDAY):
        with acting(mover, focus=who.client_id) as actor:
            move_anywhere(actor, who.client_id, world.rooms[room], at)

    return move


def test_a_question_to_the_nurse_follows_with_its_clock(desk, cast, moved, as_owner):
    """Read by the nurse there, no longer by the nurse here, due when it was due."""
    request = desk.ask(cast.amir, "nurse")
    due = desk.get(cast.nurse, request).due_at
    desk.do(cast.nurse, requests.take_request, request)
    moved(cast.amir)
    there = desk.get(cast.nurse_elsewhere, request)
    assert (there.due_at, there.taken_by, there.left_behind) == (due, None, False)
    assert there.establishment_id == desk.world.establishments["kumla"]
    assert there.unit_id == desk.world.units["kumla-A"]
    assert desk.get(cast.nurse, request) is None
    desk.do(cast.nurse_elsewhere, requests.approve_request, request, at=TUESDAY, words=YES)


def test_a_matter_of_the_old_place_stays_and_can_still_be_finished_there(desk, cast, moved, acting):
    """The store at Hall still has the shoes: staff there see whose they are, and nothing more of Amir."""
    request = desk.ask(cast.amir, "property")
    desk.do(
        cast.manager,
        requests.add_message,
        request,
        message_id=uuid4(),
        text="Which shelf?",
        audience=Audience.STAFF,
    )
    moved(cast.amir)
    with acting(cast.manager):
        view = requests.get_staff_view(request_id=request, now=TUESDAY)
        assert view.request.left_behind
        assert view.request.client.family_name == "Rahmani"
        assert [m.text for m in view.messages] == ["Which shelf?"]
        place = custody.find_place(client_id=cast.amir.client_id)
    assert place is None, "where he is now is not for Hall to know"
    desk.do(
        cast.manager,
        requests.add_message,
        request,
        at=TUESDAY,
        message_id=uuid4(),
        text="We send them",
        audience=Audience.BOTH,
    )
    desk.do(cast.manager, requests.approve_request, request, at=TUESDAY, words=YES)
    assert desk.own(cast.amir, request, now=TUESDAY).state is ClientState.APPROVED
    assert desk.get(cast.officer, request) is not None
    with acting(cast.manager), connection.cursor() as cursor:
        cursor.execute("select count(*) from people_client where id = %s", [cast.amir.client_id])
        assert cursor.fetchone()[0] == 0, "the reason to know him has ended"


def test_a_visit_at_the_old_place_comes_back_and_is_asked_again_in_one_tap(desk, cast, moved, acting, world):
    """The reason is told in Amir's language, and the answers are not typed twice."""
    request = desk.ask(cast.amir, "visit")
    moved(cast.amir)
    own = desk.own(cast.amir, request, now=TUESDAY, language="ar")
    assert own.state is ClientState.RETURNED
    assert own.may_refile
    assert own.answer.next_step[0].language == "ar"
    new = uuid4()
    with acting(cast.amir) as actor:
        receipt = requests.refile_request(actor=actor, request_id=request, new_id=new, at=TUESDAY)
        again = requests.refile_request(actor=actor, request_id=request, new_id=new, at=TUESDAY)
    assert receipt.outcome is HandInOutcome.RECEIVED
    assert again.outcome is HandInOutcome.REPLAYED
    assert receipt.request.establishment_id == world.establishments["kumla"]
    assert receipt.request.answers["visitors"] == own.answers["visitors"]


def test_the_move_is_told_before_it_happens_without_naming_private_matters(desk, cast, acting, world, mover):
    """What the mover confirms, and what then happens, are the same."""
    expected = {
        str(desk.ask(cast.amir, "nurse")): "requests.follows",
        str(desk.ask(cast.amir, "property")): "requests.stays",
        str(desk.ask(cast.amir, "visit")): "requests.sent_back",
        str(desk.ask(cast.amir, "person")): "requests.follows",
    }
    with acting(mover, focus=cast.amir.client_id) as actor:
        impact = custody.preview_transfer(
            actor=actor,
            client_id=cast.amir.client_id,
            to_establishment_id=world.establishments["kumla"],
            at=TUESDAY,
        )
    about = [e for e in impact if e.about is not None]
    assert {e.about[1]: e.code for e in about} == expected
    assert [e.params["title"] for e in about].count("A private matter") == 1


def test_an_officer_without_the_permission_learns_nothing_from_the_functions(desk, cast, acting):
    """They are for those who place people."""
    request = desk.ask(cast.amir, "nurse")
    with acting(cast.officer, focus=cast.amir.client_id), connection.cursor() as cursor:
        for call, arguments in (
            ("requests.open_of(%s)", [cast.amir.client_id]),
            ("requests.leave_behind(%s, null)", [request]),
            ("requests.set_unit(%s, 1, 1)", [cast.amir.client_id]),
            ("requests.keep_identity(%s, 1, 1)", [cast.amir.client_id]),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(f"select {call}", arguments)


def test_a_request_that_cannot_be_addressed_there_stays_here(desk, cast, moved, as_owner, world):
    """Kumla has no such type: Hall finishes it."""
    with as_owner():
        requests.RequestType.objects.filter(
            establishment_id=world.establishments["kumla"], code="person"
        ).delete()
    request = desk.ask(cast.amir, "person")
    moved(cast.amir)
    assert desk.get(cast.manager, request).left_behind


def test_moving_back_and_forth_loses_nothing(desk, cast, moved, acting, world, as_owner):
    """There, asked again there, and back: both requests are somewhere, one address each."""
    stays = desk.ask(cast.amir, "property")
    follows = desk.ask(cast.amir, "person")
    moved(cast.amir)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from requests_clientrequest where ended_at is null and left_behind")
        assert cursor.fetchone()[0] == 1
        cursor.execute(
            "update access.reach_grant set scope_kind = 'service', scope_id = null where actor_id = %s",
            [cast.governor.actor_id],
        )
        cursor.execute("select access.refresh_actor(%s)", [cast.governor.actor_id])
    moved(cast.amir, "C203", TUESDAY + timedelta(hours=3))
    for request in (stays, follows):
        found = desk.get(cast.manager, request)
        assert found is not None
        assert not found.left_behind
        assert found.establishment_id == world.establishments["hall"]


def test_a_release_leaves_the_answers_owed(desk, cast, acting, mover):
    """The establishment finishes what it promised."""
    request = desk.ask(cast.amir, "person")
    with acting(mover, focus=cast.amir.client_id) as actor:
        custody.release_client(actor=actor, client_id=cast.amir.client_id, at=TUESDAY)
    found = desk.get(cast.manager, request)
    assert found.left_behind
    desk.do(cast.manager, requests.decline_request, request, at=TUESDAY, words=NO)


def test_a_move_within_the_establishment_brings_the_new_unit(desk, cast, moved, world):
    """So that the staff of the new unit find it."""
    request = desk.ask(cast.amir)
    moved(cast.amir, "D202")
    assert desk.get(cast.manager, request).unit_id == world.units["hall-D"]


def test_an_appeal_after_a_move_is_finished_where_the_answer_was_given(desk, cast, moved, acting):
    """Kumla cannot review what Hall decided."""
    request, appeal = desk.ask(cast.amir), uuid4()
    desk.decline(cast.manager, request)
    moved(cast.amir)
    desk.do(cast.amir, requests.appeal_request, request, appeal_id=appeal, text="I disagree", at=TUESDAY)
    found = desk.get(cast.governor, appeal)
    assert found is not None
    assert found.left_behind


def test_the_client_reads_what_happened_to_each_request(desk, cast, moved, acting):
    """The receipt of the move is the thread."""
    for type_code in ("nurse", "property", "visit"):
        desk.ask(cast.amir, type_code)
    moved(cast.amir)
    with acting(cast.amir):
        kinds = {e.kind for e in thread.list_entries(client_id=cast.amir.client_id, kinds=["requests."])}
    assert kinds >= {"requests.readdressed", "requests.left_behind", "requests.returned"}
