"""Answers: with grounds, once, in the client's language, and open to appeal."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from redthread.foundation import thread
from redthread.foundation.actor import PermissionDeniedError
from redthread.requests import public as requests
from redthread.requests.public import ClientState, RequestStatus, ReturnReason, Verdict, WayState
from tests.factories.requests import MONDAY, NO, YES, words

TUESDAY = MONDAY + timedelta(days=1)


def test_a_no_tells_why_what_next_who_and_how_to_appeal(desk, cast):
    """Everything an answer must hold."""
    request = desk.ask(cast.amir)
    desk.decline(cast.manager, request, at=TUESDAY)
    own = desk.own(cast.amir, request, now=TUESDAY)
    assert own.state is ClientState.DECLINED
    assert [s.text for s in own.answer.grounds] == ["The kitchen cannot do it."]
    assert [s.text for s in own.answer.next_step] == ["You can ask again in May."]
    assert own.answer.by == "Unit manager"
    assert own.may_appeal
    assert own.appeal_to == "the Prison and Probation Service (review)"
    assert own.appeal_until.astimezone(UTC) == datetime(2026, 3, 24, 23, 0, tzinfo=UTC)


def test_a_maintained_ground_is_said_in_the_clients_language_and_own_words_in_the_original(desk, cast):
    """Amir reads Arabic; what the officer typed in English is marked as the original."""
    request = desk.ask(cast.amir)
    desk.do(
        cast.manager, requests.decline_request, request, words=words("Come and talk to me.", "", "no-rule")
    )
    answer = desk.own(cast.amir, request, language="ar").answer
    assert [(s.language, s.is_original) for s in answer.grounds] == [("ar", False), ("en", True)]
    assert answer.grounds[0].text == "القواعد هنا لا تسمح بذلك."
    assert answer.next_step[0].language == "ar"


def test_an_answer_keeps_its_words_when_the_list_changes(desk, cast, acting, world):
    """What was said to somebody is not rewritten."""
    request = desk.ask(cast.amir)
    desk.do(cast.manager, requests.decline_request, request, words=words("", "", "no-rule"))
    with acting(cast.manager) as actor:
        requests.save_ground_template(
            actor=actor,
            establishment_id=world.establishments["hall"],
            unit_id=None,
            type_code="management",
            decision="declined",
            code="no-rule",
            texts={"en": "Changed"},
            next_steps={},
            at=TUESDAY,
        )
    assert desk.own(cast.amir, request).answer.grounds[0].text == "The rules here do not allow it."


def test_a_units_own_text_goes_before_the_establishments(desk, cast, acting, world):
    """Unit C says it in its own words; unit D does not."""
    with acting(cast.manager) as actor:
        requests.save_ground_template(
            actor=actor,
            establishment_id=world.establishments["hall"],
            unit_id=world.units["hall-C"],
            type_code="management",
            decision="declined",
            code="no-rule",
            texts={"en": "Unit C has no oven."},
            next_steps={"en": "Eat in the hall."},
            at=MONDAY,
        )
    for member, expected in (
        (cast.amir, "Unit C has no oven."),
        (cast.leila, "The rules here do not allow it."),
    ):
        request = desk.ask(member)
        desk.do(cast.manager, requests.decline_request, request, words=words("", "", "no-rule"))
        assert desk.own(member, request).answer.grounds[0].text == expected


def test_a_ground_that_is_not_in_the_list_is_refused(desk, cast, acting):
    """Codes come from pages that may be old."""
    request = desk.ask(cast.amir)
    with acting(cast.manager) as actor, pytest.raises(requests.NoTemplateError):
        requests.decline_request(actor=actor, request_id=request, words=words("", "", "made-up"), at=MONDAY)


@pytest.mark.parametrize(
    ("service", "said"),
    [
        (requests.approve_request, {"words": words("Fine", "")}),
        (requests.decline_request, {"words": words("", "Ask again")}),
        (requests.return_request, {"words": words("Duplicate", ""), "reason": ReturnReason.DUPLICATE}),
    ],
)
def test_an_answer_without_the_words_that_matter_is_refused(desk, cast, acting, service, said):
    """The sentence tells the officer what is missing."""
    request = desk.ask(cast.amir)
    with acting(cast.manager) as actor, pytest.raises(requests.RequestRefusedError):
        service(actor=actor, request_id=request, at=MONDAY, **said)


def test_the_second_officer_is_told_who_was_first_and_when(desk, cast, acting):
    """Two officers decide at once."""
    request = desk.ask(cast.amir)
    desk.approve(cast.officer, request, at=TUESDAY)
    with acting(cast.manager) as actor, pytest.raises(requests.RequestAlreadyDecidedError) as raised:
        requests.decline_request(actor=actor, request_id=request, words=NO, at=TUESDAY)
    assert "Karin Lund answered this request on March 3, 2026, 10 a.m." in str(raised.value.message)


def test_sent_back_says_what_to_do_and_cannot_be_appealed(desk, cast):
    """Not a decision: one asks again, the right way."""
    request = desk.ask(cast.amir)
    desk.do(
        cast.officer,
        requests.return_request,
        request,
        reason=ReturnReason.WRONG_FORM,
        words=words("", "", "back-form"),
    )
    own = desk.own(cast.amir, request)
    assert own.state is ClientState.RETURNED
    assert own.answer.next_step[0].text.startswith("Choose the right form")
    assert not own.may_appeal


def test_the_client_takes_a_request_back(desk, cast, acting):
    """And then nobody answers it any more."""
    request = desk.ask(cast.amir)
    desk.do(cast.amir, requests.withdraw_request, request)
    assert desk.own(cast.amir, request).state is ClientState.WITHDRAWN
    with (
        acting(cast.officer) as actor,
        pytest.raises(requests.RequestAlreadyDecidedError, match="took this request back"),
    ):
        requests.approve_request(actor=actor, request_id=request, words=YES, at=TUESDAY)


def test_the_way_shows_where_it_stands(desk, cast):
    """Asked, read, answered, what happens next: one knot each."""
    request = desk.ask(cast.amir)
    assert [p.state for p in desk.own(cast.amir, request).way] == [
        WayState.DONE,
        WayState.NOW,
        WayState.TO_COME,
    ]
    desk.do(cast.officer, requests.read_request, request)
    assert [p.state for p in desk.own(cast.amir, request).way] == [WayState.DONE, WayState.DONE, WayState.NOW]
    late = desk.own(cast.amir, request, now=MONDAY + timedelta(days=9))
    assert late.way[-1].state is WayState.LATE
    assert late.state is ClientState.LATE
    desk.do(cast.officer, requests.pause_request, request, reason="We wait")
    assert desk.own(cast.amir, request).way[-1].state is WayState.PAUSED
    desk.approve(cast.officer, request)
    assert [p.words for p in desk.own(cast.amir, request).way] == [
        "You asked",
        "Read",
        "Yes",
        "What happens next",
    ]


def test_what_was_promised_is_noted_as_done_once(desk, cast, acting):
    """The last knot of the thread; only after a yes, and not by the client."""
    request = desk.ask(cast.amir)
    with acting(cast.officer) as actor, pytest.raises(requests.RequestRefusedError, match="approved"):
        requests.finish_request(actor=actor, request_id=request, at=TUESDAY)
    desk.approve(cast.officer, request)
    desk.do(cast.officer, requests.finish_request, request, at=TUESDAY)
    assert desk.own(cast.amir, request).way[-1] == requests.WayPoint("Done", WayState.DONE, TUESDAY)
    with acting(cast.officer) as actor, pytest.raises(requests.RequestRefusedError, match="already"):
        requests.finish_request(actor=actor, request_id=request, at=TUESDAY)


def test_did_this_answer_you_is_asked_once_answered(desk, cast, acting):
    """Yes or no, and one may change one's mind."""
    request = desk.ask(cast.amir)
    with acting(cast.amir) as actor, pytest.raises(requests.RequestRefusedError):
        requests.answer_satisfaction(actor=actor, request_id=request, satisfied=True, at=MONDAY)
    desk.approve(cast.officer, request)
    desk.do(cast.amir, requests.answer_satisfaction, request, satisfied=True)
    desk.do(cast.amir, requests.answer_satisfaction, request, satisfied=False)
    assert desk.own(cast.amir, request).satisfied is False


def test_equal_cases_are_answered_together_each_with_its_words(desk, cast, acting):
    """One that was answered meanwhile stops no other."""
    cases = {
        desk.ask(member): words(f"Reason {n}", "Ask in May")
        for n, member in enumerate((cast.amir, cast.jonas, cast.leila))
    }
    first = next(iter(cases))
    desk.approve(cast.officer, first)
    with acting(cast.manager) as actor:
        outcomes = requests.decide_many(actor=actor, decision=RequestStatus.DECLINED, cases=cases, at=TUESDAY)
    assert {o.request_id: o.problem is None for o in outcomes} == {c: c != first for c in cases}
    assert "Karin Lund" in str(next(o.problem for o in outcomes if o.request_id == first))
    with acting(cast.manager):
        kept = [requests.find_request(request_id=c).grounds for c in list(cases)[1:]]
    assert kept == ["Reason 1", "Reason 2"]


def test_cases_that_differ_are_not_answered_together(desk, cast, acting):
    """A meal and a wash are not equal cases."""
    cases = {desk.ask(cast.amir, "management"): NO, desk.ask(cast.amir, "laundry"): NO}
    with acting(cast.manager) as actor, pytest.raises(requests.CasesDifferError):
        requests.decide_many(actor=actor, decision=RequestStatus.DECLINED, cases=cases, at=TUESDAY)


def test_an_appeal_goes_to_the_management_with_its_own_promise(desk, cast, acting):
    """Somebody else looks, and the client sees a date again."""
    request, appeal = desk.ask(cast.amir, "laundry"), uuid4()
    desk.do(cast.officer, requests.decline_request, request, words=NO)
    desk.do(
        cast.amir,
        requests.appeal_request,
        request,
        appeal_id=appeal,
        text="The others got theirs.",
        at=TUESDAY,
    )
    own = desk.own(cast.amir, appeal, now=TUESDAY)
    assert own.title == "Appeal: Laundry and linen" or own.title.startswith("Appeal: ")
    assert own.appealed_from == request
    assert own.promise
    with acting(cast.manager):
        assert requests.find_request(request_id=appeal).department.code == "management"
    assert not desk.own(cast.amir, request, now=TUESDAY).may_appeal


def test_an_appeal_is_not_answered_by_who_gave_the_first_answer(desk, cast, acting):
    """The manager said no; the governor looks."""
    request, appeal = desk.ask(cast.amir), uuid4()
    desk.decline(cast.manager, request)
    desk.do(cast.amir, requests.appeal_request, request, appeal_id=appeal, text="I disagree", at=TUESDAY)
    with acting(cast.manager) as actor, pytest.raises(requests.RequestRefusedError, match="Somebody else"):
        requests.decline_request(actor=actor, request_id=appeal, words=NO, at=TUESDAY)
    desk.approve(cast.governor, appeal, at=TUESDAY)
    own = desk.own(cast.amir, appeal, now=TUESDAY)
    assert own.state is ClientState.APPROVED
    assert own.appeal_then.startswith("If you still do not agree")
    assert not own.may_appeal


def test_an_appeal_sent_twice_is_one_appeal(desk, cast, acting):
    """The same id is the same appeal; another id is a second one, and refused."""
    request, appeal = desk.ask(cast.amir), uuid4()
    desk.decline(cast.manager, request)
    for _ in range(2):
        desk.do(cast.amir, requests.appeal_request, request, appeal_id=appeal, text="No", at=TUESDAY)
    with acting(cast.amir) as actor, pytest.raises(requests.RequestRefusedError, match="already"):
        requests.appeal_request(actor=actor, request_id=request, appeal_id=uuid4(), text="No", at=TUESDAY)


def test_an_appeal_after_the_last_day_is_refused(desk, cast, acting):
    """The client was told the date."""
    request = desk.ask(cast.amir)
    desk.decline(cast.manager, request)
    with acting(cast.amir) as actor, pytest.raises(requests.RequestRefusedError, match="time to appeal"):
        requests.appeal_request(
            actor=actor, request_id=request, appeal_id=uuid4(), text="No", at=MONDAY + timedelta(days=30)
        )


def test_silence_of_the_nurse_can_be_appealed_once_late(desk, cast, acting):
    """Health appeals are offered against silence too; the question itself stays open."""
    request, appeal = desk.ask(cast.amir, "nurse"), uuid4()
    with acting(cast.amir) as actor, pytest.raises(requests.RequestRefusedError):
        requests.appeal_request(actor=actor, request_id=request, appeal_id=appeal, text="Hello?", at=TUESDAY)
    late = MONDAY + timedelta(days=4)
    desk.do(cast.amir, requests.appeal_request, request, appeal_id=appeal, text="Hello?", at=late)
    with acting(cast.nurse):
        assert requests.find_request(request_id=appeal).department.code == "health"
    assert desk.own(cast.amir, request, now=late).state is ClientState.LATE


@pytest.fixture
def all_drawn(desk, as_owner):
    """Every answer about laundry goes to a second reader."""
    with as_owner():
        requests.RequestType.objects.filter(code="laundry").update(second_reader_share=1.0)
    return desk


def test_a_drawn_answer_is_read_by_somebody_else(all_drawn, cast, acting, world, as_owner):
    """Not by who gave it; any doubt says why; once."""
    from tests.factories.world import grant, refresh

    with as_owner():
        grant(cast.manager.actor_id, "second_reader", "establishment", world.establishments["hall"])
        refresh(cast.manager.actor_id)
    request = all_drawn.ask(cast.amir, "laundry")
    all_drawn.do(cast.officer, requests.approve_request, request, words=YES)
    with acting(cast.manager) as actor:
        waiting = requests.list_second_readings(
            establishment_id=world.establishments["hall"], reader=actor.id
        )
        assert [w.request_id for w in waiting] == [request]
        with pytest.raises(requests.RequestRefusedError):
            requests.second_read(
                actor=actor, request_id=request, verdict=Verdict.DIFFERS, note=" ", at=TUESDAY
            )
        requests.second_read(
            actor=actor, request_id=request, verdict=Verdict.UNCLEAR, note="Which Friday?", at=TUESDAY
        )
        with pytest.raises(requests.SecondReadingRefusedError):
            requests.second_read(actor=actor, request_id=request, verdict=Verdict.AGREES, note="", at=TUESDAY)
    own = all_drawn.do(cast.manager, requests.take_request, all_drawn.ask(cast.jonas, "laundry"))
    all_drawn.do(cast.manager, requests.approve_request, own.id, words=YES)
    with acting(cast.manager) as actor, pytest.raises(requests.RequestRefusedError, match="Somebody else"):
        requests.second_read(actor=actor, request_id=own.id, verdict=Verdict.AGREES, note="", at=TUESDAY)


def test_an_officer_is_no_second_reader(all_drawn, cast, acting):
    """It takes the permission."""
    request = all_drawn.ask(cast.amir, "laundry")
    all_drawn.do(cast.officer, requests.approve_request, request, words=YES)
    with acting(cast.officer) as actor, pytest.raises(PermissionDeniedError):
        requests.second_read(actor=actor, request_id=request, verdict=Verdict.AGREES, note="", at=TUESDAY)


def test_every_step_is_in_the_thread_once(desk, cast, acting):
    """Handed in, read, taken, answered, rated: five lines, nothing else."""
    request = desk.ask(cast.amir)
    desk.do(cast.officer, requests.read_request, request)
    desk.do(cast.officer, requests.read_request, request)
    desk.do(cast.officer, requests.take_request, request)
    desk.approve(cast.officer, request)
    desk.do(cast.amir, requests.answer_satisfaction, request, satisfied=True)
    with acting(cast.amir):
        kinds = [e.kind for e in thread.list_entries(client_id=cast.amir.client_id, kinds=["requests."])]
    assert kinds[::-1] == [
        "requests.received",
        "requests.read",
        "requests.taken",
        "requests.approved",
        "requests.answer_rated",
    ]


def test_an_appeal_that_is_too_long_is_refused_whole(desk, cast, acting):
    """Nothing is cut off without a word: the person shortens it themselves."""
    request = desk.ask(cast.amir)
    desk.decline(cast.manager, request)
    with acting(cast.amir) as actor, pytest.raises(requests.RequestRefusedError, match="4,000 letters"):
        requests.appeal_request(
            actor=actor, request_id=request, appeal_id=uuid4(), text="no " * 2000, at=TUESDAY
        )
