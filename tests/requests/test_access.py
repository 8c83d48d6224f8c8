"""Who reads and writes a request: every test opens with data that could leak."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation import thread
from redthread.requests import public as requests
from redthread.requests.public import Audience
from tests.factories.requests import MONDAY, NO, YES, words


def sql(statement: str, *arguments: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(arguments))
        return cursor.fetchall() if cursor.description else []


def test_an_officer_reads_a_request_of_the_own_unit(desk, cast):
    """Karin works on the unit where Amir lives."""
    assert desk.get(cast.officer, desk.ask(cast.amir)) is not None


def test_a_request_is_not_seen_by_staff_of_another_prison(desk, cast, acting):
    """Nils works at Kumla."""
    request = desk.ask(cast.amir)
    assert desk.get(cast.officer_elsewhere, request) is None
    with acting(cast.officer_elsewhere):
        assert sql("select id from requests_clientrequest") == []


def test_a_question_to_the_nurse_is_not_read_by_officers(desk, cast, acting):
    """Health is for health staff: not the officer, not the manager, not the governor."""
    request = desk.ask(cast.amir, "nurse")
    assert desk.get(cast.nurse, request) is not None
    for member in (cast.officer, cast.manager, cast.governor, cast.kiosk_clerk, cast.nurse_elsewhere):
        assert desk.get(member, request) is None
        with acting(member, focus=cast.amir.client_id):
            assert [
                e for e in thread.list_entries(client_id=cast.amir.client_id) if "nurse" in str(e.payload)
            ] == []


def test_a_complaint_is_not_read_by_the_unit(desk, cast):
    """Sealed: neither the unit nor the management sees it."""
    request = desk.ask(cast.amir, "complaint")
    for member in (cast.officer, cast.manager, cast.governor, cast.nurse):
        assert desk.get(member, request) is None


def test_a_cell_mate_reads_nothing(desk, cast):
    """Jonas lives next door."""
    assert desk.get(cast.jonas, desk.ask(cast.amir)) is None


def test_what_staff_write_to_each_other_is_hidden_from_the_client(desk, cast, acting):
    """The note is in the table, not in the client's rows, and not in the words of the thread."""
    request = desk.ask(cast.amir)
    for audience, text in ((Audience.STAFF, "He asked twice last week"), (Audience.BOTH, "We look into it")):
        desk.do(cast.officer, requests.add_message, request, message_id=uuid4(), text=text, audience=audience)
    with acting(cast.amir):
        assert [m.text for m in requests.RequestMessage.objects.all()] == ["We look into it"]
        entries = thread.list_entries(client_id=cast.amir.client_id)
    assert "twice" not in "".join(str(e.payload) for e in entries)
    assert [m.text for m in desk.own(cast.amir, request).messages] == ["We look into it"]


def test_a_client_cannot_approve_the_own_request_even_with_sql(desk, cast, acting):
    """Whoever tricks the program into running SQL as a client still is a client."""
    request = desk.ask(cast.amir)
    with acting(cast.amir):
        for change in (
            "status = 'approved', next_step = 'x', ended_at = now(), ended_by = 1, escalate_at = null",
            "taken_by = 7",
            "carried_out_at = now(), status = status",
            "first_read_at = now()",
            "department_id = department_id + 1",
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                sql(f"update requests_clientrequest set {change} where id = %s", request)


def test_a_client_cannot_put_words_into_the_mouth_of_staff(desk, cast, acting):
    """A request that arrives answered is refused by the database."""
    request = desk.ask(cast.amir, "nurse")
    with acting(cast.amir), pytest.raises(DatabaseError), transaction.atomic():
        copied = requests.ClientRequest.objects.get(id=request)
        copied.id, copied.number, copied.status = uuid4(), 999, "in_progress"
        copied.save(force_insert=True)


@pytest.mark.parametrize(
    "change",
    [
        "answers = '{}'",
        "received_at = received_at - interval '1 day'",
        "client_id = client_id + 1",
        "info_class = 1",
        "due_at = due_at + interval '9 days'",
        "due_at = due_at - interval '1 minute'",
    ],
)
def test_staff_cannot_rewrite_what_was_handed_in_or_promised_even_with_sql(desk, cast, acting, change):
    """The guard holds for everybody but the owner of the database, and the thread finds the owner."""
    request = desk.ask(cast.amir)
    with acting(cast.officer), pytest.raises(DatabaseError), transaction.atomic():
        sql(f"update requests_clientrequest set {change} where id = %s", request)


def test_an_answer_stands_even_against_sql(desk, cast, acting):
    """No is not turned into yes afterwards; an appeal is the way."""
    request = desk.ask(cast.amir)
    desk.decline(cast.manager, request)
    for change in ("status = 'approved', next_step = 'x'", "grounds = 'Something else'", "ended_by = 1"):
        with acting(cast.manager), pytest.raises(DatabaseError), transaction.atomic():
            sql(f"update requests_clientrequest set {change} where id = %s", request)


def test_nothing_of_a_request_can_be_deleted(desk, cast, acting):
    """The web role has no right to delete anything here."""
    desk.ask(cast.amir)
    for table in (
        "clientrequest",
        "requestmessage",
        "requestattachment",
        "secondreading",
        "requesttypechange",
    ):
        with acting(cast.manager), pytest.raises(DatabaseError), transaction.atomic():
            sql(f"delete from requests_{table}")


def test_a_message_cannot_be_changed(desk, cast, acting):
    """What was said was said."""
    request = desk.ask(cast.amir)
    desk.do(
        cast.officer, requests.add_message, request, message_id=uuid4(), text="Soon", audience=Audience.BOTH
    )
    with acting(cast.officer), pytest.raises(DatabaseError), transaction.atomic():
        sql("update requests_requestmessage set text = 'Never'")


def test_staff_out_of_reach_get_not_found_and_never_forbidden(desk, cast, acting):
    """Whether a request exists is not told."""
    request = desk.ask(cast.amir)
    for service, said in (
        (requests.read_request, {}),
        (requests.take_request, {}),
        (requests.approve_request, {"words": YES}),
        (requests.pause_request, {"reason": "Wait"}),
    ):
        for wanted in (request, uuid4()):
            with acting(cast.officer_elsewhere) as actor, pytest.raises(requests.RequestNotFoundError):
                service(actor=actor, request_id=wanted, at=MONDAY, **said)


def test_who_may_read_but_not_answer_leaves_no_mark(desk, cast, acting):
    """An officer reads contacts and does not decide on them: a sentence, and no "somebody has read it"."""
    request = desk.ask(cast.amir, "visit")
    desk.do(cast.officer, requests.read_request, request)
    with acting(cast.officer) as actor, pytest.raises(requests.ReadOnlyError):
        requests.approve_request(actor=actor, request_id=request, words=YES, at=MONDAY)
    assert desk.own(cast.amir, request).state is requests.ClientState.RECEIVED


def test_a_client_cannot_act_on_the_request_of_another(desk, cast, acting):
    """Jonas knows the id of Amir's request, and it helps him nothing."""
    request = desk.ask(cast.amir)
    with acting(cast.jonas) as actor:
        with pytest.raises(requests.RequestNotFoundError):
            requests.withdraw_request(actor=actor, request_id=request, at=MONDAY)
        with pytest.raises(requests.RequestNotFoundError):
            requests.appeal_request(actor=actor, request_id=request, appeal_id=uuid4(), text="No", at=MONDAY)
        with pytest.raises(requests.RequestNotFoundError):
            requests.add_message(
                actor=actor,
                request_id=request,
                message_id=uuid4(),
                text="Hi",
                audience=Audience.BOTH,
                at=MONDAY,
            )


def test_like_cases_are_counted_without_anybody_in_them_and_hidden_when_few(
    desk, cast, acting, world, as_owner
):
    """Four answers are nobody's practice; five are."""
    at = MONDAY
    for n in range(5):
        with as_owner():
            sql("select requests.refresh_tally()")
        with acting(cast.officer):
            found = requests.like_cases(
                type_code="laundry",
                establishment_id=world.establishments["hall"],
                now=at + timedelta(hours=1),
            )
        assert (found.here, found.elsewhere) == (None, None)
        request = desk.ask(cast.amir, "laundry", at=at)
        desk.do(cast.officer, requests.decline_request, request, at=at, words=NO)
        at += timedelta(days=1)
        assert n < 5
    with as_owner():
        sql("select requests.refresh_tally()")
    with acting(cast.officer_elsewhere):
        there = requests.like_cases(
            type_code="laundry", establishment_id=world.establishments["kumla"], now=at
        )
    assert there.here is None
    assert there.elsewhere == requests.Share(0, 5)


def test_second_readings_are_not_for_clients(desk, cast, acting, as_owner, world):
    """Whether an answer was drawn is the service's business."""
    with as_owner():
        sql("update requests_requesttype set second_reader_share = 1 where code = 'laundry'")
    request = desk.ask(cast.amir, "laundry")
    desk.do(cast.officer, requests.approve_request, request, words=words(next_step="Today"))
    with acting(cast.amir):
        assert sql("select * from requests_secondreading") == []
    with acting(cast.manager):
        assert len(sql("select * from requests_secondreading")) == 1
