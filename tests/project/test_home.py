"""Where things lie, and the sentences for what goes wrong there."""

import errno
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from redthread.project.home import (
    ROLES,
    SUPERUSER,
    SetupError,
    check_free_space,
    ensure_secrets,
    explain,
    home,
    read_secrets,
)


class Usage(NamedTuple):
    """What the system answers about a disk, in bytes."""

    total: int
    used: int
    free: int


def test_secrets_are_made_once_and_kept(tmp_path: Path) -> None:
    """A second start finds the passwords of the first, or the database would shut it out."""
    first = ensure_secrets(tmp_path)
    assert ensure_secrets(tmp_path) == first
    assert set(first["roles"]) == {SUPERUSER, *ROLES}
    assert len(set(first["roles"].values())) == len(ROLES) + 1


def test_secrets_are_readable_by_nobody_else(tmp_path: Path) -> None:
    """The file has mode 600 from its first byte on."""
    ensure_secrets(tmp_path)
    assert (tmp_path / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_damaged_secrets_are_not_silently_replaced(tmp_path: Path) -> None:
    """New passwords over an old database would lock it."""
    (tmp_path / "secrets.json").write_text('{"django": ')
    with pytest.raises(SetupError, match="damaged"):
        ensure_secrets(tmp_path)


def test_no_secrets_before_the_first_set_up(tmp_path: Path) -> None:
    """Reading tells the difference between not yet and damaged."""
    assert read_secrets(tmp_path) is None


def test_home_can_be_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """`REDTHREAD_HOME` moves everything that is made."""
    monkeypatch.setenv("REDTHREAD_HOME", str(tmp_path / "elsewhere"))
    assert home() == tmp_path / "elsewhere"


def test_a_full_disk_is_refused_before_work_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The sentence says how much is free and how much is needed."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: Usage(10**9, 10**9 - 10**7, 10**7))
    with pytest.raises(SetupError, match="has 10 MB free; 500 MB are needed"):
        check_free_space(tmp_path / "not" / "yet" / "there", megabytes=500)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "full. Make room"),
        (errno.EACCES, "no permission to write"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "could not be used"),
    ],
)
def test_errors_of_the_disk_become_sentences(number: int, words: str) -> None:
    """Each says what is wrong and, where it is known, what to do."""
    assert words in str(explain(OSError(number, "trouble"), Path("/somewhere")))
