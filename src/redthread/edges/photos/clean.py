"""Take in a photo: what comes out is always pixels drawn anew, whatever came in."""

import os
import subprocess
import threading
from dataclasses import dataclass, field
from typing import IO, Final

from redthread.edges import sandbox

from .errors import PhotoRefusedError, RefusalReason
from .kinds import accept_kind
from .worker import DAMAGED, DONE, HEAD, TOO_MANY_PIXELS

_SECONDS: Final = 20.0
_AT_ONCE: Final = threading.BoundedSemaphore(2)  # each may take up to 1.3 GB for a moment
_REASONS: Final = {DAMAGED: RefusalReason.DAMAGED, TOO_MANY_PIXELS: RefusalReason.TOO_MANY_PIXELS}
_JPEG_START, _JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"


@dataclass(frozen=True, slots=True)
class CleanPhoto:
    """A photo safe to keep and to show: upright, without metadata.

    ``jpeg`` has at most 2,000 pixels a side, ``thumbnail`` (JPEG too) at most 320; ``width`` and ``height``
    are those of ``jpeg``.
    """

    jpeg: bytes = field(repr=False)
    thumbnail: bytes = field(repr=False)
    width: int
    height: int


def clean_photo(data: bytes) -> CleanPhoto:
    """Decode an uploaded JPEG, PNG or WebP in a confined process and return it drawn anew.

    Takes about 0.3 s for a phone's 12-megapixel photo. The first frame of an animation is taken.

    Raises:
        PhotoRefusedError: with the reason; the process that decodes may die, this one does not.
    """
    kind = accept_kind(data)
    if not _AT_ONCE.acquire(timeout=_SECONDS):
        raise PhotoRefusedError(RefusalReason.BUSY)
    try:
        answer = _decode(kind.encode() + b"\n" + data)
    finally:
        _AT_ONCE.release()
    return _read(answer)


def _decode(request: bytes) -> bytes:
    """Return what the worker answers; empty when it died of the file."""
    with _memory("photo") as source, _memory("answer") as target:
        source.write(request)
        source.seek(0)
        try:
            subprocess.run(  # noqa: S603  our own interpreter and module
                sandbox.worker_command("redthread.edges.photos.worker"),
                stdin=source,
                stdout=target,
                stderr=subprocess.DEVNULL,
                env=sandbox.ENVIRONMENT,
                cwd="/",
                start_new_session=True,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise PhotoRefusedError(RefusalReason.TOO_SLOW) from None
        target.seek(0)
        return target.read()


def _memory(name: str) -> IO[bytes]:
    """Return a file that lives in memory: a personal photo must not touch the disk in clear."""
    return os.fdopen(os.memfd_create(name), "w+b", buffering=0)


def _read(answer: bytes) -> CleanPhoto:
    status, rest = answer[:1], answer[1 + HEAD.size :]
    if status != bytes([DONE]) or len(answer) < 1 + HEAD.size:
        raise PhotoRefusedError(_REASONS.get(status[0] if status else DAMAGED, RefusalReason.DAMAGED))
    width, height, length = HEAD.unpack_from(answer, 1)
    photo = CleanPhoto(jpeg=rest[:length], thumbnail=rest[length:], width=width, height=height)
    for jpeg in (photo.jpeg, photo.thumbnail):
        if not (jpeg.startswith(_JPEG_START) and jpeg.endswith(_JPEG_END)):
            raise PhotoRefusedError(RefusalReason.DAMAGED)
    return photo
