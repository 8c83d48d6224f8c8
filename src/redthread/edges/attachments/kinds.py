"""Tell what a file is by its first bytes, before any decoder sees it."""

from enum import StrEnum
from typing import Final

from .errors import AttachmentRefusedError, RefusalReason


class Kind(StrEnum):
    """What may be attached."""

    PHOTO = "photo"
    DRAWING = "drawing"
    VOICE = "voice"


LARGEST_FILE: Final = 20 << 20

_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_OTHER_IMAGES: Final = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0", b"\x00\x00\x00\x0cjP  ", b"8BPS")
# PDF, zip (and what is a zip within: DOCX, ODT, EPUB), older office files, RTF, and the texts a browser runs.
_DOCUMENTS: Final = (b"%PDF", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_MARKUP: Final = (b"<svg", b"<?xml", b"<!doctype", b"<html")
# Core Audio, AIFF, AMR, ASF (WMA), Matroska (WebM), AAC without a container.
_OTHER_SOUNDS: Final = (b"caff", b"FORM", b"#!AMR", b"0&\xb2u", b"\x1aE\xdf\xa3", b"\xff\xf1", b"\xff\xf9")


def accept(kind: Kind, data: bytes) -> str:
    """Return the format of the file: "JPEG", "PNG" or "WEBP", of a voice note "WAV", "OGG", "FLAC" or "MP3".

    Raises:
        AttachmentRefusedError: the file is empty, too large or something else.
    """
    if not data:
        raise AttachmentRefusedError(RefusalReason.EMPTY)
    if len(data) > LARGEST_FILE:
        raise AttachmentRefusedError(RefusalReason.TOO_LARGE)
    if data.startswith(_DOCUMENTS) or data[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(
        _MARKUP
    ):
        raise AttachmentRefusedError(RefusalReason.DOCUMENT)
    found = _sound(data) if kind is Kind.VOICE else _picture(data)
    if isinstance(found, RefusalReason):
        raise AttachmentRefusedError(found)
    return found


def _picture(data: bytes) -> str | RefusalReason:
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return RefusalReason.HEIC
    if data.startswith(_OTHER_IMAGES) or data[4:12] in {b"ftypavif", b"ftypavis"}:
        return RefusalReason.UNSUPPORTED_FORMAT
    return RefusalReason.NOT_AN_IMAGE


def _sound(data: bytes) -> str | RefusalReason:
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        return "WAV"
    for start, name in ((b"OggS", "OGG"), (b"fLaC", "FLAC"), (b"ID3", "MP3")):
        if data.startswith(start):
            return name
    if data.startswith(_OTHER_SOUNDS) or data[4:8] == b"ftyp":
        return RefusalReason.UNSUPPORTED_SOUND
    if data[:1] == b"\xff" and data[1:2] >= b"\xe0" and data[1] >> 1 & 3 == 1:  # layer III
        return "MP3"
    return RefusalReason.NOT_A_SOUND
