"""Guides are read strictly: a pack says who does what until when, and everything it names is there."""

from pathlib import Path

import pytest

from redthread.foundation.classes import InformationClass
from redthread.foundation.phases import Phase
from redthread.jurisdiction.deadlines import parse
from redthread.jurisdiction.guide_check import find_guide_problems
from redthread.jurisdiction.guides import load_guides
from redthread.jurisdiction.tables import PackError

TASK = """
[task.{code}]
order = 10
role = "officer"
deadline = "{deadline}"
source = "Own"
basis = "own"
valid_from = 2026-01-01
title = {{ en = "{title}" }}
why = {{ en = "Because." }}
how = {{ en = "Like this." }}
{more}
"""


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    for code, head in (("generic", ""), ("xx", 'extends = "generic"')):
        (tmp_path / code / "guides").mkdir(parents=True)
        (tmp_path / code / "pack.toml").write_text(f'code = "{code}"\n{head}')
    (tmp_path / "generic" / "roles.toml").write_text("[role.officer]\n[role.nurse]\n")
    return tmp_path


def write(packs: Path, pack: str, phase: str, text: str) -> None:
    (packs / pack / "guides" / f"{phase}.toml").write_text(text)


def task(code: str, deadline: str = "event:arrival+2h", title: str = "A task", more: str = "") -> str:
    return TASK.format(code=code, deadline=deadline, title=title, more=more)


def test_a_country_replaces_a_task_whole_and_keeps_the_others(packs):
    write(packs, "generic", "remand", task("search", more="[task.search.client]\nen = 'You.'") + task("talk"))
    write(packs, "xx", "remand", task("search", title="Another", more='info_class = "HEALTH"'))
    search, talk = load_guides(packs / "xx")[Phase.REMAND]
    assert (search.title.in_language("en"), search.client) == ("Another", None)
    assert search.info_class is InformationClass.HEALTH
    assert talk.deadline == parse("event:arrival+2h")


def test_a_country_drops_a_task(packs):
    write(packs, "generic", "remand", task("search") + task("talk"))
    write(packs, "xx", "remand", 'dropped = ["search"]')
    assert [t.code for t in load_guides(packs / "xx")[Phase.REMAND]] == ["talk"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (task("search", deadline="event:arrival"), r"task.search.deadline: \+ expected at character 14"),
        (task("search", deadline="event:sunrise+2h"), "there is no 'sunrise'"),
        (task("search", more='escalates_to = "king"'), "is no role"),
        (task("search", more='starts = "never"'), "there is no 'never'"),
        (task("search", more='check = ["done"]'), "is no kind of a thread event"),
        (task("search", more='page = "moon"'), "is none of"),
        (task("search", more='info_class = "MOON"'), "there is no information class"),
        (task("search", more='partners = ["moon"]'), "is none of"),
        (task("search", more='colour = "red"'), "is unknown here"),
        (task("search").replace('"officer"', '"king"'), "is neither a role nor one of"),
        (task("search").replace("en =", "xx ="), "is none of our languages"),
        (task("Search-1"), "a code is"),
        ('dropped = ["search"]', "there is no task 'search' to drop"),
    ],
)
def test_what_cannot_work_is_refused_with_its_place(packs, text, words):
    write(packs, "xx", "intake", text)
    with pytest.raises(PackError, match=words) as refused:
        load_guides(packs / "xx")
    assert refused.value.file.name == "intake.toml"


def test_a_code_is_used_once_in_a_pack(packs):
    write(packs, "generic", "remand", task("search"))
    write(packs, "generic", "intake", task("search"))
    with pytest.raises(PackError, match=r"is in remand.toml already"):
        load_guides(packs / "generic")


def test_a_file_that_is_no_phase_is_refused(packs):
    write(packs, "generic", "holiday", "")
    with pytest.raises(PackError, match="is no phase"):
        load_guides(packs / "generic")


def test_a_missing_language_and_an_unknown_term_are_found(packs):
    write(packs, "generic", "remand", task("search", more='terms = ["remand"]'))
    problems = list(find_guide_problems(packs / "generic", terms={"release"}))
    assert "guide remand search why: no ar" in problems
    assert "guide remand search: 'remand' is not in the glossary" in problems


def test_a_form_that_the_pack_does_not_have_is_found(packs):
    write(packs, "generic", "remand", task("search", more='form = "belongings"'))
    wrong = "guide remand search: there is no form 'belongings'"
    assert wrong in list(find_guide_problems(packs / "generic", forms={"laundry"}))
    assert wrong not in list(find_guide_problems(packs / "generic", forms={"belongings"}))


def test_the_guides_of_the_repository_say_everything_in_all_languages():
    folder = Path(__file__).parents[2] / "packs"
    for code in ("generic", "se", "dk", "be"):
        assert list(find_guide_problems(folder / code)) == []
