"""The invented texts of the gallery in Arabic, so that its right-to-left pages are read as real ones."""

import json
from functools import lru_cache
from pathlib import Path

_ARABIC = Path(__file__).parent / "gallery.ar.json"


@lru_cache(maxsize=1)
def _arabic() -> dict[str, str]:
    table: dict[str, str] = json.loads(_ARABIC.read_text())
    return table


class Words:
    """Called with an English text, gives it in the language of the gallery page."""

    def __init__(self, language: str) -> None:
        self._table = _arabic() if language == "ar" else {}

    def __call__(self, english: str) -> str:
        """Return the text, in English where there is no other."""
        return self._table.get(english, english)
