"""Puts the style sources together into one file a door: ``static/ui/client.css`` and ``static/ui/staff.css``.

Run ``python -m redthread.ui.assets`` after a change in ``styles/``, ``tokens.py`` or ``vendor/``; the result
is committed, and a test says when it was forgotten.
"""

import re
from pathlib import Path
from typing import Final

from redthread.ui import tokens

ROOT: Final = Path(__file__).parent
OUT: Final = ROOT / "static" / "ui"
_SHARED: Final = ("00-base", "10-thread", "20-components", "30-forms")
_VENDORED: Final = ("button", "details", "skip-link")
DOORS: Final = {"client": (*_SHARED, "40-client"), "staff": (*_SHARED, "50-staff")}


def shrink(css: str) -> str:
    """Drop comments and needless white space from CSS that holds no string with two spaces in it."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"\s*\n\s*", "", css)
    return css.strip()


def build(door: str) -> str:
    """Return the whole style sheet of one door (``client`` or ``staff``)."""
    vendored = [(ROOT / "vendor" / "designsystemet" / f"{name}.css").read_text() for name in _VENDORED]
    own = [(ROOT / "styles" / f"{name}.css").read_text() for name in DOORS[door]]
    notice = "/* Redthread. Components button, details, skip-link: Designsystemet (Digdir), MIT licence. */\n"
    return notice + "\n".join(shrink(part) for part in (tokens.stylesheet(), *vendored, *own)) + "\n"


def main() -> None:
    """Write the style sheet of every door."""
    for door in DOORS:
        (OUT / f"{door}.css").write_text(build(door))


if __name__ == "__main__":
    main()
