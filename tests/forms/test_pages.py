"""Every page in every language, filled in and sent as a browser without script does it."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from redthread.forms.messages import SENTENCES, sentence
from redthread.forms.public import (
    AnswerError,
    CompiledForm,
    FormContext,
    Option,
    Reason,
    Step,
    Text,
    parse_form,
    present,
    start,
    summarise,
    take_step,
)
from redthread.forms.rules.steps import FIELD_ACTION
from redthread.jurisdiction.texts import LANGUAGES
from redthread.project.texts import compile_all
from tests.forms.page import Page, render
from tests.forms.test_definitions import OPTIONS, PACKS, choice, form, group, item, when

KIOSK = FormContext(
    value_sets={"kiosk": [Option("bread", Text({"en": "Bread"}), Text({"en": "18 kr"}), max_value=3)]}
)


@pytest.fixture(scope="module", autouse=True)
def _translations() -> None:
    compile_all()


@pytest.fixture(autouse=True)
def _addresses_without_manifest(settings: Any) -> None:
    """Only a collected installation has a manifest of static files."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}


def everything() -> CompiledForm:
    visit = group(
        "visit", item("who", required=True), item("phone", repeats=True), repeats=True, text={"en": "Visits"}
    )
    return parse_form(
        form(
            item("hello", "display", pictogram="info", help={"en": "Take your time"}),
            item("word", required=True, help={"en": "In your own words"}, maxLength=20),
            item("story", "text"),
            item("count", "integer", maxValue=5),
            item("length", "decimal"),
            item("sure", "boolean", required=True),
            item("day", "date", required=True),
            item("hour", "time"),
            choice("pick"),
            choice("ticks", repeats=True),
            item("open", "open-choice", answerOption=OPTIONS),
            item("opens", "open-choice", answerOption=OPTIONS, repeats=True),
            item("amount", "quantity", unitOption=OPTIONS),
            item("photo", "attachment"),
            item("order", "lines", answerValueSet="kiosk"),
            item("room", readOnly=True, initial="C 204"),
            visit,
        )
    )


ANSWERS: dict[str, Any] = {
    "word": "one",
    "story": "two\nlines",
    "count": "3",
    "length": "2.5",
    "sure": "false",
    "day": "2026-03-02",
    "hour": "08:05",
    "pick": "b",
    "ticks": ["a", "b"],
    "open": {"text": "own"},
    "opens": ["a", {"text": "own"}],
    "amount": {"value": "2", "unit": "b"},
    "order": {"bread": "2"},
    "visit": [{"who": "Anna", "phone": ["1", "2"]}, {"who": "Bo"}],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_sends_back_what_stood_on_it(language: str) -> None:
    shown = Page(render(everything(), Step("hello", ANSWERS), language, KIOSK, is_whole=True))
    step = take_step(everything(), shown.sent | {FIELD_ACTION: ["next"]}, KIOSK, draft={}, is_whole=True)
    assert step.checked is not None, step.errors
    assert step.checked.answers == {
        "word": "one",
        "story": "two\nlines",
        "count": 3,
        "length": "2.5",
        "sure": False,
        "day": "2026-03-02",
        "hour": "08:05",
        "pick": "b",
        "ticks": ["a", "b"],
        "open": {"text": "own"},
        "opens": ["a", {"text": "own"}],
        "amount": {"value": "2", "unit": "b"},
        "order": [{"code": "bread", "quantity": 2}],
        "room": "C 204",
        "visit": [{"who": "Anna", "phone": ["1", "2"]}, {"who": "Bo"}],
    }


def test_every_id_is_there_once_and_every_error_leads_to_a_field() -> None:
    empty = Step(
        "hello", {"order": {"bread": "9"}, "count": "9", "visit": [{"phone": ["1"]}], "day": "2026--1"}
    )
    sent = Page(render(everything(), empty, "en", KIOSK, is_whole=True)).sent
    step = take_step(everything(), sent, KIOSK, is_whole=True)
    assert [error.path for error in step.errors] == [
        "word",
        "count",
        "sure",
        "day",
        "order:bread",
        "visit:0:who",
    ]
    shown = Page(render(everything(), step, "en", KIOSK, is_whole=True))
    assert len(shown.ids) == len(set(shown.ids))
    assert [f"f-{error.path}" for error in step.errors] == [
        target for target in shown.targets if target != "main"
    ]
    assert set(shown.targets) <= set(shown.ids)


def test_the_first_button_goes_on_whatever_else_can_be_pressed() -> None:
    shown = Page(render(everything(), Step("visit", ANSWERS), "en", KIOSK))
    assert shown.buttons == [
        "next",
        "add:visit:0:phone",
        "remove:visit:0",
        "add:visit:1:phone",
        "remove:visit:1",
        "add:visit",
        "next",
        "back",
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", sorted(PACKS.glob("generic/forms/*.json")), ids=lambda path: path.stem)
def test_every_form_of_the_pack_can_be_filled_in_without_script(path: Path, language: str) -> None:
    filled_in = parse_form(json.loads(path.read_text("utf-8")))
    step = start(filled_in, KIOSK)
    for _ in range(30):
        if step.is_complete:
            break
        shown = Page(render(filled_in, step, language, KIOSK, has_review=True))
        step = take_step(
            filled_in, shown.sent | fill_in(shown) | {FIELD_ACTION: ["next"]}, KIOSK, has_review=True
        )
        assert not step.errors
    assert step.checked is not None
    rows = summarise(filled_in, step.checked.answers, language, KIOSK)
    assert rows
    assert all(row.answers or row.is_heading for row in rows)


def fill_in(page: Page) -> dict[str, list[str]]:
    """Answer every field that is empty, as anybody would."""
    filled: dict[str, list[str]] = {}
    for name, kind in page.kinds.items():
        if kind in {"radio", "checkbox"}:
            filled[name] = [next(value for value in page.offers[name] if value)]
        elif kind == "hidden" or name.endswith(":other"):
            continue
        elif name.endswith(("_day", "_month", "_year")):
            filled[name] = [{"day": "2", "month": "3", "year": "2027"}[name.rpartition("_")[2]]]
        elif kind == "time":
            filled[name] = ["10:00"]
        else:
            filled[name] = ["2"]
    return filled


def test_answers_are_shown_in_words_of_the_language() -> None:
    rows = summarise(everything(), ANSWERS | {"room": "C 204", "photo": "f1"}, "sv", KIOSK)
    shown = {row.link_id: row.answers for row in rows}
    assert shown["sure"] == ("Nej",)
    assert shown["day"] == ("2 mars 2026",)
    assert shown["length"] == ("2,5",)
    assert shown["order"] == ("2 × Bread",)
    assert shown["photo"] == ("En fil",)
    assert shown["opens"] == ("Words", "own")
    assert [(row.link_id, row.depth) for row in rows if row.link_id in {"visit", "who"}] == [
        ("visit", 0),
        ("who", 1),
        ("visit", 0),
        ("who", 1),
    ]


def test_answers_of_long_ago_are_shown_without_the_lists_of_then() -> None:
    rows = summarise(everything(), {"order": [{"code": "tobacco", "quantity": 1}], "gone": "x"}, "en")
    assert [(row.link_id, row.answers) for row in rows] == [("order", ("1 × tobacco",))]


def test_a_missing_text_says_which_language_it_is_in() -> None:
    asked = parse_form(form(item(text={"en": "Why?", "sv": "Varför?"})))
    assert 'lang="en"' not in render(asked, start(asked), "sv")
    assert '<span lang="en" dir="ltr">Why?</span>' in render(asked, start(asked), "ar")


def test_what_a_person_typed_is_shown_as_text_and_nothing_else() -> None:
    asked = parse_form(form(item(), item("two", "text")))
    evil = '"><script>alert(1)</script>{{ 7*7 }}{% raw %}'
    html = render(asked, Step("one", {"one": evil, "two": "</textarea>" + evil}), "en", is_whole=True)
    assert "<script>alert" not in html
    assert "49" not in html
    assert Page(html).sent["one"] == [evil]


def test_an_unknown_pictogram_does_not_break_a_page() -> None:
    asked = parse_form(form(item(kind="display", pictogram="no-such"), choice("two", pictogram="no-such")))
    assert "Words" in render(asked, start(asked), "en")


def test_the_way_shows_how_far_it_is() -> None:
    asked = parse_form(form(choice(), item("two", enableWhen=[when("one", "=", "a")]), item("three")))
    view = present(asked, start(asked), language="en")
    assert (view.number, view.total, view.is_last) == (1, 2, False)
    view = present(asked, Step("two", {"one": "a"}), language="en", has_review=True)
    assert (view.number, view.total, view.is_last) == (2, 4, False)


def test_every_reason_has_a_sentence_in_every_language() -> None:
    assert set(SENTENCES) == set(Reason)
    params = {"limit": 3, "length": 4, "count": 5}
    for reason in Reason:
        error = AnswerError("one", "one", reason, params)
        told = set()
        for language in LANGUAGES:
            with override(language):
                told.add(sentence(error))
        assert len(told) == len(LANGUAGES), reason
        assert not any("%(" in text for text in told)


def test_limits_are_told_as_the_language_writes_them() -> None:
    with override("da"):
        told = sentence(AnswerError("one", "one", Reason.TOO_EARLY, {"limit": "2026-12-24"}))
        assert "24. december 2026" in told
        assert "2,5" in sentence(AnswerError("one", "one", Reason.TOO_LARGE, {"limit": "2.5"}))
        assert "14:30" in sentence(AnswerError("one", "one", Reason.TOO_LATE, {"limit": "14:30"}))
