"""The words of the packs: every shared task and term is there, in six languages, with its source."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from redthread.foundation.phases import Phase
from redthread.jurisdiction.booklet import (
    find_booklet_problems,
    find_page,
    load_booklet,
    load_news,
)
from redthread.jurisdiction.glossary import load_glossary, search_terms
from redthread.jurisdiction.guide_check import find_guide_problems
from redthread.jurisdiction.guides import GuideTask, load_guides
from redthread.jurisdiction.tables import PackError, read_toml
from redthread.jurisdiction.texts import LANGUAGES
from tests.jurisdiction.conftest import PACKS

Spoil = Callable[[str, str, str], Path]
SHARED = PACKS.parent / "tests/data/service"
CODES = ("generic", "se", "dk", "be")
FOLDERS = {"GEN": "generic", "SE": "se", "DK": "dk", "BE": "be"}
RENAMED = {"event:start+365d": "event:probation_start+365d"}
"""Facts that have another name here, because "start" alone says not of what."""
SHIFTED = "municipality;employment"
"""One row of the shared data has its partners in the column of the source; its basis says own."""


def shared(name: str) -> list[dict[str, str]]:
    with (SHARED / name).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def own_task(folder: str, phase: str, order: int) -> tuple[str, dict[str, object]]:
    tasks = read_toml(PACKS / folder / "guides" / f"{phase}.toml").data["task"]
    return next((code, task) for code, task in tasks.items() if task["order"] == order)


@pytest.mark.parametrize(
    "row", shared("phases.csv"), ids=lambda r: f"{r['jurisdiction']}-{r['phase'][:3]}{r['order']}"
)
def test_every_shared_task_is_in_its_pack_with_deadline_source_and_basis(row: dict[str, str]) -> None:
    phase = row["phase"].split()[1]
    _code, task = own_task(FOLDERS[row["jurisdiction"]], phase, int(row["order"]))
    assert task["deadline"] == RENAMED.get(row["deadline"], row["deadline"])
    source = "Own default" if row["source"] in {"own", SHIFTED} else row["source"]
    assert str(task["source"]).startswith(source) or "Køreplan" in str(task["source"])
    assert task["basis"] == row["basis"] or "Bilag 1" in str(task["source"])
    assert task.get("repeat_on") or row["repeat"] != "on_change"


def test_there_are_78_shared_tasks_and_113_shared_terms() -> None:
    assert len(shared("phases.csv")) == 78
    assert len(shared("glossary.csv")) == 113


@pytest.mark.parametrize("code", CODES)
def test_every_guide_speaks_six_languages_and_its_terms_are_in_the_glossary(code: str) -> None:
    assert list(find_guide_problems(PACKS / code, terms=load_glossary(PACKS / code))) == []


@pytest.mark.parametrize("code", CODES)
def test_every_phase_has_a_guide_and_says_something_to_the_client(code: str) -> None:
    for phase, tasks in load_guides(PACKS / code).items():
        assert tasks, phase
        assert any(task.client for task in tasks), phase


@pytest.mark.parametrize("code", CODES)
def test_what_concerns_a_victim_says_nothing_to_the_client(code: str) -> None:
    about_victims = [
        task
        for tasks in load_guides(PACKS / code).values()
        for task in tasks
        if "victim" in task.partners or "victim_notification" in task.terms
    ]
    assert about_victims
    assert [task.code for task in about_victims if task.client] == []


@pytest.mark.parametrize("code", CODES)
def test_a_task_that_tells_when_somebody_is_released_is_only_for_those_who_may_know(code: str) -> None:
    from_dates = [
        task
        for tasks in load_guides(PACKS / code).values()
        for task in tasks
        if str(task.deadline).startswith("date:")
    ]
    assert from_dates
    assert {task.info_class.name for task in from_dates} <= {
        "RELEASE_DATES",
        "HEALTH",
        "CASE_FILE",
        "VICTIMS",
    }


def test_denmark_shows_the_twelve_points_of_its_schedule_in_order() -> None:
    pointed: list[GuideTask] = [
        task for phase in Phase for task in load_guides(PACKS / "dk")[phase] if task.point is not None
    ]
    assert sorted(task.point or 0 for task in pointed) == list(range(1, 13))
    assert all("Køreplan" in task.provenance.source for task in pointed)
    phases = list(Phase)
    by_point = sorted(pointed, key=lambda task: task.point or 0)
    assert [phases.index(task.phase) for task in by_point] == sorted(phases.index(t.phase) for t in pointed)


@pytest.mark.parametrize("row", shared("glossary.csv"), ids=lambda row: row["term_en"])
def test_every_shared_term_is_in_the_glossary_with_its_words(row: dict[str, str]) -> None:
    term = next(
        t for t in load_glossary(PACKS / "generic").values() if t.name.in_language("en") == row["term_en"]
    )
    for language in ("sv", "da", "nl", "fr"):
        assert row[language] in ("-", term.name.in_language(language))
    assert term.german == row["de"].replace("-", "") or term.german == row["de"]
    assert term.source == row["source"]
    assert term.name.missing() == []
    assert term.definition.missing() == []


@pytest.mark.parametrize(
    ("words", "language", "code"),
    [
        ("LØSLADELSE", "da", "release"),
        ("liberation CONDITIONNELLE", "fr", "conditional_release"),
        ("release", "ar", "release"),
        ("الإفراج", "ar", "release_meeting"),
    ],
)
def test_a_search_finds_a_term_whatever_case_or_accents(words: str, language: str, code: str) -> None:
    glossary = load_glossary(PACKS / "generic")
    assert code in [term.code for term in search_terms(glossary, words, language=language)]


def test_a_search_without_words_lists_all_and_one_without_hits_nothing() -> None:
    glossary = load_glossary(PACKS / "generic")
    assert len(search_terms(glossary, "  ", language="sv")) == len(glossary)
    assert search_terms(glossary, "<script>" * 50, language="sv") == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("code,en", "kode,en", "line 1"),
        ("prisoner,prisoner", "client,prisoner", "'client' stands twice"),
        ("prisoner,prisoner", "Prisoner,prisoner", "small letters"),
        ("prisoner,prisoner", "prisoner,", "must be words"),
        ("prisoner,prisoner", "prisoner", "must have 16 fields|must have"),
    ],
)
def test_a_wrong_glossary_is_refused_by_line(spoil: Spoil, old: str, new: str, problem: str) -> None:
    packs = spoil("generic/glossary.csv", old, new)
    with pytest.raises(PackError, match=problem):
        load_glossary(packs / "generic")


@pytest.mark.parametrize("code", CODES)
def test_the_booklet_and_the_news_speak_six_languages(code: str) -> None:
    assert list(find_booklet_problems(PACKS / code, terms=load_glossary(PACKS / code))) == []
    assert len(load_booklet(PACKS / code)) >= 5
    assert 3 <= len(load_news(PACKS / code)) <= 6


@pytest.mark.parametrize("code", ["se", "dk", "be"])
def test_a_country_says_in_the_booklet_what_differs_there(code: str) -> None:
    for page in ("organisation", "phases"):
        own, above = find_page(PACKS / code, page), find_page(PACKS / "generic", page)
        assert own is not None
        assert above is not None
        assert own.parts != above.parts
        assert set(own.title.by_language) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("order = 10\nterms", 'colour = "red"\norder = 10\nterms', "is unknown here"),
        ('basis = "own"', 'basis = "hearsay"', "must be one of"),
        ('"remand_prison", ', '"remand_prison", "spaceship", ', "not in the glossary"),
        ('sv = "Så är Kriminalvården ordnad", ', "", "title: no sv"),
    ],
)
def test_a_wrong_page_is_refused_or_reported(spoil: Spoil, old: str, new: str, problem: str) -> None:
    packs = spoil("generic/booklet/organisation.toml", old, new)
    try:
        found = "\n".join(find_booklet_problems(packs / "generic", terms=load_glossary(packs / "generic")))
    except PackError as error:
        found = str(error)
    assert problem in found
