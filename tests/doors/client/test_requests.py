"""One request: every state in words and on the thread, and everything one can do about it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from redthread.requests import public as requests
from redthread.requests.public import ClientRequest
from tests.factories.requests import MONDAY, words

PHOTO = b"\xff\xd8 a photo"


def now() -> datetime:
    """Return the present."""
    return datetime.now(UTC)


@pytest.fixture
def asked(desk, cast):
    """A request of Leila's that waits."""
    return desk.ask(cast.leila, at=now())


@pytest.fixture
def declined(desk, cast):
    """A request of Leila's that was answered with no."""
    request = desk.ask(cast.leila, at=now() - timedelta(hours=3))
    desk.decline(cast.manager, request, at=now())
    return request


def test_a_waiting_request_shows_its_way_and_its_date(leila, asked):
    """Asked, read, answer: and by when."""
    page = leila.see(f"/my/requests/{asked}")
    assert 'class="thread h"' in page
    assert "You get an answer by" in page
    assert "I take my request back" in page


def test_a_late_request_says_so_and_that_the_manager_knows(leila, desk, cast):
    """No excuse."""
    request = desk.ask(cast.leila, at=MONDAY)
    page = leila.see(f"/my/requests/{request}")
    assert "The answer should have come by" in page
    assert "Late, we have told the manager" in page


def test_a_yes_says_what_happens_now(leila, desk, cast):
    """With the day and who answered."""
    request = desk.ask(cast.leila, at=now())
    desk.approve(cast.manager, request, at=now())
    page = leila.see(f"/my/requests/{request}")
    assert "You get it on Friday." in page
    assert "Answered by Unit manager" in page
    assert "Did this answer you?" in page


def test_a_no_says_why_and_how_to_object(leila, declined):
    """Grounds, the next step, and the way on."""
    page = leila.see(f"/my/requests/{declined}")
    assert "The kitchen cannot do it." in page
    assert "You can ask again in May." in page
    assert "I do not agree" in page
    assert "You can do this until" in page


def test_a_request_sent_back_says_what_is_missing(leila, desk, cast):
    """Returned is neither yes nor no."""
    request = desk.ask(cast.leila, at=now())
    desk.do(
        cast.manager,
        requests.return_request,
        request,
        at=now(),
        reason=requests.ReturnReason.INCOMPLETE,
        words=words(grounds="Which meals?", next_step="Ask again and name them."),
    )
    page = leila.see(f"/my/requests/{request}")
    assert "Sent back to you" in page
    assert "Ask again and name them." in page


def test_a_question_and_its_reply_stand_in_the_conversation(leila, desk, cast):
    """A reply lets the clock go on."""
    request = desk.ask(cast.leila, at=now())
    desk.do(
        cast.manager,
        requests.ask_client,
        request,
        at=now(),
        message_id=uuid4(),
        text="Which day?",
        pause_reason="We wait for your reply.",
    )
    path = f"/my/requests/{request}"
    assert "Which day?" in leila.see(path)
    leila.send(f"{path}/write", {"text": "On Sunday.", "request_id": str(uuid4())}, of=path)
    page = leila.see(path)
    assert "On Sunday." in page
    assert "This is on hold" not in page


def test_a_message_sent_twice_stands_once(leila, asked):
    """The same form is the same message."""
    path, message = f"/my/requests/{asked}", {"text": "One more thing.", "request_id": str(uuid4())}
    leila.send(f"{path}/write", message, of=path)
    leila.send(f"{path}/write", message, of=path)
    assert leila.see(path).count("One more thing.") == 1


@pytest.mark.parametrize(("text", "sentence"), [("  ", "Write something first."), ("a" * 1001, "too long")])
def test_a_message_that_cannot_be_sent_is_kept_in_its_field(leila, asked, text, sentence):
    """Empty, or too long."""
    path = f"/my/requests/{asked}"
    answer = leila.send(f"{path}/write", {"text": text}, of=path, status=409)
    page = leila.keep(answer, 409)
    assert sentence in page
    assert text in page


def test_did_this_answer_you_can_be_said_and_changed(leila, declined, as_owner):
    """One tap, and one to change it."""
    path = f"/my/requests/{declined}"
    leila.send(f"{path}/rate", {"satisfied": "no"}, of=path)
    assert "You said: no, not really." in leila.see(path)
    leila.send(f"{path}/rate", {"satisfied": "yes"}, of=path)
    assert "You said: yes, this answered me." in leila.see(path)
    with as_owner():
        assert ClientRequest.objects.get(id=declined).satisfied is True


def test_an_answer_is_appealed_once_and_the_appeal_is_found_again(leila, declined):
    """Somebody else looks; the form sent twice is one appeal."""
    path = f"/my/requests/{declined}/appeal"
    assert "Why is the answer wrong?" in leila.see(path)
    said = {"text": "Others get it.", "request_id": str(uuid4())}
    first = leila.send(path, said)
    again = leila.send(path, said, of="/my/settings")
    assert first.headers["Location"] == again.headers["Location"]
    page = leila.see(f"/my/requests/{declined}")
    assert "You did not agree. See your appeal." in page
    assert "I do not agree" not in page
    assert "Others get it." in leila.see(first.headers["Location"])


def test_two_tabs_appealing_at_once_keep_the_words_of_the_second(leila, declined):
    """The later one is told, and loses nothing."""
    path = f"/my/requests/{declined}/appeal"
    leila.send(path, {"text": "First.", "request_id": str(uuid4())})
    answer = leila.send(path, {"text": "Second.", "request_id": str(uuid4())}, of="/my/settings", status=409)
    page = leila.keep(answer, 409)
    assert "You have appealed this answer already." in page
    assert "Second." in page


def test_an_appeal_without_words_is_asked_for_them(leila, declined):
    """Beside the field and above."""
    path = f"/my/requests/{declined}/appeal"
    page = leila.keep(leila.send(path, {"text": " "}, status=409), 409)
    assert 'href="#f-text"' in page


def test_taking_back_asks_once_more(leila, asked):
    """And then it is over, and can be asked again."""
    path = f"/my/requests/{asked}"
    assert "Take your request back?" in leila.see(f"{path}/withdraw")
    leila.send(f"{path}/withdraw")
    page = leila.see(path)
    assert "You took it back" in page
    assert "I take my request back" not in page


def test_taking_back_what_was_answered_meanwhile_shows_the_answer(leila, desk, cast, asked):
    """Somebody was quicker."""
    path = f"/my/requests/{asked}"
    leila.see(f"{path}/withdraw")
    desk.decline(cast.manager, asked, at=now())
    leila.send(f"{path}/withdraw", of="/my/settings")
    assert "The kitchen cannot do it." in leila.see(path)


def test_a_picture_is_added_and_shown_to_its_owner_alone(leila, desk, cast, asked, at_tablet, picture):
    """Cleaned, small on the page, large behind it."""
    path = f"/my/requests/{asked}"
    leila.send(f"{path}/photos", {"photo": picture()}, of=path)
    page = leila.see(path)
    address = next(a.partition('"')[0] for a in page.split('href="') if "/photos/" in a.partition('"')[0])
    answer = leila.browser.get(address)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert leila.browser.get(f"{address}?small").status_code == 200
    other = at_tablet(cast.jonas)
    assert other.browser.get(address).status_code == 404
    assert leila.browser.get(address.replace(str(asked), str(uuid4()))).status_code == 404


def test_without_a_picture_the_form_says_so(leila, asked):
    """Nothing chosen."""
    path = f"/my/requests/{asked}"
    page = leila.keep(leila.send(f"{path}/photos", of=path, status=422), 422)
    assert "Choose a picture first." in page


def test_the_list_goes_on_where_a_page_ends(leila, desk, cast):
    """Twenty a page, newest first."""
    for n in range(23):
        request = desk.ask(cast.leila, "nurse", at=now() - timedelta(minutes=n))
    page = leila.see("/my/requests")
    assert "Older ones" in page
    address = page.split("/my/requests?before=")[1].partition('"')[0]
    assert str(request) in leila.see(f"/my/requests?before={address}")


@pytest.mark.parametrize("before", ["x", "2026-99-99", "2026-01-01T00:00:00", "'"])
def test_a_page_that_is_nowhere_is_the_first(leila, desk, before):
    """Whatever stands in the address."""
    leila.see(f"/my/requests?before={before}")


def test_words_in_another_language_say_which(leila, desk, cast):
    """So that the voice reads them right."""
    request = desk.ask(cast.leila, at=now())
    desk.do(
        cast.manager,
        requests.decline_request,
        request,
        at=now(),
        words=words("Nej.", "Fråga igen.", language="sv"),
    )
    assert 'lang="sv"' in leila.see(f"/my/requests/{request}")


@pytest.fixture
def picture():
    """Make a file of a photo, with a cleaner connected that lets it through."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from redthread.requests import ports
    from tests.requests.conftest import Photo

    before = list(ports._photo_cleaners)
    ports.connect_photo_cleaner(lambda data: Photo(jpeg=b"clean:" + data))
    yield lambda: SimpleUploadedFile("a.jpg", PHOTO, content_type="image/jpeg")
    ports._photo_cleaners[:] = before
