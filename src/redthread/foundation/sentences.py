"""One sentence a kind of thread entry and audience, so that every view of the thread reads the same.

A module registers the sentences of its events in its ``sentences.py``; the doors ask for them here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from redthread.foundation.thread import ThreadEntry

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Sentence:
    """How an event is told. ``%(name)s`` places hold payload fields.

    Attributes:
        client: to the person themselves, with "you".
        staff: to staff; the same text serves every role, what they may not read has no entry for them.
        pictogram: the name of a pictogram of the ui.
    """

    client: Text
    staff: Text
    pictogram: str = "thread"


class _Blank(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


_sentences: dict[str, Sentence] = {}


def register(sentences: Mapping[str, Sentence]) -> None:
    """Make the sentences of a module known, by kind."""
    _sentences.update(sentences)


def sentence_of(kind: str) -> Sentence | None:
    """Return the sentence of a kind, or None: the test that every event has one asks this."""
    return _sentences.get(kind)


def tell(entry: ThreadEntry, *, to_client: bool) -> str:
    """Return the sentence of an entry in the active language; an erased payload leaves dots."""
    found = _sentences.get(entry.kind)
    if found is None:
        return entry.kind
    template = str(found.client if to_client else found.staff)
    return template % _Blank(entry.payload or {})


def client_words(kind: str, payload: Mapping[str, Any]) -> str:
    """Return the sentence of a kind to the person themselves, in the active language."""
    found = _sentences.get(kind)
    return kind if found is None else str(found.client) % _Blank(payload)


def pictogram_of(kind: str) -> str:
    """Return the pictogram that stands beside an entry."""
    found = _sentences.get(kind)
    return found.pictogram if found else "thread"
