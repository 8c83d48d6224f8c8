"""Deciding: fast, with grounds, and nothing typed is lost when a colleague was faster."""

from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from redthread.requests.public import RequestAttachment, RequestMessage, RequestStatus
from tests.doors.staff.conftest import text_of
from tests.factories.requests import MONDAY

pytestmark = pytest.mark.django_db


def decide(who: Any, request_id: Any, decision: str, **typed: Any) -> Any:
    return who.post(f"/staff/requests/{request_id}/decide", {"decision": decision, **typed})


def test_a_maintained_text_answers_and_the_next_one_waits_unopened(desk: Any, cast: Any, seat: Any) -> None:
    """Only an officer who opens it makes it read in the client's eyes."""
    first = desk.ask(cast.amir)
    second = desk.ask(cast.jonas, at=MONDAY.replace(hour=11))
    officer = seat(cast.officer)
    officer.get("/staff/requests?department=all")
    answer = decide(officer, first, "approved", code=["yes-done"])
    assert answer.status_code == 302
    assert answer["location"] == f"/staff/requests?done=approved&next={second}"
    kept = desk.get(cast.officer, first)
    assert kept.status == RequestStatus.APPROVED
    assert kept.grounds == "We have done what you asked."
    page = officer.get(answer["location"])
    assert "Approved. The client sees it now." in text_of(page)
    html = page.content.decode()
    assert f'<tr class="next"><td><input type="checkbox" name="id" value="{second}"' in html
    assert f'href="/staff/requests/{second}" data-open data-first' in html
    assert 'data-key="n"' in html
    assert desk.get(cast.officer, second).first_read_at is None
    officer.get(f"/staff/requests/{second}")
    assert desk.get(cast.officer, second).first_read_at is not None


def test_after_the_last_one_nothing_else_waits(desk: Any, cast: Any, seat: Any) -> None:
    """A forged next one is not offered either."""
    request_id = desk.ask(cast.amir)
    officer = seat(cast.officer)
    officer.get("/staff/requests?department=all")
    answer = decide(officer, request_id, "approved", code=["yes-done"])
    assert answer["location"] == "/staff/requests?done=approved"
    assert "Nothing else waits in this part of the queue." in officer.read(answer["location"])
    for forged in (uuid4(), desk.ask(cast.marek), "x", "0"):
        path = f"/staff/requests?done=approved&next={forged}"
        assert "Open next" not in officer.read(path)


def test_a_question_without_hold_is_seen_to_wait_for_the_client(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir, "nurse")
    nurse = seat(cast.nurse)
    typed = {"kind": "question", "text": "Since when?", "message_id": str(uuid4())}
    nurse.post(f"/staff/requests/{request_id}/write", typed)
    assert "Asked the client" in nurse.read(f"/staff/requests/{request_id}")
    assert "asked the client, no reply yet" in nurse.get("/staff/requests?department=all").content.decode()


def test_the_answer_reaches_the_client_in_their_language_and_the_original_is_kept(
    desk: Any, cast: Any, seat: Any
) -> None:
    request_id = desk.ask(cast.amir)
    officer = seat(cast.officer)
    decide(
        officer,
        request_id,
        "approved",
        code=["yes-done"],
        grounds="From Friday.",
        language="ar",
        grounds_translated="من يوم الجمعة.",
    )
    page = officer.read(f"/staff/requests/{request_id}")
    assert "لقد فعلنا ما طلبته." in page
    assert "من يوم الجمعة." in page
    assert "From Friday." in page


def test_a_no_without_grounds_is_refused_and_what_was_typed_stays(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    answer = decide(seat(cast.officer), request_id, "declined", next_step="Ask again in May.")
    assert answer.status_code == 409
    assert "Write why the answer is no." in text_of(answer)
    assert "Ask again in May." in answer.content.decode()
    assert desk.get(cast.officer, request_id).ended_at is None


def test_the_later_of_two_officers_sees_who_was_first_and_keeps_the_words(
    desk: Any, cast: Any, seat: Any
) -> None:
    request_id = desk.ask(cast.amir)
    officer, manager = seat(cast.officer), seat(cast.manager)
    decide(officer, request_id, "approved", code=["yes-done"])
    answer = decide(manager, request_id, "declined", grounds="Too many <b>ask</b>.", next_step="Wait.")
    assert answer.status_code == 409
    html = answer.content.decode()
    assert "Karin Lund answered this request on" in html
    assert "What you typed is kept below" in html
    assert "Too many &lt;b&gt;ask&lt;/b&gt;." in html
    assert desk.get(cast.officer, request_id).status == RequestStatus.APPROVED


def test_going_back_after_the_decision_shows_the_answer_and_sends_nothing(
    desk: Any, cast: Any, seat: Any
) -> None:
    request_id = desk.ask(cast.amir)
    officer = seat(cast.officer)
    decide(officer, request_id, "approved", code=["yes-done"])
    page = officer.get(f"/staff/requests/{request_id}")
    assert "no-store" in page["cache-control"]
    assert f"/staff/requests/{request_id}/decide" not in page.content.decode()
    assert decide(officer, request_id, "approved", code=["yes-done"]).status_code == 409


def test_a_request_goes_back_with_what_to_do_instead(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    decide(seat(cast.officer), request_id, "returned", reason="duplicate", code=["back-twice"])
    kept = desk.get(cast.officer, request_id)
    assert (kept.status, kept.return_reason) == ("returned", "duplicate")


def test_a_decision_that_there_is_not_is_not_found(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    assert decide(seat(cast.officer), request_id, "escalated").status_code == 404
    assert decide(seat(cast.officer), uuid4(), "approved").status_code == 404
    assert decide(seat(cast.officer_elsewhere), request_id, "approved", code="yes-done").status_code == 404
    assert seat(cast.officer).get(f"/staff/requests/{request_id}/decide").status_code == 405


def test_a_post_from_another_site_changes_nothing(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    answer = seat(cast.officer).browser.post(f"/staff/requests/{request_id}/take")
    assert answer.status_code == 403
    assert desk.get(cast.officer, request_id).taken_by is None


def test_taking_handing_back_and_taking_over(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    officer, manager, path = seat(cast.officer), seat(cast.manager), f"/staff/requests/{request_id}"
    officer.post(f"{path}/take")
    assert desk.get(cast.officer, request_id).taken_by == cast.officer.actor_id
    assert "in your hands" in officer.read(path)
    assert manager.post(f"{path}/take").status_code == 409
    assert "Take over from Karin Lund" in manager.read(path)
    manager.post(f"{path}/take", {"over": "1"})
    manager.post(f"{path}/hand-back")
    assert desk.get(cast.officer, request_id).taken_by is None


def test_a_forwarding_note_is_for_staff_alone(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    officer = seat(cast.officer)
    typed = {"department": "property", "note": "Shoes are in box 4.", "message_id": str(uuid4())}
    assert officer.post(f"/staff/requests/{request_id}/forward", typed).status_code == 302
    page = officer.read(f"/staff/requests/{request_id}")
    assert "Staff only" in page
    assert "Shoes are in box 4." in page
    assert desk.own(cast.amir, request_id).messages == []


def test_a_question_stops_the_clock_and_sending_it_twice_asks_once(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    request_id = desk.ask(cast.amir)
    officer = seat(cast.officer)
    typed = {"kind": "question", "text": "Which day?", "waits": "1", "message_id": str(uuid4())}
    for _ in range(2):
        assert officer.post(f"/staff/requests/{request_id}/write", typed).status_code == 302
    with as_owner():
        assert RequestMessage.objects.filter(request_id=request_id).count() == 1
    kept = desk.get(cast.officer, request_id)
    assert kept.paused_at is not None
    assert "We have asked you something" in kept.pause_reason


def test_a_message_that_is_too_long_is_refused_and_kept(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    text = "\u202eso long 😀 " * 1_000
    answer = seat(cast.officer).post(
        f"/staff/requests/{request_id}/write", {"kind": "both", "text": text, "message_id": "no id"}
    )
    assert answer.status_code == 409
    assert "This text is too long." in text_of(answer)
    assert "so long 😀" in answer.content.decode()


def test_a_hold_has_a_reason_that_the_client_reads(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    officer, path = seat(cast.officer), f"/staff/requests/{request_id}"
    assert officer.post(f"{path}/pause", {"reason": " "}).status_code == 409
    officer.post(f"{path}/pause", {"reason": "We wait for the court."})
    assert "We wait for the court." in officer.read(path)
    officer.post(f"{path}/resume")
    assert desk.get(cast.officer, request_id).paused_at is None


def test_what_a_yes_promised_is_noted_as_done(desk: Any, cast: Any, seat: Any) -> None:
    request_id = desk.ask(cast.amir)
    desk.approve(cast.officer, request_id)
    officer = seat(cast.officer)
    officer.post(f"/staff/requests/{request_id}/finish")
    assert "Carried out" in officer.read(f"/staff/requests/{request_id}")


@pytest.mark.usefixtures("_photos")
def test_a_photo_is_shown_and_each_full_look_is_logged(
    desk: Any, cast: Any, seat: Any, as_owner: Any
) -> None:
    request_id = desk.ask(cast.amir)
    officer = seat(cast.officer)
    upload = BytesIO(b"\xff\xd8 photo")
    upload.name = "form.jpg"
    officer.post(f"/staff/requests/{request_id}/photo", {"photo": upload})
    with as_owner():
        kept = RequestAttachment.objects.get(request_id=request_id)
    picture = officer.get(f"/staff/photos/{kept.id}")
    assert (picture.content, picture["content-type"]) == (b"clean:\xff\xd8 photo", "image/jpeg")
    assert officer.get(f"/staff/photos/{kept.id}?small=1").content == b"small"
    assert seat(cast.nurse).get(f"/staff/photos/{kept.id}").status_code == 404
    assert seat(cast.officer_elsewhere).get(f"/staff/photos/{kept.id}?small=1").status_code == 404


def test_equal_cases_are_answered_together_each_in_its_own_words(desk: Any, cast: Any, seat: Any) -> None:
    first, second = desk.ask(cast.amir), desk.ask(cast.jonas)
    officer = seat(cast.officer)
    page = officer.get(f"/staff/together?id={first}&id={second}")
    assert "A" in text_of(page)
    assert page.content.decode().count("May I have my meals without pork?") == 2
    answer = officer.post(
        "/staff/together",
        {
            "id": [str(first), str(second)],
            "decision": "declined",
            f"with-{first}": "1",
            f"with-{second}": "1",
            f"code-declined-{first}": ["no-rule"],
            f"grounds-{second}": "Not before May.",
        },
    )
    assert answer["location"] == "/staff/requests?answered=2"
    assert desk.get(cast.officer, first).grounds == "The rules here do not allow it."
    assert desk.get(cast.officer, second).grounds == "Not before May."


def test_of_equal_cases_one_that_cannot_be_answered_stops_no_other(desk: Any, cast: Any, seat: Any) -> None:
    first, second = desk.ask(cast.amir), desk.ask(cast.jonas)
    answer = seat(cast.officer).post(
        "/staff/together",
        {
            "id": [str(first), str(second)],
            "decision": "declined",
            f"with-{first}": "1",
            f"with-{second}": "1",
            f"grounds-{second}": "Not before May.",
        },
    )
    assert answer.status_code == 409
    assert "Write why the answer is no." in text_of(answer)
    assert desk.get(cast.officer, first).ended_at is None
    assert desk.get(cast.officer, second).status == RequestStatus.DECLINED


def test_cases_out_of_reach_are_not_among_the_equal_ones(desk: Any, cast: Any, seat: Any) -> None:
    foreign = desk.ask(cast.marek)
    assert seat(cast.officer).get(f"/staff/together?id={foreign}").status_code == 404
    assert seat(cast.officer).get("/staff/together?id=nothing").status_code == 404
    assert seat(cast.officer).get("/staff/together").status_code == 302
