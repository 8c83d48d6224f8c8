"""The free words of staff and clients beside the pack's grounds: ``packs/demo/answers.toml``."""

import random
import tomllib
from pathlib import Path
from typing import Any


class FreeWords:
    """Draws what staff write in the language of the house, and clients in their own."""

    def __init__(self, file: Path, home: str) -> None:
        self._texts: dict[str, dict[str, dict[str, list[str]]]] = tomllib.loads(file.read_text("utf-8"))
        self._home = home

    def beside_grounds(self, decision: str, type_code: str, chance: random.Random) -> str:
        """Return what somebody adds to the maintained grounds of a decision."""
        by_type = self._texts[decision]
        return chance.choice(self._in(by_type.get(type_code, by_type["any"]), self._home))

    def question(self, type_code: str, language: str, chance: random.Random) -> tuple[str, str]:
        """Return a question of staff, and the client's reply in ``language``."""
        code = type_code if type_code in self._texts["question"] else "any"
        asked = self._in(self._texts["question"][code], self._home)
        place = chance.randrange(len(asked))
        return asked[place], self._in(self._texts["reply"][code], language)[place]

    def staff(self, section: str, code: str, chance: random.Random) -> str:
        """Return words of staff: ``section`` and ``code`` name a table of the file."""
        return chance.choice(self._in(self._texts[section][code], self._home))

    def client(self, code: str, language: str, chance: random.Random) -> str:
        """Return words of a client: ``from_client`` or ``appeal``."""
        return chance.choice(self._in(self._texts["message"][code], language))

    def codes(self, section: str) -> list[str]:
        """Return the names of the tables of a section."""
        return list(self._texts[section])

    def _in(self, by_language: dict[str, Any], language: str) -> list[str]:
        for wanted in (language, self._home, "en"):
            if wanted in by_language:
                return list(by_language[wanted])
        return [text for texts in by_language.values() for text in texts]
