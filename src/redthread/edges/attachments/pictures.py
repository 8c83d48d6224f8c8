"""Decode a picture and draw it anew: a photo as JPEG with a thumbnail, a drawing as PNG."""

import io
from collections.abc import Callable
from functools import partial
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

from .answer import DONE, HEAD, TOO_MANY_PIXELS, RefusedError

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE, THUMBNAIL_SIDE = 2000, 320
MEMORY: Final = 1280 << 20
CPU_SECONDS: Final = 10

_PHOTO_QUALITY, _THUMBNAIL_QUALITY = 82, 75
_COLOURS: Final = 256  # of a drawing: pen and crayon need no more, and its file stays small
_PAPER: Final = "white"
_ORIENTATION: Final = 0x0112  # of Exif


def redraw(data: bytes, file_format: str, *, as_drawing: bool = False) -> bytes:
    """Return the answer for a picture: upright, on white, at most 2,000 pixels a side, without metadata.

    Raises:
        RefusedError: more than 50 million pixels.
        Exception: whatever the decoder raises on a damaged file.
    """
    Image.MAX_IMAGE_PIXELS = None  # our own limit stands below
    with Image.open(io.BytesIO(data), formats=(file_format,)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise RefusedError(TOO_MANY_PIXELS)
        turn = _turn(picture)  # read before draft() and load() change the file position
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG decodes at a fraction; others ignore it
        picture.load()
        drawn = _flatten(_shrink(_mixable(picture), LONGEST_SIDE))
    drawn = _upright(drawn, turn)
    if as_drawing:
        file, thumbnail = _as_png(drawn), b""
    else:
        file = _as_jpeg(drawn, _PHOTO_QUALITY)
        thumbnail = _as_jpeg(_shrink(drawn, THUMBNAIL_SIDE), _THUMBNAIL_QUALITY)
    return bytes([DONE]) + HEAD.pack(*drawn.size, 0, len(file)) + file + thumbnail


def _turn(picture: Image.Image) -> int | None:
    """Return how the camera was held; a photo whose metadata is broken is still a photo."""
    try:
        return picture.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001  parsers of Exif raise whatever they like
        return None


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


def _as_jpeg(photo: Image.Image, quality: int) -> bytes:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=quality, optimize=True, exif=b"", icc_profile=None, comment=b"")
    return file.getvalue()


def _as_png(drawing: Image.Image) -> bytes:
    file = io.BytesIO()
    drawing.quantize(_COLOURS, method=Image.Quantize.FASTOCTREE).save(file, "PNG", optimize=True)
    return file.getvalue()


def warm_up() -> None:
    """Let Pillow load what it loads late: nothing can be opened once the process is confined."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    exif = Image.Exif()
    exif[_ORIENTATION] = 6
    for file_format in ("JPEG", "PNG", "WEBP"):
        file = io.BytesIO()
        Image.new("RGB", (8, 8)).save(file, file_format, exif=exif)
        for make in MAKERS.values():
            make(file.getvalue(), file_format)


MAKERS: Final[dict[str, Callable[[bytes, str], bytes]]] = {
    "photo": redraw,
    "drawing": partial(redraw, as_drawing=True),
}
