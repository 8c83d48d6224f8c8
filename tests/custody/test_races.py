"""Two connections at the same moment: a pair is kept apart once, a first sentence is recorded once."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from redthread.custody import public as custody
from redthread.custody.public import ApartLevel, ApartReason, PairRole
from redthread.people.public import Client
from tests.custody.test_sentences import HERE, YEARS
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.factories.world import World

NOW = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world, committed: each thread has a connection of its own."""
    with django_db_blocker.unblock(), committed_world("custody", lambda _world: None) as world:
        yield world


def both(works: tuple[Callable[[], str], Callable[[], str]]) -> Counter[str]:
    """Let two begin at the same moment, and return what each came to."""
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(work: Callable[[], str]) -> None:
        try:
            start.wait()
            outcomes.append(work())
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return Counter(outcomes)


def test_a_pair_that_two_people_open_at_once_from_either_side_is_open_once(committed: World) -> None:
    cast = committed.cast
    with as_owner_committed():
        numbers = {c.client_id: Client.objects.get(id=c.client_id).number for c in (cast.amir, cast.jonas)}

    def opened(one: int, other: int) -> str:
        pair = custody.Pair(
            other_number=numbers[other],
            role=PairRole.VICTIM,
            other_role=PairRole.PERPETRATOR,
            reason=ApartReason.THREAT,
            level=ApartLevel.UNIT,
            comment="",
        )
        try:
            with acting_committed(cast.manager) as actor:
                custody.open_keep_apart(actor=actor, client_id=one, pair=pair, at=NOW)
        except custody.KeepApartStandsError:
            return "stands"
        return "opened"

    amir, jonas = cast.amir.client_id, cast.jonas.client_id
    assert both((lambda: opened(amir, jonas), lambda: opened(jonas, amir))) == {"opened": 1, "stands": 1}
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute("select count(*) from custody_keepapart where closed_at is null")
        assert cursor.fetchone() == (1,)
        cursor.execute("select count(*) from thread.entry where kind = 'custody.keep_apart_changed'")
        assert cursor.fetchone() == (2,)  # once in the thread of each of the two


def test_a_first_sentence_that_two_people_record_at_once_is_recorded_once(committed: World) -> None:
    cast = committed.cast

    def recorded() -> str:
        try:
            with acting_committed(cast.governor) as actor:
                custody.record_sentence(
                    actor=actor,
                    sentence_id=uuid4(),
                    client_id=cast.amir.client_id,
                    jurisdiction=HERE,
                    facts=YEARS,
                    at=NOW,
                )
        except custody.StaleSentenceError:
            return "there is one"
        return "recorded"

    assert both((recorded, recorded)) == {"recorded": 1, "there is one": 1}
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute("select count(*) from custody_sentence where is_current")
        assert cursor.fetchone() == (1,)
        cursor.execute("select count(*) from thread.entry where kind = 'custody.sentence_recorded'")
        assert cursor.fetchone() == (1,)
