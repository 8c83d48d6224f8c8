"""The promise: on hold with a reason, escalated when broken, never moved in silence."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.foundation.session import acting_as_system
from redthread.requests import public as requests
from redthread.requests.public import Audience, ClientState
from tests.factories.requests import MONDAY

DUE = datetime(2026, 3, 9, 15, 30, tzinfo=UTC)
LATE = DUE + timedelta(minutes=1)


def escalate(at: datetime) -> int:
    with acting_as_system("requests") as actor:
        return requests.escalate_due(actor=actor, at=at)


@pytest.fixture
def as_worker(as_owner):
    """The worker's role, which alone may open a system actor's context."""
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    yield
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("set role rt_web")


def test_the_client_reads_why_it_is_on_hold_and_the_new_date(desk, cast):
    """Two working days on hold move the promise by two working days."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.pause_request, request, reason="We wait for the kitchen")
    own = desk.own(cast.amir, request)
    assert (own.state, own.pause_reason, own.promise) == (ClientState.PAUSED, "We wait for the kitchen", "")
    desk.do(cast.officer, requests.resume_request, request, at=MONDAY + timedelta(days=2))
    own = desk.own(cast.amir, request, now=MONDAY + timedelta(days=2))
    assert "Wednesday 11 March" in own.promise


def test_a_late_request_is_not_put_on_hold(desk, cast, acting):
    """Nobody hides a broken promise."""
    request = desk.ask(cast.amir)
    with acting(cast.officer) as actor, pytest.raises(requests.RequestRefusedError, match="late"):
        requests.pause_request(actor=actor, request_id=request, reason="Busy", at=LATE)


def test_a_type_that_may_not_wait_is_not_put_on_hold(desk, cast, acting):
    """A question to the nurse never waits."""
    request = desk.ask(cast.amir, "nurse")
    with (
        acting(cast.nurse) as actor,
        pytest.raises(requests.RequestRefusedError, match="cannot be put on hold"),
    ):
        requests.pause_request(actor=actor, request_id=request, reason="Busy", at=MONDAY)


def test_a_question_to_the_client_stops_the_clock_until_the_reply(desk, cast):
    """The reply alone lets it run again."""
    request = desk.ask(cast.amir)
    desk.do(
        cast.officer,
        requests.ask_client,
        request,
        message_id=uuid4(),
        text="Which meals?",
        pause_reason="We wait for your reply",
    )
    assert desk.own(cast.amir, request).state is ClientState.QUESTION
    reply_at = MONDAY + timedelta(days=1)
    desk.do(
        cast.amir,
        requests.add_message,
        request,
        at=reply_at,
        message_id=uuid4(),
        text="All of them",
        audience=Audience.BOTH,
    )
    own = desk.own(cast.amir, request, now=reply_at)
    assert own.state is ClientState.IN_PROGRESS
    assert "Tuesday 10 March" in own.promise
    assert desk.get(cast.officer, request).has_reply


def test_a_question_of_a_type_that_never_waits_is_seen_to_wait_for_the_client(desk, cast):
    """The nurse's clock runs on; the client and the nurse both see whose turn it is, until the reply."""
    request = desk.ask(cast.amir, "nurse")
    desk.do(cast.nurse, requests.ask_client, request, message_id=uuid4(), text="Since when?")
    own = desk.own(cast.amir, request)
    assert own.state is ClientState.QUESTION
    assert own.promise
    assert [point.state.value for point in own.way][-1] == "now"
    assert desk.get(cast.nurse, request).resumes_on_reply
    desk.do(
        cast.amir, requests.add_message, request, message_id=uuid4(), text="Friday", audience=Audience.BOTH
    )
    assert desk.own(cast.amir, request).state is ClientState.READ
    assert not desk.get(cast.nurse, request).resumes_on_reply


def test_a_question_during_a_pause_does_not_let_the_reply_end_it(desk, cast):
    """The kitchen is closed whatever the client says."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.pause_request, request, reason="The kitchen is closed")
    desk.do(cast.officer, requests.ask_client, request, message_id=uuid4(), text="Which meals?")
    desk.do(cast.amir, requests.add_message, request, message_id=uuid4(), text="All", audience=Audience.BOTH)
    assert desk.own(cast.amir, request).state is ClientState.PAUSED


def test_a_reply_does_not_end_a_pause_that_did_not_wait_for_it(desk, cast):
    """The kitchen is still closed."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.pause_request, request, reason="The kitchen is closed")
    desk.do(
        cast.amir, requests.add_message, request, message_id=uuid4(), text="And now?", audience=Audience.BOTH
    )
    assert desk.own(cast.amir, request).state is ClientState.PAUSED


def test_a_broken_promise_is_told_up_the_chain_and_to_the_client(desk, cast, acting, as_worker):
    """First the unit manager, two working days later the governor, then everybody knows."""
    request = desk.ask(cast.amir)
    assert escalate(DUE - timedelta(minutes=1)) == 0
    assert escalate(LATE) == 1
    assert escalate(LATE) == 0
    assert desk.own(cast.amir, request, now=LATE).state is ClientState.LATE
    assert str(ClientState.LATE.label) == "Late, we have told the manager"
    assert desk.get(cast.manager, request).escalated_to == "unit_manager"
    assert escalate(LATE + timedelta(days=3)) == 1
    assert desk.get(cast.manager, request).escalated_to == "governor"
    assert escalate(LATE + timedelta(days=30)) == 0
    with acting(cast.amir):
        told = thread.list_entries(client_id=cast.amir.client_id, kinds=["requests.escalated"])
    assert [e.payload["role"] for e in told] == ["governor", "unit_manager"]


def test_nobody_is_told_while_it_is_on_hold_or_after_the_end(desk, cast, as_worker):
    """The clock stands still, or has stopped."""
    paused = desk.ask(cast.amir)
    desk.do(cast.officer, requests.pause_request, paused, reason="We wait")
    desk.approve(cast.officer, desk.ask(cast.jonas))
    assert escalate(LATE + timedelta(days=9)) == 0


def test_the_clock_also_watches_what_officers_may_not_read(desk, cast, as_worker):
    """A question to the nurse escalates to the head nurse."""
    request = desk.ask(cast.amir, "nurse")
    assert escalate(MONDAY + timedelta(days=3)) == 1
    assert desk.get(cast.nurse, request).escalated_to == "head_nurse"


def test_only_the_job_escalates(desk, cast, acting):
    """Nobody breaks a promise by hand."""
    with acting(cast.governor) as actor, pytest.raises(PermissionDeniedError):
        requests.escalate_due(actor=actor, at=LATE)


def test_the_job_goes_on_until_nothing_is_due(desk, cast, as_worker):
    """The task as the worker runs it."""
    from redthread.requests.jobs import escalate_due_requests

    desk.ask(cast.amir)
    desk.ask(cast.jonas, "laundry")
    assert escalate_due_requests(0) == 2
