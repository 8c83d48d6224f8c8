"""Spoken public texts on disk, so that "Requests" is made once and not for every client.

Only texts that everybody may read belong here (catalogue, interface): speech is as private as its text.
"""

import contextlib
import hashlib
import logging
import os
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Final

_log = logging.getLogger(__name__)

#: Changes when the same text would sound different.
VOICE_VERSION: Final = f"1/espeakng-loader {version('espeakng-loader')}/soundfile {version('soundfile')}"
_COUNT_AGAIN_AFTER: Final = 64  # writes; other processes write to the same folder


class SpeechCache:
    """A folder of MP3 files with an upper size; what was not heard for longest goes first."""

    def __init__(self, folder: Path, *, max_bytes: int = 256 << 20) -> None:
        self.folder = folder
        self.max_bytes = max_bytes
        self._bytes = 0
        self._writes = 0

    def path(self, text: str, *, language: str, rate: int) -> Path:
        """Return where the speech of a text lies, or would lie."""
        key = "\0".join((text, language, str(rate), VOICE_VERSION))
        name = hashlib.sha256(key.encode()).hexdigest()
        return self.folder / name[:2] / f"{name}.mp3"

    def get(self, path: Path) -> bytes | None:
        """Return the speech, and note that somebody heard it."""
        try:
            mp3 = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        return mp3 or None  # an empty file is what a power cut leaves

    def put(self, path: Path, mp3: bytes) -> None:
        """Keep the speech; a full or read-only disk costs speed, not the speech."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(mp3)
                Path(temporary).replace(path)
            except OSError:
                Path(temporary).unlink()
                raise
        except OSError as error:
            _log.warning("speech is not kept: %s", error)
            return
        self._bytes += len(mp3)
        if self._writes % _COUNT_AGAIN_AFTER == 0 or self._bytes > self.max_bytes:
            self._evict()
        self._writes += 1

    def _evict(self) -> None:
        """Count what lies in the folder; above the limit, delete down to nine tenths of it."""
        files = []
        for path in self.folder.glob("*/*"):
            with contextlib.suppress(OSError):  # another process may have deleted it
                status = path.stat()
                files.append((status.st_mtime, status.st_size, path))
        self._bytes = sum(size for _, size, _ in files)
        if self._bytes <= self.max_bytes:
            return
        for _, size, path in sorted(files):
            if self._bytes <= self.max_bytes * 0.9:
                return
            with contextlib.suppress(OSError):
                path.unlink()
            self._bytes -= size
