"""The receipt: after a move the person reads where they are, why, and what went with them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from redthread.custody import public as custody
from tests.factories.moves import transfer
from tests.factories.world import staff

NOW = datetime.now(UTC) - timedelta(minutes=30)


@pytest.fixture
def arrived(desk, cast, world, as_owner, acting):
    """Leila asked the nurse at Hall, and has arrived at Kumla."""
    desk.ask(cast.leila, "nurse", at=NOW - timedelta(hours=1))
    kumla = world.establishments["kumla"]
    with as_owner(), connection.cursor() as cursor:
        there = staff("Ulla Berg", "unit_manager", "establishment", kumla, kumla)
        cursor.execute("select access.refresh_actor(%s)", [there.actor_id])
    with acting(cast.governor, focus=cast.leila.client_id) as actor:
        journey = transfer(actor, cast.leila.client_id, world.rooms["A202"], NOW)
    with acting(there) as actor:
        custody.confirm_arrival(actor=actor, transfer_id=journey.id, at=NOW + timedelta(minutes=10))


def test_the_receipt_says_where_why_and_what_followed(arrived, cast, at_tablet):
    leila = at_tablet(cast.leila, establishment="kumla")
    leila.see("/my/")
    assert "What happened to me" in leila.page
    leila.see("/my/happened")
    for words in (
        "You arrived. Your place: Anstalten Kumla",
        "Closer to the family.",
        "goes with you. You get the answer on the same day as before.",
        "Your card and your PIN work here too.",
        "You get a new key worker.",
    ):
        assert words in leila.page, words
    leila.see("/my/")
    assert "/my/happened" not in leila.page, "seen once, it is no news"


def test_a_receipt_is_nobody_elses(arrived, cast, at_tablet):
    amir = at_tablet(cast.amir)
    amir.see("/my/happened")
    assert "Kumla" not in amir.page
