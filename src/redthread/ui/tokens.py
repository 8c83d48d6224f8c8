"""Colours of the theme, under Designsystemet's token names, for each colour scheme.

A palette maps a colour name (``neutral``, ``accent``, ...) to its roles; the CSS name of a role is
``--ds-color-<colour>-<role>``. ``brand1`` is the red thread. ``stylesheet()`` writes them all as CSS.
"""

from collections.abc import Mapping
from typing import Final

Roles = Mapping[str, str]
Palette = Mapping[str, Roles]

ROLES: Final = (
    "background-default",
    "background-tinted",
    "surface-default",
    "surface-tinted",
    "surface-hover",
    "surface-active",
    "border-subtle",
    "border-default",
    "border-strong",
    "text-subtle",
    "text-default",
    "base-default",
    "base-hover",
    "base-active",
    "base-contrast-default",
)


def _roles(values: str) -> Roles:
    return dict(zip(ROLES, values.split(), strict=True))


# One line a colour, in the order of ROLES: 2 backgrounds, 4 surfaces, 3 borders, 2 texts, 4 bases.
LIGHT: Final[Palette] = {
    "neutral": _roles(
        "#faf6f0 #f3ece2 #fffdfa #f6f0e7 #f0e8dc #e6dccd #e6ddd2 #897f74 #6a635c #635c55 #23211f"
        " #3b3733 #2c2926 #1c1a18 #fffdfa"
    ),
    "accent": _roles(
        "#f4f8f7 #e9f1f0 #fffdfa #dfeaea #d0e1e1 #bfd5d6 #b3cecf #3f7883 #1f4a52 #1f4a52 #12333a"
        " #1f4a52 #173a41 #0f2c32 #ffffff"
    ),
    "brand1": _roles(
        "#fdf7f5 #faeeea #fffdfa #f8e6e1 #f3d6cf #ecc3ba #e7c4bd #c4675d #a32a23 #a32a23 #5c1712"
        " #b3312a #97261f #7c1c16 #ffffff"
    ),
    "success": _roles(
        "#f4f9f5 #eaf3ec #fffdfa #e1eee5 #d1e4d7 #bfd8c7 #b4d2be #2f6b4f #245740 #245740 #173c2b"
        " #2f6b4f #25573f #1b4330 #ffffff"
    ),
    "warning": _roles(
        "#fefaf0 #fdf4df #fffdfa #fcefd0 #f9e3b1 #f5d58e #efcf83 #a06c12 #6f4a08 #6a4707 #4a3104"
        " #f2c14e #e6b034 #d59e20 #2b1d00"
    ),
    "danger": _roles(
        "#fdf6f5 #fceeec #fffdfa #fae3df #f5d1cb #efbcb4 #e9b3aa #a8392f #8f1d14 #8f1d14 #5f100a"
        " #8f1d14 #76150d #5e0f08 #ffffff"
    ),
    "info": _roles(
        "#f6f8fc #edf1f7 #fffdfa #e5ebf4 #d5deec #c2cfe2 #b9c8de #46669a #2b4a78 #2b4a78 #1b3152"
        " #3c5b8c #304a73 #243a5c #ffffff"
    ),
}

DARK: Final[Palette] = {
    "neutral": _roles(
        "#1a1816 #211e1b #262320 #2e2a26 #38332e #443e38 #423c36 #93897e #bdb2a6 #c0b6aa #f4ede3"
        " #e9e0d5 #d9cfc3 #c8bdb0 #1a1816"
    ),
    "accent": _roles(
        "#172022 #1a282b #262320 #1f373b #274449 #315459 #35585f #6fa9b2 #93cad2 #9fd0d7 #d4edf0"
        " #8ec6cf #a6d4db #bde1e6 #0d2529"
    ),
    "brand1": _roles(
        "#211715 #2b1b18 #262320 #3d231f #4d2c27 #5f3630 #74423b #c97066 #f59b90 #f7a297 #ffd9d3"
        " #f07a6e #f59488 #f8aca2 #2a0a07"
    ),
    "success": _roles(
        "#161f1a #1a2a21 #262320 #1f372b #284636 #325642 #38604b #6fb892 #9ad3b4 #a3d8bb #d3efe0"
        " #7cc29d #95d0b1 #addec4 #0b2116"
    ),
    "warning": _roles(
        "#211b0f #2c2413 #262320 #3d3014 #4d3d1a #5f4b20 #6d5625 #d9a53a #f2cd7c #f6d48a #fdecc8"
        " #f2c14e #f5cd70 #f8d991 #2b1d00"
    ),
    "danger": _roles(
        "#231513 #2f1a17 #262320 #43231f #542c27 #673630 #7a413a #f08a7e #ffb3a9 #ffb9b0 #ffe0dc"
        " #f28b80 #f6a299 #f9b9b2 #2b0805"
    ),
    "info": _roles(
        "#171b22 #1c222c #262320 #263142 #303e53 #3c4c65 #43546f #8fb0e0 #b3caed #bfd3f2 #e1eafa"
        " #8fb0e0 #a7c1e7 #bfd2ee #0b1729"
    ),
}


def _contrast(ink: str, tint: str) -> Roles:
    return _roles(
        "#ffffff #ffffff #ffffff"
        f" {tint} {tint} {tint} {ink} {ink} {ink} {ink} #000000 {ink} #000000 #000000 #ffffff"
    )


CONTRAST: Final[Palette] = {
    "neutral": _contrast("#000000", "#f0f0f0"),
    "accent": _contrast("#00313b", "#dceff3"),
    "brand1": _contrast("#9b0a05", "#fde7e4"),
    "success": _contrast("#0b4a2c", "#def3e6"),
    "warning": _contrast("#5a3a00", "#fff0c2"),
    "danger": _contrast("#8a0000", "#fde3e0"),
    "info": _contrast("#15306b", "#e4ebfb"),
}

SCHEMES: Final[Mapping[str, Palette]] = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}
_BROWSER_SCHEME: Final = {"light": "light", "dark": "dark", "contrast": "light"}
_BORDER_WIDTH: Final = {"light": "1px", "dark": "1px", "contrast": "2px"}
_SHADOW: Final = {
    "light": "0 1px 2px #5b40201a,0 4px 14px #5b402012",
    "dark": "0 1px 2px #0006,0 4px 14px #0004",
    "contrast": "none",
}


def declarations(scheme: str) -> str:
    """Return the CSS declarations of one scheme (``light``, ``dark``, ``contrast``), without braces."""
    palette = SCHEMES[scheme]
    lines = [
        f"--ds-color-{colour}-{role}:{value}"
        for colour, roles in palette.items()
        for role, value in roles.items()
    ]
    lines += [
        f"--ds-color-focus-outer:{palette['neutral']['text-default']}",
        f"--ds-color-focus-inner:{palette['neutral']['surface-default']}",
        f"--ds-border-width-default:{_BORDER_WIDTH[scheme]}",
        f"--ds-shadow-sm:{_SHADOW[scheme]}",
        f"color-scheme:{_BROWSER_SCHEME[scheme]}",
    ]
    return ";".join(lines)


def stylesheet() -> str:
    """Return the tokens as CSS: named schemes, what the device asks for, ``data-color`` for components."""
    rules = [
        f":root,[data-color-scheme=light]{{{declarations('light')}}}",
        f"[data-color-scheme=dark]{{{declarations('dark')}}}",
        f"[data-color-scheme=contrast]{{{declarations('contrast')}}}",
        f"@media (prefers-color-scheme:dark){{[data-color-scheme=auto]{{{declarations('dark')}}}}}",
        f"@media (prefers-contrast:more){{[data-color-scheme=auto]{{{declarations('contrast')}}}}}",
    ]
    for colour in LIGHT:
        where = (
            ":root,[data-color-scheme],[data-color=accent]"
            if colour == "accent"
            else f"[data-color={colour}]"
        )
        names = ";".join(f"--ds-color-{role}:var(--ds-color-{colour}-{role})" for role in ROLES)
        rules.append(f"{where}{{{names}}}")
    return "\n".join(rules) + "\n"
