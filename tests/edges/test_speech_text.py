"""A text is cleaned and cut without losing a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.edges.speech.errors import SpeechError
from redthread.edges.speech.text import LONGEST_PIECE, clean_text, split_text


@pytest.mark.parametrize(
    ("given_text", "spoken"),
    [
        ("  Hello \t there ", "Hello there"),
        ("soft\u00adhyphen", "softhyphen"),
        ("a\u202egnp\u202c", "agnp"),
        ("a\0b", "a b"),
        ("one\r\n\r\n two", "one\ntwo"),
        ("e\u0301", "é"),
    ],
)
def test_a_text_is_cleaned(given_text: str, spoken: str) -> None:
    assert clean_text(given_text) == spoken


def test_a_short_line_stays_whole_and_lines_are_apart() -> None:
    assert split_text("Friday at 2 p.m. Come. Please.\nBring shoes.") == [
        "Friday at 2 p.m. Come. Please.",
        "Bring shoes.",
    ]


def test_a_long_line_is_cut_between_sentences() -> None:
    sentence = "This is a sentence of some length that says nothing at all."
    pieces = split_text(" ".join([sentence] * 20))
    assert all(piece.endswith(".") and piece.startswith("This") for piece in pieces)
    assert " ".join(pieces) == " ".join([sentence] * 20)


def test_arabic_sentences_are_told_apart() -> None:
    sentence = "هل تم الرد على طلبك؟"
    assert all(piece.endswith("؟") for piece in split_text(" ".join([sentence] * 40)))


@given(st.text(max_size=3000))
def test_nothing_but_space_is_lost(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except SpeechError:
        return
    pieces = split_text(cleaned)
    assert "".join("".join(pieces).split()) == "".join(cleaned.split())
    assert all(0 < len(piece) <= LONGEST_PIECE for piece in pieces)
    cleaned.encode()
