"""Take in an attachment: what comes out was drawn or encoded by us, whatever came in."""

import os
import subprocess
import threading
from dataclasses import dataclass, field
from typing import IO, Final

from redthread.edges import sandbox

from . import answer
from .errors import AttachmentRefusedError, RefusalReason
from .kinds import Kind, accept

_SECONDS: Final = 20.0
_AT_ONCE: Final = threading.BoundedSemaphore(2)  # each may take up to 1.3 GB for a moment
_REASONS: Final = {
    answer.DAMAGED: RefusalReason.DAMAGED,
    answer.TOO_MANY_PIXELS: RefusalReason.TOO_MANY_PIXELS,
    answer.TOO_LONG: RefusalReason.TOO_LONG,
    answer.SILENT: RefusalReason.SILENT,
    answer.UNSUPPORTED: RefusalReason.UNSUPPORTED_SOUND,
}
_PLAIN: Final = {
    Kind.PHOTO: ("image/jpeg", answer.is_plain_jpeg),
    Kind.DRAWING: ("image/png", answer.is_plain_png),
    Kind.VOICE: ("audio/mpeg", answer.is_plain_mp3),
}


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


@dataclass(frozen=True, slots=True)
class CleanAttachment:
    """A file safe to keep and to hand on.

    A photo is a JPEG, a drawing a PNG (at most 2,000 pixels a side and 256 colours), a voice note a mono MP3;
    ``seconds`` is the length of the sound, ``width`` and ``height`` count pixels: None where there are none.
    """

    data: bytes = field(repr=False)
    media_type: str
    seconds: float | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """What the confined process made, found plain."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int
    milliseconds: int


def clean_photo(data: bytes) -> CleanPhoto:
    """Decode an uploaded JPEG, PNG or WebP in a confined process and return it drawn anew.

    Takes about 0.3 s for a phone's 12-megapixel photo. The first frame of an animation is taken.

    Raises:
        AttachmentRefusedError: with the reason; the process that decodes may die, this one does not.
    """
    made = _make(Kind.PHOTO, data)
    if not answer.is_plain_jpeg(made.thumbnail):
        raise AttachmentRefusedError(RefusalReason.DAMAGED)
    return CleanPhoto(jpeg=made.data, thumbnail=made.thumbnail, width=made.width, height=made.height)


def clean_attachment(data: bytes, kind: str) -> CleanAttachment:
    """Make a photo, drawing (JPEG, PNG, WebP) or voice note (WAV, OGG, FLAC, MP3; two minutes) anew.

    Two minutes of sound take about a second.

    Raises:
        AttachmentRefusedError: with the reason.
        ValueError: the kind is none of "photo", "drawing", "voice".
    """
    wanted = Kind(kind)
    made = _make(wanted, data)
    media_type, _ = _PLAIN[wanted]
    if wanted is Kind.VOICE:
        return CleanAttachment(data=made.data, media_type=media_type, seconds=made.milliseconds / 1000)
    return CleanAttachment(data=made.data, media_type=media_type, width=made.width, height=made.height)


def _make(kind: Kind, data: bytes) -> _Made:
    file_format = accept(kind, data)
    if not _AT_ONCE.acquire(timeout=_SECONDS):
        raise AttachmentRefusedError(RefusalReason.BUSY)
    try:
        answered = _decode(f"{kind} {file_format}\n".encode() + data)
    finally:
        _AT_ONCE.release()
    return _read(answered, kind)


def _decode(request: bytes) -> bytes:
    """Return what the worker answers; empty when it died of the file."""
    with _memory("request") as source, _memory("answer") as target:
        source.write(request)
        source.seek(0)
        try:
            subprocess.run(  # noqa: S603  our own interpreter and module
                sandbox.worker_command("redthread.edges.attachments.worker"),
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
            raise AttachmentRefusedError(RefusalReason.TOO_SLOW) from None
        target.seek(0)
        return target.read()


def _memory(name: str) -> IO[bytes]:
    """Return a file that lives in memory: what is personal must not touch the disk in clear."""
    return os.fdopen(os.memfd_create(name), "w+b", buffering=0)


def _read(answered: bytes, kind: Kind) -> _Made:
    status, rest = answered[:1], answered[1 + answer.HEAD.size :]
    if status != bytes([answer.DONE]) or len(answered) < 1 + answer.HEAD.size:
        reason = _REASONS.get(status[0] if status else answer.DAMAGED, RefusalReason.DAMAGED)
        raise AttachmentRefusedError(reason)
    width, height, milliseconds, length = answer.HEAD.unpack_from(answered, 1)
    made = _Made(rest[:length], rest[length:], width, height, milliseconds)
    _, is_plain = _PLAIN[kind]
    if not is_plain(made.data):
        raise AttachmentRefusedError(RefusalReason.DAMAGED)
    return made
