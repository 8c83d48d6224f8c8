"""Each rule of requests in one sentence."""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.requests.enums import Audience, MoveRule, RequestStatus
from redthread.requests.rules import answers, conversation, measures, moves, promise, sampling, standing
from redthread.requests.rules.standing import Refusal, Standing, StepRefusedError
from tests.requests.weekdays import Weekdays

CALENDAR = Weekdays()
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
STOCKHOLM = ZoneInfo("Europe/Stockholm")
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC))


def received(*, at: datetime = MONDAY, days: int = 5) -> Standing:
    due = promise.due_at(received_at=at, answer_days=days, calendar=CALENDAR)
    return standing.receive(at=at, due_at=due, establishment_id=1, department_id=1)


def refused(refusal: Refusal):
    return pytest.raises(StepRefusedError, match=f"^{refusal.value}$")


# The promise


def test_the_promise_is_counted_in_working_days():
    """Five working days from a Monday end on the next Monday at five."""
    assert received().due_at == datetime(2026, 3, 9, 17, tzinfo=UTC)


def test_a_request_is_late_after_its_time_and_not_before():
    """The last second of the promise still keeps it."""
    request = received()
    assert not request.is_late(request.due_at)
    assert request.is_late(request.due_at + timedelta(seconds=1))


def test_a_paused_request_is_not_late():
    """While the clock stands still nothing becomes late."""
    request = standing.pause(received(), reason="We wait for the clinic", at=MONDAY, may_pause=True)
    assert not request.is_late(request.due_at + timedelta(days=30))


def test_a_late_request_cannot_be_paused():
    """Nobody hides a broken promise behind a pause."""
    request = received()
    with refused(Refusal.ALREADY_LATE):
        standing.pause(request, reason="Busy", at=request.due_at + timedelta(minutes=1), may_pause=True)


def test_a_pause_needs_a_reason_that_the_client_can_read():
    """A blank is not a reason."""
    with refused(Refusal.REASON_MISSING):
        standing.pause(received(), reason=" \n ", at=MONDAY, may_pause=True)


def test_a_pause_is_refused_where_the_type_does_not_offer_it():
    """Some types may never wait."""
    with refused(Refusal.PAUSE_NOT_ALLOWED):
        standing.pause(received(), reason="We wait", at=MONDAY, may_pause=False)


def test_a_pause_moves_the_promise_by_the_working_days_it_lasted():
    """Wednesday to Friday is two working days."""
    wednesday = MONDAY + timedelta(days=2)
    request = standing.pause(received(), reason="We wait", at=wednesday, may_pause=True)
    due = promise.due_after_pause(request, at=wednesday + timedelta(days=2), calendar=CALENDAR)
    assert standing.resume(request, due_at=due).due_at == datetime(2026, 3, 11, 17, tzinfo=UTC)


def test_a_pause_over_lunch_moves_nothing():
    """Less than a working day is no reason for a later answer."""
    request = standing.pause(received(), reason="We wait", at=MONDAY, may_pause=True)
    assert (
        promise.due_after_pause(request, at=MONDAY + timedelta(hours=4), calendar=CALENDAR) == request.due_at
    )


@given(start=INSTANTS, days=st.integers(1, 15), hold=st.integers(0, 60), at=st.integers(0, 20))
def test_a_pause_never_brings_the_promise_nearer(start, days, hold, at):
    """Whatever the pause, the new date is not before the old one."""
    request = received(at=start, days=days)
    begun = start + timedelta(days=at)
    if request.is_late(begun):
        return
    request = standing.pause(request, reason="We wait", at=begun, may_pause=True)
    ended = begun + timedelta(days=hold)
    due = promise.due_after_pause(request, at=ended, calendar=CALENDAR)
    assert due >= request.due_at
    assert not standing.resume(request, due_at=due).is_late(ended), "resuming never makes it late at once"


def test_silence_is_told_up_the_chain_and_stops_at_its_end():
    """First when due, then every two working days, until the last role knows."""
    request = received()
    friday_after = datetime(2026, 3, 9, 17, 1, tzinfo=UTC)
    following = promise.next_escalation_at(at=friday_after, told=1, chain=2, step_days=2, calendar=CALENDAR)
    assert following == datetime(2026, 3, 11, 17, tzinfo=UTC)
    request = standing.escalate(request, at=friday_after, next_at=following)
    with refused(Refusal.NOT_DUE):
        standing.escalate(request, at=friday_after, next_at=None)
    assert promise.next_escalation_at(at=following, told=2, chain=2, step_days=2, calendar=CALENDAR) is None


# Steps


def test_the_first_read_is_kept_and_later_ones_change_nothing():
    """Time to first read is measured from one instant."""
    once = standing.read(received(), at=MONDAY + timedelta(hours=1))
    assert standing.read(once, at=MONDAY + timedelta(hours=2)) == once


def test_two_people_do_not_take_the_same_request():
    """The second is told, unless taking over on purpose."""
    taken = standing.take(received(), by=7, at=MONDAY)
    with refused(Refusal.TAKEN_BY_OTHER):
        standing.take(taken, by=8, at=MONDAY)
    assert standing.take(taken, by=8, at=MONDAY, over=True).taken_by == 8


def test_only_who_has_it_hands_it_back():
    """A colleague's work is not put back behind the back."""
    taken = standing.take(received(), by=7, at=MONDAY)
    with refused(Refusal.NOT_TAKEN_BY_YOU):
        standing.hand_back(taken, by=8)
    assert standing.hand_back(taken, by=7).taken_by is None


def test_forwarding_keeps_the_promise():
    """The wrong department first is not the client's fault."""
    request = received()
    forwarded = standing.forward(request, department_id=2, at=MONDAY + timedelta(days=3))
    assert (forwarded.department_id, forwarded.due_at) == (2, request.due_at)


@pytest.mark.parametrize(
    ("step", "words", "refusal"),
    [
        (standing.approve, {"next_step": " "}, Refusal.NEXT_STEP_MISSING),
        (standing.decline, {"grounds": ""}, Refusal.GROUNDS_MISSING),
        (standing.send_back, {"next_step": ""}, Refusal.NEXT_STEP_MISSING),
    ],
)
def test_no_answer_is_given_without_words(step, words, refusal):
    """Yes says what happens next, no says why, returned says what to do instead."""
    with refused(refusal):
        step(received(), by=7, at=MONDAY, **words)


def test_an_answered_request_cannot_be_answered_again():
    """The second officer is refused."""
    answered = standing.decline(received(), by=7, at=MONDAY, grounds="The room is closed")
    with refused(Refusal.ENDED):
        standing.approve(answered, by=8, at=MONDAY, next_step="Tomorrow")


def test_withdrawing_does_not_count_as_read_by_staff():
    """What the client takes back unread was never read."""
    assert standing.withdraw(received(), by=1, at=MONDAY).first_read_at is None


# Appeal


def appeal(request: Standing, **changes):
    terms = {
        "at": MONDAY,
        "terms": promise.AppealTerms(days=21),
        "until": MONDAY + timedelta(days=21),
        "appealed": False,
        "is_appeal": False,
    }
    promise.check_appeal(request, **{**terms, **changes})


def test_an_answer_can_be_appealed_until_the_last_day_is_over():
    """Three weeks in Sweden, to midnight where the establishment is."""
    until = promise.appeal_until(
        decided_at=MONDAY, terms=promise.AppealTerms(days=21), calendar=CALENDAR, zone=STOCKHOLM
    )
    assert until == datetime(2026, 3, 24, 0, tzinfo=STOCKHOLM)
    answered = standing.decline(received(), by=7, at=MONDAY, grounds="No room")
    appeal(answered, at=until - timedelta(seconds=1), until=until)
    with refused(Refusal.APPEAL_TOO_LATE):
        appeal(answered, at=until, until=until)


def test_the_last_day_of_appeal_survives_the_change_of_clock():
    """The night of 29 March 2026 is an hour shorter; that Sunday moves to Monday, which ends at midnight."""
    decided = datetime(2026, 3, 22, 12, tzinfo=UTC)
    until = promise.appeal_until(
        decided_at=decided, terms=promise.AppealTerms(days=7), calendar=CALENDAR, zone=STOCKHOLM
    )
    assert until == datetime(2026, 3, 31, 0, tzinfo=STOCKHOLM)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"appealed": True}, Refusal.APPEAL_EXISTS),
        ({"is_appeal": True}, Refusal.APPEAL_OF_APPEAL),
        ({"until": None}, Refusal.APPEAL_NOT_OFFERED),
    ],
)
def test_an_appeal_is_made_once_and_where_it_is_offered(changes, refusal):
    """One appeal of one answer, to the place that the type names."""
    answered = standing.approve(received(), by=7, at=MONDAY, next_step="Friday")
    with refused(refusal):
        appeal(answered, **changes)


@pytest.mark.parametrize("end", ["send_back", "withdraw"])
def test_what_was_not_decided_cannot_be_appealed(end):
    """A returned or withdrawn request can be made again instead."""
    words = {"next_step": "Use the other form"} if end == "send_back" else {}
    with refused(Refusal.NOT_DECIDED):
        appeal(getattr(standing, end)(received(), by=7, at=MONDAY, **words))


def test_silence_can_be_appealed_only_where_the_law_says_so():
    """Belgium yes, Sweden no; and only once the promise is broken."""
    request = received()
    late = request.due_at + timedelta(minutes=1)
    appeal(request, at=late, terms=promise.AppealTerms(days=7, on_silence=True))
    for at, on_silence in ((late, False), (MONDAY, True)):
        with refused(Refusal.NOT_DECIDED):
            appeal(request, at=at, terms=promise.AppealTerms(days=7, on_silence=on_silence))


def test_nobody_decides_an_appeal_of_the_own_decision():
    """Somebody else looks with fresh eyes."""
    with refused(Refusal.SAME_PERSON):
        promise.check_appeal_reader(by=7, first_decided_by=7)
    promise.check_appeal_reader(by=8, first_decided_by=7)
    promise.check_appeal_reader(by=8, first_decided_by=None)


def test_one_undecided_request_of_a_type_unless_several_may_wait():
    """The own id is not in its own way: a replayed form is the same request."""
    a, b = UUID(int=1), UUID(int=2)
    assert promise.conflicts(allows_several=False, open_ids=frozenset({a, b}), own_id=b) == {a}
    assert promise.conflicts(allows_several=True, open_ids=frozenset({a}), own_id=b) == frozenset()


# Moves


def there(**changes) -> moves.Destination:
    return moves.Destination(**{"establishment_id": 2, "type_id": 5, "department_id": 6, **changes})


@pytest.mark.parametrize(
    ("rule", "to", "is_appeal", "expected"),
    [
        (MoveRule.FOLLOW, there(), False, moves.MoveOutcome.FOLLOWS),
        (MoveRule.STAY, there(), False, moves.MoveOutcome.STAYS),
        (MoveRule.CLOSE, there(), False, moves.MoveOutcome.CLOSES),
        (MoveRule.FOLLOW, there(type_id=None), False, moves.MoveOutcome.STAYS),
        (MoveRule.FOLLOW, there(department_id=None), False, moves.MoveOutcome.STAYS),
        (MoveRule.FOLLOW, there(has_same_open=True), False, moves.MoveOutcome.STAYS),
        (MoveRule.FOLLOW, there(), True, moves.MoveOutcome.STAYS),
        (MoveRule.FOLLOW, there(establishment_id=1), False, moves.MoveOutcome.STAYS),
    ],
)
def test_a_move_does_what_the_type_says_and_loses_nothing(rule, to, is_appeal, expected):
    """What cannot be addressed at the new place is finished by the old one."""
    assert moves.outcome(received(), rule=rule, to=to, is_appeal=is_appeal) is expected


def test_a_request_that_follows_keeps_its_clock():
    """The same promise, the same pause, nobody's hands on it yet."""
    request = standing.take(received(), by=7, at=MONDAY)
    request = standing.pause(request, reason="We wait", at=MONDAY, may_pause=True)
    followed = standing.readdress(request, establishment_id=2, department_id=6)
    assert (followed.due_at, followed.paused_at, followed.taken_by) == (request.due_at, MONDAY, None)


# Conversation


def test_a_message_has_at_most_a_thousand_characters():
    """One more is refused, and so is nothing at all."""
    conversation.check_message(received(), text="x" * 1_000)
    with refused(Refusal.TEXT_TOO_LONG):
        conversation.check_message(received(), text="x" * 1_001)
    with refused(Refusal.TEXT_EMPTY):
        conversation.check_message(received(), text="")


def test_nothing_is_said_after_the_end():
    """After an answer the way on is an appeal."""
    ended = standing.withdraw(received(), by=1, at=MONDAY)
    with refused(Refusal.ENDED):
        conversation.check_message(ended, text="One more thing")


def test_what_a_client_writes_is_read_by_both():
    """A client cannot write a message that the client may not read."""
    assert conversation.audience_for(asked=Audience.STAFF, by_client=True) is Audience.BOTH
    assert conversation.audience_for(asked=Audience.STAFF, by_client=False) is Audience.STAFF


def test_text_that_turns_direction_is_straightened():
    """An override cannot make 'gpj.exe' read as 'exe.jpg'; emoji and Arabic stay whole."""
    assert conversation.clean_text("a\u202egpj.exe\u0000\r\nb") == "agpj.exe\nb"
    assert conversation.clean_text(" 👩‍👧 سلام ") == "👩‍👧 سلام"


@given(st.text())
def test_cleaning_twice_changes_nothing(text):
    """What is clean stays as it is."""
    once = conversation.clean_text(text)
    assert conversation.clean_text(once) == once


# Second reader


@given(st.uuids(), st.floats(0, 1), st.floats(0, 1))
def test_a_larger_sample_holds_the_smaller_one(request_id, a, b):
    """Raising the share never drops an answer from the sample."""
    small, large = sorted((a, b))
    assert not sampling.is_sampled(request_id, share=small) or sampling.is_sampled(request_id, share=large)


def test_the_sample_is_as_large_as_asked_for():
    """Ten percent of ten thousand is a thousand, give or take chance."""
    drawn = sum(sampling.is_sampled(UUID(int=n), share=0.1) for n in range(10_000))
    assert 900 < drawn < 1_100


# Words of an answer


def test_an_answer_is_said_in_the_clients_language_where_it_exists():
    """The maintained text is translated, the officer's own words are marked as the original."""
    parts = [
        answers.from_template("full", {"sv": "Det är fullt.", "ar": "المكان ممتلئ."}, language="sv"),
        answers.free("Fråga igen i maj.", language="sv"),
    ]
    assert [(s.language, s.is_original) for s in answers.say(parts, language="ar")] == [
        ("ar", False),
        ("sv", True),
    ]
    assert answers.original(parts) == "Det är fullt.\nFråga igen i maj."


def test_a_template_that_lacks_the_deciders_language_falls_back():
    """English first, then whatever there is."""
    assert answers.from_template("x", {"en": "No", "fr": "Non"}, language="sv").original == "en"
    assert answers.from_template("x", {"fr": "Non", "nl": "Nee"}, language="sv").original == "fr"


@given(
    st.dictionaries(st.sampled_from(["en", "sv", "ar"]), st.text(min_size=1), min_size=1),
    st.sampled_from(["en", "sv", "ar", "xx"]),
)
def test_stored_words_come_back_as_they_were(texts, language):
    """What was said to somebody is kept."""
    part = answers.from_template("code", texts, language=language)
    assert answers.Part.from_json(part.as_json()) == part


# Measures


def test_a_share_of_few_is_hidden():
    """Two of three would say who."""
    assert measures.Share(2, 3).value is None
    assert measures.Share(2, 4).interval is None
    assert measures.Share(3, 5).value == pytest.approx(0.6)
    assert [measures.shown(n) for n in (0, 1, 4, 5)] == [0, None, None, 5]


@given(st.integers(5, 5_000), st.data())
def test_the_interval_holds_the_share(whole, data):
    """What was counted lies within what is claimed."""
    share = measures.Share(data.draw(st.integers(0, whole)), whole)
    low, high = share.interval
    assert 0 <= low <= share.value + 1e-12
    assert share.value - 1e-12 <= high <= 1


def test_an_establishment_that_answers_like_cases_otherwise_is_found():
    """Ninety percent here and forty everywhere else is more than chance."""
    found = measures.unequal(
        {1: measures.Share(90, 100), 2: measures.Share(42, 100), 3: measures.Share(38, 100)}
    )
    assert found[0].establishment_id == 1


def test_equal_practice_and_small_numbers_raise_no_question():
    """Chance is not unequal treatment, and three cases are no practice."""
    assert measures.unequal({1: measures.Share(50, 100), 2: measures.Share(47, 100)}) == []
    assert measures.unequal({1: measures.Share(3, 3), 2: measures.Share(40, 100)}) == []
    assert measures.unequal({}) == []


def test_every_end_is_a_decision_or_is_not():
    """Only yes and no decide the matter."""
    assert {s for s in RequestStatus if s.is_decision} == {RequestStatus.APPROVED, RequestStatus.DECLINED}
    assert {s for s in RequestStatus if s.is_open} == {RequestStatus.RECEIVED, RequestStatus.IN_PROGRESS}
