"""Many hands at once, on connections of their own: nothing twice, nothing lost."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from redthread.foundation.session import acting_as_system
from redthread.requests import public as requests
from redthread.requests.models import ClientRequest
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.factories.requests import (
    MONDAY,
    NO,
    YES,
    Desk,
    arrange_departments,
    filled,
    load_catalogues,
)

HANDS = 8


@pytest.fixture(scope="module")
def desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Desk]:
    """A committed catalogue, shared by these tests: each looks only at what it made."""
    with django_db_blocker.unblock(), committed_world("requests", arrange_departments) as world:
        load_catalogues(acting_committed, world)
        yield Desk(acting_committed, world)


def at_once(*works: Callable[[], str]) -> Counter[str]:
    """Run each work on a connection of its own at the same moment, and count what came of it."""
    outcomes: list[str] = []
    start = threading.Barrier(len(works))

    def run(work: Callable[[], str]) -> None:
        try:
            start.wait()
            outcomes.append(work())
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(outcomes)


def hand_in(who: Any, type_code: str, form_id: UUID) -> Callable[[], str]:
    def work() -> str:
        with acting_committed(who) as actor:
            form = filled(type_code, id=form_id)
            return requests.hand_in_request(actor=actor, form=form, at=MONDAY).outcome.value

    return work


def test_one_form_sent_by_many_hands_is_one_request(desk: Desk) -> None:
    """An impatient finger."""
    form_id = uuid4()
    outcomes = at_once(*[hand_in(desk.world.cast.amir, "nurse", form_id)] * HANDS)
    assert outcomes == {"received": 1, "replayed": HANDS - 1}


def test_two_tablets_make_one_undecided_request_of_a_type(desk: Desk) -> None:
    """The others are shown the one that was first."""
    outcomes = at_once(*[hand_in(desk.world.cast.leila, "management", uuid4()) for _ in range(HANDS)])
    assert outcomes == {"received": 1, "already_open": HANDS - 1}


def test_numbers_are_given_once(desk: Desk) -> None:
    """Many clients at the same second."""
    cast = desk.world.cast
    works = [hand_in(who, "nurse", uuid4()) for who in (cast.amir, cast.jonas, cast.leila) for _ in range(3)]
    assert at_once(*works) == {"received": 9}
    with as_owner_committed():
        numbers = sorted(ClientRequest.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_officers_deciding_at_once_give_one_answer(desk: Desk) -> None:
    """The later one is told who and when, and the thread has one decision."""
    cast = desk.world.cast
    request = desk.ask(cast.jonas)

    def decide(who: Any, yes: bool) -> Callable[[], str]:
        def work() -> str:
            with acting_committed(who) as actor:
                if yes:
                    requests.approve_request(actor=actor, request_id=request, words=YES, at=MONDAY)
                else:
                    requests.decline_request(actor=actor, request_id=request, words=NO, at=MONDAY)
            return "answered"

        return work

    works = [decide(who, yes) for who in (cast.officer, cast.manager, cast.governor) for yes in (True, False)]
    assert at_once(*works) == {"answered": 1, "RequestAlreadyDecidedError": 5}
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from thread.entry where kind in ('requests.approved', 'requests.declined') "
            "and payload::json ->> 'request_id' = %s",
            [str(request)],
        )
        assert cursor.fetchone()[0] == 1
        cursor.execute("select * from thread.verify()")
        assert cursor.fetchall() == []


def test_taking_back_and_answering_at_once_leaves_one_end(desk: Desk) -> None:
    """Whichever came first stands."""
    cast = desk.world.cast
    request = desk.ask(cast.amir)

    def withdraw() -> str:
        with acting_committed(cast.amir) as actor:
            requests.withdraw_request(actor=actor, request_id=request, at=MONDAY)
        return "ended"

    def approve() -> str:
        with acting_committed(cast.officer) as actor:
            requests.approve_request(actor=actor, request_id=request, words=YES, at=MONDAY)
        return "ended"

    assert at_once(withdraw, approve) == {"ended": 1, "RequestAlreadyDecidedError": 1}


def test_two_workers_never_escalate_the_same_request(desk: Desk) -> None:
    """Each takes what the other does not hold."""
    cast = desk.world.cast
    for _ in range(6):
        desk.ask(cast.amir, "nurse")
        desk.ask(cast.jonas, "nurse")
    late = MONDAY + timedelta(days=4)

    def escalate() -> str:
        with connection.cursor() as cursor:
            cursor.execute("set role rt_job")
        with acting_as_system("requests") as actor:
            return str(requests.escalate_due(actor=actor, at=late, most=12))

    outcomes = at_once(escalate, escalate, escalate)
    with as_owner_committed():
        levels = list(
            ClientRequest.objects.filter(escalated_level__gt=0).values_list("escalated_level", flat=True)
        )
    assert set(levels) == {1}
    assert sum(int(n) * times for n, times in outcomes.items()) == len(levels) >= 12
