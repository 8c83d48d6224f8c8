"""The rules of messages by themselves: what is new, which words count, who reads."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.messages.enums import Level, ReviewCause
from redthread.messages.rules.review import control, is_in_sample
from redthread.messages.rules.text import clean_text, find_words, new_part

LISTS = {"en": ["gun", "escape"], "fr": ["évader"], "ar": ["هروب"]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("bring the GUN", ["gun"]),
        ("gunnar comes", []),
        ("je veux m'evader", ["évader"]),
        ("g\u200bun", ["gun"]),
        ("خطة هروب", ["هروب"]),
        ("", []),
    ],
)
def test_words_are_found_whole_whatever_the_writing(text: str, found: list[str]) -> None:
    assert find_words(clean_text(text), lists=LISTS) == found


def test_keywords_are_looked_for_only_in_what_is_new() -> None:
    earlier = ["where is the gun?\nI do not know"]
    answer = "> where is the gun?\nwhere is the gun?\nSara wrote:\nI have no idea"
    assert new_part(answer, earlier=earlier) == "I have no idea"
    assert new_part("the gun again", earlier=earlier) == "the gun again"


@given(st.text())
def test_a_cleaned_text_stays_as_it_is(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert not set(once) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\x00")


@given(st.text(), st.lists(st.text()))
def test_what_is_new_is_part_of_what_was_written(text: str, earlier: list[str]) -> None:
    cleaned = clean_text(text)
    for line in new_part(cleaned, earlier=earlier).split("\n"):
        assert line.strip() in cleaned


@given(st.sampled_from(Level), st.booleans(), st.lists(st.text(min_size=1)), st.booleans(), st.booleans())
def test_a_privileged_message_is_never_read_and_nothing_held_has_no_cause(
    level: Level, reviewed: bool, words: list[str], attached: bool, sampled: bool
) -> None:
    found = control(
        level=level,
        is_client_reviewed=reviewed,
        words=words,
        has_attachments=attached,
        open_attachments=["privileged", "trusted"],
        is_sampled=sampled,
    )
    if level is Level.PRIVILEGED:
        assert (found.causes, found.is_held) == ((), False)
    if level is Level.REVIEWED or (reviewed and level is not Level.PRIVILEGED):
        assert found.is_held
    assert bool(found.causes) or not found.is_held
    if found.causes == (ReviewCause.SAMPLE,):
        assert level is Level.ORDINARY
        assert not found.is_held


def test_the_sample_cannot_be_foreseen_without_the_key() -> None:
    ids = [uuid4() for _n in range(4_000)]
    drawn = {i for i in ids if is_in_sample(i, share=0.05, key=b"a")}
    assert 120 < len(drawn) < 290
    assert drawn != {i for i in ids if is_in_sample(i, share=0.05, key=b"b")}
    assert drawn <= {i for i in ids if is_in_sample(i, share=0.2, key=b"a")}
