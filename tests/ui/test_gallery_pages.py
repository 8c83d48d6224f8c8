"""The gallery is whole: every page renders in both directions, within the policy, with unique names."""

import re
from collections import Counter

import pytest

from redthread.ui import assets, gallery, tokens

EVERY = [(page.name, language) for page in gallery.PAGES for language in gallery.LANGUAGES]


@pytest.mark.parametrize(("page", "language"), EVERY)
def test_a_page_has_no_inline_style_or_script(page: str, language: str) -> None:
    html = gallery.render(page, language=language)
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


@pytest.mark.parametrize(("page", "language"), EVERY)
def test_a_page_uses_every_id_once_and_points_only_at_what_is_there(page: str, language: str) -> None:
    html = gallery.render(page, language=language)
    ids = Counter(re.findall(r'\sid="([^"]*)"', html))
    assert [name for name, times in ids.items() if times > 1] == []
    told = {name for names in re.findall(r'aria-describedby="([^"]*)"', html) for name in names.split()}
    labelled = set(re.findall(r'<label for="([^"]*)"', html))
    assert told | labelled <= set(ids)


@pytest.mark.parametrize("page", [page.name for page in gallery.PAGES])
def test_arabic_pages_run_from_right_to_left_and_are_all_arabic(page: str) -> None:
    html = gallery.render(page, language="ar")
    assert '<html lang="ar" dir="rtl"' in html
    text = re.sub(r"<[^>]*>", " ", html.split("<body ")[1].split(">", 1)[1])
    english = set(re.findall(r"\b[a-z]{4,}\b", text)) - {"true", "false"}
    # Names of pictograms are code.
    assert english == set() or page == "pictograms"


def test_every_component_is_in_the_gallery() -> None:
    templates = assets.ROOT / "templates" / "ui"
    shown = " ".join(path.read_text() for path in (templates / "gallery").glob("*.jinja"))
    macros = {
        name
        for path in templates.glob("*.jinja")
        for name in re.findall(r"{% macro ([a-z]\w*)\(", path.read_text())
    }
    assert len(macros) >= 35
    assert [name for name in sorted(macros) if f"{name}(" not in shown] == []


def test_a_page_that_is_not_there_shows_the_list() -> None:
    html = gallery.render("../../etc/passwd", language="xx", scheme="pink", text_size=99)
    assert all(f"?page={page.name}&amp;" in html for page in gallery.PAGES)
    assert 'data-color-scheme="light"' in html


@pytest.mark.parametrize("scheme", tokens.SCHEMES)
def test_a_page_wears_the_scheme_and_text_size_that_are_asked_for(scheme: str) -> None:
    html = gallery.render("home", scheme=scheme, text_size=3)
    assert f'data-color-scheme="{scheme}" data-text-size="3"' in html
