"""What a browser gets is built from its sources, small, and understood by the browsers we promise."""

import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from redthread.ui import assets

OUT = assets.OUT
STYLES = assets.ROOT / "styles"
# Chromium 109, Firefox ESR and Safari 15 do not have these, or not all of them.
TOO_NEW = (
    ":has(",
    "color-mix(",
    "oklch(",
    "light-dark(",
    "@container",
    "@layer",
    "@scope",
    "@starting-style",
    "dvh",
    "cqw",
)


def packed(path: Path) -> int:
    """Return the size of a file as it travels: fonts as they are, the rest compressed."""
    body = path.read_bytes()
    return len(body) if path.suffix == ".woff2" else len(gzip.compress(body, 9))


@pytest.mark.parametrize("door", assets.DOORS)
def test_the_style_sheets_are_built_from_their_sources(door: str) -> None:
    assert (OUT / f"{door}.css").read_text() == assets.build(door), "run python -m redthread.ui.assets"


def test_the_first_load_of_the_client_door_leaves_room_for_the_page() -> None:
    latin = [OUT / "fonts" / f"noto-sans-latin-{weight}.woff2" for weight in (400, 700)]
    # One weight of each script: the browser makes the bold.
    arabic = [OUT / "fonts" / f"noto-sans-{script}-400.woff2" for script in ("arabic", "latin")]
    shared = [OUT / name for name in ("client.css", "base.js", "icons.svg", "favicon.svg")]
    assert packed(OUT / "client.css") <= 14_800  # everything of the door in one file
    assert packed(OUT / "base.js") <= 3_000
    assert sum(map(packed, shared + latin)) <= 42_000
    assert sum(map(packed, shared + arabic)) <= 42_000


@pytest.mark.parametrize("source", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_our_styles_need_no_newer_browser(source: Path) -> None:
    css = re.sub(r"/\*.*?\*/", "", source.read_text(), flags=re.DOTALL)
    assert [feature for feature in TOO_NEW if feature in css] == []
    assert not re.search(r"(^|[{};])\s*&", css), "nested rules"


@pytest.mark.parametrize("source", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_our_styles_speak_of_start_and_end_not_left_and_right(source: Path) -> None:
    css = re.sub(r"\[dir=rtl\][^}]*}", "", source.read_text())
    css = re.sub(r"background-position:[^;}]*|float:left|background-image:[^;}]*", "", css)
    assert re.findall(r"[^-\w](?:margin|padding|border)-(?:left|right)\b|[;{\s](?:left|right):", css) == []


def test_the_styles_survive_being_collected_with_hashed_names(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    hashed = next((tmp_path / "ui").glob("client.*.css")).read_text()
    assert re.search(r'url\("fonts/noto-sans-latin-400\.[0-9a-f]{12}\.woff2"\)', hashed)
    assert hashed.count("data:image/svg+xml") == (OUT / "client.css").read_text().count("data:image/svg+xml")


def test_everything_taken_from_others_has_its_licence_beside_it() -> None:
    assert (
        "Permission is hereby granted, free of charge"
        in (assets.ROOT / "vendor" / "designsystemet" / "LICENSE").read_text()
    )
    assert "SIL Open Font License" in (OUT / "fonts" / "OFL.txt").read_text()
