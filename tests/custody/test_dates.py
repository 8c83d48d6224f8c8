"""The dates of a sentence: worked examples of each jurisdiction, checked by hand."""

from datetime import date

import pytest

from redthread.custody.rules.dates import (
    Contradiction,
    ContradictionError,
    Facts,
    Interruption,
    Runs,
    StepCode,
    Why,
    refuse_contradictions,
)
from redthread.jurisdiction.sentences import Comes, DateKind
from tests.custody.sentence_facts import START, dates, facts, part, rules

OLD = date(2024, 3, 1)
TODAY = date(2026, 11, 22)


def test_a_year_in_sweden_with_time_in_remand() -> None:
    """365 days, two thirds 243, 50 in remand: 193 days counted from the first day (as lawline.se counts)."""
    found = dates(facts(part(1), remand_days=50)).found
    assert found[DateKind.CONDITIONAL].on == date(2026, 9, 10)
    assert found[DateKind.END].on == date(2027, 1, 10)
    assert [step.code for step in found[DateKind.CONDITIONAL].steps] == [
        StepCode.AS_DAYS,
        StepCode.SHARE,
        StepCode.COUNT,
        StepCode.REMAND,
    ]


def test_a_leave_and_the_ankle_tag_come_after_a_quarter_and_half() -> None:
    found = dates(facts(part(2))).found
    assert found[DateKind.LEAVE].on == date(2026, 8, 30)  # 182 days
    assert found[DateKind.HALF_TIME].on == date(2027, 3, 1)  # 365 days
    assert found[DateKind.LEAVE].comes is Comes.POSSIBLE


def test_from_six_years_three_quarters_are_served_when_the_judgment_is_of_2026() -> None:
    assert dates(facts(part(6))).on(DateKind.CONDITIONAL) == date(2030, 8, 29)  # 1642 of 2190 days
    assert dates(facts(part(5, 11, 29))).on(DateKind.CONDITIONAL) == date(2030, 2, 24)
    before = facts(part(6, judged=date(2025, 6, 1)))
    assert dates(before).on(DateKind.CONDITIONAL) == date(2030, 2, 28)  # 1460 of 2190 days


def test_the_day_the_judgment_became_final_chooses_the_rule() -> None:
    """Judged in December 2025, final in January 2026: the rules of 2026."""
    found = dates(facts(part(1, judged=date(2025, 12, 20))))
    assert found.on(DateKind.SUPERVISION_END) == date(2028, 10, 29)
    older = dates(facts(part(1, judged=OLD)))
    assert older.on(DateKind.SUPERVISION_END) == date(2027, 10, 30)


def test_a_short_old_sentence_is_served_in_full_and_a_new_one_is_not() -> None:
    old = dates(facts(part(0, 1, judged=OLD)))
    assert old.refused[DateKind.CONDITIONAL].why is Why.IN_FULL
    assert old.on(DateKind.RELEASE) == old.on(DateKind.END) == date(2026, 3, 31)
    assert dates(facts(part(0, 1))).on(DateKind.CONDITIONAL) == date(2026, 3, 21)


def test_who_is_out_before_a_leave_is_possible_is_told_so() -> None:
    assert dates(facts(part(0, 1))).refused[DateKind.LEAVE].why is Why.TOO_SHORT


def test_a_release_on_a_saturday_comes_on_the_friday_before() -> None:
    found = dates(facts(part(0, 1))).found[DateKind.RELEASE]
    assert found.on == date(2026, 3, 20)
    assert found.steps[-1].code is StepCode.CLOSED_DAY
    assert found.steps[-1].law is not None
    assert found.steps[-1].law.provenance.is_own_default


def test_a_release_in_the_christmas_holidays_comes_before_them() -> None:
    """24 to 27 December 2026 are all closed in Sweden: the release moves over four days at once."""
    found = dates(facts(part(0, 0, 450), starts=date(2026, 3, 3)))
    assert found.on(DateKind.CONDITIONAL) == date(2026, 12, 27)
    assert found.on(DateKind.RELEASE) == date(2026, 12, 23)


def test_days_away_and_a_postponement_move_the_release_and_only_the_first_moves_the_end() -> None:
    away = Interruption(date(2026, 5, 1), date(2026, 5, 5))
    found = dates(facts(part(1), interruptions=(away,), postponed_days=14))
    assert found.on(DateKind.CONDITIONAL) == date(2026, 11, 17)
    assert found.on(DateKind.END) == date(2027, 3, 5)


def test_a_postponement_never_goes_past_the_end() -> None:
    found = dates(facts(part(0, 3), postponed_days=180))
    assert found.refused[DateKind.CONDITIONAL].why is Why.IN_FULL
    assert found.on(DateKind.END) == date(2026, 5, 30)
    assert found.on(DateKind.RELEASE) == date(2026, 5, 29)  # the 30th is a Saturday


def test_sentences_one_after_the_other_are_added_and_together_the_longer_counts() -> None:
    after = dates(facts(part(1), part(0, 6)))
    together = dates(facts(part(1), part(0, 6, runs=Runs.TOGETHER)))
    assert after.on(DateKind.END) == date(2027, 8, 28)  # 545 days
    assert together.on(DateKind.END) == dates(facts(part(1))).on(DateKind.END)


def test_each_of_several_sentences_follows_the_law_of_its_own_day() -> None:
    found = dates(facts(part(6, judged=date(2025, 6, 1)), part(1)))
    shares = [s.params["share"] for s in found.found[DateKind.CONDITIONAL].steps if s.code is StepCode.SHARE]
    assert shares == ["2/3", "3/4"]


def test_a_life_sentence_has_no_end_but_a_day_to_ask_for_one() -> None:
    found = dates(facts(part(life=True), part(1), remand_days=200))
    assert found.on(DateKind.LIFE_REVIEW) == date(2035, 8, 11)
    assert found.refused[DateKind.END].why is Why.LIFE
    assert not found.is_served(date(2090, 1, 1))


def test_what_is_older_than_the_rules_is_refused() -> None:
    found = dates(facts(part(1, judged=date(2018, 1, 1)), starts=date(2018, 3, 1)))
    assert found.found == {}
    assert found.refused[DateKind.END].since == date(2019, 4, 1)


@pytest.mark.parametrize(
    ("of", "kind", "on"),
    [
        (facts(part(2)), DateKind.CONDITIONAL, date(2027, 7, 2)),  # 16 calendar months
        (facts(part(2)), DateKind.HALF_TIME, date(2027, 3, 2)),
        (facts(part(0, 5)), DateKind.CONDITIONAL, date(2026, 6, 12)),  # 3 months and 10 days
        (facts(part(0, 5)), DateKind.HALF_TIME, date(2026, 5, 17)),  # half a month is 15 days
        (facts(part(0, 2, 15)), DateKind.CONDITIONAL, date(2026, 5, 2)),  # at least 2 months
        (facts(part(2)), DateKind.SUPERVISION_END, date(2030, 7, 2)),
        (facts(part(16)), DateKind.SUPERVISION_END, date(2041, 11, 2)),  # more than 3 years are left
        (facts(part(life=True)), DateKind.LIFE_REVIEW, date(2038, 3, 2)),
    ],
)
def test_denmark_follows_the_calendar(of: Facts, kind: DateKind, on: date) -> None:
    assert dates(of, "dk").on(kind) == on


def test_a_danish_release_is_decided_so_the_last_day_is_only_the_latest() -> None:
    found = dates(facts(part(2)), "dk").found
    assert found[DateKind.CONDITIONAL].comes is Comes.POSSIBLE
    assert found[DateKind.RELEASE].comes is Comes.LATEST
    assert found[DateKind.RELEASE].on == found[DateKind.END].on


def test_belgium_counts_a_third_and_refuses_what_no_source_carries() -> None:
    found = dates(facts(part(4)), "be")
    assert found.on(DateKind.CONDITIONAL) == date(2027, 7, 2)
    assert found.refused[DateKind.LEAVE].why is Why.NO_RULE
    again = dates(facts(part(4), is_repeat=True), "be")
    assert again.refused[DateKind.CONDITIONAL].why is Why.REPEAT
    assert again.refused[DateKind.CONDITIONAL].text is not None
    assert again.found[DateKind.RELEASE].comes is Comes.LATEST


def test_the_generic_pack_knows_the_calendar_and_nothing_of_release() -> None:
    found = dates(facts(part(1)), "generic")
    assert set(found.found) == {DateKind.END, DateKind.RELEASE}


@pytest.mark.parametrize("code", ["se", "dk", "be"])
def test_every_date_names_its_law(code: str) -> None:
    """Whoever asks how a date came to be is told on what it rests."""
    for found in dates(facts(part(3)), code).found.values():
        assert found.steps
        assert any(step.law is not None for step in found.steps)
        assert found.steps[-1].on == found.on


def test_all_served_in_remand_means_free_on_the_first_day() -> None:
    found = dates(facts(part(0, 3), remand_days=89))
    assert found.on(DateKind.RELEASE) == START
    assert found.is_served(START)


@pytest.mark.parametrize(
    ("of", "what", "number"),
    [
        (Facts(START, ()), Contradiction.NO_PART, 0),
        (facts(part()), Contradiction.NO_LENGTH, 1),
        (facts(part(200)), Contradiction.TOO_LONG, 1),
        (facts(part(1), part(1, judged=date(2026, 12, 1))), Contradiction.JUDGED_LATER, 2),
        (facts(part(1, runs=Runs.TOGETHER)), Contradiction.FIRST_TOGETHER, 1),
        (facts(part(1), starts=date(2026, 1, 1)), Contradiction.STARTS_BEFORE_JUDGED, 0),
        (facts(part(1), starts=date(2046, 1, 1)), Contradiction.STARTS_LATE, 0),
        (facts(part(1), remand_days=-1), Contradiction.REMAND_WRONG, 0),
        (facts(part(1), postponed_days=-1), Contradiction.POSTPONED_TOO_LONG, 0),
        (
            facts(part(1), interruptions=(Interruption(date(2026, 5, 2), date(2026, 5, 2)),)),
            Contradiction.INTERRUPTION_BACKWARDS,
            1,
        ),
        (
            facts(part(1), interruptions=(Interruption(date(2026, 2, 2), date(2026, 5, 2)),)),
            Contradiction.INTERRUPTION_OUTSIDE,
            1,
        ),
        (
            facts(
                part(1),
                interruptions=(
                    Interruption(date(2026, 5, 1), date(2026, 5, 9)),
                    Interruption(date(2026, 5, 8), date(2026, 5, 12)),
                ),
            ),
            Contradiction.INTERRUPTIONS_OVERLAP,
            2,
        ),
    ],
)
def test_what_contradicts_itself_is_refused(of: Facts, what: Contradiction, number: int) -> None:
    with pytest.raises(ContradictionError) as caught:
        refuse_contradictions(of, rules("se"), today=TODAY)
    assert (caught.value.what, caught.value.number) == (what, number)


def test_a_judgment_is_never_final_before_it_was_given() -> None:
    wrong = part(1)
    backwards = type(wrong)(wrong.length, wrong.judged_on, date(2026, 1, 1))
    with pytest.raises(ContradictionError):
        refuse_contradictions(facts(backwards), rules("se"), today=TODAY)


def test_two_laws_for_parts_served_together_are_doubted_with_the_other_day_and_its_steps() -> None:
    """The longest is final in 2025 and rules by two thirds; another, final in 2026, wants three quarters."""
    old = part(6, 3, judged=date(2025, 3, 3))
    new = part(6, 1, runs=Runs.TOGETHER)
    found = dates(facts(old, new))
    ours = found.found[DateKind.CONDITIONAL]
    (doubt,) = found.doubts
    assert doubt.number == 2
    assert doubt.date.on > ours.on
    assert [s.params["share"] for s in ours.steps if s.code is StepCode.SHARE] == ["2/3"]
    (share,) = [s for s in doubt.date.steps if s.code is StepCode.SHARE]
    assert share.params["share"] == "3/4"
    assert share.law is not None
    assert share.law.provenance.valid_from == date(2026, 1, 1)
    # What the doubt is for: the longer one is shortened, the other law rules, and release comes later.
    shorter = dates(facts(part(5, judged=date(2025, 3, 3)), new))
    assert shorter.found[DateKind.RELEASE].on > found.found[DateKind.RELEASE].on
    assert not shorter.doubts


def test_parts_under_one_law_and_parts_one_after_the_other_are_not_doubted() -> None:
    assert dates(facts(part(6, 3), part(6, 1, runs=Runs.TOGETHER))).doubts == ()
    assert dates(facts(part(6, 3, judged=date(2025, 3, 3)), part(6, 1))).doubts == ()
    assert dates(facts(part(life=True), part(5, runs=Runs.TOGETHER))).doubts == ()
