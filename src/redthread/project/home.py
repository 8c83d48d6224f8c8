"""Where everything that is made on this machine lies, and the secrets generated for it.

All of it is under one folder, `.redthread/` of the checkout, or where `REDTHREAD_HOME` points::

    venv/  postgres/  run/  assets/  test/  secrets.json  stamps.json

Imports neither Django nor anything of ours, so that the settings and the set-up can both use it.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import TypedDict

CHECKOUT = Path(__file__).resolve().parents[3]
ROLES = ("rt_owner", "rt_web", "rt_job", "rt_signin", "rt_verify")
SUPERUSER = "postgres"


class SetupError(Exception):
    """Something the person at the terminal has to put right; the message says what and how."""


class ServerPlace(TypedDict):
    """Where the embedded database server keeps its things, decided once when it is made."""

    folder: str
    socket: str
    uid: int | None
    gid: int | None


class Secrets(TypedDict):
    """What `secrets.json` holds: passwords per database role, Django's key, the server's place."""

    django: str
    roles: dict[str, str]
    server: ServerPlace | None


def home() -> Path:
    """Return the folder for everything made here: `REDTHREAD_HOME`, else `.redthread/` of the checkout."""
    chosen = os.environ.get("REDTHREAD_HOME")
    return Path(chosen).expanduser().resolve() if chosen else CHECKOUT / ".redthread"


def read_secrets(place: Path | None = None) -> Secrets | None:
    """Return the generated secrets, or None before the first set-up.

    Raises:
        SetupError: the file is there but cannot be read or is damaged.
    """
    path = (place or home()) / "secrets.json"
    try:
        found: Secrets = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        msg = f"{path} belongs to another user. Run this as that user, or as root."
        raise SetupError(msg) from error
    except ValueError as error:
        msg = f"{path} is damaged. Put it back from a backup, or start over with `make reset`."
        raise SetupError(msg) from error
    return found


def ensure_secrets(place: Path | None = None) -> Secrets:
    """Return the secrets of this home, generating them the first time (file mode 600)."""
    found = read_secrets(place)
    if found is None:
        found = Secrets(
            django=secrets.token_urlsafe(50),
            roles={role: secrets.token_urlsafe(24) for role in (SUPERUSER, *ROLES)},
            server=None,
        )
        write_secrets(found, place)
    return found


def write_secrets(value: Secrets, place: Path | None = None) -> None:
    """Write the secrets whole or not at all, readable by nobody else.

    Raises:
        SetupError: the folder cannot be written to, or the disk is full.
    """
    folder = place or home()
    make_folder(folder)
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix="secrets.")  # mode 600 from the start
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file, indent=1)
        Path(name).replace(folder / "secrets.json")
    except OSError as error:
        raise explain(error, folder) from error


def make_folder(path: Path) -> Path:
    """Create a folder with those above it; a full disk or a missing right becomes a sentence."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain(error, path) from error
    return path


def check_free_space(path: Path, *, megabytes: int) -> None:
    """Refuse to begin what the disk cannot hold.

    Raises:
        SetupError: less than `megabytes` are free where `path` lies.
    """
    there = path
    while not there.exists():
        there = there.parent
    free = shutil.disk_usage(there).free // 1_000_000
    if free < megabytes:
        msg = (
            f"The disk with {there} has {free} MB free; {megabytes} MB are needed. Make room, then try again."
        )
        raise SetupError(msg)


def explain(error: OSError, path: Path) -> SetupError:
    """Turn an operating system's error about `path` into a sentence that says what to do."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SetupError(f"The disk with {path} is full. Make room, then try again.")
    if error.errno in {errno.EACCES, errno.EPERM}:
        return SetupError(f"There is no permission to write {path}. Change its owner, or set REDTHREAD_HOME.")
    if error.errno == errno.EROFS:
        return SetupError(
            f"{path} lies on a read-only disk. Set REDTHREAD_HOME to a folder that can be written."
        )
    return SetupError(f"{path} could not be used: {error.strerror or error}.")


def short_hash(path: Path) -> str:
    """Return eight letters that stand for a path, for names outside the checkout."""
    return hashlib.sha256(str(path).encode()).hexdigest()[:8]
