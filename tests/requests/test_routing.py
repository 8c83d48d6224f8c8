"""Who works on a request: taking, handing back, forwarding, covering; and what is said inside it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.requests import public as requests
from redthread.requests.public import Audience
from tests.factories.requests import MONDAY, YES


def test_a_request_taken_by_a_colleague_is_not_taken_by_accident(desk, cast, acting):
    """On purpose it is, and the thread says from whom."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.take_request, request)
    with acting(cast.manager) as actor, pytest.raises(requests.RequestRefusedError, match="Somebody else"):
        requests.take_request(actor=actor, request_id=request, at=MONDAY)
    desk.do(cast.manager, requests.take_request, request, over=True)
    with acting(cast.manager):
        taken = thread.list_entries(client_id=cast.amir.client_id, kinds=["requests.taken"])
    assert [e.payload["taken_over_from"] for e in taken] == [cast.officer.actor_id, None]


def test_handing_back_leaves_it_to_the_department(desk, cast):
    """And only who has it can."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.take_request, request)
    assert desk.do(cast.officer, requests.hand_back_request, request).taken_by is None


def test_a_forwarded_request_keeps_its_promise_and_the_note_is_for_staff(desk, cast, acting):
    """The client sees that it went on, not what was written."""
    request = desk.ask(cast.amir)
    due = desk.get(cast.officer, request).due_at
    desk.do(
        cast.officer,
        requests.forward_request,
        request,
        department_code="education",
        note="He means the cooking course",
        note_id=uuid4(),
    )
    forwarded = desk.get(cast.manager, request)
    assert forwarded.due_at == due
    assert desk.own(cast.amir, request).messages == []
    with acting(cast.manager):
        view = requests.get_staff_view(request_id=request, now=MONDAY)
    assert [m.text for m in view.messages] == ["He means the cooking course"]
    assert view.request.department.code == "education"


def test_a_request_is_not_forwarded_to_nowhere(desk, cast, acting):
    """Departments of this establishment only."""
    request = desk.ask(cast.amir)
    with acting(cast.officer) as actor:
        with pytest.raises(requests.DepartmentNotFoundError):
            requests.forward_request(
                actor=actor, request_id=request, department_code="moon", note="", note_id=uuid4(), at=MONDAY
            )
        with pytest.raises(requests.RequestRefusedError):
            requests.forward_request(
                actor=actor,
                request_id=request,
                department_code="management",
                note="",
                note_id=uuid4(),
                at=MONDAY,
            )


def absence(desk, who, *, cover, absent=None, from_on=date(2026, 3, 2), until_on=date(2026, 3, 6)):
    with desk.acting(who) as actor:
        return requests.set_absence(
            actor=actor,
            absent=absent or who.actor_id,
            cover=cover.actor_id,
            from_on=from_on,
            until_on=until_on,
            at=MONDAY,
        )


def test_who_covers_sees_and_takes_what_lies_with_the_absent(desk, cast, acting, world):
    """Karin is away this week; Petra covers without asking twice."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.take_request, request)
    absence(desk, cast.officer, cover=cast.manager)
    with acting(cast.manager):
        mine = [
            cast.manager.actor_id,
            *requests.list_covered(cover=cast.manager.actor_id, on=date(2026, 3, 6)),
        ]
        where = requests.QueueFilter(
            establishment_id=world.establishments["hall"], show=requests.Show.MINE, mine=mine
        )
        page = requests.list_queue(where=where, language="en", now=MONDAY)
    assert [(r.id, r.taken_by_name) for r in page.rows] == [(request, "Karin Lund")]
    assert desk.do(cast.manager, requests.take_request, request).taken_by == cast.manager.actor_id


def test_cover_ends_with_the_last_day(desk, cast, acting):
    """On the day after, it takes asking again."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.take_request, request)
    absence(desk, cast.officer, cover=cast.manager)
    with acting(cast.manager) as actor, pytest.raises(requests.RequestRefusedError):
        requests.take_request(actor=actor, request_id=request, at=MONDAY + timedelta(days=5))


def test_an_absence_makes_sense_or_is_refused(desk, cast):
    """Backwards, by oneself, or twice on a day."""
    with pytest.raises(requests.AbsenceRefusedError, match="last day"):
        absence(desk, cast.officer, cover=cast.manager, until_on=date(2026, 3, 1))
    with pytest.raises(requests.AbsenceRefusedError, match="somebody else"):
        absence(desk, cast.officer, cover=cast.officer)
    absence(desk, cast.officer, cover=cast.manager)
    with pytest.raises(requests.AbsenceRefusedError, match="already"):
        absence(desk, cast.officer, cover=cast.governor, from_on=date(2026, 3, 6), until_on=date(2026, 3, 9))


def test_a_colleagues_absence_is_set_by_who_keeps_the_catalogue(desk, cast):
    """Not by anybody."""
    with pytest.raises(PermissionDeniedError):
        absence(desk, cast.officer, absent=cast.nurse.actor_id, cover=cast.manager)
    absence(desk, cast.manager, absent=cast.officer.actor_id, cover=cast.governor)


def test_an_absence_ends_early_or_is_taken_back(desk, cast, acting):
    """Back on Wednesday; or never away."""
    a = absence(desk, cast.officer, cover=cast.manager)
    with acting(cast.officer) as actor:
        requests.end_absence(actor=actor, absence_id=a.id, last_on=date(2026, 3, 3), at=MONDAY)
        assert requests.find_absence(absent=actor.id, on=date(2026, 3, 3)) is not None
        assert requests.find_absence(absent=actor.id, on=date(2026, 3, 4)) is None
        requests.end_absence(actor=actor, absence_id=a.id, last_on=date(2026, 3, 1), at=MONDAY)
        assert requests.list_absences(since=date(2026, 1, 1)) == []


def test_a_message_sent_twice_is_one_message(desk, cast, acting):
    """The same id from the same hand; from another it is refused."""
    request, message = desk.ask(cast.amir), uuid4()
    for _ in range(2):
        desk.do(
            cast.amir,
            requests.add_message,
            request,
            message_id=message,
            text="Please",
            audience=Audience.BOTH,
        )
    assert len(desk.own(cast.amir, request).messages) == 1
    with acting(cast.officer) as actor, pytest.raises(requests.IdTakenError):
        requests.add_message(
            actor=actor, request_id=request, message_id=message, text="No", audience=Audience.BOTH, at=MONDAY
        )


def test_a_message_of_a_client_asked_for_staff_only_is_read_by_both(desk, cast):
    """A client cannot write what the client may not read."""
    request = desk.ask(cast.amir)
    desk.do(
        cast.amir, requests.add_message, request, message_id=uuid4(), text="Secret?", audience=Audience.STAFF
    )
    assert [m.text for m in desk.own(cast.amir, request).messages] == ["Secret?"]


@pytest.mark.parametrize("text", ["", " \u202e\x00 ", "x" * 1_001])
def test_a_message_says_something_and_not_too_much(desk, cast, acting, text):
    """Emptiness, invisible characters, a novel."""
    request = desk.ask(cast.amir)
    with acting(cast.amir) as actor, pytest.raises(requests.RequestRefusedError):
        requests.add_message(
            actor=actor, request_id=request, message_id=uuid4(), text=text, audience=Audience.BOTH, at=MONDAY
        )


def test_nothing_is_said_or_shown_after_the_answer(desk, cast, acting, photo):
    """The way on is an appeal."""
    request = desk.ask(cast.amir)
    desk.approve(cast.officer, request)
    with acting(cast.amir) as actor:
        with pytest.raises(requests.RequestAlreadyDecidedError):
            requests.add_message(
                actor=actor,
                request_id=request,
                message_id=uuid4(),
                text="But",
                audience=Audience.BOTH,
                at=MONDAY,
            )
        with pytest.raises(requests.RequestAlreadyDecidedError):
            requests.add_attachment(
                actor=actor, request_id=request, data=photo, is_paper_form=False, at=MONDAY
            )


def test_a_client_adds_a_picture_where_the_type_takes_one(desk, cast, acting, photo):
    """To the management yes, to the laundry no, and five at most."""
    request = desk.ask(cast.amir)
    for _ in range(5):
        desk.do(cast.amir, requests.add_attachment, request, data=photo, is_paper_form=False)
    assert len(desk.own(cast.amir, request).attachments) == 5
    laundry = desk.ask(cast.amir, "laundry")
    with acting(cast.amir) as actor:
        with pytest.raises(requests.AttachmentRefusedError, match="enough"):
            requests.add_attachment(
                actor=actor, request_id=request, data=photo, is_paper_form=False, at=MONDAY
            )
        with pytest.raises(requests.AttachmentRefusedError, match="cannot add"):
            requests.add_attachment(
                actor=actor, request_id=laundry, data=photo, is_paper_form=False, at=MONDAY
            )


def test_news_is_news_until_it_was_seen(desk, cast, acting):
    """The badge on the home page."""
    request = desk.ask(cast.amir)
    with acting(cast.amir) as actor:
        assert requests.count_news(client_id=cast.amir.client_id) == 0
    desk.do(cast.officer, requests.take_request, request)
    desk.do(cast.officer, requests.approve_request, request, words=YES)
    with acting(cast.amir) as actor:
        assert requests.count_news(client_id=cast.amir.client_id) == 1
        assert [
            (line.reference, line.has_news)
            for line in requests.list_own_open(client_id=cast.amir.client_id, language="en", now=MONDAY)
        ] == [("2026-1", True)]
        requests.mark_seen(actor=actor, request_id=request)
        assert requests.count_news(client_id=cast.amir.client_id) == 0


def test_a_private_matter_is_not_named_in_lists(desk, cast, acting):
    """A cell-mate may look over the shoulder."""
    desk.ask(cast.amir, "nurse")
    desk.ask(cast.amir, "laundry")
    with acting(cast.amir):
        lines = requests.list_own_requests(client_id=cast.amir.client_id, language="en", now=MONDAY)
    assert [line.title == "A private matter" for line in lines] == [line.is_private for line in lines]
    assert all("nurse" not in line.title.lower() for line in lines)
