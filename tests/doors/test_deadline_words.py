"""A deadline in words, and where one that cannot be read goes wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.doors.deadline_words import read_deadline
from redthread.foundation.phases import Phase
from redthread.journey.rules.never import why_never
from redthread.jurisdiction.guides import load_guides
from tests.jurisdiction.conftest import PACKS


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("event:intake+28d", "at the latest 28 days after the beginning of the sentence"),
        ("event:arrival+1wd", "at the latest 1 working day after the arrival"),
        ("event:intake+asap", "as soon as possible after the beginning of the sentence"),
        ("event:restriction_decided+0d", "on the same day as a decision on restrictions"),
        ("date:release-90d", "at the latest 90 days before the release"),
        ("every:14d", "every 14 days, counted from the arrival"),
        ("every:7d->14d", "every 7 days for two months, then every 14 days, counted from the arrival"),
        ("limit:7d/30d", "at most 7 days after the arrival, with special reasons 30 days"),
        (
            "calc:max(term/4,2mo)",
            "the latest of: 1/4 of the sentence, 2 months, from the first day of the sentence",
        ),
        ("on_change", "whenever what it is about changes; no clock"),
        ("rule", "a rule to know; no clock"),
    ],
)
def test_a_deadline_is_said_in_plain_words(text: str, words: str) -> None:
    assert read_deadline(text, starts="arrival").words == words


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("evnt:intake+28d", "", "evnt:intake+28d"),
        ("event:intake+28", "event:intake+28", ""),
        ("event:intake+28q", "event:intake+28", "q"),
        ("every:0d", "every:", "0d"),
        ("calc:max(term/1)", "calc:max(term/", "1)"),
        ("", "", ""),
        ("event:intake+28d<script>", "event:intake+28d", "<script>"),
    ],
)
def test_what_cannot_be_read_shows_the_place(text: str, before: str, after: str) -> None:
    said = read_deadline(text, starts="phase")
    assert (said.words, said.before, said.after) == ("", before, after)
    assert f"character {len(before) + 1}." in said.problem


def test_an_event_that_nobody_knows_is_named() -> None:
    said = read_deadline("event:doomsday+1d", starts="phase")
    assert said.words == ""
    assert "“doomsday”" in said.problem


@given(st.text(max_size=200))
def test_any_typed_text_is_read_or_refused_in_words(text: str) -> None:
    said = read_deadline(text, starts="phase")
    assert bool(said.words) != bool(said.problem)


@pytest.mark.parametrize("code", ["generic", "se", "dk", "be"])
def test_every_deadline_of_the_packs_has_words(code: str) -> None:
    for phase in Phase:
        for task in load_guides(PACKS / code)[phase]:
            assert read_deadline(str(task.deadline), starts=task.starts).words, task.code


@pytest.mark.parametrize("code", ["generic", "se", "dk", "be"])
def test_no_deadline_of_the_packs_can_never_be_met(code: str) -> None:
    tasks = [task for phase in Phase for task in load_guides(PACKS / code)[phase]]
    assert [t.code for t in tasks if why_never(t.deadline, starts=t.starts, phase=t.phase)] == []
