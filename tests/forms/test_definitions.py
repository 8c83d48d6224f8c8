"""A definition that is wrong is refused with every place named; one that is right is read as it was meant."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from redthread.forms.public import (
    DefinitionError,
    Text,
    coverage,
    missing_texts,
    parse_definition,
    parse_form,
)
from redthread.jurisdiction.texts import LANGUAGES

PACKS = Path(__file__).parents[2] / "packs"
WORDS = {"en": "Words"}
OPTIONS = [{"code": "a", "text": WORDS}, {"code": "b", "text": WORDS}]


def item(link_id: str = "one", kind: str = "string", **keys: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": kind, "text": WORDS} | keys


def choice(link_id: str = "one", **keys: Any) -> dict[str, Any]:
    return item(link_id, "choice", answerOption=OPTIONS) | keys


def when(question: str, operator: str, answer: Any) -> dict[str, Any]:
    return {"question": question, "operator": operator, "answer": answer}


def form(*items: Mapping[str, Any], **keys: Any) -> dict[str, Any]:
    return {"code": "test", "version": 1, "title": WORDS, "item": list(items)} | keys


def problems(raw: object) -> dict[str, str]:
    with pytest.raises(DefinitionError) as caught:
        parse_definition(raw)
    error = caught.value
    assert (error.path, error.message) == (error.problems[0].path, error.problems[0].message)
    return {problem.path: problem.message for problem in error.problems}


def group(link_id: str, *items: Mapping[str, Any], **keys: Any) -> dict[str, Any]:
    return {"linkId": link_id, "type": "group", "item": list(items)} | keys


@pytest.mark.parametrize(
    ("raw", "path", "message"),
    [
        ([], "", "must be an object"),
        (form(colour="red"), "colour", "is an unknown key"),
        (form(), "item", "must be a list that is not empty"),
        (form(item(), version="1"), "version", "must be a whole number from 1"),
        (form(item(), code="Not A Code"), "code", "must look like"),
        (form(item(), title={"sv": "Titel"}), "title", "is missing in the default language 'en'"),
        (form(item(text={"en": " \u200b"})), "item[0].text.en", "is empty"),
        (form(item(text={"English": "x", "en": "x"})), "item[0].text.English", "is no language code"),
        (form(item(colour=1)), "item[0].colour", "is an unknown key"),
        (form(item(kind="colour")), "item[0].type", "must be one of"),
        (form(item(link_id="a:b")), "item[0].linkId", "must look like"),
        (form(item(), item()), "item[1].linkId", "'one' is there twice"),
        (form(group("g", item(), item())), "item[0].item[1].linkId", "'one' is there twice"),
        (form(item(required="yes")), "item[0].required", "must be true or false"),
        (form(item(kind="choice")), "item[0].answerOption", "a choice needs either"),
        (form(choice(answerValueSet="kiosk")), "item[0].answerOption", "a choice needs either"),
        (
            form(choice(answerOption=[*OPTIONS, OPTIONS[0]])),
            "item[0].answerOption[2].code",
            "'a' is there twice",
        ),
        (form(item(kind="quantity")), "item[0].unitOption", "a quantity needs its units"),
        (
            form(item(kind="integer", maxLength=3)),
            "item[0].maxLength",
            "says nothing for an item of type integer",
        ),
        (form(item(item=[item("two")])), "item[0].item", "says nothing for an item of type string"),
        (form(item(kind="integer", minValue=5, maxValue=4)), "item[0].minValue", "is greater than maxValue"),
        (
            form(item(kind="date", minValue="today+7", maxValue="today")),
            "item[0].minValue",
            "is greater than",
        ),
        (form(item(kind="date", minValue="31 May")), "item[0].minValue", "is no date"),
        (
            form(item(repeats=True, minOccurs=3, maxOccurs=2)),
            "item[0].minOccurs",
            "is greater than maxOccurs",
        ),
        (form(item(repeats=True, required=True, minOccurs=0)), "item[0].minOccurs", "is 0, yet"),
        (form(item(maxOccurs=2)), "item[0].maxOccurs", "says nothing for an item that does not repeat"),
        (form(choice(initial="c")), "item[0].initial", "is no answer to this item (not_an_option)"),
        (form(item(initial=["a", "b"])), "item[0].initial", "must be 1 to 1 answers"),
        (form(item(readOnly=True, required=True)), "item[0].required", "nobody can answer"),
        (form(group("g", item(initial="x"), repeats=True)), "item[0].item[0].initial", "says nothing within"),
        (
            form(choice(answerOption=[{"code": "a", "text": WORDS, "maxValue": 2}])),
            "item[0].answerOption[0].maxValue",
            "",
        ),
    ],
)
def test_what_an_item_says_wrongly_is_named(raw: object, path: str, message: str) -> None:
    found = problems(raw)
    assert path in found, found
    assert message in found[path]


@pytest.mark.parametrize(
    ("rule", "place", "message"),
    [
        (when("nobody", "=", "a"), "question", "there is no item 'nobody'"),
        (when("g", "exists", True), "question", "is of type group, which has no answer"),
        (when("d", "exists", True), "question", "is of type display, which has no answer"),
        (when("c", "~", "a"), "operator", "must be one of"),
        (when("c", ">", "a"), "operator", "type choice has no order"),
        (when("s", "<=", "a"), "operator", "type string has no order"),
        (when("f", "=", "a"), "operator", "only exists can be asked of type attachment"),
        (when("c", "exists", "yes"), "answer", "must be true or false"),
        (when("c", "=", "z"), "answer", "is no answer to 'c' of type choice"),
        (when("i", "=", "many"), "answer", "is no answer to 'i' of type integer"),
        (when("i", "=", True), "answer", "is no answer to 'i' of type integer"),
        (when("b", "=", "perhaps"), "answer", "is no answer to 'b' of type boolean"),
        (when("da", ">", "2026-02-30"), "answer", "is no answer to 'da' of type date"),
        ({"question": "c", "operator": "="}, "answer", "is no answer to 'c'"),
        (when("c", "=", "a") | {"colour": 1}, "colour", "is an unknown key"),
    ],
)
def test_a_rule_that_cannot_be_asked_is_named(rule: dict[str, Any], place: str, message: str) -> None:
    asked = [
        choice("c"),
        item("s"),
        item("i", "integer"),
        item("b", "boolean"),
        item("da", "date"),
        item("f", "attachment"),
        item("d", "display"),
        group("g", item("in")),
    ]
    found = problems(form(*asked, item("last", enableWhen=[when("c", "=", "a"), rule])))
    assert message in found[f"item[8].enableWhen[1].{place}"]


def test_every_problem_is_collected() -> None:
    raw = form(item(required=1), item(kind="?"), item("x", enableWhen=[when("q", "=", 1)]), title={})
    assert list(problems(raw)) == [
        "title",
        "item[0].required",
        "item[1].type",
        "item[1].linkId",
        "item[2].enableWhen[0].question",
    ]


@pytest.mark.parametrize(
    "rules",
    [
        [when("c", "=", "a"), when("c", "=", "b")],
        [when("c", "exists", False), when("c", "=", "b")],
        [when("c", "!=", "a"), when("c", "!=", "b"), when("c", "exists", True)],
        [when("i", ">", 3), when("i", "<", 4)],
        [when("i", ">", 10)],
        [when("i", "<", -10), when("i", "exists", True)],
        [when("de", ">", "2"), when("de", "<", "2")],
        [when("da", ">=", "2026-01-02"), when("da", "<=", "2026-01-01")],
        [when("ti", ">", "23:59:59")],
        [when("b", "!=", True), when("b", "!=", False), when("b", "exists", True)],
        [when("m", "=", "a"), when("m", "!=", "a")],
        [when("later", "=", "x"), when("c", "=", "b")],
    ],
)
def test_a_required_item_that_no_answers_enable_is_refused(rules: list[dict[str, Any]]) -> None:
    raw = form(
        choice("c"),
        item("i", "integer", minValue=-5, maxValue=10),
        item("de", "decimal"),
        item("da", "date"),
        item("ti", "time"),
        item("b", "boolean"),
        choice("m", repeats=True),
        item("later", enableWhen=[when("c", "=", "a")]),
        item("never", required=True, enableWhen=rules),
    )
    found = problems(raw)
    assert len(found) == 1
    path, message = next(iter(found.items()))
    assert path.startswith("item[8].enableWhen")
    assert message == "'never' is required but can never be shown: no answers fulfil its rules"


@pytest.mark.parametrize(
    "rules",
    [
        [when("m", "=", "a"), when("m", "=", "b")],
        [when("i", ">", 3), when("i", "<", 5)],
        [when("de", ">", "2"), when("de", "<", "2.0000000001")],
        [when("c", "!=", "a"), when("c", "!=", "b")],
        [when("later", "exists", False), when("c", "=", "b")],
    ],
)
def test_rules_that_can_hold_together_are_taken(rules: list[dict[str, Any]]) -> None:
    raw = form(
        choice("c"),
        item("i", "integer"),
        item("de", "decimal"),
        choice("m", repeats=True),
        item("later", enableWhen=[when("c", "=", "a")]),
        item("sometimes", required=True, enableWhen=rules),
    )
    assert parse_definition(raw).code == "test"


def test_a_contradiction_with_the_group_around_is_found() -> None:
    inner = choice("in", enableWhen=[when("c", "=", "b")])
    found = problems(form(choice("c"), group("g", inner, enableWhen=[when("c", "=", "a")])))
    assert list(found) == ["item[1].item[0].enableWhen[0]"]


def test_what_hangs_on_an_item_that_is_never_shown_is_not_reported_again() -> None:
    never = item("never", enableWhen=[when("c", "=", "a"), when("c", "=", "b")])
    found = problems(form(choice("c"), never, item("after", enableWhen=[when("never", "=", "x")])))
    assert list(found) == ["item[1].enableWhen"]


def test_an_item_enabled_by_any_of_several_rules_needs_one_that_can_hold() -> None:
    dead = [when("i", ">", 10), when("i", "<", 0)]
    raw = form(
        item("i", "integer", minValue=0, maxValue=10), item("x", enableBehavior="any", enableWhen=dead)
    )
    assert list(problems(raw)) == ["item[1].enableWhen"]
    dead.append(when("i", "=", 5))
    assert parse_definition(raw).code == "test"


@pytest.mark.parametrize(
    "items",
    [
        [item("a", enableWhen=[when("a", "exists", True)])],
        [
            item("a", enableWhen=[when("b", "exists", True)]),
            item("b", enableWhen=[when("a", "exists", True)]),
        ],
        [group("g", item("a"), enableWhen=[when("a", "exists", True)])],
    ],
)
def test_rules_in_a_circle_are_refused_with_the_circle(items: list[dict[str, Any]]) -> None:
    message = next(iter(problems(form(*items)).values()))
    assert message.startswith("branch rules go in a circle: ")
    circle = message.partition(": ")[2].split(" → ")
    assert circle[0] == circle[-1]


def test_a_chain_of_a_thousand_rules_is_no_circle() -> None:
    chain = [
        item("q0"),
        *(item(f"q{i}", enableWhen=[when(f"q{i - 1}", "exists", True)]) for i in range(1, 400)),
    ]
    assert len(parse_form(form(*reversed(chain))).nodes) == 400


def test_a_form_too_large_or_too_deep_is_refused() -> None:
    deep: dict[str, Any] = item("bottom")
    for i in range(12):
        deep = group(f"g{i}", deep)
    assert any("deep" in message for message in problems(form(deep)).values())
    large = [group(f"g{g}", *(item(f"q{g}-{i}") for i in range(400))) for g in range(3)]
    assert any("at most 1000 items" in message for message in problems(form(*large)).values())


def test_texts_are_cleaned_of_what_could_turn_a_page_round() -> None:
    definition = parse_definition(form(item(text={"en": "Pay \u202eback\u0000"})))
    assert definition.items[0].text == Text({"en": "Pay back"})


@pytest.mark.parametrize(
    "path", sorted(PACKS.glob("*/forms/*.json")), ids=lambda path: f"{path.parts[-3]}-{path.stem}"
)
def test_every_form_of_the_packs_is_read_and_complete_in_all_languages(path: Path) -> None:
    definition = parse_definition(json.loads(path.read_text("utf-8")))
    assert missing_texts(definition) == []
    assert coverage(definition) == dict.fromkeys(LANGUAGES, 1.0)
