"""Tell what a file is by its first bytes, before any decoder sees it."""

from typing import Final

from .errors import PhotoRefusedError, RefusalReason

LARGEST_FILE: Final = 20 << 20

_HEIC_BRANDS: Final = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_OTHER_IMAGES: Final = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\x01\0", b"\x00\x00\x00\x0cjP  ", b"8BPS")


def accept_kind(data: bytes) -> str:
    """Return "JPEG", "PNG" or "WEBP".

    Raises:
        PhotoRefusedError: the file is empty, too large or something else.
    """
    if not data:
        raise PhotoRefusedError(RefusalReason.EMPTY)
    if len(data) > LARGEST_FILE:
        raise PhotoRefusedError(RefusalReason.TOO_LARGE)
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        raise PhotoRefusedError(RefusalReason.HEIC)
    if data.startswith(_OTHER_IMAGES) or data[4:12] in {b"ftypavif", b"ftypavis"}:
        raise PhotoRefusedError(RefusalReason.UNSUPPORTED_FORMAT)
    raise PhotoRefusedError(RefusalReason.NOT_AN_IMAGE)
