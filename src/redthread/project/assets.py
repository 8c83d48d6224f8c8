"""Collect stylesheets, scripts, fonts and pictograms into `assets/`, when one of them has changed."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from redthread.project.home import explain

STAMP = "stamp.txt"


def collect() -> int | None:
    """Collect, compress and name by content everything static; None when nothing has changed since.

    Returns the number of source files. Needs Django set up.

    Raises:
        SetupError: the folder cannot be written to, or the disk is full.
    """
    target = Path(settings.STATIC_ROOT)
    stamp = target / STAMP
    fingerprint, files = _fingerprint()
    if stamp.exists() and stamp.read_text("utf-8") == fingerprint:
        return None
    try:
        shutil.rmtree(target, ignore_errors=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(fingerprint, "utf-8")
    except OSError as error:
        raise explain(error, target) from error
    return files


def _fingerprint() -> tuple[str, int]:
    """Return what changes when a file is added, removed, renamed or edited, and how many there are."""
    digest, files = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode()), 0
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
            files += 1
    return digest.hexdigest(), files
