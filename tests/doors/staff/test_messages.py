"""Messages at the staff door: what waits, an answer, reading for control."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from redthread.foundation import clock
from redthread.messages.public import AddresseeKind
from tests.messages.arrange import House, arrange_house, begin, write
from tests.messages.test_late import escalate


@pytest.fixture
def house(world: Any, as_owner: Any) -> House:
    """People outside who are contacts of Amir's."""
    with as_owner():
        return arrange_house(world)


@pytest.fixture
def asked(house: House, acting: Any) -> Any:
    """Amir has written to his unit."""
    with acting(house.cast.amir) as amir:
        t = begin(amir, house.cast.amir.client_id, AddresseeKind.UNIT, code="unit")
        write(amir, t, "My lamp is broken")
    return t


@pytest.fixture
def held(house: House, acting: Any) -> Any:
    """A friend's message waits to be read."""
    message_id = uuid4()
    with acting(house.friend) as friend:
        t = begin(friend, house.cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["friend"])
        write(friend, t, "Meet me behind the kitchen", message_id=message_id)
    return message_id


def test_what_waits_stands_in_the_inbox_of_those_who_answer(house: House, asked: Any, seat: Any) -> None:
    page = seat(house.cast.officer).read("/staff/messages")
    assert "Amir Rahmani" in page
    assert "The staff of your unit" in page
    for other in (house.cast.nurse, house.cast.officer_elsewhere):
        assert "Nobody waits for an answer." in seat(other).read("/staff/messages")
    for other in (house.cast.administrator, house.cast.kiosk_clerk):
        assert seat(other).get("/staff/messages").status_code == 404


def test_an_answer_is_sent_and_the_wait_is_over(house: House, asked: Any, seat: Any) -> None:
    officer = seat(house.cast.officer)
    one = f"/staff/messages/{asked}"
    assert "My lamp is broken" in officer.read(one)
    answer = officer.post(f"{one}/write", {"text": "Tomorrow", "request_id": str(uuid4())}, of=one)
    assert answer.status_code == 302
    assert "Tomorrow" in officer.read(one)
    assert "Nobody waits for an answer." in officer.read("/staff/messages")
    assert "in my hands" in officer.read("/staff/messages?whose=ours")


def test_an_empty_answer_keeps_the_page_and_says_why(house: House, asked: Any, seat: Any) -> None:
    one = f"/staff/messages/{asked}"
    answer = seat(house.cast.officer).post(f"{one}/write", {"text": " "}, of=one)
    assert answer.status_code == 422
    assert "Write something" in answer.content.decode()


def test_who_takes_no_part_finds_nothing(house: House, asked: Any, seat: Any) -> None:
    for other in (house.cast.nurse, house.cast.officer_elsewhere, house.cast.governor):
        assert seat(other).get(f"/staff/messages/{asked}").status_code == 404


def test_taking_it_into_ones_hands(house: House, asked: Any, seat: Any) -> None:
    officer, one = seat(house.cast.officer), f"/staff/messages/{asked}"
    assert officer.post(f"{one}/take", of=one).status_code == 302
    assert "This is in your hands." in officer.read(one)


def test_staff_write_in_their_own_name_and_end_it(house: House, seat: Any, acting: Any) -> None:
    manager, page = seat(house.cast.manager), f"/staff/clients/{house.cast.amir.client_id}/messages"
    answer = manager.post(page, {"text": "Come and see me", "request_id": str(uuid4())}, of=page)
    one = answer.headers["Location"].partition("#")[0]
    assert "Come and see me" in manager.read(one)
    assert seat(house.cast.officer).get(one).status_code == 404
    manager.post(f"{one}/end", of=one)
    assert "This conversation has ended." in manager.read(one)


def test_the_queue_for_control_shows_no_words(house: House, held: Any, seat: Any) -> None:
    page = seat(house.cast.manager).read("/staff/messages/review")
    assert "Amir Rahmani" in page
    assert "from Friend" in page
    assert "kitchen" not in page
    for other in (house.cast.officer, house.cast.governor, house.cast.nurse):
        assert seat(other).get("/staff/messages/review").status_code == 404


def test_reading_is_an_act_and_then_it_is_passed_on(house: House, held: Any, seat: Any, acting: Any) -> None:
    manager, queue = seat(house.cast.manager), "/staff/messages/review"
    assert manager.get(f"{queue}/{held}").status_code == 405
    read = manager.post(f"{queue}/{held}", of=queue)
    assert "Meet me behind the kitchen" in read.content.decode()
    done = manager.post(f"{queue}/{held}/decide", {"decision": "pass"}, of=queue)
    assert "done=passed" in done.headers["Location"]
    assert "Nothing waits to be read." in manager.read(queue)
    again = manager.post(f"{queue}/{held}/decide", {"decision": "threat"}, of=queue)
    assert "error=decided" in again.headers["Location"]


def test_every_message_of_a_client_is_read_first_for_a_while(house: House, seat: Any) -> None:
    manager, page = seat(house.cast.manager), f"/staff/clients/{house.cast.amir.client_id}/messages"
    grounds = {"grounds": "Smuggling in the visiting room", "until": "2026-03-20"}
    assert manager.post(f"{page}/review", grounds, of=page).status_code == 302
    assert "Smuggling" in manager.read(page)
    late = manager.post(f"{page}/review", {"grounds": "short", "until": "2030-01-01"}, of=page)
    assert late.status_code >= 400
    manager.post(f"{page}/review/end", of=page)
    assert "Smuggling" not in manager.read(page)


def test_the_menu_names_what_one_may(house: House, seat: Any) -> None:
    html = seat(house.cast.manager).get("/staff/messages").content.decode()
    assert re.search(r'href="/staff/messages/review"', html)
    assert "/staff/messages/review" not in seat(house.cast.officer).get("/staff/messages").content.decode()


def test_a_late_message_is_told_on_the_page_of_the_day_to_the_role_that_the_pack_names(
    house: House, acting: Any, seat: Any
) -> None:
    with acting(house.friend) as friend:
        t = begin(friend, house.cast.amir.client_id, AddresseeKind.RELATIVE, whom=house.ids["friend"])
        write(friend, t, "Meet me behind the kitchen", at=clock.now() - timedelta(days=4))
    manager, told = seat(house.cast.manager), "messages wait too long for somebody to read them"
    assert told not in manager.read("/staff/")
    escalate(clock.now())
    page = manager.read("/staff/")
    assert told in page
    assert "Amir Rahmani" in page
    assert "kitchen" not in page
    assert "Friend" not in page
    assert "told: Unit manager" in manager.read("/staff/messages/review")
    assert told not in seat(house.cast.officer).read("/staff/")
    escalate(clock.now() + timedelta(days=6))
    page = seat(house.cast.governor).read("/staff/")
    assert told in page
    assert "You need not read them." in page
