"""Reading how time is counted: complete, sourced, in six languages, and strict."""

from collections.abc import Callable
from pathlib import Path

import pytest

from redthread.jurisdiction.sentences import (
    DateKind,
    load_sentence_rules,
    rules_of,
    texts_of_sentences,
)
from redthread.jurisdiction.tables import PackError
from tests.jurisdiction.conftest import PACKS

CODES = ("generic", "se", "dk", "be")


@pytest.mark.parametrize("code", CODES)
def test_every_rule_says_where_it_comes_from(code: str) -> None:
    rules = load_sentence_rules(PACKS / code)
    laws = [r.law for kind in DateKind for r in rules_of(rules, kind)]
    laws += [rules.counting.length_law, rules.counting.day_law, rules.counting.closed_day_law]
    assert all(law.section and law.provenance.source for law in laws)


@pytest.mark.parametrize("code", CODES)
def test_what_is_refused_is_said_in_every_language(code: str) -> None:
    rules = load_sentence_rules(PACKS / code)
    assert [(place, text.missing()) for place, text in texts_of_sentences(rules) if text.missing()] == []
    for kind in DateKind:
        assert kind in {DateKind.RELEASE, DateKind.END} or rules_of(rules, kind) or kind in rules.refused


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('share = "2/3"', 'share = "3/2"', "between 0 and 1"),
        ('share = "2/3"', 'share = "most"', "must be a share"),
        ('least = "30 days"', 'least = "thirty days"', "must be a length"),
        ('kind = "leave"', 'kind = "holiday"', "must be one of"),
        ('kind = "leave"', 'kind = "end"', "no date after a share"),
        ('least = "365 days"', 'most = "1 year"\nleast = "365 days"', "not both"),
        ("month_days = 30\n", "", "goes together"),
        ("free_on_last_day = true", 'free_on_last_day = "yes"', "true or false"),
        ('section = "weekends and holidays"', 'section = "weekends"\ncolor = "red"', "is unknown here"),
    ],
)
def test_a_wrong_file_is_refused_by_name(
    spoil: Callable[[str, str, str], Path], old: str, new: str, problem: str
) -> None:
    packs = spoil("se/sentences.toml", old, new)
    with pytest.raises(PackError, match=problem):
        load_sentence_rules(packs / "se")


def test_a_date_without_rule_and_without_reason_is_refused(spoil: Callable[[str, str, str], Path]) -> None:
    packs = spoil("generic/sentences.toml", "[refused.leave.reason]", "[refused.leeve.reason]")
    with pytest.raises(PackError, match="no kind of date"):
        load_sentence_rules(packs / "dk")
