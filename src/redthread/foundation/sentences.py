"""One sentence a kind of thread entry and audience, so that every view of the thread reads the same.

A module registers the sentences of its events in its ``sentences.py``; the doors ask for them here.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language

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
    """Fills the places of a sentence: what was erased is dots, a day (``on``, ``…_on``) is said in words."""

    def __missing__(self, key: str) -> str:
        return "…"

    def __getitem__(self, key: str) -> Any:
        value = super().__getitem__(key)
        if isinstance(value, Mapping):  # a text in several languages
            return value.get(get_language() or "en") or value.get("en") or next(iter(value.values()), "")
        if (key == "on" or key.endswith("_on")) and isinstance(value, str):
            with suppress(ValueError):  # not everything of that name is a day
                return _say_day[-1](date.fromisoformat(value))
        return value


_sentences: dict[str, Sentence] = {}
_say_day: list[Callable[[date], str]] = [date.isoformat]


def connect_days(say: Callable[[date], str]) -> None:
    """Say how a day is put in words of the active language; the ui does."""
    _say_day.append(say)


def fill(template: Text, places: Mapping[str, Any]) -> str:
    """Return a sentence with its places filled."""
    return str(template) % _Blank(places)


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
    return fill(found.client if to_client else found.staff, entry.payload or {})


def client_words(kind: str, payload: Mapping[str, Any]) -> str:
    """Return the sentence of a kind to the person themselves, in the active language."""
    found = _sentences.get(kind)
    return kind if found is None else fill(found.client, payload)


def pictogram_of(kind: str) -> str:
    """Return the pictogram that stands beside an entry."""
    found = _sentences.get(kind)
    return found.pictogram if found else "thread"
