"""What the linter cannot say about the source: HTTP in doors only, one clock, small files."""

import ast
from collections.abc import Iterator
from pathlib import Path

SRC = Path(__file__).parents[2] / "src" / "redthread"
FILES = sorted(p for p in SRC.rglob("*.py") if "migrations" not in p.parts)
HTTP = ("django.http", "django.shortcuts", "django.urls", "django.views", "django.middleware")
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
MAY_SPEAK_HTTP = {"doors", "project", "ui"}
"""ui: the gallery's view and the ``url()`` of templates."""


TREES = {str(p.relative_to(SRC)): ast.parse(p.read_text("utf-8")) for p in FILES}


def imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_only_doors_speak_http() -> None:
    spoken = [
        f"{name} imports {module}"
        for name, tree in TREES.items()
        if name.split("/")[0] not in MAY_SPEAK_HTTP
        for module in imports(tree)
        if module.startswith(HTTP)
    ]
    assert spoken == []


def test_there_is_one_clock() -> None:
    """Services are told what time it is; a floating ``now()`` cannot be tested and cannot be replayed."""
    calls = [
        f"{name}:{node.lineno} calls {node.func.attr}"
        for name, tree in TREES.items()
        if name != "foundation/clock.py"
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "today", "utcnow"}
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in {"datetime", "date", "timezone"}
    ]
    assert calls == []


def test_files_and_functions_stay_small() -> None:
    long = [
        f"{name}:{node.lineno} {node.name} has {length} lines"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > LONGEST_FUNCTION
    ]
    long += [
        f"{p.relative_to(SRC)} has {n} lines"
        for p in FILES
        # The surface of a module is a list of names, nothing to read from end to end.
        if p.name != "public.py" and (n := p.read_text("utf-8").count("\n")) > LONGEST_FILE
    ]
    assert long == []
