"""A question is put together once; who asks and with what values is new each time."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from redthread.custody.public import Stay
from redthread.foundation.kept import Kept
from redthread.people.public import Client
from tests.factories.world import Acting, Cast

BY_NAME = Kept(lambda name: Client.objects.filter(given_name=name), name=str)
STAYS = Kept(
    lambda client: Stay.objects.filter(client_id=client, period__endswith=None).select_related(
        "room", "client"
    ),
    client=int,
)
NUMBERS = Kept(
    lambda born, before: (
        Client.objects.filter(born_on=born, created_at__lt=before)
        .order_by("number")
        .values_list("number", "given_name")
    ),
    born=date,
    before=datetime,
)


def test_a_kept_question_returns_what_its_query_set_would(acting: Acting, cast: Cast) -> None:
    with acting(cast.nurse):
        for name in ("Amir", "Leila", "Nobody"):
            assert BY_NAME(name=name) == list(Client.objects.filter(given_name=name))
        for member in (cast.amir, cast.leila):
            (stay,) = STAYS(client=member.client_id)
            with CaptureQueriesContext(connection) as asked:
                assert (stay.client_id, stay.client.given_name, stay.room.code[0]) == (
                    member.client_id,
                    member.name.split()[0],
                    "C" if member is cast.amir else "D",
                )
            assert not asked, "related rows come with it"


def test_a_kept_question_takes_days_and_instants(acting: Acting, cast: Cast) -> None:
    with acting(cast.nurse):
        rows: list[Any] = NUMBERS(born=date(1990, 5, 17), before=datetime(2027, 1, 1, tzinfo=UTC))
        assert [name for _, name in rows] == ["Amir", "Jonas", "Leila"]
        assert NUMBERS(born=date(1990, 5, 18), before=datetime(2027, 1, 1, tzinfo=UTC)) == []


def test_a_kept_question_shows_each_person_only_their_own(acting: Acting, cast: Cast) -> None:
    for _ in range(8):
        for member, is_seen in ((cast.officer, True), (cast.officer_elsewhere, False), (cast.amir, True)):
            with acting(member):
                assert bool(BY_NAME(name="Amir")) is is_seen
                assert bool(STAYS(client=cast.amir.client_id)) is is_seen


@pytest.mark.parametrize(
    ("ask", "kinds"),
    [
        pytest.param(
            lambda n: Client.objects.all()[: 5 if n < 20_002 else 6], {"n": int}, id="how many rows"
        ),
        pytest.param(lambda n: Client.objects.all()[: n and 2], {"n": int}, id="a value without use"),
    ],
)
def test_a_question_whose_values_decide_more_is_refused(
    acting: Acting, cast: Cast, ask: Any, kinds: dict[str, type]
) -> None:
    """Else the first caller's value would be everybody's."""
    with acting(cast.nurse), pytest.raises(TypeError, match="decide more"):
        Kept(ask, **kinds)(n=3)
