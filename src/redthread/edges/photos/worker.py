"""The confined process that decodes one photo: kind and file on its input, fresh JPEGs on its output.

Input: a line with the kind, then the file. Output: a status byte; when it is ``DONE``, width, height and the
length of the JPEG (4 bytes each), the JPEG, the thumbnail; nothing else of the file leaves this process.
"""

import io
import os
import struct
import sys
from typing import Final

from PIL import (  # noqa: F401
    Image,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from redthread.edges.sandbox import confine

DONE, DAMAGED, TOO_MANY_PIXELS = 0, 1, 2
HEAD: Final = struct.Struct(">III")

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 2000, 320
MEMORY: Final = 1280 << 20
CPU_SECONDS: Final = 10
LARGEST_ANSWER: Final = 24 << 20  # 2,000 × 2,000 pixels of noise take 5 MB

_PHOTO_QUALITY, _THUMBNAIL_QUALITY = 82, 75
_PAPER: Final = "white"
_ORIENTATION: Final = 0x0112  # of Exif


class TooManyPixelsError(Exception):
    """The header announces more pixels than a camera makes."""


def main() -> None:
    """Decode the photo on standard input, once."""
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _warm_up()
    confine(memory_bytes=MEMORY, cpu_seconds=CPU_SECONDS, writes_bytes=LARGEST_ANSWER)
    kind, _, data = sys.stdin.buffer.read().partition(b"\n")
    try:
        answer = redraw(data, kind.decode())
    except TooManyPixelsError:
        answer = bytes([TOO_MANY_PIXELS])
    except Exception:  # noqa: BLE001  decoders raise whatever they like; each means the same to the person
        answer = bytes([DAMAGED])
    target.write(answer)
    target.flush()
    os._exit(0)  # no clean-up code on memory that a hostile file may have changed


def redraw(data: bytes, kind: str) -> bytes:
    """Return the answer for a photo: upright, on white, at most 2,000 pixels wide or high, without metadata.

    Raises:
        TooManyPixelsError: more than 50 million pixels.
        Exception: whatever the decoder raises on a damaged file.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below
    with Image.open(io.BytesIO(data), formats=(kind,)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise TooManyPixelsError
        turn = picture.getexif().get(_ORIENTATION)  # read before draft() and load() change the file position
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG decodes at a fraction; others ignore it
        picture.load()
        photo = _flatten(_shrink(_mixable(picture), LONGEST_SIDE))
    photo = _upright(photo, turn)
    jpeg, thumbnail = (
        _encode(photo, _PHOTO_QUALITY),
        _encode(_shrink(photo, THUMBNAIL_SIDE), _THUMBNAIL_QUALITY),
    )
    return bytes([DONE]) + HEAD.pack(*photo.size, len(jpeg)) + jpeg + thumbnail


def _mixable(picture: Image.Image) -> Image.Image:
    """Return pixels that can be averaged: 16-bit grey keeps its upper half, palettes become colours."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in {"P", "PA", "1"} or "transparency" in picture.info:
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    return picture


def _shrink(picture: Image.Image, side: int) -> Image.Image:
    scale = side / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _flatten(picture: Image.Image) -> Image.Image:
    """Return RGB pixels; what is transparent shows white paper."""
    if picture.mode in {"RGBA", "LA"}:
        colours = picture.convert("RGBA")
        paper = Image.new("RGB", colours.size, _PAPER)
        paper.paste(colours, mask=colours.getchannel("A"))
        return paper
    return picture.convert("RGB")


def _upright(photo: Image.Image, turn: int | None) -> Image.Image:
    clean = Image.frombytes("RGB", photo.size, photo.tobytes())  # carries pixels and nothing else
    clean.getexif()[_ORIENTATION] = turn if turn in range(2, 9) else 1
    return ImageOps.exif_transpose(clean)


def _encode(photo: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None, comment=b"")
    return file.getvalue()


def _warm_up() -> None:
    """Let Pillow load what it loads late: nothing can be opened once the process is confined."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    for kind in ("JPEG", "PNG", "WEBP"):
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, kind, exif=exif)
        redraw(file.getvalue(), kind)
