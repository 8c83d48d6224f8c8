"""Many tablets at once: neither the weekly limit nor the balance can be passed by being fast."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from redthread.kiosk import public as kiosk
from redthread.requests import public as requests
from tests.factories.kiosk import COFFEE, PEN, Till, filled_order, load_kiosks
from tests.factories.money import (
    acting_committed,
    as_owner_committed,
    balance_of,
    committed_world,
    discrepancies,
)
from tests.factories.requests import MONDAY, arrange_departments
from tests.factories.world import World

TABLETS = 12


@pytest.fixture
def till(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Till]:
    """A committed kiosk whose clients may have several orders open: only the limits hold them back."""
    with django_db_blocker.unblock(), committed_world("kiosk", arrange_departments) as world:
        load_kiosks(acting_committed, world)
        with as_owner_committed():
            requests.RequestType.objects.update(allows_several=True)
        yield Till(acting_committed, world)


def at_once(work: Callable[[], str]) -> Counter[str]:
    """Do the same on many connections at the same moment and count what came of it."""
    outcomes: list[str] = []
    start = threading.Barrier(TABLETS)

    def run() -> None:
        try:
            start.wait()
            outcomes.append(work())
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(TABLETS)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(outcomes)


def order(till: Till, wanted: dict[str, int]) -> Callable[[], str]:
    """Return what each tablet does."""

    def work() -> str:
        try:
            with acting_committed(till.world.cast.amir) as actor:
                form = filled_order(till.hall, wanted, at=MONDAY)
                requests.hand_in_request(actor=actor, form=form, at=MONDAY)
        except kiosk.OrderRefusedError as refused:
            return refused.obstacles[0].kind.value
        return "ordered"

    return work


def test_a_weekly_limit_cannot_be_passed_by_being_fast(till: Till) -> None:
    """Two a week: of twelve tablets that order one at the same moment, two get it."""
    till.give(till.world.cast.amir, 1000_00)

    assert at_once(order(till, {COFFEE: 1})) == {"ordered": 2, "article_limit": 10}
    assert balance_of(acting_committed, till.world.cast.amir) == 1000_00 - 2 * 69_90


def test_a_balance_cannot_be_passed_by_being_fast(till: Till) -> None:
    """25 kr buy two pens at 9.90."""
    till.give(till.world.cast.amir, 25_00)

    assert at_once(order(till, {PEN: 1})) == {"ordered": 2, "balance": 10}
    assert balance_of(acting_committed, till.world.cast.amir) == 5_20
    with as_owner_committed():
        assert discrepancies() == []


def test_packing_and_saying_yes_at_once_do_not_wait_for_each_other_for_ever(till: Till) -> None:
    till.give(till.world.cast.amir, 200_00)
    request = till.order(till.world.cast.amir, {COFFEE: 2})
    turns = iter(range(TABLETS))

    def work() -> str:
        turn = next(turns)
        try:
            if turn == TABLETS // 2:
                till.approve(request)
                return "yes"
            till.pack(request, COFFEE, turn % 2, "sold_out")
        except kiosk.OrderSettledError:
            return "too late"
        return "packed"

    outcome = at_once(work)

    assert outcome["yes"] == 1
    assert outcome["packed"] + outcome["too late"] == TABLETS - 1
    with as_owner_committed():
        assert discrepancies() == []


def test_packing_and_taking_back_at_once_ends_in_one_of_them(till: Till) -> None:
    """The clerk says yes while the client takes it back: one wins, the money is in one place."""
    world: World = till.world
    till.give(world.cast.amir, 200_00)
    request = till.order(world.cast.amir, {COFFEE: 1})
    turns = iter(range(TABLETS))

    def work() -> str:
        try:
            if next(turns) % 2:
                till.approve(request)
                return "yes"
            with acting_committed(world.cast.amir) as actor:
                requests.withdraw_request(actor=actor, request_id=request, at=MONDAY)
        except requests.RequestAlreadyDecidedError:
            return "too late"
        return "taken back"

    outcome = at_once(work)

    assert sorted(outcome.values()) == [1, TABLETS - 1]
    assert balance_of(acting_committed, world.cast.amir) == (130_10 if outcome["yes"] else 200_00)
    with as_owner_committed():
        assert discrepancies() == []
