"""Invented people: names by background, languages and ages, drawn with a seed from the pack of names."""

import random
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

_YEAR = 365.25
FROM_HERE = 0.45


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    given_name: str
    family_name: str
    gender: str
    language: str
    born_on: date

    def __str__(self) -> str:
        """Return the name as people say it."""
        return f"{self.given_name} {self.family_name}"


class Names:
    """Draws people whose names go together, in the shares of a country."""

    def __init__(self, folder: Path, country: str, home_language: str, chance: random.Random) -> None:
        rules = _read(folder / "people.toml")
        self._chance, self._home = chance, home_language
        self._shares: dict[str, float] = rules["background"][country]
        self._chooses: dict[str, dict[str, float]] = rules["chooses"]
        self._ages: list[dict[str, Any]] = rules["age"]
        self._names = {b: _read(folder / "names" / f"{b}.toml") for b in self._shares}
        self._home_background = max(self._shares, key=lambda b: self._shares[b])

    def person(self, *, gender: str, today: date) -> Person:
        """Draw a client of a gender, 18 to 79 years old."""
        band = self._pick({n: a["share"] for n, a in enumerate(self._ages)})
        years = self._chance.randint(self._ages[band]["from"], self._ages[band]["to"])
        return self._named(self._pick(self._shares), gender, _born(years, today, self._chance))

    def colleague(self, *, today: date) -> Person:
        """Draw a member of staff: more often with a name of the country, 23 to 64 years old."""
        background = self._home_background if self._chance.random() < FROM_HERE else self._pick(self._shares)
        return self._named(
            background, self._chance.choice("fm"), _born(self._chance.randint(23, 64), today, self._chance)
        )

    def _named(self, background: str, gender: str, born_on: date) -> Person:
        names = self._names[background]
        chosen = self._pick(self._chooses.get(background, {"home": 1.0}))
        return Person(
            given_name=self._chance.choice(names["female" if gender == "f" else "male"]),
            family_name=self._chance.choice(
                names.get("family_female" if gender == "f" else "family", names["family"])
            ),
            gender=gender,
            language=self._home if chosen == "home" else str(chosen),
            born_on=born_on,
        )

    def _pick(self, shares: dict[Any, float]) -> Any:
        return self._chance.choices(list(shares), weights=list(shares.values()))[0]


def _born(years: int, today: date, chance: random.Random) -> date:
    return today - timedelta(days=int(years * _YEAR) + chance.randrange(1, 365))


def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))
