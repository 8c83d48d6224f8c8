"""Translations without gettext's programs: find marked texts, check every language, compile.

A text belongs to the nearest folder above its file that has a `locale/`. English is the source language: the
text in the code is the English one.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from redthread.project.home import CHECKOUT

SOURCES = CHECKOUT / "src" / "redthread"
LANGUAGES = ("en", "sv", "da", "nl", "fr", "ar")
SOURCE_LANGUAGE = "en"
KEYWORDS = DEFAULT_KEYWORDS | {
    "__": None,  # gettext_lazy, in a file where `_` is gettext
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
JINJA = (
    "jinja2.ext:babel_extract",
    {"silent": "false", "newstyle_gettext": "true", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"},
)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
ROOM_FOR_SHORT = 24  # letters that a translation may always be longer
ROOM_FACTOR = 1.8  # and how much longer than English beyond that; longer ones break buttons and tiles

MessageId = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """A text that a reader of `language` would miss or misread."""

    folder: str
    language: str
    text: str
    what: str

    def __str__(self) -> str:
        """Return one line for the terminal."""
        return f"{self.folder} [{self.language}] {self.what}: {self.text[:70]!r}"


def locale_folders() -> list[Path]:
    """Return every `locale/` folder of the program."""
    return sorted(path for path in SOURCES.glob("**/locale") if path.is_dir())


def compile_all() -> int:
    """Compile each `.po` whose `.mo` is older or missing; return how many were compiled."""
    compiled = 0
    for folder in locale_folders():
        for po in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            mo = po.with_suffix(".mo")
            if mo.exists() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
                continue
            _write_whole(mo, _read(po))
            compiled += 1
    return compiled


def check_all() -> list[Problem]:
    """Return what is missing, unfinished, overlong or has other placeholders than its English text."""
    problems = []
    for folder, wanted in sorted(_texts_by_folder().items()):
        name = str(folder.relative_to(SOURCES))
        if not (folder / "locale").is_dir():
            problems.append(Problem(name, "all", _first(next(iter(wanted))[1]), "texts but no locale folder"))
            continue
        for language in LANGUAGES:
            path = _catalog_path(folder, language)
            if not path.exists():
                if language != SOURCE_LANGUAGE:
                    problems.append(Problem(name, language, "", "no catalogue"))
                continue
            catalog = _read(path)
            for context, text in sorted(wanted, key=str):
                what = _problem_of(catalog.get(text, context), text, language)
                if what is not None:
                    problems.append(Problem(name, language, _first(text), what))
    return problems


def extract_all() -> int:
    """Bring every catalogue up to the texts in the code, keeping translations; return how many changed."""
    changed = 0
    for folder, wanted in _texts_by_folder().items():
        template = Catalog(charset="utf-8")
        for context, text in sorted(wanted, key=str):
            template.add(text, context=context)
        for language in LANGUAGES[1:]:
            path = _catalog_path(folder, language)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalog = _read(path) if path.exists() else Catalog(locale=language, charset="utf-8")
            before = {(m.context, m.id) for m in catalog if m.id}
            if before == wanted:
                continue
            catalog.update(template, no_fuzzy_matching=True, update_creation_date=False)
            with path.open("wb") as file:
                write_po(file, catalog, width=100, sort_output=True, omit_header=False, ignore_obsolete=True)
            changed += 1
    return changed


def _texts_by_folder() -> dict[Path, set[tuple[str | None, MessageId]]]:
    found: dict[Path, set[tuple[str | None, MessageId]]] = {}
    for path in sorted([*SOURCES.glob("**/*.py"), *SOURCES.glob("**/*.jinja")]):
        for context, text in _texts_in(path):
            found.setdefault(_home_of(path), set()).add((context, text))
    return found


def _texts_in(path: Path) -> Iterator[tuple[str | None, MessageId]]:
    method, options = JINJA if path.suffix == ".jinja" else ("python", {})
    found = extract_from_file(method, path, keywords=KEYWORDS, options=options)
    for _line, text, _comments, context in found:
        if text:
            yield context, text


def _home_of(path: Path) -> Path:
    """Return the folder whose catalogue holds the texts of a file."""
    for folder in path.parents:
        if (folder / "locale").is_dir():
            return folder
        if SOURCES in {folder, folder.parent}:
            return folder
    return SOURCES


def _problem_of(message: Message | None, text: MessageId, language: str) -> str | None:
    if message is None or not message.string or not all(_strings(message)):
        return None if language == SOURCE_LANGUAGE else "not translated"
    if message.fuzzy:
        return "marked as unsure"
    english = text if isinstance(text, tuple) else (text,)
    allowed = set(PLACEHOLDER.findall(" ".join(english)))
    needed = set.intersection(*(set(PLACEHOLDER.findall(form)) for form in english))
    for form in _strings(message):
        used = set(PLACEHOLDER.findall(form))
        # A form for one or two may leave the number out, as Arabic's dual does.
        if used - allowed or (needed - used and len(english) == 1):
            return "other placeholders than in English"
    longest = max(map(len, english))
    if max(map(len, _strings(message))) > longest * ROOM_FACTOR + ROOM_FOR_SHORT:
        return "much longer than in English"
    return None


def _strings(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, list | tuple) else (str(message.string),)


def _first(text: MessageId) -> str:
    return text[0] if isinstance(text, tuple) else text


def _catalog_path(folder: Path, language: str) -> Path:
    return folder / "locale" / language / "LC_MESSAGES" / "django.po"


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name, charset="utf-8", abort_invalid=True)


def _write_whole(target: Path, catalog: Catalog) -> None:
    """Write the compiled catalogue beside its place and move it there: readers never see half of one."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name)
    with os.fdopen(handle, "wb") as file:
        write_mo(file, catalog, use_fuzzy=False)
    Path(name).chmod(0o644)
    Path(name).replace(target)
