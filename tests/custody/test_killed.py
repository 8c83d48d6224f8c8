"""The process is killed in the middle of a transfer, at each statement: it is whole, or not at all."""

import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from redthread.custody import public as custody
from redthread.foundation import thread
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.factories.requests import Desk, arrange_departments, load_catalogues

NOW = datetime.now(UTC) - timedelta(hours=3)
FINISHED = 0


@pytest.fixture(scope="module")
def decided(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[Desk, UUID]]:
    """Amir has three open requests and a key worker, and his transfer to Kumla is decided; all committed."""
    with django_db_blocker.unblock(), committed_world("killed", arrange_departments) as world:
        load_catalogues(acting_committed, world)
        desk, cast = Desk(acting_committed, world), world.cast
        for kind in ("person", "nurse", "visit"):
            desk.ask(cast.amir, kind, at=NOW - timedelta(days=1), **_later(kind))
        with acting_committed(cast.governor) as actor:
            custody.assign_key_worker(
                actor=actor,
                client_id=cast.amir.client_id,
                staff_actor_id=cast.officer.actor_id,
                at=NOW - timedelta(days=1),
            )
            transfer = custody.propose_transfer(
                actor=actor,
                transfer_id=uuid4(),
                client_id=cast.amir.client_id,
                to_establishment_id=world.establishments["kumla"],
                reason=custody.TransferReason.CLOSER,
                grounds="Closer.",
                may_be_told=True,
                planned_at=NOW + timedelta(hours=1),
                at=NOW,
            )
            custody.decide_transfer(
                actor=actor, transfer_id=transfer.id, is_approved=True, grounds="There is a place.", at=NOW
            )
        yield desk, transfer.id


def _later(kind: str) -> dict[str, str]:
    day = (NOW + timedelta(days=20)).date().isoformat()
    return {"day": day} if kind == "visit" else {}


def in_a_process_killed_at(statement: int, work: Callable[[], None]) -> int | None:
    """Run ``work`` in a process that kills itself before its n-th statement; None when it was killed."""
    child = os.fork()
    if child == 0:
        # The parent's sockets are the parent's: they are neither used nor closed here.
        inherited = [(c, c.connection) for c in connections.all()]
        for wrapper, _kept in inherited:
            wrapper.connection = None
        left = [statement]

        def stop(execute: Callable[..., object], *rest: object) -> object:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(*rest)

        status = 1
        try:
            with connection.execute_wrapper(stop):
                work()
            status = FINISHED
        finally:
            os._exit(status)
    _pid, how = os.waitpid(child, 0)
    return None if os.WIFSIGNALED(how) else os.waitstatus_to_exitcode(how)


def what_is(client_id: int) -> dict[str, object]:
    """Return all that a transfer could leave half done."""
    found: dict[str, object] = {}
    questions = {
        "stays": "select establishment_id, room_id, upper_inf(period) from custody_stay "
        "where client_id = %s order by id",
        "place": "select establishment_id, unit_id from access.client_place where client_id = %s",
        "requests": "select id, establishment_id, status, left_behind from requests_clientrequest "
        "where client_id = %s order by id",
        "key workers": "select staff_actor_id, upper_inf(period) from custody_keyworker where client_id = %s",
        "reach": "select actor_id, read_mask from access.caseload where client_id = %s order by 1",
        "entries": "select count(*) from thread.entry where client_id = %s",
        "transfer": "select status from custody_transfer where client_id = %s",
    }
    with as_owner_committed(), connection.cursor() as cursor:
        for name, sql in questions.items():
            cursor.execute(sql, [client_id])
            found[name] = cursor.fetchall()
        cursor.execute("select count(*) from thread.verify()")
        found["broken links"] = cursor.fetchone()
    return found


def test_a_killed_transfer_is_whole_or_not_at_all(decided: tuple[Desk, UUID]) -> None:
    desk, transfer_id = decided
    cast, world = desk.world.cast, desk.world
    before = what_is(cast.amir.client_id)

    def travel() -> None:
        with acting_committed(cast.governor) as actor:
            custody.begin_journey(
                actor=actor,
                transfer_id=transfer_id,
                room_id=world.rooms["A202"],
                at=NOW + timedelta(hours=1),
            )

    killed = 0
    while (ended := in_a_process_killed_at(killed, travel)) is None:
        assert what_is(cast.amir.client_id) == before, f"killed at statement {killed}"
        killed += 1
    assert ended == FINISHED
    assert killed > 20, "so many statements has a transfer"
    after = what_is(cast.amir.client_id)
    assert after["transfer"] == [("underway",)]
    assert after["place"] == [(world.establishments["kumla"], world.units["kumla-A"])]
    assert after["broken links"] == (0,)
    with acting_committed(cast.amir):
        kinds = {e.kind for e in thread.list_entries(client_id=cast.amir.client_id)}
    assert {"custody.transferred", "requests.readdressed", "requests.returned"} <= kinds
