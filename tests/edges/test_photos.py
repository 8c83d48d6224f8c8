"""Whatever is uploaded, what is kept is pixels drawn anew, or a reason why not."""

import io
import subprocess
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image, ImageFile

from redthread.edges.attachments import LARGEST_FILE, AttachmentRefusedError, RefusalReason, clean_photo
from redthread.edges.attachments import clean as clean_module
from tests.edges import samples

CORNERS = {"top left": (8, 8), "top right": (-8, 8), "bottom left": (8, -8), "bottom right": (-8, -8)}


def opened(jpeg: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(jpeg))
    picture.load()
    return picture


def corner(picture: Image.Image, name: str) -> str:
    """Return the name of the colour that a corner shows."""
    x, y = CORNERS[name]
    seen = picture.convert("RGB").getpixel((x % picture.width, y % picture.height))
    colours = {"red": samples.RED, "green": samples.GREEN, "blue": samples.BLUE, "white": samples.WHITE}
    assert isinstance(seen, tuple)
    distances = {
        name: sum(abs(a - b) for a, b in zip(seen, colour, strict=True)) for name, colour in colours.items()
    }
    return min(distances, key=distances.__getitem__)


def refusal(data: bytes) -> RefusalReason:
    with pytest.raises(AttachmentRefusedError) as caught:
        clean_photo(data)
    return caught.value.reason_code


def outcome(data: bytes) -> tuple[int, int] | RefusalReason:
    """Return the size of the photo, which can be opened, or why it was refused."""
    try:
        photo = clean_photo(data)
    except AttachmentRefusedError as error:
        return error.reason_code
    assert max(opened(photo.thumbnail).size) <= 320
    assert opened(photo.jpeg).size == (photo.width, photo.height)
    return photo.width, photo.height


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_comes_out_as_a_jpeg_with_a_thumbnail(kind: str) -> None:
    photo = clean_photo(samples.saved(samples.quarters(960, 640), kind))
    assert (photo.width, photo.height) == opened(photo.jpeg).size == (960, 640)
    assert opened(photo.thumbnail).size == (320, 213)
    assert corner(opened(photo.jpeg), "top left") == "red"
    assert corner(opened(photo.thumbnail), "bottom left") == "blue"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_large_photo_is_scaled_to_two_thousand_pixels(kind: str) -> None:
    photo = clean_photo(samples.saved(samples.quarters(3000, 4000), kind))
    assert (photo.width, photo.height) == (1500, 2000)


def test_a_photo_on_its_side_is_turned_and_its_position_is_gone() -> None:
    photo = clean_photo(samples.jpeg_with_position())
    picture = opened(photo.jpeg)
    assert picture.size == (photo.width, photo.height) == (64, 96)
    assert [corner(picture, name) for name in CORNERS] == ["blue", "red", "white", "green"]
    for jpeg in (photo.jpeg, photo.thumbnail):
        assert not opened(jpeg).getexif()
        assert not {"exif", "comment", "icc_profile", "xmp"} & set(opened(jpeg).info)
        assert b"Phonemaker" not in jpeg
        assert b"secret note" not in jpeg


def test_what_is_transparent_shows_white_paper() -> None:
    picture = samples.quarters().convert("RGBA")
    picture.putalpha(0)
    photo = clean_photo(samples.saved(picture, "PNG"))
    assert {corner(opened(photo.jpeg), name) for name in CORNERS} == {"white"}


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK", "RGBA"])
def test_every_colour_mode_of_a_camera_or_scanner_is_readable(mode: str) -> None:
    picture = samples.quarters(2400, 1600).convert("L" if mode == "I;16" else mode.removesuffix(";16"))
    if mode == "I;16":
        picture = picture.convert("I").point(lambda value: value * 256).convert("I;16")
    photo = clean_photo(samples.saved(picture, "JPEG" if mode == "CMYK" else "PNG"))
    light = opened(photo.jpeg).convert("L").getpixel((photo.width - 20, photo.height - 20))
    assert isinstance(light, (int, float))
    assert light > 200


def test_an_extremely_long_picture_keeps_at_least_one_pixel() -> None:
    photo = clean_photo(samples.saved(Image.new("L", (1, 9000)), "PNG"))
    assert (photo.width, photo.height) == (1, 2000)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken(kind: str) -> None:
    photo = clean_photo(samples.animation(kind))
    assert corner(opened(photo.jpeg), "top right") == "green"


@pytest.mark.parametrize("make", samples.NOT_PHOTOS.values(), ids=samples.NOT_PHOTOS.keys())
def test_what_is_not_a_photo_is_refused(make: Callable[[], bytes]) -> None:
    assert refusal(make()) in {RefusalReason.NOT_AN_IMAGE, RefusalReason.DOCUMENT}


def test_an_empty_file_and_a_huge_one_are_refused() -> None:
    assert refusal(b"") is RefusalReason.EMPTY
    assert refusal(b"\xff\xd8\xff" + bytes(LARGEST_FILE)) is RefusalReason.TOO_LARGE


def test_a_heic_photo_is_refused_with_what_to_do() -> None:
    assert refusal(b"\0\0\0\x18ftypheic" + bytes(100)) is RefusalReason.HEIC


@pytest.mark.parametrize("kind", ["GIF", "TIFF", "BMP", "ICO", "JPEG2000", "AVIF"])
def test_other_kinds_of_images_are_refused(kind: str) -> None:
    assert refusal(samples.saved(samples.quarters(), kind)) is RefusalReason.UNSUPPORTED_FORMAT


def test_a_tiff_bomb_is_refused_unread() -> None:
    assert refusal(samples.tiff_bomb()) is RefusalReason.UNSUPPORTED_FORMAT


@pytest.mark.parametrize(
    "bomb",
    [samples.png_bomb(), samples.png_bomb(10_000), samples.jpeg_claiming(65_000, 65_000)],
    ids=["900-megapixel PNG", "100-megapixel PNG", "4-gigapixel JPEG"],
)
def test_a_decompression_bomb_is_refused_before_it_unpacks(bomb: bytes) -> None:
    started = time.monotonic()
    assert refusal(bomb) is RefusalReason.TOO_MANY_PIXELS
    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    "bomb",
    [samples.png_with_packed(b"zTXt", b"note\0\0"), samples.png_with_packed(b"iCCP", b"profile\0\0")],
    ids=["text", "colour profile"],
)
def test_a_bomb_in_the_metadata_does_no_harm(bomb: bytes) -> None:
    started = time.monotonic()
    assert outcome(bomb) in {(96, 64), RefusalReason.DAMAGED}
    assert time.monotonic() - started < 5


def test_nothing_of_a_polyglot_survives_but_its_pixels() -> None:
    photo = clean_photo(samples.polyglot())
    for jpeg in (photo.jpeg, photo.thumbnail):
        assert b"PK" not in jpeg
        assert b"script" not in jpeg


def test_a_truncated_photo_is_refused_as_damaged() -> None:
    whole = samples.saved(samples.quarters(640, 480), "JPEG")
    assert refusal(whole[: len(whole) // 2]) is RefusalReason.DAMAGED


def test_a_photo_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_module, "_SECONDS", 0.01)
    assert refusal(samples.jpeg_with_position()) is RefusalReason.TOO_SLOW


@pytest.mark.parametrize(
    "answer",
    [b"", b"\0", b"\0" + bytes(12), b"\0" + bytes(11) + b"\x04<svg>", b"\x09", b"<script>"],
)
def test_a_worker_that_was_taken_over_can_only_answer_with_jpegs(
    monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    monkeypatch.setattr(clean_module, "_decode", lambda _request: answer)
    assert refusal(samples.jpeg_with_position()) is RefusalReason.DAMAGED


def test_the_worker_inherits_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, str] = {}
    run = subprocess.run

    def watch(*args: object, **kwargs: object) -> object:
        seen.update(kwargs["env"])  # type: ignore[call-overload]
        return run(*args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    monkeypatch.setattr(subprocess, "run", watch)
    clean_photo(samples.jpeg_with_position())
    assert seen
    assert "DATABASE_URL" not in seen


WHOLE_FILES = [
    samples.jpeg_with_position(),
    samples.saved(samples.quarters(), "JPEG", progressive=True),
    samples.saved(samples.quarters(), "PNG"),
    samples.saved(samples.quarters().convert("P"), "PNG"),
    samples.animation("PNG"),
    samples.saved(samples.quarters(), "WEBP"),
    samples.animation("WEBP"),
]


@pytest.mark.slow
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(samples.mutated(WHOLE_FILES))
def test_a_mutated_file_never_hangs_and_never_harms_the_caller(data: bytes) -> None:
    started = time.monotonic()
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
    assert outcome(data)
    assert time.monotonic() - started < 10
