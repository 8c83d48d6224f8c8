"""Sentences of the thread: days in the reader's words, what was erased as dots."""

import pytest
from django.utils import translation

from redthread.foundation.sentences import fill


@pytest.mark.parametrize(
    ("places", "said"),
    [
        ({"on": "2026-11-23"}, "On 23 Nov 2026."),
        ({"on": "tablet"}, "On tablet."),
        ({}, "On …."),
        ({"on": {"sv": "måndag", "en": "Monday"}}, "On Monday."),
    ],
)
def test_a_day_is_said_as_pages_say_it(places: dict[str, object], said: str) -> None:
    with translation.override("en"):
        assert fill("On %(on)s.", places) == said


def test_a_day_is_said_in_the_readers_language() -> None:
    with translation.override("sv"):
        assert fill("%(begins_on)s", {"begins_on": "2026-11-23"}) == "23 nov. 2026"
