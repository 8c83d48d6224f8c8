"""Many hands at once: one conversation is begun once, and the limit of a day holds."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, MessageRefusedError
from tests.factories.money import acting_committed, as_owner_committed, committed_world
from tests.messages.arrange import House, arrange_house, begin, value, write

HANDS = 8


@pytest.fixture
def house(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[House]:
    """The world and people outside, committed: threads have transactions of their own."""
    with django_db_blocker.unblock(), committed_world("messages", lambda _world: None) as world:
        with as_owner_committed():
            made = arrange_house(world)
        yield made


def at_once(work: Callable[[], str]) -> Counter[str]:
    outcomes: list[str] = []
    start = threading.Barrier(HANDS)

    def run() -> None:
        try:
            start.wait()
            outcomes.append(work())
        except Exception as error:  # noqa: BLE001 - an unforeseen error is an outcome to fail on
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    hands = [threading.Thread(target=run) for _n in range(HANDS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    return Counter(outcomes)


def test_two_sends_at_once_at_the_limit(house: House) -> None:
    cast, message_id = house.cast, uuid4()

    def first() -> str:
        with acting_committed(cast.amir) as amir:
            t = begin(amir, cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["sister"])
            write(amir, t, "The same form", message_id=message_id)
            return str(t)

    begun = at_once(first)
    assert len(begun) == 1, begun
    assert None not in begun
    with as_owner_committed():
        assert value("select count(*) from messages_message", []) == 1
    with acting_committed(cast.amir) as amir:
        for _n in range(36):
            write(amir, messages.list_conversations(client_id=cast.amir.client_id)[0].id)

    def send() -> str:
        try:
            with acting_committed(cast.amir) as amir:
                conversation = messages.list_conversations(client_id=cast.amir.client_id)[0]
                write(amir, conversation.id)
        except MessageRefusedError as refused:
            return refused.code.value
        return "sent"

    assert at_once(send) == {"sent": 3, "limit": HANDS - 3}
    with as_owner_committed():
        assert value("select count(*) from messages_message", []) == 40
        assert value("select count(*) from thread.verify()", []) == 0
