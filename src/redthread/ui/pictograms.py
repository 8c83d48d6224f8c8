"""The pictograms: every symbol of ``static/ui/icons.svg``, drawn on a grid of 52 with round caps."""

import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.templatetags.static import static
from markupsafe import Markup

SPRITE: Final = Path(__file__).parent / "static" / "ui" / "icons.svg"
NAMES: Final = tuple(re.findall(r'<symbol id="([a-z-]+)"', SPRITE.read_text()))
_KNOWN: Final = frozenset(NAMES)
# These point in the direction of reading, so they turn round in a right-to-left page.
_TURNS: Final = frozenset({"back", "forward", "next", "return", "send", "sign-out", "queue", "speaker"})


class UnknownPictogramError(KeyError):
    """A template names a pictogram that ``static/ui/icons.svg`` does not hold."""


@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """Return the address of a static file; its name is made of its content and the same as long as we run."""
    return static(path)


@lru_cache(maxsize=1024)
def _drawn(sprite: str, name: str, label: str, extra: str) -> Markup:
    classes = " ".join(filter(None, ("icon", "turns" if name in _TURNS else "", extra)))
    if label:
        return Markup('<svg class="{}" role="img" aria-label="{}"><use href="{}#{}"></use></svg>').format(
            classes, label, sprite, name
        )
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>').format(
        classes, sprite, name
    )


def icon(name: str, label: str = "", extra: str = "") -> Markup:
    """Return the drawing of a pictogram; silent for screen readers unless it has a ``label``.

    Raises:
        UnknownPictogramError: there is no such pictogram.
    """
    if name not in _KNOWN:
        raise UnknownPictogramError(name)
    return _drawn(asset("ui/icons.svg"), name, str(label), extra)
