"""The words of the field, each explained in six languages: ``glossary.csv`` of a pack.

Columns: ``code`` (from the English word, without what it has in brackets), the word in ``en sv da nl fr ar``
and ``de`` (German may be empty), ``definition_<language>`` in the six languages, ``source``. A pack that
extends another takes over its terms; a row with the same code replaces the whole term.
"""

import csv
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from redthread.jurisdiction.tables import PackError, read_toml
from redthread.jurisdiction.texts import LANGUAGES, Text

FILE: Final = "glossary.csv"
COLUMNS: Final = ("code", *LANGUAGES, "de", *(f"definition_{code}" for code in LANGUAGES), "source")
LONGEST_QUERY: Final = 80
"""Characters of a search that are looked at."""
_CODE: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the field.

    Attributes:
        code: its name in guides and addresses.
        name: the word, in six languages.
        german: the word in German; empty where we know none.
        definition: what it means, in six languages and in plain words.
        source: where word and meaning come from; "own" is ours.
    """

    code: str
    name: Text
    german: str
    definition: Text
    source: str


Glossary = Mapping[str, Term]
"""Terms by their code, in the order of the file."""


@lru_cache(maxsize=16)
def load_glossary(directory: Path) -> Glossary:
    """Return the terms of the pack in a folder, with those of the pack that it extends.

    Raises:
        PackError: a column is missing, a code stands twice, or a term lacks a word or its meaning.
    """
    return _gather(directory, seen=())


def search_terms(glossary: Glossary, words: str, *, language: str) -> list[Term]:
    """Return the terms whose word or meaning holds all of ``words``, in the alphabet of their word.

    Looks at the reader's language and at English; case, accents and Arabic vowel signs do not matter.
    Without words: every term.
    """
    wanted = fold(words[:LONGEST_QUERY]).split()
    found = [term for term in glossary.values() if _holds(term, wanted, language)]
    return sorted(found, key=lambda term: fold(term.name.in_language(language)))


def fold(words: str) -> str:
    """Return words without case and without accents, to compare them."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _holds(term: Term, wanted: list[str], language: str) -> bool:
    said = (text.in_language(code) for text in (term.name, term.definition) for code in (language, "en"))
    haystack = fold(" ".join(said))
    return all(word in haystack for word in wanted)


def _gather(directory: Path, *, seen: tuple[str, ...]) -> dict[str, Term]:
    parent = str(read_toml(directory / "pack.toml").data.get("extends", ""))
    if parent and parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    below = _gather(directory.parent / parent, seen=(*seen, directory.name)) if parent else {}
    return {**below, **_read(directory / FILE)}


def _read(file: Path) -> dict[str, Term]:
    if not file.exists():
        return {}
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream, strict=True))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise PackError(file, "", f"is not CSV in UTF-8: {problem}") from None
    if not rows or tuple(rows[0]) != COLUMNS:
        raise PackError(file, "line 1", f"must be {','.join(COLUMNS)}")
    found: dict[str, Term] = {}
    for number, row in enumerate(rows[1:], start=2):
        term = _term(file, f"line {number}", row)
        if term.code in found:
            raise PackError(file, f"line {number}", f"{term.code!r} stands twice")
        found[term.code] = term
    return found


def _term(file: Path, place: str, row: list[str]) -> Term:
    if len(row) != len(COLUMNS):
        raise PackError(file, place, f"must have {len(COLUMNS)} fields, has {len(row)}")
    said = dict(zip(COLUMNS, row, strict=True))
    for column, words in said.items():
        if words != words.strip() or (not words and column != "de"):
            raise PackError(file, f"{place} {column}", "must be words without spaces around them")
    if not _CODE.fullmatch(said["code"]):
        raise PackError(file, f"{place} code", f"must be small letters, digits and _: {said['code']!r}")
    return Term(
        code=said["code"],
        name=Text({code: said[code] for code in LANGUAGES}),
        german=said["de"],
        definition=Text({code: said[f"definition_{code}"] for code in LANGUAGES}),
        source=said["source"],
    )
