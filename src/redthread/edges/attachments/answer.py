"""What the confined process may answer, and the check that it is that and nothing else.

A status byte; when it is ``DONE``: width, height, milliseconds and the length of the file (4 bytes each),
the file, then the thumbnail of a photo. A process taken over by a hostile file could answer anything: so
what it answers is walked from part to part, and only those that our own encoders write are let through.
"""

import struct
import zlib
from typing import Final

DONE, DAMAGED, TOO_MANY_PIXELS, TOO_LONG, SILENT, UNSUPPORTED = range(6)
HEAD: Final = struct.Struct(">IIII")

_JPEG_START, _JPEG_END = b"\xff\xd8\xff\xe0", b"\xff\xd9"
_JPEG_SCAN: Final = 0xDA
#: JFIF head, tables, frame (baseline, progressive): no other application part, no comment.
_JPEG_PARTS: Final = {0xE0, 0xDB, 0xC0, 0xC2, 0xC4, _JPEG_SCAN}
_PNG_START: Final = b"\x89PNG\r\n\x1a\n"
_PNG_PARTS: Final = {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
#: First bytes of a frame (MPEG 2 and 2.5, layer III, no checksum) and the samples a second it may have.
_MP3_STARTS: Final = {b"\xff\xf3": (22_050, 24_000, 16_000), b"\xff\xe3": (11_025, 12_000, 8_000)}
_MP3_KILOBITS: Final = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_MP3_MONO: Final = 0xC0
MP3_RATES: Final = frozenset(rate for rates in _MP3_STARTS.values() for rate in rates)


class RefusedError(Exception):
    """The file is sound but not what is asked for; the status byte says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def is_plain_jpeg(data: bytes) -> bool:
    """Return whether it is a JPEG with no part but those that make the picture."""
    if not (data.startswith(_JPEG_START) and data.endswith(_JPEG_END)):
        return False
    at = 2
    while at + 4 <= len(data):
        mark, part, length = struct.unpack_from(">cBH", data, at)
        if mark != b"\xff" or part not in _JPEG_PARTS:
            return False
        if part == _JPEG_SCAN:
            return True
        at += 2 + length
    return False


def is_plain_png(data: bytes) -> bool:
    """Return whether it is a PNG with no part but head, palette, pixels and end."""
    at = len(_PNG_START)
    if not data.startswith(_PNG_START):
        return False
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        name, checksum = data[at + 4 : at + 8], zlib.crc32(data[at + 4 : end - 4]).to_bytes(4, "big")
        if name not in _PNG_PARTS or checksum != data[end - 4 : end]:
            return False
        if name == b"IEND":
            return bool(end == len(data))
        at = end
    return False


def is_plain_mp3(data: bytes) -> bool:
    """Return whether it is one mono frame after the other and nothing before, between and after."""
    at = 0
    while at + 4 <= len(data) and (length := _mp3_frame(data[at : at + 4])):
        at += length
    return bool(data) and at == len(data)


def _mp3_frame(head: bytes) -> int:
    """Return the length of the frame that begins so; 0 for what none of our frames begins with."""
    rates = _MP3_STARTS.get(head[:2], ())
    kilobits, rate, padding = (head[2] >> 4) - 1, head[2] >> 2 & 3, head[2] >> 1 & 1
    if rate >= len(rates) or not 0 <= kilobits < len(_MP3_KILOBITS) or head[3] & _MP3_MONO != _MP3_MONO:
        return 0
    return 72_000 * _MP3_KILOBITS[kilobits] // rates[rate] + padding
