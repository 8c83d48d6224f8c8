"""Change a form without knowing its JSON: what the staff door's editor does, as plain functions.

Every function takes the JSON of a definition and returns a changed copy; nothing is judged here, since a form
may be contradictory while it is being worked on. ``save_draft`` judges, and :func:`item_at` tells which item
a problem is about.
"""

import re
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from redthread.forms.rules.definition import Definition, JsonValue
from redthread.forms.rules.outline import texts_of

Raw = dict[str, Any]

_STEP = re.compile(r"(?:^|\.)item\[(\d+)\]")


class ItemNotFoundError(LookupError):
    """The form has no such item, text or option; somebody may have removed it meanwhile."""


def as_draft(definition: Definition) -> Raw:
    """Return a definition as the JSON of its next draft: without a version, which ``save_draft`` gives."""
    raw: Raw = dict(definition.to_json())
    del raw["version"]
    return raw


def text_table(definition: Definition) -> list[tuple[str, dict[str, str]]]:
    """Return every text as (path, language → words), in the order of the form: a translator's table."""
    return [(path, text.as_dict()) for path, text in texts_of(definition)]


def change_texts(raw: Raw, texts: Mapping[str, Mapping[str, str]]) -> Raw:
    """Return the form with texts replaced: path → language → words, paths as in :func:`text_table`.

    Empty words take a language away; languages not named stay.

    Raises:
        ItemNotFoundError: a path leads nowhere.
    """
    changed = deepcopy(raw)
    for path, words in texts.items():
        home, key = _home_of_text(changed, path)
        text = dict(home.get(key) or {}) | dict(words)
        home[key] = {language: said for language, said in text.items() if said.strip()}
        if not home[key]:
            del home[key]
    return changed


def change_item(raw: Raw, link_id: str, keys: Mapping[str, JsonValue]) -> Raw:
    """Return the form with keys of one item set, or taken away where the value is None.

    A new ``linkId`` is followed by the rules that ask the item.

    Raises:
        ItemNotFoundError: there is no such item.
    """
    changed = deepcopy(raw)
    level, i = _found(changed, link_id)
    item = {key: value for key, value in (level[i] | dict(keys)).items() if value is not None}
    level[i] = item
    if item.get("linkId") != link_id:
        for _, rule in _rules(changed):
            if rule.get("question") == link_id:
                rule["question"] = item.get("linkId")
    return changed


def add_item(raw: Raw, item: Mapping[str, JsonValue], *, after: str = "", inside: str = "") -> Raw:
    """Return the form with a new item after another one, or at the end of a group, or (neither) of the form.

    Raises:
        ItemNotFoundError: the other item or the group is not there.
    """
    changed = deepcopy(raw)
    if after:
        level, i = _found(changed, after)
        level.insert(i + 1, deepcopy(dict(item)))
        return changed
    home = changed
    if inside:
        level, i = _found(changed, inside)
        home = level[i]
    home.setdefault("item", []).append(deepcopy(dict(item)))
    return changed


def move_item(raw: Raw, link_id: str, by: int) -> Raw:
    """Return the form with an item moved up (negative) or down among its neighbours, no further than the end.

    Raises:
        ItemNotFoundError: there is no such item.
    """
    changed = deepcopy(raw)
    level, i = _found(changed, link_id)
    level.insert(min(max(i + by, 0), len(level) - 1), level.pop(i))
    return changed


def remove_item(raw: Raw, link_id: str) -> Raw:
    """Return the form without an item, what lies within it, and the rules that asked any of them.

    Raises:
        ItemNotFoundError: there is no such item.
    """
    changed = deepcopy(raw)
    level, i = _found(changed, link_id)
    gone = {item.get("linkId") for item, _, _ in _items({"item": [level.pop(i)]})}
    for item, _, _ in _items(changed):
        rules = [rule for rule in item.get("enableWhen", ()) if rule.get("question") not in gone]
        if len(rules) < 2:  # noqa: PLR2004 - all or any says nothing of fewer
            item.pop("enableBehavior", None)
        if rules:
            item["enableWhen"] = rules
        else:
            item.pop("enableWhen", None)
    return changed


def item_at(raw: Raw, path: str) -> str:
    """Return the linkId of the item that a problem's path lies in, or nothing for the form itself."""
    level: Any = raw
    link_id = ""
    for step in _STEP.finditer(path):
        try:
            level = level["item"][int(step[1])]
            link_id = str(level["linkId"])
        except (KeyError, IndexError, TypeError):
            break
    return link_id


def _items(raw: Raw) -> list[tuple[Raw, list[Raw], int]]:
    """Return every item with the list it stands in and its place there."""
    found = []
    level = raw.get("item", [])
    for i, item in enumerate(level):
        found.append((item, level, i))
        found += _items(item)
    return found


def _rules(raw: Raw) -> list[tuple[Raw, Raw]]:
    return [(item, rule) for item, _, _ in _items(raw) for rule in item.get("enableWhen", ())]


def _found(raw: Raw, link_id: str) -> tuple[list[Raw], int]:
    for item, level, i in _items(raw):
        if item.get("linkId") == link_id:
            return level, i
    raise ItemNotFoundError(link_id)


def _home_of_text(raw: Raw, path: str) -> tuple[Raw, str]:
    """Return the object that holds the text at ``path``, and the key of the text in it."""
    if path in {"title", "description"}:
        return raw, path
    # A linkId or a code may have points itself, so the fixed words are looked for, from behind.
    option = re.fullmatch(r"(.+)\.(answerOption|unitOption)\.(.+)\.(text|help)", path)
    item = re.fullmatch(r"(.+)\.(text|help)", path)
    if option:
        level, i = _found(raw, option[1])
        for part in level[i].get(option[2], ()):
            if part.get("code") == option[3]:
                return part, option[4]
    elif item:
        level, i = _found(raw, item[1])
        return level[i], item[2]
    raise ItemNotFoundError(path)
