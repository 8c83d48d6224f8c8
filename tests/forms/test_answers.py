"""Answers are cleaned, judged by the rules of their version, and kept only where they were asked for."""

from datetime import date
from typing import Any

import pytest

from redthread.forms.public import (
    CompiledForm,
    FormContext,
    Option,
    Text,
    ValueSetMissingError,
    check_answers,
    parse_form,
)
from tests.forms.test_definitions import OPTIONS, choice, form, group, item, when

NOTHING_KNOWN = FormContext()


def compiled(*items: dict[str, Any]) -> CompiledForm:
    return parse_form(form(*items))


def answer(raw: object, context: FormContext = NOTHING_KNOWN, **keys: Any) -> Any:
    """Check one answer to one item and return it clean, or the code of what is wrong with it."""
    checked = check_answers(compiled(item(**keys)), {"one": raw}, context)
    if checked.errors:
        return checked.errors[0].code.value
    return checked.answers.get("one")


@pytest.mark.parametrize(
    ("kind", "raw", "clean"),
    [
        ("string", "  two\twords \n here ", "two words here"),
        ("string", "👩‍👩‍👧 emoji 🇸🇪", "👩‍👩‍👧 emoji 🇸🇪"),
        ("string", "e\u0301", "é"),
        ("string", "شكرًا", "شكرًا"),
        ("string", "مرحبا\u200c\u200fنص", "مرحبا\u200c\u200fنص"),
        ("string", "in\u202evoice\u2066\u0000\x1b[31m", "invoice[31m"),
        ("string", "\ud800half", "half"),
        ("string", "<script>{{ 7*7 }}'; drop table", "<script>{{ 7*7 }}'; drop table"),
        ("string", " \u200b\u202e ", None),
        ("string", None, None),
        ("string", "x" * 256, "too_long"),
        ("string", 5, "not_text"),
        ("string", {"a": "b"}, "not_text"),
        ("text", "one\r\ntwo\u2028three  \n\n\n\n\n\nfour\n", "one\ntwo\nthree\n\n\nfour"),
        ("text", "x" * 5001, "too_long"),
        ("integer", "12", 12),
        ("integer", " 1 000 ", 1000),
        ("integer", "−3", -3),
        ("integer", "١٢", 12),
        ("integer", 7, 7),
        ("integer", True, "not_whole_number"),
        ("integer", "1.5", "not_whole_number"),
        ("integer", "1e3", "not_whole_number"),
        ("integer", "9" * 5000, "not_whole_number"),
        ("integer", 10**400, "not_whole_number"),
        ("integer", float("nan"), "not_whole_number"),
        ("decimal", "2,50", "2.50"),
        ("decimal", "٢٫٥", "2.5"),
        ("decimal", 0.1, "0.1"),
        ("decimal", "1e999999999", "not_number"),
        ("decimal", "NaN", "not_number"),
        ("decimal", float("inf"), "not_number"),
        ("boolean", "no", False),
        ("boolean", True, True),
        ("boolean", "perhaps", "not_yes_no"),
        ("boolean", 1, "not_yes_no"),
        ("date", "2026-3-2", "2026-03-02"),
        ("date", "٢٠٢٦-٠٣-٠٢", "2026-03-02"),
        ("date", "2026-02-30", "not_date"),
        ("date", "0001-01-01", "not_date"),
        ("date", "2026-W10-1", "not_date"),
        ("date", "--5", "not_date"),
        ("time", "8:05", "08:05"),
        ("time", "08.05", "08:05"),
        ("time", "24:00", "not_time"),
        ("time", "noon", "not_time"),
        ("attachment", "b0f4", "attachment_unknown"),
    ],
)
def test_an_answer_is_cleaned_or_refused(kind: str, raw: object, clean: object) -> None:
    assert answer(raw, kind=kind) == clean


def test_a_choice_is_one_of_its_options() -> None:
    assert answer("a", kind="choice", answerOption=OPTIONS) == "a"
    assert answer("z", kind="choice", answerOption=OPTIONS) == "not_an_option"
    assert answer(["a", "b"], kind="choice", answerOption=OPTIONS) == "too_many"
    assert answer(["b", "a", "b"], kind="choice", answerOption=OPTIONS, repeats=True) == ["a", "b"]


def test_an_open_choice_takes_own_words() -> None:
    assert answer({"text": " own\u202e words "}, kind="open-choice", answerOption=OPTIONS) == {
        "text": "own words"
    }
    assert answer("b", kind="open-choice", answerOption=OPTIONS) == "b"
    assert answer("own words", kind="open-choice", answerOption=OPTIONS) == "not_an_option"
    assert answer({"text": "x" * 11}, kind="open-choice", answerOption=OPTIONS, maxLength=10) == "too_long"


def test_a_quantity_has_a_known_unit() -> None:
    one, two = OPTIONS[:1], OPTIONS
    assert answer({"value": "1,5", "unit": "a"}, kind="quantity", unitOption=two) == {
        "value": "1.5",
        "unit": "a",
    }
    assert answer({"value": "1"}, kind="quantity", unitOption=one) == {"value": "1", "unit": "a"}
    assert answer({"value": "1"}, kind="quantity", unitOption=two) == "unit_unknown"
    assert answer({"value": "1", "unit": "z"}, kind="quantity", unitOption=two) == "unit_unknown"
    assert answer({"value": "9"}, kind="quantity", unitOption=one, maxValue=5) == "too_large"
    assert answer({"unit": "a"}, kind="quantity", unitOption=two) is None


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ({"b": "2", "a": "1"}, [{"code": "a", "quantity": 1}, {"code": "b", "quantity": 2}]),
        ([{"code": "a", "quantity": 1}, {"code": "a", "quantity": 1}], [{"code": "a", "quantity": 2}]),
        ({"a": "0", "b": ""}, None),
        ({"a": "-1"}, "too_small"),
        ({"a": "4"}, "too_large"),
        ({"b": "9"}, "too_large"),
        ({"z": "1"}, "not_an_option"),
        ({"a": "one"}, "not_whole_number"),
        ("a", "malformed"),
        ([1], "malformed"),
    ],
)
def test_an_order_has_known_articles_within_their_limits(raw: object, clean: object) -> None:
    articles = [OPTIONS[0] | {"maxValue": 3}, OPTIONS[1]]
    assert answer(raw, kind="lines", answerOption=articles, maxValue=8) == clean


def test_what_is_wrong_with_an_order_names_the_article() -> None:
    checked = check_answers(
        compiled(item(kind="lines", answerOption=OPTIONS, maxValue=2)), {"one": {"b": "3"}}
    )
    assert [(error.path, error.params) for error in checked.errors] == [("one:b", {"limit": 2})]


def test_options_may_come_from_the_caller() -> None:
    offered = FormContext(value_sets={"kiosk": [Option("bread", Text({"en": "Bread"}), max_value=2)]})
    assert answer({"bread": "2"}, offered, kind="lines", answerValueSet="kiosk") == [
        {"code": "bread", "quantity": 2}
    ]
    assert answer({"bread": "3"}, offered, kind="lines", answerValueSet="kiosk") == "too_large"
    assert answer("bread", offered, kind="choice", answerValueSet="kiosk") == "bread"
    with pytest.raises(ValueSetMissingError, match="kiosk"):
        answer("bread", kind="choice", answerValueSet="kiosk")


def test_days_are_counted_from_the_day_of_answering() -> None:
    today = FormContext(today=date(2026, 3, 2))
    limits: dict[str, Any] = {"kind": "date", "minValue": "today+1", "maxValue": "today+14"}
    assert answer("2026-03-03", today, **limits) == "2026-03-03"
    assert answer("2026-03-02", today, **limits) == "too_early"
    assert answer("2026-03-17", today, **limits) == "too_late"
    assert answer("2020-01-01", **limits) == "2020-01-01"


def test_an_attachment_is_one_that_this_person_sent() -> None:
    sent = FormContext(attachments={"7f3a": "form.jpg"})
    assert answer("7f3a", sent, kind="attachment") == "7f3a"
    assert answer("7f3b", sent, kind="attachment") == "attachment_unknown"


def test_what_a_person_cannot_write_is_not_taken_from_them() -> None:
    room = item(readOnly=True, initial="C 204")
    assert check_answers(compiled(room), {"one": "the roof"}).answers == {"one": "C 204"}
    known = FormContext(known={"one": "D 101"})
    assert check_answers(compiled(room), {"one": "the roof"}, known).answers == {"one": "D 101"}


def test_how_many_answers_are_counted() -> None:
    limits: dict[str, Any] = {"repeats": True, "minOccurs": 2, "maxOccurs": 3}
    assert answer(["x"], **limits) == "too_few"
    assert answer(["x", "", "y"], **limits) == ["x", "y"]
    assert answer(["x", "y", "z", "w"], **limits) == "too_many"
    assert answer([], **limits) is None
    assert answer([], **limits, required=True) == "required"


def test_an_answer_to_a_question_not_asked_is_dropped() -> None:
    asked = compiled(choice(), item("two", required=True, enableWhen=[when("one", "=", "a")]))
    assert check_answers(asked, {"one": "b", "two": "smuggled", "three": "unknown"}).answers == {"one": "b"}
    checked = check_answers(asked, {"one": "a"})
    assert [(error.path, error.code) for error in checked.errors] == [("two", "required")]


def test_a_disabled_question_counts_as_unanswered_in_a_chain() -> None:
    chain = compiled(
        choice(),
        choice("two", enableWhen=[when("one", "=", "a")]),
        choice("three", enableWhen=[when("two", "=", "a")]),
        choice("four", enableWhen=[when("three", "exists", False)]),
    )
    answers = {"one": "b", "two": "a", "three": "a"}
    assert check_answers(chain, answers).enabled == {"one", "four"}
    assert check_answers(chain, answers | {"one": "a"}).enabled == {"one", "two", "three"}


def test_a_wrong_answer_enables_nothing() -> None:
    asked = compiled(item(kind="integer", maxValue=5), item("two", enableWhen=[when("one", ">", 3)]))
    assert check_answers(asked, {"one": "9"}).enabled == {"one"}
    assert check_answers(asked, {"one": "5"}).enabled == {"one", "two"}


def test_rules_within_a_repetition_look_at_their_own_repetition() -> None:
    inner = [choice("kind"), item("detail", required=True, enableWhen=[when("kind", "=", "a")])]
    visits = compiled(group("visit", *inner, repeats=True), item("any", enableWhen=[when("kind", "=", "a")]))
    checked = check_answers(visits, {"visit": [{"kind": "b"}, {}, {"kind": "a"}]})
    assert checked.enabled >= {"visit:0:kind", "visit:2:detail", "any"}
    assert "visit:0:detail" not in checked.enabled
    assert [error.path for error in checked.errors] == ["visit:2:detail"]
    assert checked.answers == {"visit": [{"kind": "b"}, {"kind": "a"}]}


def test_a_required_group_needs_one_answer_and_says_it_once() -> None:
    either = compiled(group("g", item("phone"), item("letter"), required=True))
    assert [(error.path, error.code) for error in check_answers(either, {}).errors] == [
        ("g", "group_required")
    ]
    assert check_answers(either, {"letter": "x"}).is_valid
    needed = compiled(group("g", item("phone", required=True), required=True))
    assert [(error.path, error.code) for error in check_answers(needed, {}).errors] == [("phone", "required")]


def test_errors_come_in_the_order_of_the_form() -> None:
    asked = compiled(
        item("z", required=True), group("g", item("y", required=True), repeats=True), item("a", required=True)
    )
    checked = check_answers(asked, {"g": [{"y": "x" * 300}]})
    assert [error.path for error in checked.errors] == ["z", "g:0:y", "a"]


def test_a_flood_of_repetitions_is_cut_off() -> None:
    deep: dict[str, Any] = item("bottom")
    raw: Any = {"bottom": "x"}
    for level in range(6):
        deep = group(f"g{level}", deep, repeats=True)
        raw = {f"g{level}": [raw] * 40}
    checked = check_answers(compiled(deep), raw)
    assert len(checked.enabled) < 20_000
    assert any(error.code == "too_many" for error in checked.errors)
