"""Whoever keeps a form reads it in words, sees what changed, and which texts are missing."""

from typing import Any

from redthread.forms.public import changes_between, coverage, missing_texts, outline, parse_definition
from tests.forms.test_definitions import choice, form, group, item, when


def laundry(**keys: Any) -> dict[str, Any]:
    what = item(
        "what",
        "choice",
        text={"en": "What do you need?", "sv": "Vad behöver du?"},
        required=True,
        answerOption=[
            {"code": "wash", "text": {"en": "Wash", "sv": "Tvätta"}},
            {"code": "mend", "text": {"en": "Mend"}},
        ],
    )
    count = item(
        "count", "integer", text={"en": "How many?"}, maxValue=9, enableWhen=[when("what", "=", "wash")]
    )
    return form(what, group("clothes", count, repeats=True, maxOccurs=3), item("note", maxLength=200), **keys)


def test_an_outline_says_everything_in_words() -> None:
    lines = [str(line) for line in outline(parse_definition(laundry()), "sv")]
    assert lines == [
        "Vad behöver du? [choice] (must be answered; one of: Tvätta, Mend)",
        "clothes [group] (up to 3 times)",
        "  How many? [integer] (to 9; only if “Vad behöver du?” is “Tvätta”)",
        "Words [string] (at most 200 letters)",
    ]


def test_rules_of_every_kind_are_told() -> None:
    rules = [
        when("c", "exists", False),
        when("i", ">=", 3),
        when("b", "!=", True),
        when("c", "=", "a"),
    ]
    asked = form(
        choice("c"),
        item("i", "integer"),
        item("b", "boolean"),
        item("x", enableWhen=rules, enableBehavior="any"),
    )
    (note,) = outline(parse_definition(asked), "en")[3].notes
    assert note.split(" or ") == [
        "only if “Words” is not answered",
        "“Words” is at least 3",
        "“Words” is not yes",
        "“Words” is “Words”",
    ]


def test_nothing_changed_says_nothing() -> None:
    assert changes_between(parse_definition(laundry()), parse_definition(laundry(version=2))) == []


def test_changes_are_told_item_by_item() -> None:
    new = laundry(version=2, title={"en": "Laundry"})
    new["item"][0]["text"]["sv"] = "Vad vill du?"
    new["item"][0]["answerOption"][1] = {"code": "lend", "text": {"en": "Lend"}}
    new["item"][0]["required"] = False
    new["item"][1]["item"][0]["maxValue"] = 5
    new["item"][2] = item("until", "date")
    assert changes_between(parse_definition(laundry()), parse_definition(new)) == [
        "title: “Words” → “Laundry”",
        "what.text.sv: “Vad behöver du?” → “Vad vill du?”",
        "what.answerOption.lend: nothing → “Lend”",
        "what.answerOption.mend: “Mend” → nothing",
        "what.required: yes → nothing",
        "count.maxValue: 9 → 5",
        "until: added, date “Words”",
        "note: removed, “Words”",
    ]


def test_moves_and_order_are_told() -> None:
    old = form(item("a"), group("g", item("b"), item("c")))
    new = form(group("g", item("c")), item("b"), item("a"))
    assert changes_between(parse_definition(old), parse_definition(new)) == [
        "b: moved from g to the form",
        "order: a, g, b, c → g, c, b, a",
    ]


def test_missing_texts_are_found_in_every_corner() -> None:
    definition = parse_definition(laundry(title={"en": "Laundry", "sv": "Tvätt"}))
    assert [(text.path, text.languages, text.text) for text in missing_texts(definition, ["en", "sv"])] == [
        ("what.answerOption.mend.text", ("sv",), "Mend"),
        ("count.text", ("sv",), "How many?"),
        ("note.text", ("sv",), "Words"),
    ]
    assert coverage(definition, ["en", "sv", "ar"]) == {"en": 1.0, "sv": 0.5, "ar": 0.0}
