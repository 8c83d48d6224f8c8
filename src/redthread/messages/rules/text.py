"""What somebody meant to write, how much of it is new, and which words of a list are in it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

# Overrides, embeddings and isolates could make a text read otherwise than it is stored, for the next reader.
_BIDI_CONTROLS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible characters that would split a word for the list, but not for the eye.
_INVISIBLE: Final = frozenset("\u00ad\u200b\u2060\ufeff")
_QUOTED: Final = re.compile(r"^\s*>")
_FOLLOWS: Final = re.compile(
    r"\S{1,3}.*\d{4}.*:\s*$|.*\b(wrote|skrev|skrev:|schreef|a écrit)\s*:\s*$|.*كتب\s*:\s*$"
)
_WORD: Final = re.compile(r"\w+")


def clean_text(text: str) -> str:
    """Return what was meant: composed characters, no control or direction-changing ones, no blank edges.

    Line breaks and the joiners that emoji and several scripts need are kept.
    """
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    kept = (
        c
        for c in composed
        if c in {"\n", "\t"}
        or (unicodedata.category(c) not in ("Cc", "Cs") and c not in _BIDI_CONTROLS and c not in _INVISIBLE)
    )
    return "".join(kept).strip()


def new_part(text: str, *, earlier: Iterable[str]) -> str:
    """Return what a message adds: without quoted lines, and without lines that stood in an earlier message.

    Args:
        text: a cleaned text.
        earlier: what was written in the conversation before.
    """
    known = {line.strip() for before in earlier for line in before.split("\n") if line.strip()}
    lines = [
        line
        for line in text.split("\n")
        if not _QUOTED.match(line) and not _FOLLOWS.match(line) and line.strip() not in known
    ]
    return "\n".join(lines).strip()


def find_words(text: str, *, lists: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the words of the lists that stand in a text as whole words, whatever their case or accents.

    Every list is asked, not only that of the writer's language.
    """
    there = {_bare(word) for word in _WORD.findall(text)}
    found = {word for words in lists.values() for word in words if _bare(word) in there}
    return sorted(found)


def _bare(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in parts if unicodedata.category(c) != "Mn")
