"""A text tells its words in a language, and which language that was."""

import pytest

from redthread.jurisdiction.texts import Text, Worded

HELLO = Text({"en": "Hello", "sv": "Hej", "ar": "مرحبا", "nl": "Hallo"})


def test_a_text_is_told_in_the_language_asked_for() -> None:
    assert HELLO.worded("sv") == Worded("Hej", "sv")


def test_a_text_falls_back_and_says_so() -> None:
    assert HELLO.worded("fr", fallback=("sv", "en")) == Worded("Hej", "sv")
    assert HELLO.worded("fr") == Worded("Hello", "en")


def test_a_regional_language_falls_back_to_the_language_first() -> None:
    assert HELLO.worded("nl-BE").language == "nl"


def test_a_text_without_any_fallback_is_still_told() -> None:
    assert Text({"da": "Hej"}).worded("fr") == Worded("Hej", "da")


def test_arabic_runs_from_right_to_left() -> None:
    assert HELLO.worded("ar").is_right_to_left
    assert not HELLO.worded("fr").is_right_to_left


def test_a_text_without_words_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        Text({})


def test_a_text_cannot_be_changed_from_outside() -> None:
    words = {"en": "Hello"}
    text = Text(words)
    words["en"] = "Bye"
    assert text.in_language("en") == "Hello"
    assert hash(text) == hash(Text({"en": "Hello"}))


def test_missing_languages_are_named_and_blank_ones_count_as_missing() -> None:
    assert Text({"en": "Yes", "sv": " "}).missing(("en", "sv", "da")) == ["sv", "da"]
