"""What the tests need beside Python packages is installed, or named."""

import os
import shutil
from pathlib import Path

import pytest

from redthread.project import requirements
from redthread.project.home import SetupError


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, ...]]:
    """A machine with neither browser nor server nor fonts; what apt is asked for is written down."""
    asked: list[tuple[str, ...]] = []
    monkeypatch.delenv("REDTHREAD_OTHER_POSTGRES", raising=False)
    monkeypatch.setattr(requirements, "DEBIAN_SERVERS", tmp_path / "none")
    monkeypatch.setattr(requirements, "ARABIC_LETTERS", tmp_path / "none.ttf")
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(requirements, "_apt", lambda *words: asked.append(words))
    monkeypatch.setattr(requirements, "_install_server", lambda: asked.append(("server",)))
    return asked


def test_who_is_not_root_is_told_what_to_install(
    bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line to copy; nothing is tried."""
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    with pytest.raises(SetupError, match="apt-get install chromium fonts-noto-core postgresql-15"):
        requirements.ensure(lambda _text: None)
    assert bare == []


def test_root_gets_it_installed_and_told_when_that_fails(
    bare: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing tests are never passed over in silence."""
    monkeypatch.setattr(os, "getuid", lambda: 0)
    said: list[str] = []
    with pytest.raises(SetupError, match="could not be installed"):
        requirements.ensure(said.append)
    assert said == [
        "Installing Debian's chromium",
        "Installing Debian's fonts-noto-core",
        "Installing Debian's postgresql-15",
    ]
    assert ("server",) in bare


def test_the_oldest_other_server_is_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Neither one that is too old nor the version of the embedded one."""
    monkeypatch.delenv("REDTHREAD_OTHER_POSTGRES", raising=False)
    monkeypatch.setattr(requirements, "DEBIAN_SERVERS", tmp_path)
    for version in ("13", "16", "17", "18", "common"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert requirements.other_server() == tmp_path / "16" / "bin"
