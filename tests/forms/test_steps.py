"""A form is walked page by page with POST alone, and nothing typed is lost on the way."""

from collections.abc import Mapping
from typing import Any

import pytest

from redthread.forms.public import (
    OTHER,
    REVIEW,
    CompiledForm,
    FormContext,
    Step,
    pack,
    parse_form,
    start,
    take_step,
    unpack,
)
from redthread.forms.rules.steps import FIELD_ACTION, FIELD_ANSWERS, FIELD_PAGE
from tests.forms.test_definitions import OPTIONS, WORDS, choice, form, group, item, when


def compiled(*items: Mapping[str, Any]) -> CompiledForm:
    return parse_form(form(*items))


def post(
    form: CompiledForm, step: Step, sent: Mapping[str, Any] | None = None, do: str = "next", **keys: Any
) -> Step:
    """Post the page that ``step`` shows, with what was typed into it."""
    posted = {name: value if isinstance(value, list) else [value] for name, value in (sent or {}).items()}
    hidden = {FIELD_PAGE: [step.page], FIELD_ANSWERS: [pack(step.answers)], FIELD_ACTION: [do]}
    return take_step(form, hidden | posted, **keys)


def three() -> CompiledForm:
    return compiled(
        item("hello", "display"),
        choice("what", required=True),
        item("why", "text", required=True, enableWhen=[when("what", "=", "a")]),
        item("note"),
        item("goodbye", "display"),
    )


def test_one_question_a_page_with_the_texts_before_it() -> None:
    step = start(three())
    assert step.page == "what"
    step = post(three(), step, {"what": "a"})
    assert step.page == "why"
    step = post(three(), step, {"why": "Because"})
    assert step.page == "note"
    step = post(three(), step, {"note": ""})
    assert step.checked is not None
    assert step.checked.answers == {"what": "a", "why": "Because"}


def test_a_page_that_is_not_enabled_is_passed_over() -> None:
    step = post(three(), start(three()), {"what": "b"})
    assert step.page == "note"


def test_what_is_wrong_keeps_the_page_and_what_was_typed() -> None:
    step = post(three(), start(three()), {"what": "z"})
    assert (step.page, [error.code for error in step.errors]) == ("what", ["not_an_option"])
    step = post(three(), step, {})
    assert (step.page, [error.code for error in step.errors]) == ("what", ["required"])


def test_back_keeps_what_was_typed_however_wrong() -> None:
    step = post(three(), start(three()), {"what": "a"})
    step = post(three(), step, {"why": "x" * 6000}, do="back")
    assert (step.page, step.errors) == ("what", ())
    assert post(three(), step, {"what": "a"}).answers["why"] == "x" * 6000


def test_a_changed_answer_lets_go_of_what_hung_on_it_and_can_take_it_back() -> None:
    form = three()
    step = post(form, post(form, start(form), {"what": "a"}), {"why": "Because"}, do="back")
    other = post(form, post(form, step, {"what": "b"}), {"note": "n"})
    assert other.checked is not None
    assert other.checked.answers == {"what": "b", "note": "n"}
    again = post(form, post(form, step, {"what": "a"}), {"why": "Because"})
    assert again.answers["why"] == "Because"


def test_nobody_passes_a_page_by_naming_a_later_one() -> None:
    step = take_step(three(), {FIELD_PAGE: ["note"], "note": ["x"]})
    assert (step.page, [error.link_id for error in step.errors]) == ("what", ["what"])
    step = take_step(three(), {FIELD_PAGE: [REVIEW]}, has_review=True)
    assert step.page == "what"
    assert step.errors


def test_the_answers_are_looked_at_once_more_before_they_are_sent() -> None:
    step = post(three(), start(three()), {"what": "b"}, has_review=True)
    step = post(three(), step, {"note": "n"}, has_review=True)
    assert (step.page, step.is_complete) == (REVIEW, False)
    changed = post(three(), step, do="page:what", has_review=True)
    assert changed.page == "what"
    assert post(three(), step, has_review=True).is_complete
    assert post(three(), step, do="back", has_review=True).page == "note"


def test_an_answer_that_brings_a_question_on_the_same_page_shows_it_first() -> None:
    form = compiled(group("g", choice("what"), item("more", enableWhen=[when("what", "=", "a")])))
    step = post(form, start(form), {"what": "a"})
    assert (step.page, step.has_more, step.errors) == ("g", True, ())
    assert post(form, step, {"what": "a", "more": ""}).is_complete


def test_a_whole_form_on_one_page_shows_all_that_is_wrong() -> None:
    form = compiled(item("one", required=True), item("two", required=True))
    step = post(form, start(form, is_whole=True), {}, is_whole=True)
    assert [error.path for error in step.errors] == ["one", "two"]
    assert post(form, step, {"one": "x", "two": "y"}, is_whole=True).is_complete


def test_repetitions_are_added_and_taken_away() -> None:
    form = compiled(
        group("visit", item("who", required=True), item("phone", repeats=True), repeats=True, maxOccurs=3)
    )
    step = post(form, start(form), {"visit:0:who": "Anna", "visit:0:phone:0": "1"}, do="add:visit")
    assert step.answers["visit"] == [{"who": "Anna", "phone": ["1"]}, {}]
    step = post(
        form,
        step,
        {"visit:0:who": "Anna", "visit:0:phone:0": "1", "visit:1:who": "Bo"},
        do="add:visit:0:phone",
    )
    assert step.answers["visit"][0]["phone"] == ["1", ""]  # type: ignore[index]
    step = post(form, step, {"visit:0:who": "Anna", "visit:1:who": "Bo"}, do="remove:visit:0")
    assert [part["who"] for part in step.answers["visit"]] == ["Bo"]  # type: ignore[attr-defined]
    for _ in range(5):
        step = post(form, step, {"visit:0:who": "Bo"}, do="add:visit")
    assert len(step.answers["visit"]) == 3  # type: ignore[arg-type]
    step = post(form, step, {"visit:0:who": "Bo"})
    assert step.checked is not None
    assert step.checked.answers == {"visit": [{"who": "Bo"}]}


def test_a_second_answer_can_be_added_before_the_first_is_given() -> None:
    form = compiled(item(repeats=True))
    step = post(form, start(form), {"one:0": ""}, do="add:one")
    assert step.answers["one"] == ["", ""]


def test_what_stands_in_the_form_beforehand_can_be_changed_and_cleared() -> None:
    form = compiled(item(initial="C 204"), item("two", initial=["x", "y"], repeats=True))
    step = start(form)
    assert step.answers == {"one": "C 204", "two": ["x", "y"]}
    assert post(form, step, {"one": ""}).answers["one"] == ""


@pytest.mark.parametrize(
    ("keys", "sent", "raw"),
    [
        ({"kind": "date"}, {"one_day": "2", "one_month": "3", "one_year": "2026"}, "2026-3-2"),
        ({"kind": "date"}, {"one_day": "", "one_month": "", "one_year": ""}, ""),
        ({"kind": "date"}, {"one": "2026-03-02"}, "2026-03-02"),
        ({"kind": "choice", "answerOption": OPTIONS, "repeats": True}, {"one": ["a", "b"]}, ["a", "b"]),
        (
            {"kind": "open-choice", "answerOption": OPTIONS},
            {"one": OTHER, "one:other": "own"},
            {"text": "own"},
        ),
        ({"kind": "open-choice", "answerOption": OPTIONS}, {"one:other": "own"}, {"text": "own"}),
        ({"kind": "open-choice", "answerOption": OPTIONS}, {"one": "a", "one:other": ""}, "a"),
        (
            {"kind": "open-choice", "answerOption": OPTIONS, "repeats": True},
            {"one": ["a"], "one:other": "own"},
            ["a", {"text": "own"}],
        ),
        (
            {"kind": "quantity", "unitOption": OPTIONS},
            {"one:value": "2", "one:unit": "a"},
            {"value": "2", "unit": "a"},
        ),
        ({"kind": "lines", "answerOption": OPTIONS}, {"one:a": "2", "one:b": "0"}, {"a": "2", "b": "0"}),
        ({"repeats": True}, {"one:0": "x", "one:2": "z"}, ["x", "z"]),
        ({"kind": "boolean"}, {"one": "true"}, "true"),
    ],
)
def test_fields_of_a_page_become_raw_answers(keys: dict[str, Any], sent: dict[str, Any], raw: object) -> None:
    form = compiled(item(**keys))
    assert post(form, start(form), sent).answers["one"] == raw


def test_files_are_kept_replaced_and_taken_away() -> None:
    form = compiled(item("one", "attachment"), item("many", "attachment", repeats=True))
    known = FormContext(attachments={"f1": "a.jpg", "f2": "b.jpg", "f3": "c.jpg"})
    whole: dict[str, Any] = {"context": known, "is_whole": True}
    step = post(
        form, start(form, is_whole=True), do="add:x", uploads={"one": ["f1"], "many": ["f2"]}, **whole
    )
    assert (step.answers["one"], step.answers["many"]) == (["f1"], ["f2"])
    step = post(form, step, do="add:x", uploads={"one": ["f3"], "many": ["f3"]}, **whole)
    assert (step.answers["one"], step.answers["many"]) == (["f3"], ["f2", "f3"])
    step = post(form, step, {"many:remove": "f2"}, **whole)
    assert step.checked is not None
    assert step.checked.answers == {"one": "f3", "many": ["f3"]}


def test_a_draft_stands_in_for_the_hidden_answers() -> None:
    form = three()
    step = take_step(form, {FIELD_PAGE: ["note"], "note": ["n"], FIELD_ANSWERS: ["{}"]}, draft={"what": "b"})
    assert step.checked is not None
    assert step.checked.answers == {"what": "b", "note": "n"}


@pytest.mark.parametrize(
    "packed", ["", "nothing", "[]", "{", "null", "[" * 100_000, '{"a":' * 5000, "x" * 300_000]
)
def test_hidden_answers_that_cannot_be_read_are_none(packed: str) -> None:
    assert unpack(packed) == {}


def test_words_of_any_script_survive_the_hidden_field() -> None:
    answers = {"one": "شكرا \ud800 👩‍👩‍👧 </script> \u202e"}
    assert unpack(pack(answers)) == answers


@pytest.mark.parametrize(
    "do",
    ["remove:visit:99999999999999999999", "remove:visit:²", "add:visit:x:who", "remove:", "page:nowhere"],
)
def test_a_forged_button_changes_nothing(do: str) -> None:
    form = compiled(group("visit", item("who"), repeats=True), item("note", help=WORDS))
    step = post(form, start(form), {"visit:0:who": "Anna"}, do=do)
    assert step.page in {"visit", "note"}
    assert step.answers["visit"] == [{"who": "Anna"}]
