"""The archive of hostile files: ``python -m tests.edges.hostile`` writes it to ``tests/data/hostile``.

Each file carries :data:`MARKER` wherever its format has room for what is not picture or sound: none of it
may come out of the cleaning. What would be large on disk (:data:`LARGE`) is made when the test runs. The
scripts in the files do nothing but name the marker.
"""

import io
import random
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import soundfile
from PIL import Image, PngImagePlugin

from tests.edges.samples import png_bomb, png_chunk, png_with_packed, quarters, saved

FOLDER: Final = Path(__file__).parents[1] / "data" / "hostile"
MARKER: Final = b"HOSTILE-PAYLOAD"
_TEXT: Final = MARKER.decode()
_SCRIPT: Final = f"<script>alert('{_TEXT}')</script>"


def _zip(*, size: int = 0, name: str = "payload.sh") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, bytes(size) if size else f"echo {_TEXT}")
    return file.getvalue()


def _office() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/vbaProject.bin", _TEXT)
    return file.getvalue()


def _jpeg_with_script() -> bytes:
    """Return a JPEG whose first part reads as a JavaScript comment, with code after it."""
    plain = saved(quarters(), "JPEG")
    code = f"*/=1;alert('{_TEXT}');/*".encode()
    return plain[:2] + b"\xff\xfe" + struct.pack(">H", 0x2F2A) + code.ljust(0x2F2A - 2) + plain[2:]


def _jpeg_with_position() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = _TEXT
    exif[0x8825] = {1: "N", 2: (59.0, 17.0, 30.0), 3: "E", 4: (18.0, 5.0, 0.0), 29: _TEXT}
    return saved(quarters(), "JPEG", exif=exif, comment=MARKER)


def _xmp() -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description place="{_TEXT}"/></x:xmpmeta>'.encode()


def _png_with_texts() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", _SCRIPT)
    texts.add_itxt("XML:com.adobe.xmp", _xmp().decode())
    texts.add_text("Note", _TEXT * 50, zip=True)
    return saved(quarters(), "PNG", pnginfo=texts) + MARKER


def _animation(kind: str, frames: int = 2000, **options: object) -> bytes:
    """Return an animation of many small frames."""
    pictures = [Image.new("P", (4, 4), at % 251) for at in range(frames)]
    for at, picture in enumerate(pictures):
        picture.putpalette([at % 256, at // 256, 7] * 256)
    rgb = [picture.convert("RGB") for picture in pictures] if kind == "WEBP" else pictures
    return saved(rgb[0], kind, save_all=True, append_images=rgb[1:], duration=20, **options)


def _pdf() -> bytes:
    action = f"<< /Type /Action /S /JavaScript /JS (app.alert\\('{_TEXT}'\\)) >>"
    return f"%PDF-1.7\n1 0 obj << /Type /Catalog /OpenAction {action} >> endobj\n%%EOF".encode()


def tone(seconds: float = 0.5, rate: int = 24_000, kind: str = "WAV", coding: str | None = None) -> bytes:
    """Return a tone of 440 Hz as a file of that kind, with the marker in its title and comment."""
    file = io.BytesIO()
    wave = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate)) / rate)
    with soundfile.SoundFile(file, "w", rate, 1, format=kind, subtype=coding) as sound:
        if kind in {"WAV", "OGG", "FLAC"}:
            sound.title, sound.comment = _TEXT, _SCRIPT
        sound.write(wave.astype(np.float32))
    return file.getvalue()


def _lying_wav() -> bytes:
    """Return half a second of sound whose header announces 4 GB."""
    data = bytearray(tone())
    at = data.index(b"data") + 4
    data[4:8], data[at : at + 4] = b"\xff\xff\xff\x7f", b"\xf0\xff\xff\xff"
    return bytes(data)


def _lying_flac() -> bytes:
    """Return half a second of sound whose header announces 795 hours."""
    data = bytearray(tone(kind="FLAC"))
    data[21] |= 0x0F  # the upper four of 36 bits that count samples
    data[22:26] = b"\xff\xff\xff\xff"
    return bytes(data)


def _lying_ogg() -> bytes:
    """Return half a second of sound whose last page says it lies hours in; pages carry a checksum."""
    data = bytearray(tone(kind="OGG", coding="VORBIS"))
    at = data.rindex(b"OggS")
    data[at + 6 : at + 14] = struct.pack("<q", 24_000 * 3600 * 40)
    data[at + 22 : at + 26] = bytes(4)
    data[at + 22 : at + 26] = struct.pack("<I", _ogg_checksum(data[at:]))
    return bytes(data)


def _ogg_checksum(page: bytes | bytearray) -> int:
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
    return value


def _long_flac() -> bytes:
    """Return twenty minutes of silence, which FLAC packs into some kilobytes."""
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 8000, 1, format="FLAC", subtype="PCM_16") as sound:
        for _ in range(20):
            sound.write(np.zeros(8000 * 60, dtype=np.int16))
    return file.getvalue()


def _mp3_tagged() -> bytes:
    body = b"TIT2" + struct.pack(">IH", len(MARKER) + 1, 0) + b"\0" + MARKER
    return b"ID3\x03\0\0\0\0\0" + bytes([len(body)]) + body + tone(kind="MP3") + b"TAG" + MARKER.ljust(125)


def _noise(start: bytes) -> bytes:
    return start + random.Random(7).randbytes((20 << 20) - len(start))  # noqa: S311 - noise, not a secret


def _silent_frame() -> bytes:
    """Return the smallest frame of MPEG-2 layer III: 24 bytes of 24 ms silence."""
    return bytes([0xFF, 0xF3, 0x14, 0xC4]) + bytes(20)


def _wide_wav() -> bytes:
    """Return a header that asks for 1,024 channels of 655,350 samples a second, and a second of nothing."""
    head = struct.pack("<HHIIHH", 1, 1024, 655_350, 0x7FFFFFFF, 2048, 16)
    return b"RIFF\xff\xff\xff\x7fWAVEfmt \x10\0\0\0" + head + b"data\xff\xff\xff\x7f" + bytes(4096)


def _no_numbers_wav() -> bytes:
    """Return sound of which half the samples are no numbers and the others larger than any sound."""
    file = io.BytesIO()
    wave = np.tile(np.array([np.nan, np.inf, -np.inf, 3e38], dtype=np.float32), 600)
    soundfile.write(file, wave, 24_000, format="WAV", subtype="FLOAT")
    return file.getvalue()


#: Name in the archive → what makes it. The ending says what it pretends to be.
ARCHIVE: Final[dict[str, Callable[[], bytes]]] = {
    "jpeg-and-zip.jpg": lambda: saved(quarters(), "JPEG", comment=_SCRIPT.encode()) + _zip(),
    "gif-and-html.gif": lambda: (
        saved(quarters().convert("P"), "GIF", comment=_SCRIPT.encode()) + _SCRIPT.encode()
    ),
    "jpeg-and-javascript.jpg": _jpeg_with_script,
    "png-and-texts.png": _png_with_texts,
    "webp-and-zip.webp": lambda: saved(quarters(), "WEBP", xmp=_xmp(), exif=b"Exif\0\0" + MARKER) + _zip(),
    "position.jpg": _jpeg_with_position,
    "xmp.jpg": lambda: saved(quarters(), "JPEG", xmp=_xmp()),
    "profile.png": lambda: saved(quarters(), "PNG", icc_profile=MARKER * 20),
    "script.svg": partial(str.encode, f'<svg xmlns="http://www.w3.org/2000/svg">{_SCRIPT}</svg>'),
    "script-declared.svg": partial(str.encode, f'\ufeff \n<?xml version="1.0"?><svg>{_SCRIPT}</svg>'),
    "script.html": partial(str.encode, f"<!DOCTYPE html>{_SCRIPT}"),
    "javascript.pdf": _pdf,
    "bomb.zip": lambda: _zip(size=10 << 20),
    "macro.docx": _office,
    "old-office.doc": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + MARKER.ljust(504),
    "phone.heic": lambda: b"\0\0\0\x18ftypheic" + MARKER.ljust(100),
    "hundred-megapixels.png": lambda: saved(Image.new("1", (10_000, 10_000)), "PNG"),
    "nine-hundred-megapixels.png": partial(png_bomb, 30_000),
    "lying-rows.png": partial(png_bomb, 2_000),
    "truncated.jpg": lambda: saved(quarters(640, 480), "JPEG")[:3000],
    "truncated.png": lambda: saved(quarters(640, 480), "PNG")[:400],
    "truncated.webp": lambda: saved(quarters(640, 480), "WEBP")[:200],
    "endless.gif": partial(_animation, "GIF"),
    "endless.png": partial(_animation, "PNG"),
    "endless.webp": lambda: _animation("WEBP", lossless=True),
    "broken-frames.png": lambda: saved(quarters(), "PNG")[:33] + png_chunk(b"acTL", b"\xff" * 8) + MARKER,
    "empty.jpg": lambda: b"",
    "empty.wav": lambda: (
        b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\xc0\x5d\0\0\x80\xbb\0\0\x02\0\x10\0data\0\0\0\0"
    ),
    "tagged.wav": tone,
    "tagged.flac": lambda: tone(kind="FLAC"),
    "tagged.ogg": lambda: tone(kind="OGG", coding="VORBIS"),
    "tagged.mp3": _mp3_tagged,
    "lying-length.wav": _lying_wav,
    "lying-length.flac": _lying_flac,
    "lying-length.ogg": _lying_ogg,
    "twenty-minutes.flac": _long_flac,
    "thousand-channels.wav": _wide_wav,
    "no-numbers.wav": _no_numbers_wav,
    "truncated.wav": lambda: tone()[:900],
    "truncated.flac": lambda: tone(kind="FLAC")[:900],
    "truncated.ogg": lambda: tone(kind="OGG", coding="VORBIS")[:900],
    "truncated.mp3": lambda: tone(kind="MP3")[:900],
    "wav-and-zip.wav": lambda: tone() + _zip(),
    "mp3-and-html.mp3": lambda: tone(kind="MP3") + _SCRIPT.encode(),
    "tag-and-aiff.mp3": lambda: b"ID3\x03\0\0\0\0\0\0" + tone(kind="AIFF"),
}

#: The same, too large to lie in the repository.
LARGE: Final[dict[str, Callable[[], bytes]]] = {
    "hours-of-silence.mp3": lambda: _silent_frame() * 870_000,
    "million-frames.mp3": lambda: _silent_frame() * 1_000_000,
    "noise.jpg": lambda: _noise(b"\xff\xd8\xff\xe0"),
    "noise.png": lambda: _noise(b"\x89PNG\r\n\x1a\n"),
    "noise.mp3": lambda: _noise(b"\xff\xf3\x14\xc4"),
    "noise.ogg": lambda: _noise(b"OggS\0"),
    "noise.bin": lambda: _noise(b"?"),
    "unpacked-text.png": lambda: png_with_packed(b"iTXt", b"note\0\1\0\0\0"),
    "seven-hours.flac": lambda: _long_flac() * 20,
}


def main() -> None:
    """Write the archive anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, make in ARCHIVE.items():
        (FOLDER / name).write_bytes(make())


if __name__ == "__main__":
    main()
