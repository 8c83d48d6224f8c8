"""Everything that the thread keeps can be told: no view shows the name of an event."""

import importlib
import pkgutil

import pytest
from django.utils import translation

import redthread
from redthread.foundation.sentences import sentence_of


def _kinds() -> list[str]:
    found = []
    for module in pkgutil.iter_modules(redthread.__path__):
        try:
            events = importlib.import_module(f"redthread.{module.name}.events")
        except ModuleNotFoundError:
            continue
        found += [
            kind
            for value in vars(events).values()
            if isinstance(value, type)
            and isinstance(kind := getattr(value, "kind", None), str)
            and value.__module__ == events.__name__
        ]
    return found


def test_every_event_has_a_sentence() -> None:
    kinds = _kinds()
    assert len(kinds) > 40
    assert [kind for kind in kinds if sentence_of(kind) is None] == []


@pytest.mark.parametrize("language", ["sv", "da", "nl", "fr", "ar"])
def test_what_a_client_reads_is_in_every_language(language: str) -> None:
    found = [sentence for kind in _kinds() if (sentence := sentence_of(kind)) is not None and sentence.client]
    with translation.override("en"):
        english = [str(sentence.client) for sentence in found]
    with translation.override(language):
        assert [text for text, s in zip(english, found, strict=True) if str(s.client) == text] == []
