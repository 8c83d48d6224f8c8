"""Conversations with units, roles and named staff: who reads them, and what becomes of them."""

from uuid import uuid4

import pytest

from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, ConversationNotFoundError, MessageRefusedError
from tests.factories.world import Acting
from tests.messages.arrange import NOW, House, begin, read, write


def test_the_unit_reads_what_was_written_to_it_and_nobody_elsewhere(house: House, acting: Acting) -> None:
    cast = house.cast
    with acting(cast.amir) as amir:
        thread = begin(amir, cast.amir.client_id, AddresseeKind.UNIT, code="unit")
        write(amir, thread, "My lamp is broken")
    with acting(cast.officer) as officer:
        assert read(officer, thread) == ["My lamp is broken"]
    for other in (cast.nurse, cast.officer_elsewhere, cast.administrator, cast.leila, cast.governor):
        with acting(other):
            assert messages.find_conversation(conversation_id=thread) is None


def test_the_nurse_alone_reads_what_was_written_to_her(house: House, acting: Acting) -> None:
    cast = house.cast
    with acting(cast.amir) as amir:
        thread = begin(amir, cast.amir.client_id, AddresseeKind.ROLE, code="health")
        write(amir, thread, "My knee hurts")
    with acting(cast.nurse) as nurse:
        assert read(nurse, thread) == ["My knee hurts"]
    for other in (cast.officer, cast.manager, cast.governor, cast.nurse_elsewhere):
        with acting(other):
            assert messages.find_conversation(conversation_id=thread) is None


def test_an_answer_ends_the_wait_and_the_client_sees_that_it_came(house: House, acting: Acting) -> None:
    cast = house.cast
    with acting(cast.amir) as amir:
        thread = begin(amir, cast.amir.client_id, AddresseeKind.UNIT, code="unit")
        write(amir, thread)
        asked = messages.find_conversation(conversation_id=thread)
        assert asked is not None
        assert asked.answer_due_at is not None
    with acting(cast.officer) as officer:
        messages.mark_seen(conversation_id=thread, at=NOW)
        write(officer, thread, "It is repaired today")
    with acting(cast.amir) as amir:
        answered = messages.find_conversation(conversation_id=thread)
        assert answered is not None
        assert (answered.answer_due_at, answered.client_unread) == (None, 1)
        said = messages.list_messages(conversation=answered, actor_id=amir.id, side=messages.side_of(amir))
        assert said[0].seen_at is not None
        assert (said[1].by_name, said[1].text) == ("Karin Lund", "It is repaired today")


def test_the_same_form_sent_twice_is_one_message(house: House, acting: Acting) -> None:
    cast, message_id = house.cast, uuid4()
    with acting(cast.amir) as amir:
        thread = begin(amir, cast.amir.client_id, AddresseeKind.UNIT, code="unit")
        assert begin(amir, cast.amir.client_id, AddresseeKind.UNIT, code="unit") == thread
        first = write(amir, thread, message_id=message_id)
        again = write(amir, thread, "Something else", message_id=message_id)
        assert (first.is_replay, again.is_replay) == (False, True)
        assert read(amir, thread) == ["Hello"]
    with acting(cast.leila) as leila:
        own = begin(leila, cast.leila.client_id, AddresseeKind.UNIT, code="unit")
        with pytest.raises(MessageRefusedError):
            write(leila, own, message_id=message_id)


def test_nobody_writes_in_a_conversation_of_others(house: House, acting: Acting) -> None:
    cast = house.cast
    with acting(cast.amir) as amir:
        thread = begin(amir, cast.amir.client_id, AddresseeKind.UNIT, code="unit")
    for other in (cast.leila, cast.officer_elsewhere, cast.nurse):
        with acting(other) as actor, pytest.raises(ConversationNotFoundError):
            write(actor, thread)


@pytest.mark.parametrize("text", ["", " \n ", "\u202e\u200b"])
def test_an_empty_message_is_refused(house: House, acting: Acting, text: str) -> None:
    with acting(house.cast.amir) as amir:
        thread = begin(amir, amir.client_id or 0, AddresseeKind.UNIT, code="unit")
        with pytest.raises(MessageRefusedError):
            write(amir, thread, text)


def test_a_megabyte_of_text_is_refused_and_so_is_one_letter_too_many(house: House, acting: Acting) -> None:
    with acting(house.cast.amir) as amir:
        thread = begin(amir, amir.client_id or 0, AddresseeKind.UNIT, code="unit")
        for length in (1_000_000, 2_001):
            with pytest.raises(MessageRefusedError):
                write(amir, thread, "x" * length)
        write(amir, thread, "x" * 2_000)


def test_characters_that_turn_the_reading_direction_are_taken_out(house: House, acting: Acting) -> None:
    with acting(house.cast.amir) as amir:
        thread = begin(amir, amir.client_id or 0, AddresseeKind.UNIT, code="unit")
        write(amir, thread, "pay \u202e001\u202c to me, مرحبا")
        assert read(amir, thread) == ["pay 001 to me, مرحبا"]


def test_what_was_not_seen_can_be_taken_back_and_what_was_seen_cannot(house: House, acting: Acting) -> None:
    cast, message_id = house.cast, uuid4()
    with acting(cast.amir) as amir:
        thread = begin(amir, cast.amir.client_id, AddresseeKind.UNIT, code="unit")
        write(amir, thread, "Not this", message_id=message_id)
        messages.withdraw_message(actor=amir, message_id=message_id, at=NOW)
        assert read(amir, thread) == [None]
        seen = uuid4()
        write(amir, thread, "This", message_id=seen)
    with acting(cast.officer) as officer:
        assert read(officer, thread) == [None, "This"]
        messages.mark_seen(conversation_id=thread, at=NOW)
    with acting(cast.amir) as amir, pytest.raises(MessageRefusedError):
        messages.withdraw_message(actor=amir, message_id=seen, at=NOW)
