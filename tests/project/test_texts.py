"""Translations: found in code and templates, checked in every language, compiled."""

import gettext
import os
from pathlib import Path

import pytest

from redthread.project import texts

HEAD = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A module with one text in code and one in a template, and catalogues for Swedish only."""
    monkeypatch.setattr(texts, "SOURCES", tmp_path)
    monkeypatch.setattr(texts, "LANGUAGES", ("en", "sv"))
    folder = tmp_path / "requests"
    (folder / "templates").mkdir(parents=True)
    (folder / "services.py").write_text('message = _("Nobody has read it yet, %(name)s.")\n', "utf-8")
    (folder / "templates" / "list.jinja").write_text(
        "<h1>{{ _('Requests') }}</h1>{% trans %}Ask the nurse{% endtrans %}\n", "utf-8"
    )
    catalogue(
        folder,
        'msgid "Requests"\nmsgstr "Hemställningar"\n\nmsgid "Ask the nurse"\nmsgstr "Fråga sköterskan"\n\n'
        'msgid "Nobody has read it yet, %(name)s."\nmsgstr "Ingen har läst det än, %(name)s."\n',
    )
    return folder


def catalogue(folder: Path, entries: str) -> Path:
    """Write the Swedish catalogue of a module."""
    path = folder / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEAD + entries, "utf-8")
    return path


def found() -> list[str]:
    """Return what the check says, without the place."""
    return [problem.what for problem in texts.check_all()]


def test_a_complete_catalogue_passes(module: Path) -> None:
    """Texts of code and templates are both found."""
    assert found() == []


def test_a_missing_text_is_found(module: Path) -> None:
    """Not there, or there without words."""
    catalogue(module, 'msgid "Requests"\nmsgstr ""\n\nmsgid "Ask the nurse"\nmsgstr "Fråga"\n')
    assert found() == ["not translated", "not translated"]


def test_an_unsure_text_is_found(module: Path) -> None:
    """A guess of a tool is no translation."""
    path = module / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    path.write_text(
        path.read_text("utf-8").replace('msgid "Requests"', '#, fuzzy\nmsgid "Requests"'), "utf-8"
    )
    assert found() == ["marked as unsure"]


def test_a_lost_placeholder_is_found(module: Path) -> None:
    """A sentence without its name, or with a name the code does not know."""
    path = module / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text("utf-8").replace("än, %(name)s.", "än, %(namn)s."), "utf-8")
    assert found() == ["other placeholders than in English"]


def test_an_overlong_text_is_found(module: Path) -> None:
    """What is far longer than English breaks tiles and buttons."""
    path = module / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text("utf-8").replace("Hemställningar", "Hemställningar " * 8), "utf-8")
    assert found() == ["much longer than in English"]


def test_a_missing_language_is_found(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module with texts has a catalogue in every language."""
    monkeypatch.setattr(texts, "LANGUAGES", ("en", "sv", "ar"))
    assert found() == ["no catalogue"]


def test_extracting_keeps_translations_and_adds_what_is_new(module: Path) -> None:
    """The new text waits empty; the others stay."""
    (module / "rules.py").write_text('why = gettext_lazy("It is late.")\n', "utf-8")
    assert texts.extract_all() == 1
    assert texts.extract_all() == 0
    assert found() == ["not translated"]


def test_compiling_is_done_once_and_again_after_a_change(module: Path) -> None:
    """The compiled catalogue speaks; an old one is replaced."""
    assert texts.compile_all() == 1
    assert texts.compile_all() == 0
    path = module / "locale" / "sv" / "LC_MESSAGES" / "django.po"
    path.write_text(path.read_text("utf-8").replace("Hemställningar", "Förfrågningar"), "utf-8")
    path.with_suffix(".mo").touch()
    later = path.with_suffix(".mo").stat().st_mtime_ns + 10**9
    os.utime(path, ns=(later, later))
    assert texts.compile_all() == 1
    with path.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Requests") == "Förfrågningar"
