"""Reading and writing at the family door; what is closed is closed in words that harm nobody."""

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from redthread.contacts import public as contacts
from redthread.contacts.public import Channel, Level
from redthread.foundation import clock
from redthread.messages import public as messages
from redthread.messages.public import AddresseeKind, AttachmentKind, To, Upload
from tests.doors.signin.browser import Tablet
from tests.edges.hostile import tone
from tests.factories.contacts import somebody, terms
from tests.messages.arrange import restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def mother(cast, phone, relatives):
    """A mother who is signed in, and her contact with Amir."""
    contact = relatives.contact(cast.amir)
    relatives.come_in(phone, contact, cast.amir)
    return contact


def write(phone: Tablet, contact, text: str, **more):
    path = f"/family/people/{contact.id}"
    return phone.post(path, {"request_id": str(uuid4()), "text": text, **more})


def begin(actor: Any, client, contact) -> messages.Conversation:
    return messages.open_conversation(
        actor=actor,
        client_id=client.client_id,
        to=To(AddresseeKind.RELATIVE, id=contact.correspondent_id),
        conversation_id=uuid4(),
        at=clock.now(),
    )


def say(acting, client, contact, text: str, *uploads: Upload) -> None:
    with acting(client) as actor:
        conversation = begin(actor, client, contact)
        messages.send_message(
            actor=actor,
            conversation_id=conversation.id,
            message_id=uuid4(),
            text=text,
            uploads=uploads,
            at=clock.now(),
        )


def test_both_write_and_read(cast, acting, phone, mother) -> None:
    answer = write(phone, mother, "Ring mig på söndag.")
    assert answer.status_code == 302, answer.content.decode()
    say(acting, cast.amir, mother, "Jag ringer.")
    assert "1 new" in phone.get("/family/").content.decode()
    page = phone.get(f"/family/people/{mother.id}").content.decode()
    assert "Ring mig på söndag." in page
    assert "Jag ringer." in page
    assert "Rahmani" not in page


def test_a_form_sent_twice_is_one_message(phone, mother) -> None:
    form = {"request_id": str(uuid4()), "text": "Hej"}
    for _ in range(2):
        assert phone.post(f"/family/people/{mother.id}", form).status_code == 302
    assert phone.get(f"/family/people/{mother.id}").content.decode().count(">Hej</p>") == 1


def test_an_empty_message_is_refused_with_a_sentence_and_nothing_is_lost(phone, mother) -> None:
    answer = write(phone, mother, "   ")
    assert answer.status_code == 422
    long = write(phone, mother, "x" * 20_000)
    assert long.status_code == 422
    assert "xxxxxxxx" in long.content.decode()


def test_a_victims_ban_closes_the_door_at_once_in_neutral_words(cast, office, phone, mother) -> None:
    write(phone, mother, "Hej")
    office.bar(cast.amir, mother.correspondent_id, at=clock.now() - timedelta(minutes=5))
    page = phone.get(f"/family/people/{mother.id}").content.decode()
    assert "You cannot write just now" in page
    assert "<textarea" not in page
    for word in ("victim", "ban", "barred", "court"):
        assert word not in page.lower().replace("urban", "")
    assert write(phone, mother, "Still here").status_code == 422


def test_the_clients_block_is_told_in_the_same_words_as_a_ban(cast, acting, office, phone, mother) -> None:
    write(phone, mother, "Hej")
    with acting(cast.amir) as actor:
        contacts.block_contact(actor=actor, contact_id=mother.id, at=clock.now())
    page = phone.get(f"/family/people/{mother.id}").content.decode()
    assert "You cannot write just now" in page
    assert write(phone, mother, "Answer me!").status_code == 422


def test_harassing_by_volume_ends_at_the_limit_of_the_day(phone, mother) -> None:
    answers = [write(phone, mother, f"Message {n}").status_code for n in range(60)]
    assert answers[0] == 302
    assert answers[-1] == 422


def test_nobody_reads_a_conversation_of_somebody_elses(cast, acting, phone, mother, relatives) -> None:
    other = relatives.contact(cast.jonas, relatives_of("Karin Lund"))
    say(acting, cast.jonas, other, "Secret of Jonas")
    for path in (f"/family/people/{other.id}", "/family/people/999999"):
        assert phone.get(path).status_code == 404


def relatives_of(name: str):
    return somebody(name, aliases=())


def test_a_contact_without_messages_has_no_page(cast, office, phone, relatives, mother) -> None:
    with office.acting(office.clerk, focus=cast.amir.client_id) as actor:
        contacts.change_contact(actor=actor, contact_id=mother.id, terms=terms(Channel.VISIT), at=clock.now())
    assert phone.get(f"/family/people/{mother.id}").status_code == 404
    assert "Messages are not open for you two" in phone.get("/family/").content.decode()


def test_a_voice_note_is_sent_and_heard_at_this_door(cast, acting, phone, relatives) -> None:
    """Recorded in the browser as at the client's: the same field, the same sandbox, the same player."""
    mother = relatives.contact(cast.amir, level=Level.TRUSTED)
    relatives.come_in(phone, mother, cast.amir)
    sent = write(phone, mother, "", voice=SimpleUploadedFile("voice.wav", tone(2), "audio/wav"))
    assert sent.status_code == 302, sent.content.decode()
    page = phone.get(f"/family/people/{mother.id}")
    assert "microphone=(self)" in page["Permissions-Policy"]
    html = page.content.decode()
    assert "data-record" in html
    assert 'aria-label="Voice note, 2 seconds"' in html
    [address] = re.findall(r'<audio[^>]* src="(/family/people/[^"]+)"', html)
    heard = phone.get(address)
    assert heard["Content-Type"] == "audio/mpeg"
    assert "sandbox" in heard["Content-Security-Policy"]
    say(acting, cast.amir, mother, "", Upload(AttachmentKind.VOICE, tone(3)))
    assert 'aria-label="Voice note, 3 seconds"' in phone.get(f"/family/people/{mother.id}").content.decode()


def test_a_voice_note_that_is_none_is_refused_and_the_words_stay(phone, mother) -> None:
    fake = SimpleUploadedFile("voice.wav", b"RIFF....WAVE not a sound", "audio/wav")
    answer = write(phone, mother, "These words stay.", voice=fake)
    assert 400 <= answer.status_code < 500
    assert "These words stay." in answer.content.decode()


def test_what_cannot_be_sent_any_more_is_told_in_the_words_of_every_closing(
    cast, as_owner, phone, mother
) -> None:
    """A restriction that begins while she writes: the page of every ban, and what she wrote is on it."""
    write(phone, mother, "Hej")
    phone.get(f"/family/people/{mother.id}")
    with as_owner():
        restrict(cast.amir.client_id)
    cut = write(phone, mother, "I was writing this.").content.decode()
    assert "You cannot write just now" in cut
    assert "I was writing this." in cut
    for word in ("right now", "restriction", "try again later"):
        assert word not in cut
    assert "You cannot write just now" in phone.get("/family/").content.decode()


def test_an_older_page_of_a_long_conversation_is_a_link_away(acting, cast, office, phone, relatives) -> None:
    first = clock.now() - timedelta(days=9)
    mother = office.approve(cast.amir, at=first)
    relatives.come_in(phone, mother, cast.amir)
    with acting(cast.amir) as actor:
        conversation = begin(actor, cast.amir, mother)
        for n in range(messages.PAGE + 1):
            messages.send_message(
                actor=actor,
                conversation_id=conversation.id,
                message_id=uuid4(),
                text=f"Number {n}.",
                at=first + timedelta(hours=n + 1),
            )
    page = phone.get(f"/family/people/{mother.id}").content.decode()
    assert "Number 0." not in page
    [older] = re.findall(r'href="(\?before=[^"]+)"', page)
    assert "Number 0." in phone.get(f"/family/people/{mother.id}{older}").content.decode()


def test_who_answers_for_a_child_is_told_that_it_writes_with_them(cast, office, phone, mother) -> None:
    """Only while the child's own contact stands, and of no other client's children."""
    child = somebody("Sami", is_child=True, responsible_id=mother.correspondent_id, aliases=())
    path = f"/family/people/{mother.id}"
    assert "Sami" not in phone.get(path).content.decode()
    visits = terms(Channel.VISIT)
    contact = office.approve(cast.amir, child, relation="child", terms=visits, at=mother.approved_at)
    assert "Write for Sami here, too." in phone.get(path).content.decode()
    with office.acting(office.clerk, focus=cast.amir.client_id) as actor:
        contacts.end_contact(actor=actor, contact_id=contact.id, grounds="Moved.", at=clock.now())
    assert "Sami" not in phone.get(path).content.decode()
