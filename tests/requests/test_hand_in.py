"""Handing in: once, with a promise, from a screen or from paper."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.requests import public as requests
from redthread.requests.public import HandInOutcome
from tests.factories.requests import MONDAY, filled


def test_a_request_carries_a_promise_in_working_days(desk, cast):
    """Five working days from Monday are next Monday, at the end of office hours in Stockholm."""
    own = desk.own(cast.amir, desk.ask(cast.amir))
    assert own.state is requests.ClientState.RECEIVED
    assert own.promise == "You get an answer by Monday 9 March: in 5 working days."


def test_the_promise_is_the_end_of_office_hours(desk, cast, acting):
    """Half past four in Stockholm is half past three in UTC, in winter."""
    with acting(cast.amir) as actor:
        receipt = requests.hand_in_request(actor=actor, form=filled(), at=MONDAY)
    assert receipt.request.due_at == datetime(2026, 3, 9, 15, 30, tzinfo=UTC)


def test_the_same_form_sent_twice_is_one_request(desk, cast, acting):
    """A double click, or a tablet that was offline, makes nothing new."""
    form = filled()
    with acting(cast.amir) as actor:
        first = requests.hand_in_request(actor=actor, form=form, at=MONDAY)
        again = requests.hand_in_request(actor=actor, form=form, at=MONDAY + timedelta(hours=2))
        entries = thread.list_entries(client_id=cast.amir.client_id, kinds=["requests.received"])
    assert (first.outcome, again.outcome) == (HandInOutcome.RECEIVED, HandInOutcome.REPLAYED)
    assert again.request.received_at == MONDAY
    assert len(entries) == 1


def test_only_one_undecided_request_of_a_type(desk, cast, acting):
    """The earlier one is shown with its date, and nothing new is made."""
    first = desk.ask(cast.amir)
    with acting(cast.amir) as actor:
        receipt = requests.hand_in_request(actor=actor, form=filled(), at=MONDAY + timedelta(days=1))
    assert receipt.outcome is HandInOutcome.ALREADY_OPEN
    assert receipt.request.id == first
    assert receipt.request.due_at > MONDAY


def test_a_type_that_allows_several_takes_several(desk, cast):
    """Two questions to the nurse are two questions."""
    assert desk.ask(cast.amir, "nurse") != desk.ask(cast.amir, "nurse")


def test_after_the_answer_one_may_ask_again(desk, cast):
    """Only undecided requests stand in the way."""
    desk.decline(cast.manager, desk.ask(cast.amir))
    assert desk.ask(cast.amir, at=MONDAY + timedelta(days=1))


def test_numbers_count_up_in_each_establishment(desk, cast, acting):
    """People say '2026-1'."""
    with acting(cast.amir) as actor:
        a = requests.hand_in_request(actor=actor, form=filled("management"), at=MONDAY).request.reference
        b = requests.hand_in_request(actor=actor, form=filled("laundry"), at=MONDAY).request.reference
    with acting(cast.marek) as actor:
        c = requests.hand_in_request(actor=actor, form=filled("laundry"), at=MONDAY).request.reference
    assert (a, b, c) == ("2026-1", "2026-2", "2026-1")


def test_the_id_of_somebody_elses_form_is_refused_without_telling(desk, cast, acting):
    """A forged id neither overwrites nor shows anything."""
    theirs = desk.ask(cast.jonas)
    with acting(cast.amir) as actor, pytest.raises(requests.IdTakenError):
        requests.hand_in_request(actor=actor, form=filled(id=theirs), at=MONDAY)


def test_the_id_of_another_form_of_ones_own_is_refused(desk, cast, acting):
    """One id is one request of one type."""
    own = desk.ask(cast.amir, "laundry")
    with acting(cast.amir) as actor, pytest.raises(requests.IdTakenError):
        requests.hand_in_request(actor=actor, form=filled("management", id=own), at=MONDAY)


def test_a_form_that_lacks_something_is_not_taken(desk, cast, acting):
    """What is wrong is named by field."""
    with acting(cast.amir) as actor, pytest.raises(requests.AnswersInvalidError) as raised:
        requests.hand_in_request(actor=actor, form=filled(text=""), at=MONDAY)
    assert [e.link_id for e in raised.value.errors] == ["text"]


def test_a_type_that_is_closed_takes_nothing(desk, cast, acting, world):
    """The catalogue decides what can be asked."""
    with acting(cast.governor) as actor:
        laundry = next(
            t
            for t in requests.list_types(establishment_id=world.establishments["hall"])
            if t.code == "laundry"
        )
        requests.change_request_type(
            actor=actor, type_id=laundry.id, changes={"is_open": False}, reason="Machine broken", at=MONDAY
        )
    with acting(cast.amir) as actor, pytest.raises(requests.TypeNotOfferedError):
        requests.hand_in_request(actor=actor, form=filled("laundry"), at=MONDAY)


def test_staff_cannot_hand_in_as_a_client(desk, cast, acting):
    """What a client writes comes from the client; staff enter paper."""
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        requests.hand_in_request(actor=actor, form=filled(), at=MONDAY)


def test_the_time_to_find_and_to_fill_is_kept_and_nonsense_is_not(desk, cast, acting):
    """A form left open over the weekend measures nothing."""
    with acting(cast.amir) as actor:
        good = requests.hand_in_request(
            actor=actor, form=replace(filled("nurse"), seconds_to_find=9, seconds_to_fill=60), at=MONDAY
        ).request
        bad = requests.hand_in_request(
            actor=actor, form=replace(filled("nurse"), seconds_to_find=-1, seconds_to_fill=10**9), at=MONDAY
        ).request
    assert (good.seconds_to_find, good.seconds_to_fill) == (9, 60)
    assert (bad.seconds_to_find, bad.seconds_to_fill) == (None, None)


def test_staff_enter_a_paper_form_with_its_photo(desk, cast, acting, photo):
    """The promise is the same; the client sees it with the others."""
    with acting(cast.officer, focus=cast.amir.client_id) as actor:
        receipt = requests.file_paper_request(
            actor=actor, client_id=cast.amir.client_id, form=filled(), photos=[photo], at=MONDAY
        )
    own = desk.own(cast.amir, receipt.request.id)
    assert len(own.attachments) == 1
    with acting(cast.amir):
        kept = requests.get_own_attachment(attachment_id=own.attachments[0], client_id=cast.amir.client_id)
    assert bytes(kept.jpeg) == b"clean:" + photo
    assert receipt.request.filed_on == requests.FiledOn.PAPER


def test_an_officer_cannot_enter_a_health_form(desk, cast, acting):
    """Paper to the nurse goes to the nurse unopened."""
    with acting(cast.officer, focus=cast.amir.client_id) as actor, pytest.raises(PermissionDeniedError):
        requests.file_paper_request(
            actor=actor, client_id=cast.amir.client_id, form=filled("nurse"), photos=[], at=MONDAY
        )


def test_the_catalogue_shows_what_waits_already(desk, cast, acting, world):
    """The tile leads to the request that waits instead of an empty form."""
    waiting = desk.ask(cast.amir)
    with acting(cast.amir):
        tiles = requests.list_catalogue(
            establishment_id=world.establishments["hall"], client_id=cast.amir.client_id, language="ar"
        )
    assert {t.code: t.waiting for t in tiles if t.waiting} == {"management": waiting}
    assert tiles[0].tile == "سؤال إلى الإدارة"


def test_an_unknown_id_is_nobodys_request(desk, cast):
    """A forged id in a URL finds nothing."""
    with pytest.raises(requests.ClientRequest.DoesNotExist):
        desk.own(cast.amir, uuid4())
