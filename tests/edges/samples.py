"""Photos and hostile files, made on the spot: nothing that attacks lies in the repository."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from hypothesis import strategies as st
from PIL import Image

#: A corner in red, green, blue and white tells how a picture was turned.
RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 160, 30), (30, 30, 220), (250, 250, 250)


def quarters(width: int = 96, height: int = 64) -> Image.Image:
    """Return a picture whose quarters are red and green above, blue and white below."""
    picture = Image.new("RGB", (width, height), WHITE)
    picture.paste(RED, (0, 0, width // 2, height // 2))
    picture.paste(GREEN, (width // 2, 0, width, height // 2))
    picture.paste(BLUE, (0, height // 2, width // 2, height))
    return picture


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Return the picture as a file of that kind."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def jpeg_with_position() -> bytes:
    """Return a phone's photo lying on its side, with the place it was taken and a note in its metadata."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turn 90 degrees clockwise to look right
    exif[0x010F] = "Phonemaker"
    exif[0x8825] = {1: "N", 2: (59.0, 17.0, 30.0), 3: "E", 4: (18.0, 5.0, 0.0)}
    return saved(quarters(), "JPEG", quality=95, exif=exif, comment=b"secret note")


def png_chunk(name: bytes, body: bytes) -> bytes:
    """Return one chunk of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_bomb(side: int = 30_000) -> bytes:
    """Return a PNG of a few kilobytes that unpacks to side × side pixels."""
    rows = zlib.compress(bytes(1 << 20), 9)
    head = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    chunks = png_chunk(b"IHDR", head) + png_chunk(b"IDAT", rows) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


def png_with_packed(name: bytes, prefix: bytes) -> bytes:
    """Return a small PNG with a text or profile chunk that unpacks to 200 MB."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    plain = saved(quarters(), "PNG")
    return plain[:33] + png_chunk(name, prefix + packed) + plain[33:]


def jpeg_claiming(width: int, height: int) -> bytes:
    """Return a small JPEG whose header announces another size."""
    plain = saved(quarters(), "JPEG", quality=80)
    at = plain.index(b"\xff\xc0") + 5
    return plain[:at] + struct.pack(">HH", height, width) + plain[at + 4 :]


def tiff_bomb() -> bytes:
    """Return a TIFF of some kilobytes that unpacks to 100 megapixels."""
    return saved(Image.new("1", (10_000, 10_000)), "TIFF", compression="group4")


def zip_bomb() -> bytes:
    """Return a zip file of 100 kB that unpacks to 100 MB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("form.txt", bytes(100 << 20))
    return file.getvalue()


def polyglot() -> bytes:
    """Return a photo that is also a zip file and carries a script in its comment."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("escape.sh", "rm -rf /")
    photo = saved(quarters(), "JPEG", comment=b"<script>alert(1)</script>")
    return photo + file.getvalue()


def animation(kind: str) -> bytes:
    """Return an animation whose first frame shows the quarters and whose second is black."""
    black = Image.new("RGB", (96, 64))
    return saved(quarters(), kind, save_all=True, append_images=[black], duration=100, lossless=True)


NOT_PHOTOS: dict[str, Callable[[], bytes]] = {
    "svg": lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "pdf": lambda: b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF",
    "html": lambda: b"<!doctype html><script>alert(1)</script>",
    "zip bomb": zip_bomb,
    "program": lambda: b"\x7fELF" + bytes(200),
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(rm) run",
    "text": lambda: b"this is no photo",
    "one byte": lambda: b"\xff",
    "sound in a riff": lambda: b"RIFF\x24\0\0\0WAVEfmt " + bytes(30),
}


@st.composite
def mutated(draw: st.DrawFn, files: list[bytes]) -> bytes:
    """A good file with bytes changed, cut out, doubled or put in."""
    data = bytearray(draw(st.sampled_from(files)))
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.sampled_from([1, 1, 2, 4, 64]))
        change = draw(st.sampled_from(["replace", "cut", "double", "insert", "end"]))
        if change == "replace":
            data[at : at + length] = draw(st.binary(min_size=length, max_size=length))
        elif change == "cut":
            del data[at : at + length]
        elif change == "double":
            data[at:at] = data[at : at + length]
        elif change == "insert":
            data[at:at] = draw(st.binary(max_size=length))
        else:
            del data[max(at, 16) :]
    return bytes(data)
