"""Colours can be told from what they stand on, in every scheme (WCAG 2.2, 1.4.3 and 1.4.11)."""

import pytest

from redthread.ui.tokens import ROLES, SCHEMES, Palette, stylesheet

COLOURS = ("neutral", "accent", "brand1", "success", "warning", "danger", "info")


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#rrggbb`` as WCAG defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_colour_has_every_role_in_every_scheme(scheme: str) -> None:
    assert tuple(SCHEMES[scheme]) == COLOURS
    assert all(tuple(roles) == ROLES for roles in SCHEMES[scheme].values())


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_can_be_read_on_every_surface_of_its_colour(scheme: str, colour: str) -> None:
    palette: Palette = SCHEMES[scheme]
    roles, neutral = palette[colour], palette["neutral"]
    surfaces = (
        roles["surface-tinted"],
        roles["surface-hover"],
        neutral["surface-default"],
        neutral["background-default"],
    )
    assert min(contrast(roles["text-default"], surface) for surface in surfaces) >= 7
    assert min(contrast(roles["text-subtle"], surface) for surface in surfaces) >= 4.5
    for base in ("base-default", "base-hover", "base-active"):
        assert contrast(roles["base-contrast-default"], roles[base]) >= 4.5


@pytest.mark.parametrize("colour", COLOURS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_that_carry_meaning_can_be_seen(scheme: str, colour: str) -> None:
    palette = SCHEMES[scheme]
    for ground in (palette["neutral"]["surface-default"], palette["neutral"]["background-default"]):
        assert contrast(palette[colour]["border-default"], ground) >= 3
        assert contrast(palette[colour]["border-strong"], ground) >= 4.5


def test_the_style_sheet_names_every_scheme_and_colour() -> None:
    css = stylesheet()
    for scheme in SCHEMES:
        assert f"[data-color-scheme={scheme}]" in css
    for colour in COLOURS:
        assert f"[data-color={colour}]" in css
