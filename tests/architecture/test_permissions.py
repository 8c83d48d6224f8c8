"""Every permission that the code asks for is in some role, and every role gives only what the code knows."""

import importlib
import re
import tomllib
from enum import StrEnum
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "src" / "redthread"
JOBS_ONLY = {"requests.escalate"}
"""Held by the worker's own actors, never by a person."""
COMMAND_LINE = {"thread.verify"}
"""Who is trusted with `redthread thread verify`; there the operating system asks, not the database."""


def _declared() -> dict[str, str]:
    """Return every permission that a module declares, with the module."""
    found: dict[str, str] = {}
    for path in sorted(SOURCES.glob("*/permissions.py")):
        module = importlib.import_module(f"redthread.{path.parent.name}.permissions")
        for members in vars(module).values():
            if isinstance(members, type) and issubclass(members, StrEnum) and members is not StrEnum:
                found |= {str(member): path.parent.name for member in members}
    return found


def _asked_in_sql() -> dict[str, str]:
    """Return every permission that a database function or policy asks for, with the file."""
    pattern = re.compile(r"access\.(?:require|may)\('([a-z_]+\.[a-z_]+)'\)")
    return {
        name: path.name
        for path in sorted(SOURCES.glob("*/sql/*.up.sql"))
        for name in pattern.findall(path.read_text())
    }


def _asked_in_pages() -> dict[str, str]:
    """Return every permission that a template or view names as text."""
    pattern = re.compile(r"may\(\"([a-z_]+\.[a-z_]+)\"\)")
    files = sorted([*SOURCES.glob("doors/**/*.jinja"), *SOURCES.glob("doors/**/*.py")])
    return {name: path.name for path in files for name in pattern.findall(path.read_text())}


def _given() -> dict[str, set[str]]:
    """Return what each role of the generic pack gives."""
    with (ROOT / "packs" / "generic" / "roles.toml").open("rb") as file:
        roles = tomllib.load(file)["role"]
    return {code: set(role["permissions"]) for code, role in roles.items()}


@pytest.mark.parametrize("source", [_declared, _asked_in_sql, _asked_in_pages])
def test_every_permission_is_in_a_role(source) -> None:
    """What no role gives, nobody could ever do."""
    given = set().union(*_given().values()) | JOBS_ONLY
    asked = source()
    assert asked, "nothing found: the pattern no longer fits"
    assert {name: where for name, where in asked.items() if name not in given} == {}


def test_no_role_gives_what_nothing_asks_for() -> None:
    """A permission that only a role knows is a misspelling, or was forgotten."""
    known = {*_declared(), *_asked_in_sql(), *_asked_in_pages(), *COMMAND_LINE}
    assert {role: names - known for role, names in _given().items() if names - known} == {}


def test_power_over_the_system_and_knowledge_about_people_are_kept_apart() -> None:
    """Who sets the system up for everybody reads nothing, and nobody grants roles who reads health."""
    with (ROOT / "packs" / "generic" / "roles.toml").open("rb") as file:
        roles = tomllib.load(file)["role"]
    assert roles["administrator"]["reads"] == []
    assert [
        c for c, r in roles.items() if "sharing.grant_role" in r["permissions"] and "HEALTH" in r["reads"]
    ] == []
