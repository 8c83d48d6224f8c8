"""A person at a page and the job change the same course at the same moment: both come through."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from redthread.foundation import clock
from redthread.foundation.session import acting_as_system
from redthread.journey import public as journey
from redthread.journey.models import CourseTask
from redthread.journey.services.courses import settle_owed, tell_late
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.factories.world import World

TIMES = 12


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """The world with the guides of Sweden, committed: each thread has a connection of its own."""
    with django_db_blocker.unblock(), committed_world("journey", lambda _world: None) as world:
        with as_owner_committed(), connection.cursor() as cursor:
            cursor.execute("set role rt_job")
            with acting_as_system("journey") as actor:
                journey.load_pack_guides(actor=actor, pack="se", at=clock.now())
        yield world


def _owe(client_id: int) -> None:
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute("insert into journey.stale values (%s, now()) on conflict do nothing", [client_id])
        cursor.execute(
            "update journey_coursetask set due_at = now() - interval '1 h', escalated_at = null "
            "where client_id = %s and status = 'open'",
            [client_id],
        )


def _job(step: Callable[..., int]) -> str:
    with as_owner_committed(), connection.cursor() as cursor:
        cursor.execute("set role rt_job")
        with acting_as_system("journey") as actor:
            step(actor=actor, at=clock.now())
    return "kept"


def test_a_task_is_ended_while_the_job_keeps_the_course(committed: World) -> None:
    cast = committed.cast
    client_id = cast.amir.client_id
    _owe(client_id)
    _job(settle_owed)
    outcomes: list[str] = []

    def ended() -> str:
        with acting_committed(cast.governor) as actor:
            row = CourseTask.objects.filter(client_id=client_id, status="open", code="hour_outdoors").get()
            journey.complete_task(actor=actor, task_id=row.id, at=clock.now())
        return "ended"

    def both(*works: Callable[[], str]) -> None:
        start = threading.Barrier(len(works))

        def run(work: Callable[[], str]) -> None:
            try:
                start.wait()
                outcomes.append(work())
            except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
                outcomes.append(repr(error))
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    for _time in range(TIMES):
        _owe(client_id)
        both(ended, lambda: _job(settle_owed), lambda: _job(tell_late))
    assert sorted(set(outcomes)) == ["ended", "kept"]
    assert outcomes.count("ended") == TIMES
