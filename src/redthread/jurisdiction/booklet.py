"""The booklet and the news for partners: how the service works, in short pages that a newcomer can read.

``packs/<code>/booklet/<page>.toml`` holds one page: ``order``, ``title``, ``terms`` (of the glossary) and
``[part.<code>]`` tables with ``order``, ``heading`` (may be missing), ``text`` and where it comes from. A
pack that extends another lays its pages over those of the same name, part by part: a country says only what
differs. ``news.toml`` holds ``[item.<code>]`` tables with ``published_on``, ``title`` and ``text``. Texts are
plain: no mark-up of any kind is read.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from redthread.jurisdiction.pack import Provenance
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Layers, PackError, Table, lay_over, read_toml
from redthread.jurisdiction.texts import LANGUAGES, Text

FOLDER: Final = "booklet"
NEWS: Final = "news.toml"
LONGEST_PART: Final = 900
"""Characters of one part; more is not read on a screen."""


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a page; ``heading`` is None where the page's title is enough."""

    code: str
    order: int
    heading: Text | None
    text: Text
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the booklet; ``terms`` are codes of the glossary that are explained beside it."""

    code: str
    order: int
    title: Text
    terms: tuple[str, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class NewsItem:
    """Something that is new in this version."""

    code: str
    published_on: date
    title: Text
    text: Text


@lru_cache(maxsize=16)
def load_booklet(directory: Path) -> tuple[Page, ...]:
    """Return the pages of the pack in a folder over those of the pack that it extends, in order.

    Raises:
        PackError: a key is missing, unknown or wrong.
    """
    pages = [_page(code, Table(layers)) for code, layers in _layers(directory, seen=()).items()]
    return tuple(sorted(pages, key=lambda page: (page.order, page.code)))


def find_page(directory: Path, code: str) -> Page | None:
    """Return one page of a pack's booklet by its code."""
    return next((page for page in load_booklet(directory) if page.code == code), None)


@lru_cache(maxsize=16)
def load_news(directory: Path) -> tuple[NewsItem, ...]:
    """Return what is new, the newest first; of one day in the order of the file.

    Raises:
        PackError: a key is missing, unknown or wrong.
    """
    file = Table(_news(directory, seen=()))
    found = []
    for code, table in file.tables("item"):
        item = NewsItem(code, table.day("published_on"), table.text("title"), table.text("text"))
        table.done()
        found.append(item)
    file.done()
    return tuple(sorted(found, key=lambda item: item.published_on, reverse=True))


def find_booklet_problems(directory: Path, *, terms: Collection[str]) -> Iterator[str]:
    """Yield what loads but should not be shipped: a missing language, a long part, an unknown term."""
    for page in load_booklet(directory):
        yield from (f"booklet {page.code} title: no {code}" for code in page.title.missing())
        yield from (
            f"booklet {page.code}: {term!r} is not in the glossary"
            for term in page.terms
            if term not in terms
        )
        if not page.parts:
            yield f"booklet {page.code}: has no part"
        for part in page.parts:
            place = f"booklet {page.code} {part.code}"
            for text in (part.heading, part.text):
                yield from (f"{place}: no {code}" for code in (text.missing() if text else ()))
                yield from _strange(place, text)
    for item in load_news(directory):
        for text in (item.title, item.text):
            yield from (f"news {item.code}: no {code}" for code in text.missing())
            yield from _strange(f"news {item.code}", text)


def _strange(place: str, text: Text | None) -> Iterator[str]:
    for language, words in text or ():
        if language not in LANGUAGES:
            yield f"{place}: {language!r} is none of our languages"
        if len(words) > LONGEST_PART:
            yield f"{place}: {language} has {len(words)} characters, {LONGEST_PART} fit"
        if words != words.strip() or "  " in words:
            yield f"{place}: {language} has stray spaces"


def _page(code: str, file: Table) -> Page:
    parts = []
    for name, table in file.tables("part"):
        parts.append(
            Part(
                code=name,
                order=table.whole("order", most=9999),
                heading=table.text_or_none("heading"),
                text=table.text("text"),
                provenance=read_provenance(table),
            )
        )
        table.done()
    found = Page(
        code=code,
        order=file.whole("order", most=9999),
        title=file.text("title"),
        terms=file.words("terms"),
        parts=tuple(sorted(parts, key=lambda part: (part.order, part.code))),
    )
    file.done()
    return found


def _parent(directory: Path, seen: tuple[str, ...]) -> Path | None:
    parent = str(read_toml(directory / "pack.toml").data.get("extends", ""))
    if not parent:
        return None
    if parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    return directory.parent / parent


def _layers(directory: Path, *, seen: tuple[str, ...]) -> dict[str, Layers]:
    parent = _parent(directory, seen)
    found = _layers(parent, seen=(*seen, directory.name)) if parent else {}
    for file in sorted((directory / FOLDER).glob("*.toml")):
        own = read_toml(file)
        found[file.stem] = lay_over(found[file.stem], own) if file.stem in found else own
    return found


def _news(directory: Path, *, seen: tuple[str, ...]) -> Layers:
    own = read_toml(directory / NEWS)
    parent = _parent(directory, seen)
    return lay_over(_news(parent, seen=(*seen, directory.name)), own) if parent else own
