"""Words: every event has its sentence, every refusal too, and a promise is said as people say it."""

import re
from dataclasses import fields
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from redthread.foundation.events import ThreadEvent
from redthread.requests import events
from redthread.requests.rules.standing import Refusal
from redthread.requests.sentences import SENTENCES, say_days, say_promise
from redthread.requests.services.errors import SENTENCES as REFUSALS

EVENTS = [
    e
    for e in vars(events).values()
    if isinstance(e, type) and issubclass(e, ThreadEvent) and "kind" in vars(e)
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda e: e.__name__)
def test_every_event_has_a_sentence_that_names_only_what_it_carries(event):
    """Nothing is told as dots."""
    sentence, carried = SENTENCES[event.kind], {f.name for f in fields(event)}
    for text in (str(sentence.client), str(sentence.staff)):
        assert set(re.findall(r"%\((\w+)\)s", text)) <= carried
    assert sentence.staff


def test_no_sentence_is_without_its_event():
    """What no longer happens is no longer told."""
    assert set(SENTENCES) == {e.kind for e in EVENTS}


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_a_sentence(refusal):
    """Nobody reads a code."""
    assert str(REFUSALS[refusal])


def promise(days_left: int) -> str:
    return say_promise(
        due_at=datetime(2026, 3, 4, 23, 30, tzinfo=UTC),
        days_left=days_left,
        zone=ZoneInfo("Europe/Stockholm"),
    )


def test_a_promise_is_said_in_local_days():
    """Half an hour before midnight in UTC is Thursday in Stockholm."""
    with override("en"):
        assert promise(3) == "You get an answer by Thursday 5 March: in 3 working days."
        assert promise(0) == "You get an answer by Thursday 5 March: today."
        assert promise(-1) == "The answer should have come by Thursday 5 March."
        assert say_days(1) == "in 1 working day"
