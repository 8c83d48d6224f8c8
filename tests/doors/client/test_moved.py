"""After a move: what was closed is asked again in one tap, on a tablet of the new place."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.doors.client.conftest import id_of
from tests.factories.moves import transfer

NOW = datetime.now(UTC) - timedelta(minutes=10)


@pytest.fixture
def moved(desk, cast, world, as_owner, acting):
    """Leila had asked for a visit at Hall when she moved to Kumla; return the request."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update access.role set permissions = permissions || '{custody.place}' where code = 'governor'"
        )
        cursor.execute("select access.refresh_actor(%s)", [cast.governor.actor_id])
    day = (NOW + timedelta(days=20)).date().isoformat()
    request = desk.ask(cast.leila, "visit", at=NOW - timedelta(hours=1), day=day)
    with acting(cast.governor, focus=cast.leila.client_id) as actor:
        room = world.rooms["A202"]
        transfer(actor, cast.leila.client_id, room, NOW)
    return request


def test_what_a_move_closed_is_asked_again_in_one_tap(moved, cast, at_tablet):
    """The same answers, a new number, and twice is once."""
    leila = at_tablet(cast.leila, establishment="kumla")
    path = f"/my/requests/{moved}"
    page = leila.see(path)
    assert "Ask again here" in page
    form = {"request_id": leila.hidden()["request_id"]}
    first = id_of(leila.send(f"{path}/again", form, of=path))
    assert first != moved
    assert id_of(leila.send(f"{path}/again", form, of=path)) == first
    assert "We have it" in leila.see(f"/my/requests/{first}?sent")
