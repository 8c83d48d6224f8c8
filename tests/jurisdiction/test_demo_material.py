"""The material of the demonstration fits the packs it will fill."""

import random
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from redthread.demo.texts import Texts
from redthread.jurisdiction.pack import Pack
from redthread.jurisdiction.texts import LANGUAGES
from tests.jurisdiction.conftest import PACKS

DEMO = PACKS / "demo"
TEXTS = sorted((DEMO / "texts").glob("*.toml"))
BIG = {"swedish", "danish", "flemish", "walloon", "arabic"}


def read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


def items_of(definition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in definition.get("item", ()):
        yield item
        yield from items_of(item)


def test_every_request_type_has_texts(packs: Mapping[str, Pack]) -> None:
    assert {file.stem for file in TEXTS} == set(packs["se"].request_types)


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_texts_fit_the_form_of_their_type(packs: Mapping[str, Pack], file: Path) -> None:
    form = packs["se"].forms[file.stem, 1]
    items = {item["linkId"]: item for item in items_of(form.definition)}
    texts = read(file)
    codes = {option["code"] for option in items[texts["choice"]]["answerOption"]}
    for code, by_language in texts["option"].items():
        assert code in codes
        longest = items[by_language.pop("words", texts["words"])]["maxLength"]
        for language, words in by_language.items():
            assert language in LANGUAGES
            assert all(0 < len(text) <= longest for text in words)


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.stem)
def test_there_are_enough_different_texts(file: Path) -> None:
    wanted = 25 if file.stem in {"management", "nurse", "kiosk", "laundry"} else 8
    texts = read(file)
    for language in LANGUAGES:
        words = [text for option in texts["option"].values() for text in option.get(language, ())]
        assert len(words) == len(set(words)) >= wanted, language


@pytest.mark.parametrize("file", sorted((DEMO / "names").glob("*.toml")), ids=lambda file: file.stem)
def test_names_are_different_and_plenty(file: Path) -> None:
    names = read(file)
    for kind in ("male", "female", "family"):
        assert len(names[kind]) == len(set(names[kind])) >= (60 if file.stem in BIG else 19)


def test_shares_name_what_there_is_and_sum_to_one() -> None:
    people = read(DEMO / "people.toml")
    there = {file.stem for file in (DEMO / "names").glob("*.toml")}
    for shares in people["background"].values():
        assert set(shares) <= there
        assert sum(shares.values()) == pytest.approx(1)
    assert set(people["chooses"]) == there
    for shares in people["chooses"].values():
        assert set(shares) <= {"home", *LANGUAGES}
        assert sum(shares.values()) == pytest.approx(1)
    assert sum(band["share"] for band in people["age"]) == pytest.approx(1)


def test_answers_exist_in_the_languages_staff_write() -> None:
    answers = read(DEMO / "answers.toml")
    for by_type in answers.values():
        for by_language in by_type.values():
            assert {"sv", "en", "da", "nl", "fr"} <= set(by_language)
            assert all(words for words in by_language.values())


def test_what_clients_write_in_the_demonstration_is_in_their_own_language(packs: Mapping[str, Pack]) -> None:
    texts = Texts(DEMO / "texts", packs["se"], today=date(2026, 3, 2))
    chance = random.Random(1)  # noqa: S311 - a seed, not a secret
    for code in ("management", "nurse"):
        type_, option = packs["se"].request_types[code], read(DEMO / "texts" / f"{code}.toml")["option"]
        for language in LANGUAGES:
            answers = texts.answers(type_, language, chance).answers
            assert answers["text"] in option[answers["about"]][language]


def test_short_fields_are_filled_for_fields_that_exist(packs: Mapping[str, Pack]) -> None:
    known = {
        place
        for (code, _), form in packs["se"].forms.items()
        for item in items_of(form.definition)
        for place in (item["linkId"], f"{code}.{item['linkId']}")
    }
    assert set(read(DEMO / "fill.toml")) <= known
