"""Packs as they are shipped, and a copy of them that a test may spoil."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from redthread.jurisdiction.load import load_packs
from redthread.jurisdiction.pack import Pack

PACKS = Path(__file__).parents[2] / "packs"


@pytest.fixture(scope="session")
def packs() -> Mapping[str, Pack]:
    """Every shipped pack by its code."""
    return load_packs(PACKS)


@pytest.fixture
def spoil(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """Copy the packs, replace words in one file, and return the folder of the copy."""

    def replace(file: str, old: str, new: str) -> Path:
        copy = tmp_path / "packs"
        if not copy.exists():
            shutil.copytree(PACKS, copy, ignore=shutil.ignore_patterns("demo"))
        target = copy / file
        text = target.read_text(encoding="utf-8") if target.exists() else ""
        assert old in text
        target.write_text(text.replace(old, new, 1), encoding="utf-8")
        return copy

    return replace
