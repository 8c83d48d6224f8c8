"""A message that nobody reads in time is told to the roles the pack names, one after the other."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from redthread.foundation.session import acting_as_system
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind
from redthread.messages.services import review
from tests.factories.world import Acting, AsOwner
from tests.messages.arrange import NOW, House, begin, do, value, write

LATE = NOW + timedelta(days=2)
"""Thursday: the message of Tuesday should have been read by Wednesday."""


@pytest.fixture
def held(house: House, acting: Acting) -> UUID:
    """A friend's message waits to be read."""
    message_id = uuid4()
    with acting(house.friend) as friend:
        t = begin(friend, house.cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["friend"])
        write(friend, t, "Meet me", message_id=message_id)
    return message_id


def escalate(at: datetime) -> int:
    """Do what the job does every five minutes."""
    with connection.cursor() as cursor:
        cursor.execute("set role rt_job")
    with acting_as_system("messages") as job:
        found = review.escalate_reviews(actor=job, at=at)
    with connection.cursor() as cursor:
        cursor.execute("set role rt_web")
    return found


def told(house: House, acting: Acting, who: str, at: datetime) -> list[UUID]:
    with acting(getattr(house.cast, who)):
        return [t.message_id for t in messages.list_told(at=at)]


def test_the_first_role_is_told_when_the_clock_ran_out_and_the_next_a_working_day_later(
    house: House, held: UUID, acting: Acting, as_owner: AsOwner
) -> None:
    assert escalate(NOW + timedelta(hours=20)) == 0
    assert told(house, acting, "manager", NOW + timedelta(hours=20)) == []
    assert escalate(LATE) == 1
    assert escalate(LATE) == 0
    assert told(house, acting, "manager", LATE) == [held]
    assert told(house, acting, "governor", LATE) == []
    later = LATE + timedelta(days=4)  # over a weekend
    assert escalate(later) == 1
    assert told(house, acting, "manager", later) == [held]
    assert told(house, acting, "governor", later) == [held]
    assert escalate(later + timedelta(days=30)) == 0  # there is nobody above
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select payload::jsonb ->> 'role' from thread.entry where kind = 'messages.review_late' "
            "order by seq"
        )
        assert [row[0] for row in cursor.fetchall()] == ["unit_manager", "governor"]


def test_nobody_out_of_reach_or_without_the_role_is_told(house: House, held: UUID, acting: Acting) -> None:
    escalate(LATE)
    for who in ("officer", "nurse", "officer_elsewhere", "administrator"):
        assert told(house, acting, who, LATE) == []
    for other in (house.cast.amir, house.friend):
        with acting(other), pytest.raises(DatabaseError), transaction.atomic():
            messages.list_told(at=LATE)


@pytest.mark.parametrize("end", ["passed", "blocked", "withdrawn"])
def test_what_was_read_or_taken_back_is_told_no_more(
    house: House, held: UUID, acting: Acting, end: str
) -> None:
    escalate(LATE)
    if end == "withdrawn":
        with acting(house.friend) as friend:
            messages.withdraw_message(actor=friend, message_id=held, at=LATE)
    else:
        with acting(house.cast.manager, focus=house.cast.amir.client_id) as manager:
            messages.look_at_message(actor=manager, message_id=held, at=LATE)
            if end == "passed":
                messages.pass_message(actor=manager, message_id=held, at=LATE)
            else:
                messages.block_message(
                    actor=manager, message_id=held, reason=messages.BlockReason.SAFETY, at=LATE
                )
    assert told(house, acting, "manager", LATE) == []
    assert escalate(LATE + timedelta(days=9)) == 0


def test_both_sides_read_that_it_is_late_and_that_a_manager_knows(
    house: House, held: UUID, acting: Acting, as_owner: AsOwner
) -> None:
    escalate(LATE)
    for who in (house.friend, house.cast.amir):
        with acting(who) as actor:
            found = messages.list_mine()[0] if who is house.friend else None
            found = found or messages.list_conversations(client_id=actor.client_id or 0)[0]
            (said,) = messages.list_messages(
                conversation=found, actor_id=actor.id, side=messages.side_of(actor)
            )
            assert (said.is_told, said.expected_at is not None and said.expected_at < LATE) == (True, True)
    with as_owner():
        do("update messages_message set told_roles = '{}'", [])
        assert value("select count(*) from messages_message", []) == 1
