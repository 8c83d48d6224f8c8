"""The first steps on a bare machine, with the standard library only."""

import ast
import errno
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from redthread.project.home import CHECKOUT

SCRIPT = CHECKOUT / "tools" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, with a home of its own."""
    monkeypatch.setenv("REDTHREAD_HOME", str(tmp_path / "home"))
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_needs_nothing_that_is_not_there_yet() -> None:
    """Only the standard library is imported."""
    tree = ast.parse(SCRIPT.read_text("utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= set(sys.stdlib_module_names)


def test_an_old_python_can_read_it_far_enough_to_say_so() -> None:
    """Its grammar is Python 3.7's."""
    ast.parse(SCRIPT.read_text("utf-8"), feature_version=(3, 7))


def test_an_old_python_goes_on_with_a_newer_one(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian may have several."""
    became: list[str] = []
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(
        bootstrap.shutil, "which", lambda name: f"/usr/bin/{name}" if name == "python3.12" else None
    )
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, _words: became.append(path))
    with pytest.raises(SystemExit):
        bootstrap.use_a_python_that_is_new_enough()
    assert became == ["/usr/bin/python3.12"]


def test_an_old_python_alone_gets_a_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It names the version needed and Debian's packages."""
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda _name: None)
    with pytest.raises(SystemExit):
        bootstrap.use_a_python_that_is_new_enough()
    assert "needs Python 3.11 or later" in capsys.readouterr().err


def test_without_venv_debians_package_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where it may not be installed by us."""
    monkeypatch.setattr(bootstrap, "has_venv", lambda: False)
    monkeypatch.setattr(bootstrap.os, "getuid", lambda: 1000)
    with pytest.raises(SystemExit):
        bootstrap.make_environment()
    assert f"apt-get install python3.{sys.version_info[1]}-venv" in capsys.readouterr().err


def test_a_set_up_is_remembered_until_the_declaration_changes(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stamp names the declaration and whether the tools for tests are there."""
    bootstrap.make_home()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(bootstrap.VENV)], check=True)
    monkeypatch.setattr(bootstrap, "works", lambda _python: True)
    assert not bootstrap.is_set_up(development=False)
    bootstrap.STAMP.write_text(f"{bootstrap.wanted()} run\n")
    assert bootstrap.is_set_up(development=False)
    assert not bootstrap.is_set_up(development=True)
    bootstrap.STAMP.write_text("something-older dev\n")
    assert not bootstrap.is_set_up(development=True)


def test_an_environment_whose_python_is_gone_is_no_environment(bootstrap: ModuleType) -> None:
    """The system's Python may have been replaced by an update."""
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.symlink_to("/nowhere/python3")
    assert not bootstrap.works(bootstrap.PYTHON)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: [Errno 28] No space left on device", "The disk is full"),
        ("Temporary failure in name resolution", "cannot be reached"),
        ("something new", None),
    ],
)
def test_what_pip_says_becomes_a_sentence(bootstrap: ModuleType, said: str, sentence: str | None) -> None:
    """Known troubles have an answer."""
    found = bootstrap.sentence_in(said)
    assert (found is None) if sentence is None else (sentence in found)


def test_what_the_disk_says_becomes_a_sentence(bootstrap: ModuleType) -> None:
    """Full, closed, read-only."""
    assert "is full" in bootstrap.sentence_about(OSError(errno.ENOSPC, "x"))
    assert "no permission" in bootstrap.sentence_about(PermissionError(errno.EACCES, "x"))
    assert "read-only" in bootstrap.sentence_about(OSError(errno.EROFS, "x"))
