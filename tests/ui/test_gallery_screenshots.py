"""The gallery looks as it did when somebody last looked at it: pictures under docs/look, compared.

To take them anew after a change that is meant, then look at every one that git says has changed::

    REDTHREAD_TAKE_PICTURES=1 pytest tests/ui/test_gallery_screenshots.py
"""

import io
import os
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, ImageChops

from tests.ui.conftest import Open

pytestmark = pytest.mark.slow

KEPT = Path(__file__).resolve().parents[2] / "docs" / "look"
TAKE = os.environ.get("REDTHREAD_TAKE_PICTURES") == "1"
# Letters are smoothed differently from one build of the browser to the next: pictures are compared at a
# quarter of their size, a point differs when it is a tenth away, and two points in a hundred may differ.
SHRINK, AWAY, SHARE = 4, 26, 0.02


class Picture(NamedTuple):
    """One picture: a page of the gallery, and how it is looked at."""

    page: str
    language: str = "en"
    scheme: str = "light"
    width: int = 1280
    height: int = 800
    size: int = 1

    @property
    def name(self) -> str:
        """Name of the file, without its end."""
        letters = f"-letters{self.size}" if self.size > 1 else ""
        return f"{self.page}-{self.language}-{self.scheme}-{self.width}{letters}"


PICTURES = [
    Picture("home"),
    Picture("home", "ar"),
    Picture("home", scheme="dark"),
    Picture("home", scheme="contrast"),
    Picture("home", size=3),
    Picture("home", width=375, height=812),
    Picture("request"),
    Picture("request", "ar"),
    Picture("request", "ar", width=375, height=812),
    Picture("requests"),
    Picture("waiting"),
    Picture("ask"),
    Picture("ask", "ar", "dark"),
    Picture("kiosk"),
    Picture("kiosk", width=375, height=812),
    Picture("reads"),
    Picture("states", height=1900),
    Picture("states", "ar", "contrast", height=1900),
    Picture("language"),
    Picture("sign_in"),
    Picture("sign_in", "ar", "dark"),
    Picture("locked"),
    Picture("pictograms"),
    Picture("queue", width=1920, height=1080),
    Picture("queue", "ar", "dark", 1920, 1080),
    Picture("queue", width=1024, height=768),
    Picture("today", width=1920, height=1080),
    Picture("today", "ar", width=1920, height=1080),
]


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of points, 0 to 1, that differ between two pictures of one size."""
    small = [
        picture.convert("L").resize((picture.width // SHRINK, picture.height // SHRINK), Image.Resampling.BOX)
        for picture in (one, other)
    ]
    histogram = ImageChops.difference(*small).histogram()
    return sum(histogram[AWAY:]) / sum(histogram)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_page_looks_as_it_did(open_page: Open, picture: Picture) -> None:
    tab = open_page(
        picture.page,
        language=picture.language,
        scheme=picture.scheme,
        size=picture.size,
        width=picture.width,
        height=picture.height,
    )
    seen = Image.open(io.BytesIO(tab.screenshot())).convert("RGB")
    kept = KEPT / f"{picture.name}.png"
    if TAKE:
        palette = seen.quantize(256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        palette.save(kept, optimize=True)
    before = Image.open(kept).convert("RGB")
    assert before.size == seen.size
    assert difference(before, seen) <= SHARE, f"{kept.name} looks different; if it is meant, take it anew"


def test_a_missing_button_would_be_seen() -> None:
    before = Image.open(KEPT / "sign_in-en-light-1280.png").convert("RGB")
    after = before.copy()
    after.paste((255, 253, 250), (800, 600, 1216, 690))
    assert difference(before, after) > SHARE


def test_pictures_are_few_and_small_and_all_are_compared() -> None:
    names = {path.name for path in KEPT.glob("*.png")}
    assert names == {f"{picture.name}.png" for picture in PICTURES}
    assert sum(path.stat().st_size for path in KEPT.glob("*.png")) <= 2_500_000
