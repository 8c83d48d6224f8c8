"""Days, hours and amounts are said as people say them, where they are and in their language."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from redthread.ui import words

STOCKHOLM = "Europe/Stockholm"
NOW = datetime(2026, 3, 12, 13, 20, tzinfo=UTC)  # a Thursday, 14:20 in Stockholm
LANGUAGES = ("en", "sv", "da", "nl", "fr", "ar")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "Saturday"),
        (6, "Wednesday"),
        (7, "Thursday 19 March"),
        (-2, "Tuesday 10 March"),
        (365, "Friday 12 March 2027"),
    ],
)
def test_a_day_is_named_by_how_far_it_is(days: int, said: str) -> None:
    spoken = words.day_in_words(NOW + timedelta(days=days), tz=STOCKHOLM, now=NOW)
    assert spoken.replace(",", "") == said


def test_today_is_the_day_of_the_establishment_not_of_the_server() -> None:
    late = datetime(2026, 3, 12, 23, 30, tzinfo=UTC)  # half past midnight in Stockholm
    assert words.day_in_words(late, tz=STOCKHOLM, now=NOW) == "tomorrow"
    assert words.day_in_words(late, tz="UTC", now=NOW) == "today"


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (timedelta(minutes=20), "within the hour"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=1), "in 1 day"),
        (timedelta(days=3), "in 3 days"),
        (timedelta(minutes=-20), "just late"),
        (timedelta(hours=-3), "3 hours late"),
        (timedelta(days=-2), "2 days late"),
    ],
)
def test_a_countdown_says_what_is_left_or_how_late_it_is(after: timedelta, said: str) -> None:
    assert words.countdown_words(NOW + after, tz=STOCKHOLM, now=NOW) == said


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=5), "5 minutes ago"),
        (timedelta(hours=3), "3 hours ago"),
        (timedelta(days=1), "yesterday"),
        (timedelta(days=6), "6 days ago"),
    ],
)
def test_the_past_is_said_in_one_unit(before: timedelta, said: str) -> None:
    assert words.ago(NOW - before, tz=STOCKHOLM, now=NOW) == said


def test_hours_are_those_of_the_clock_on_the_wall() -> None:
    assert words.time_of_day(NOW, tz=STOCKHOLM) == "14:20"
    with override("da"):
        assert words.time_of_day(NOW, tz=STOCKHOLM) == "14.20"


@pytest.mark.parametrize(
    ("language", "days", "said"),
    [
        ("sv", 3, "om 3 dagar"),
        ("fr", 1, "dans 1 jour"),
        ("ar", 1, "بعد يوم"),
        ("ar", 2, "بعد يومين"),
        ("ar", 5, "بعد 5 أيام"),
    ],
)
def test_the_countdown_is_said_in_the_language_of_the_person(language: str, days: int, said: str) -> None:
    with override(language):
        assert words.countdown_words(NOW + timedelta(days=days), tz=STOCKHOLM, now=NOW) == said


@pytest.mark.parametrize(
    ("language", "amount", "said"),
    [
        ("sv", 12_000, "120 kr"),
        ("sv", 1_250, "12,50 kr"),
        ("en", 123_456, "1,234.56 kr"),
        ("ar", 1_250, "\u206612.50 kr\u2069"),
        ("en", -500, "−5 kr"),
    ],
)
def test_an_amount_is_written_as_in_a_shop(language: str, amount: int, said: str) -> None:
    with override(language):
        assert words.money(amount, "SEK").replace("\u00a0", " ") == said


def test_a_plain_day_needs_no_time_zone_arithmetic() -> None:
    assert words.date_short(date(2026, 3, 12), tz=STOCKHOLM) == "12 Mar"
    assert words.date_short(date(2026, 3, 12), tz=STOCKHOLM, year=True) == "12 Mar 2026"


@given(
    st.sampled_from(LANGUAGES),
    st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2090, 1, 1), timezones=st.just(UTC)),
)
def test_every_moment_has_words_in_every_language(language: str, moment: datetime) -> None:
    with override(language):
        for said in (
            words.moment(moment, tz=STOCKHOLM, now=NOW),
            words.countdown_words(moment, tz=STOCKHOLM, now=NOW),
            words.date_long(moment, tz=STOCKHOLM, year=True),
            words.ago(moment, tz=STOCKHOLM, now=NOW),
        ):
            assert said
            assert "%(" not in said
