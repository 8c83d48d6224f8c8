"""My messages: whom I can write to, one conversation, and where each message is."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redthread.foundation import clock
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind
from redthread.ui.words import date_long
from tests.messages.arrange import House, arrange_house, begin, contact, do, restrict, write
from tests.messages.test_late import escalate


@pytest.fixture
def house(world: Any, as_owner: Any) -> House:
    """People outside, contacts of Leila's too."""
    with as_owner():
        made = arrange_house(world)
        for who, level in (("sister", "trusted"), ("friend", "reviewed"), ("lawyer", "privileged")):
            contact(world.cast.leila.client_id, made.ids[who], level)
    return made


def _begin(leila: Any, key: str, text: str, **more: Any) -> str:
    """Write the first message and return the address of the conversation."""
    address = f"/my/messages/to/{key}"
    answer = leila.send(address, {"text": text, "request_id": str(uuid4()), **more})
    return str(answer.headers["Location"]).partition("?")[0]


def test_without_messages_the_page_says_how_to_begin(leila: Any) -> None:
    assert "You have not written to anybody yet." in leila.see("/my/messages")
    assert "My messages" in leila.see("/my/")


def test_whom_one_can_write_to_stands_in_groups(leila: Any, house: House) -> None:
    page = leila.see("/my/messages/new")
    for words in ("The staff of your unit", "The nurse", "Sister", "Lawyer", "nobody else reads it"):
        assert words in page
    assert "probation" not in page  # held in prison


def test_a_message_to_the_unit_says_before_when_an_answer_comes(leila: Any, house: House) -> None:
    one = _begin(leila, "unit:unit", "My lamp is broken")
    page = leila.see(one)
    assert "My lamp is broken" in page
    assert "Not seen yet. An answer is expected before" in page
    assert "You get an answer before" in page
    assert leila.see("/my/messages/to/unit:unit", status=302) == ""


def test_an_answer_is_new_on_the_first_page_until_it_is_read(leila: Any, house: House, acting: Any) -> None:
    one = _begin(leila, "unit:unit", "My lamp is broken")
    with acting(house.cast.manager) as manager:
        write(manager, _id(one), "It is repaired", at=clock.now())
    assert "1 new" in leila.see("/my/")
    assert "1 new" in leila.see("/my/messages")
    page = leila.see(one)
    assert "It is repaired" in page
    assert "Petra Holm" in page
    assert "1 new" not in leila.see("/my/messages")


def test_a_held_message_is_told_to_who_wrote_it(leila: Any, house: House) -> None:
    one = _begin(leila, f"relative:{house.ids['friend']}", "See you")
    assert "Staff read it first, before" in leila.see(one)


def test_a_held_message_of_others_is_told_without_its_words(leila: Any, house: House, acting: Any) -> None:
    with acting(house.friend) as friend:
        t = begin(friend, house.cast.leila.client_id, AddresseeKind.RELATIVE, whom=house.ids["friend"])
        write(friend, t, "Secret words", at=clock.now())
    page = leila.see(f"/my/messages/{t}")
    assert "A message to you waits. Staff read it first" in page
    assert "Secret words" not in page


def test_a_lawyer_is_written_to_in_confidence(leila: Any, house: House) -> None:
    one = _begin(leila, f"privileged:{house.ids['lawyer']}", "About my case")
    assert "Only you two can read this." in leila.see(one)


def test_a_message_too_long_keeps_what_was_typed(leila: Any, house: House) -> None:
    answer = leila.send(
        "/my/messages/to/unit:unit", {"text": "x" * 2_500, "request_id": str(uuid4())}, status=422
    )
    page = answer.content.decode()
    assert "The message is too long" in page
    assert "x" * 2_500 in page
    assert "You have not written to anybody yet." in leila.see("/my/messages")


def test_the_same_form_twice_is_one_message(leila: Any, house: House) -> None:
    form = str(uuid4())
    one = _begin(leila, "unit:unit", "Once", request_id=form)
    leila.send(f"{one}/write", {"text": "Once", "request_id": form}, of=one)
    assert leila.see(one).count("Once") == 1


def test_a_message_nobody_saw_is_taken_back(leila: Any, house: House) -> None:
    one = _begin(leila, "unit:unit", "Not this")
    back = re.search(r'action="(/my/messages/[^"]+/withdraw)"', leila.see(one))
    assert back
    leila.send(back.group(1), of=one)
    page = leila.see(one)
    assert "Taken back." in page
    assert "Not this" not in page


def test_a_restriction_closes_the_pen_and_says_so(leila: Any, house: House, as_owner: Any) -> None:
    one = _begin(leila, f"relative:{house.ids['sister']}", "Hello")
    with as_owner():
        restrict(house.cast.leila.client_id)
    page = leila.see(one)
    assert "Messages cannot be sent right now." in page
    assert "<textarea" not in page


def test_somebody_not_among_the_choices_is_not_there(leila: Any, house: House) -> None:
    for key in ("relative:999999", "staff:1", "role:nothing", "relative:", "x"):
        assert leila.get(f"/my/messages/to/{key}").status_code == 404
    assert leila.get(f"/my/messages/{uuid4()}").status_code == 404


def test_a_photo_goes_along_cleaned_and_only_to_those_two(
    leila: Any, house: House, acting: Any, cleaner: None, at_tablet: Any
) -> None:
    one = _begin(
        leila,
        f"relative:{house.ids['sister']}",
        "",
        photo=SimpleUploadedFile("me.jpg", b"raw", content_type="image/jpeg"),
    )
    found = re.search(r'src="(/my/messages/[^"]+/files/[^"]+)"', leila.see(one))
    assert found
    answer = leila.get(found.group(1))
    assert (answer.content, answer["Content-Type"]) == (b"clean:raw", "image/jpeg")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert at_tablet(house.cast.jonas).get(found.group(1)).status_code == 404


def test_the_microphone_may_be_asked_for_only_where_one_writes(leila: Any, house: House) -> None:
    one = _begin(leila, "unit:unit", "Hello")
    assert "microphone=(self)" in leila.get(one)["Permissions-Policy"]
    assert "microphone=()" in leila.get("/my/messages")["Permissions-Policy"]


def _id(address: str) -> Any:
    from uuid import UUID

    return UUID(address.rsplit("/", 1)[-1])


@pytest.fixture
def cleaner() -> Any:
    """A cleaner that marks what went through it."""
    from types import SimpleNamespace

    from redthread.messages import ports

    before = list(ports._cleaners)
    kinds = {"photo": "image/jpeg", "drawing": "image/png", "voice": "audio/mpeg"}
    messages.connect_attachment_cleaner(
        lambda data, kind: SimpleNamespace(
            data=b"clean:" + data, media_type=kinds[kind], seconds=3.0, width=8, height=6
        )
    )
    yield
    ports._cleaners[:] = before


@pytest.mark.parametrize("step", ["", "/write"])
def test_somebody_elses_conversation_is_not_there(
    leila: Any, house: House, at_tablet: Any, step: str
) -> None:
    one = _begin(leila, "unit:unit", "Mine alone")
    jonas = at_tablet(house.cast.jonas)
    asked = jonas.post(f"{one}{step}", {"text": "x"}, of="/my/settings") if step else jonas.get(one)
    assert asked.status_code == 404
    assert leila.browser.post(f"{one}/write", {"text": "x"}).status_code == 403  # without our own page
    assert leila.get(f"{one}/write").status_code == 405


def test_until_when_it_is_kept_stands_below_and_family_is_taken_along_after_release(
    leila: Any, house: House, as_owner: Any
) -> None:
    one = _begin(leila, f"relative:{house.ids['sister']}", "See you")
    _kept(house, as_owner, "tstzrange(now() - interval '1 year', null)")
    for page in ("/my/messages", one):
        assert "Kept while you are here or on supervision, and 24 months after." in leila.see(page)
    assert "Take this conversation out" not in leila.see(one)
    leila.send(f"{one}/leave", of=one, status=404)
    _kept(house, as_owner, "tstzrange(now() - interval '1 year', now() - interval '1 day')")
    page = leila.see(one)
    assert "Then it is destroyed, for both of you." in page
    assert "what was written is destroyed after 30 days" in page
    leila.send(f"{one}/leave", of=one)
    page = leila.see(one)
    assert "This conversation left the service." in page
    assert "See you" in page
    gone_on = date_long(clock.now() + timedelta(days=30), tz="Europe/Stockholm", year=True)
    assert f"Kept until {gone_on}. Then it is destroyed" in page


def test_a_message_that_waits_too_long_is_said_to_be_late(
    leila: Any, house: House, acting: Any, as_owner: Any
) -> None:
    early = clock.now() - timedelta(days=4)
    with acting(house.friend) as friend:
        t = begin(friend, house.cast.leila.client_id, AddresseeKind.RELATIVE, whom=house.ids["friend"])
        write(friend, t, "Secret words", at=early)
    page = f"/my/messages/{t}"
    assert "A message to you waits. Staff should have read it before" in leila.see(page)
    assert "It is late." in leila.see(page)
    assert escalate(clock.now()) == 1
    assert "A manager was told that it is late." in leila.see(page)


def _kept(house: House, as_owner: Any, period: str) -> None:
    client_id = house.cast.leila.client_id
    with as_owner():
        do("delete from custody_stay where client_id = %s", [client_id])
        do(
            "insert into custody_stay (client_id, establishment_id, unit_id, room_id, period) "
            f"select %s, u.establishment_id, u.id, r.id, {period} from estate_room r "
            "join estate_unit u on u.id = r.unit_id where u.establishment_id = %s "
            "and not exists (select 1 from custody_stay s where s.room_id = r.id) limit 1",
            [client_id, house.world.establishments["hall"]],
        )
