"""Every text of the look exists in every language, with its numbers in place, and fits where it stands."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from django.conf import settings

from redthread.ui import assets

LANGUAGES = [code for code, _ in settings.LANGUAGES]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
HOLE = r"%\(\w+\)[sd]"
# These stand in the bar, on chips and small buttons, where a long word costs a line.
SHORT = (
    "Home",
    "Lock",
    "Language",
    "Read aloud",
    "Text and colours",
    "Undo",
    "Close",
    "Filter",
    "Sign out",
    "Go back",
)


def used_texts() -> set[tuple[str | None, str]]:
    """Return (context, text) of everything the look marks for translation."""
    found = extract_from_dir(
        assets.ROOT,
        method_map=[("**.jinja", "jinja2"), ("**.py", "python")],
        options_map={"**.jinja": {"extensions": "jinja2.ext.i18n,jinja2.ext.do,jinja2.ext.loopcontrols"}},
        keywords=KEYWORDS,
    )
    return {
        (context, text[0] if isinstance(text, tuple) else text) for _, _, text, _, context in found if text
    }


def catalogue(language: str) -> Catalog:
    """Return the translations of one language."""
    with (assets.ROOT / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_and_none_is_left_over(language: str) -> None:
    known = {
        (message.context, message.id[0] if isinstance(message.id, tuple) else message.id)
        for message in catalogue(language)
        if message.id
    }
    used = used_texts()
    assert known == used


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty_or_loses_its_number(language: str) -> None:
    for message in catalogue(language):
        if not message.id:
            continue
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(texts), message.id
        if isinstance(message.id, str):
            holes = sorted(re.findall(HOLE, message.id))
            assert sorted(re.findall(HOLE, str(message.string))) == holes, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_words_of_the_bar_stay_short(language: str) -> None:
    translated = catalogue(language)
    for text in SHORT:
        message = translated.get(text)
        assert message is not None
        assert len(str(message.string)) <= 20, (language, text)


def test_every_language_has_a_catalogue_and_no_other() -> None:
    assert sorted(path.name for path in Path(assets.ROOT / "locale").iterdir()) == sorted(LANGUAGES)
