"""The command line: known words, sentences for mistakes, and nothing undocumented."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from redthread.project import cli
from redthread.project.cli import GROUPS, main, reset
from redthread.project.home import CHECKOUT
from redthread.project.lock import only_one

MANUAL = (CHECKOUT / "docs" / "operate" / "running.md").read_text("utf-8")
SETTING = re.compile(
    r"""(?:environ(?:\.get|\.setdefault|\.pop)?[\[(]|setenv\()\s*["']([A-Z][A-Z_]+)["']|^export (.+)$""",
    re.MULTILINE,
)
NOT_OURS = {
    "DJANGO_SETTINGS_MODULE",
    "PATH",
    "PYTEST_XDIST_WORKER",
    "DEBIAN_FRONTEND",
    "PYTHONWARNINGS",
    "CI",
}


def test_an_unknown_command_shows_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit status 2, as shells expect."""
    assert main(["rum"]) == 2
    said = capsys.readouterr().err
    assert "no command “rum”" in said
    assert all(name in said for name in GROUPS)


def test_help_is_no_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """Asked for, it goes to the output."""
    assert main(["--help"]) == 0
    assert "run everything that continuous integration runs" in capsys.readouterr().out


@pytest.mark.parametrize("group", GROUPS)
def test_every_command_is_in_the_manual(group: str) -> None:
    """docs/operate/running.md names each."""
    assert f"`redthread {group}" in MANUAL


def test_every_setting_is_in_the_manual() -> None:
    """Whatever the program reads from its environment is documented."""
    files = [*(CHECKOUT / "src").glob("**/*.py"), CHECKOUT / "Makefile", CHECKOUT / "tools" / "bootstrap.py"]
    read = {
        name
        for path in files
        for match in SETTING.finditer(path.read_text("utf-8"))
        for name in (match[1] or match[2]).split()
    }
    assert "REDTHREAD_HOME" in read
    assert sorted(name for name in read - NOT_OURS if name not in MANUAL) == []


def test_a_library_that_is_missing_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wheel may need a system library that a bare machine lacks."""

    def broken(_name: str, _words: list[str]) -> int:
        msg = "libgomp.so.1: cannot open shared object file: No such file or directory"
        raise ImportError(msg)

    monkeypatch.setattr(cli, "_run", broken)
    assert main(["packs", "check"]) == 1
    assert "The library libgomp.so.1 is missing" in capsys.readouterr().err


def test_a_disk_that_fills_up_gets_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wherever it happens."""

    def full(_name: str, _words: list[str]) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cli, "_run", full)
    assert main(["packs", "check"]) == 1
    assert "is full. Make room" in capsys.readouterr().err


def test_reset_refuses_while_running_and_deletes_after(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says each thing that it deletes, and keeps what is only installed."""
    monkeypatch.setenv("REDTHREAD_HOME", str(own_home))
    (own_home / "assets").mkdir()
    (own_home / "venv").mkdir()
    (own_home / "secrets.json").write_text('{"django": "x", "roles": {}, "server": null}')
    with only_one(own_home):
        assert main(["reset"]) == 1
        assert "runs here already" in capsys.readouterr().err
        assert (own_home / "assets").exists()
    assert reset.main([]) == 0
    said = capsys.readouterr().out
    assert f"Deleting {own_home / 'assets'}" in said
    assert sorted(path.name for path in own_home.iterdir()) == ["venv"]


def test_a_wrong_scale_gets_a_sentence(own_home: Path) -> None:
    """Before anything is started."""
    done = subprocess.run(
        [sys.executable, "-m", "redthread.project.cli", "run"],
        env=os.environ | {"SCALE": "huge", "REDTHREAD_HOME": str(own_home)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.strip() == "SCALE=huge is not known. Choose SCALE=small or SCALE=national."
    assert list(own_home.iterdir()) == []
