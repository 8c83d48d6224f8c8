"""A form is changed without touching its JSON by hand, and every change can be saved or says why not."""

from typing import Any

import pytest

from redthread.forms.public import (
    DefinitionError,
    ItemNotFoundError,
    add_item,
    as_draft,
    change_item,
    change_texts,
    item_at,
    move_item,
    parse_definition,
    remove_item,
    text_table,
)
from tests.forms.test_definitions import choice, form, group, item, when


def start() -> dict[str, Any]:
    asked = [when("what", "=", "a"), when("note.1", "exists", True)]
    return form(
        choice("what"),
        item("note.1"),
        group("g", item("in"), item("more", enableWhen=asked, enableBehavior="any")),
    )


def links(raw: dict[str, Any]) -> list[str]:
    return [item.link_id for item in parse_definition(raw).walk()]


def test_a_draft_is_the_definition_without_its_version() -> None:
    definition = parse_definition(start())
    assert parse_definition(as_draft(definition) | {"version": 1}) == definition


def test_texts_are_translated_in_a_table() -> None:
    table = dict(text_table(parse_definition(start())))
    assert list(table)[:3] == ["title", "what.text", "what.answerOption.a.text"]
    words = {
        "title": {"sv": "Titel"},
        "note.1.text": {"sv": "Anteckning", "en": "Note"},
        "what.answerOption.b.text": {"sv": "Annat"},
        "what.help": {"en": "Help"},
    }
    changed = change_texts(start(), words)
    table = dict(text_table(parse_definition(changed)))
    assert table["title"] == {"en": "Words", "sv": "Titel"}
    assert table["note.1.text"] == {"en": "Note", "sv": "Anteckning"}
    assert table["what.answerOption.b.text"] == {"en": "Words", "sv": "Annat"}
    assert table["what.help"] == {"en": "Help"}
    assert change_texts(changed, {"what.help": {"en": " "}})["item"][0] == start()["item"][0] | {
        "answerOption": changed["item"][0]["answerOption"]
    }


def test_a_change_leaves_the_form_it_was_made_from_alone() -> None:
    raw = start()
    change_texts(raw, {"title": {"en": "Other"}})
    change_item(raw, "in", {"required": True})
    remove_item(raw, "what")
    move_item(raw, "what", 1)
    add_item(raw, item("new"), inside="g")
    assert raw == start()


def test_keys_of_an_item_are_set_and_taken_away() -> None:
    changed = change_item(start(), "in", {"required": True, "maxLength": 9})
    read = next(i for i in parse_definition(changed).walk() if i.link_id == "in")
    assert (read.required, read.max_length) == (True, 9)
    assert change_item(changed, "in", {"required": None, "maxLength": None}) == start()


def test_a_renamed_item_is_followed_by_the_rules_that_ask_it() -> None:
    changed = change_item(start(), "what", {"linkId": "need"})
    assert links(changed) == ["need", "note.1", "g", "in", "more"]


def test_items_are_added_moved_and_removed() -> None:
    raw = add_item(add_item(add_item(start(), item("end")), item("x"), after="what"), item("y"), inside="g")
    assert links(raw) == ["what", "x", "note.1", "g", "in", "more", "y", "end"]
    assert links(move_item(raw, "y", -1)) == ["what", "x", "note.1", "g", "in", "y", "more", "end"]
    assert links(move_item(raw, "what", 99)) == ["x", "note.1", "g", "in", "more", "y", "end", "what"]
    assert links(remove_item(raw, "g")) == ["what", "x", "note.1", "end"]


def test_a_removed_item_takes_the_rules_with_it_that_asked_it() -> None:
    more = parse_definition(remove_item(start(), "what")).items[1].items[1]
    assert [rule.question for rule in more.enable_when] == ["note.1"]
    more = parse_definition(remove_item(remove_item(start(), "what"), "note.1")).items[0].items[1]
    assert more.enable_when == ()


def test_a_problem_is_shown_at_its_item() -> None:
    raw = change_item(start(), "more", {"type": "colour"})
    with pytest.raises(DefinitionError) as caught:
        parse_definition(raw)
    assert [item_at(raw, problem.path) for problem in caught.value.problems] == ["more"]
    assert item_at(raw, "title.en") == ""
    assert item_at(raw, "item[9].text") == ""


@pytest.mark.parametrize(
    "path", ["gone.text", "what.answerOption.z.text", "what.colour", "what.unitOption.a.text", ""]
)
def test_what_is_gone_is_said(path: str) -> None:
    with pytest.raises(ItemNotFoundError):
        change_texts(start(), {path: {"en": "x"}})
    with pytest.raises(ItemNotFoundError):
        remove_item(start(), "gone")
