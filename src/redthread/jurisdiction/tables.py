"""Reading a pack's TOML strictly: every value is asked for by kind, and what nobody asked for is refused.

A file of a pack lies over the file of the same name of the pack it extends; each key remembers the file it
came from, so that an error names the right one.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from redthread.jurisdiction.texts import Text

_E = TypeVar("_E", bound=StrEnum)
_V = TypeVar("_V")


class PackError(Exception):
    """A pack that says something wrong; tells the file and the key."""

    def __init__(self, file: Path, key: str, reason: str) -> None:
        """Name the place and what is wrong there."""
        self.file, self.key, self.reason = file, key, reason
        super().__init__(f"{file}: {key}: {reason}" if key else f"{file}: {reason}")


@dataclass(frozen=True, slots=True)
class Layers:
    """A file's values over those of its parent, and which file each dotted key came from."""

    file: Path
    data: Mapping[str, Any]
    origins: Mapping[str, Path] = field(default_factory=dict)

    def origin(self, key: str) -> Path:
        """Return the file that a key, or the nearest table around it, came from."""
        while key and key not in self.origins:
            key = key.rpartition(".")[0]
        return self.origins.get(key, self.file)


def read_toml(file: Path) -> Layers:
    """Return one file as it is; a missing one is empty.

    Raises:
        PackError: the file is not TOML.
    """
    if not file.exists():
        return Layers(file, {})
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PackError(file, "", f"is not TOML: {problem}") from None
    return Layers(file, data, dict.fromkeys(_keys(data), file))


def lay_over(parent: Layers, child: Layers) -> Layers:
    """Return the child's values over the parent's: tables key by key, everything else replaced."""
    origins = {**parent.origins, **child.origins}
    return Layers(child.file if child.data else parent.file, _merged(parent.data, child.data), origins)


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(below)
    for key, value in above.items():
        under = found.get(key)
        both = isinstance(under, dict) and isinstance(value, dict)
        found[key] = _merged(under, value) if both and under is not None else value
    return found


def _keys(data: Mapping[str, Any], at: str = "") -> Iterator[str]:
    for key, value in data.items():
        place = f"{at}.{key}" if at else key
        yield place
        if isinstance(value, dict):
            yield from _keys(value, place)


class Table:
    """One table of a file. Ask for each key, then call :meth:`done`."""

    def __init__(self, layers: Layers, data: Mapping[str, Any] | None = None, at: str = "") -> None:
        """Look at the whole file, or at the table ``data`` that lies ``at`` a dotted key of it."""
        self._layers = layers
        self._data = layers.data if data is None else data
        self._at = at
        self._asked: set[str] = set()

    def refuse(self, key: str, reason: str) -> NoReturn:
        """Say what is wrong with a key of this table.

        Raises:
            PackError: always.
        """
        place = self._place(key)
        raise PackError(self._layers.origin(place), place, reason) from None

    def _place(self, key: str) -> str:
        return ".".join(part for part in (self._at, key) if part)

    def __contains__(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self._data

    def _take(self, key: str, kind: type[_V], called: str) -> _V:
        self._asked.add(key)
        if key not in self._data:
            self.refuse(key, "is missing")
        value = self._data[key]
        # bool is an int in Python; here true is never a number.
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.refuse(key, f"must be {called}, is {value!r}")
        return value

    def word(self, key: str, default: str | None = None) -> str:
        """Return a text for machines or lawyers, in one language."""
        if default is not None and key not in self._data:
            return default
        return self._take(key, str, "a text")

    def flag(self, key: str) -> bool:
        """Return true or false."""
        return self._take(key, bool, "true or false")

    def whole(self, key: str, *, least: int = 0, most: int = 10**9) -> int:
        """Return a whole number within bounds."""
        value = self._take(key, int, "a whole number")
        if not least <= value <= most:
            self.refuse(key, f"must lie between {least} and {most}, is {value}")
        return value

    def whole_or_none(self, key: str, *, least: int = 0, most: int = 10**9) -> int | None:
        """Return a whole number, or nothing where the key is not there."""
        return self.whole(key, least=least, most=most) if key in self._data else None

    def share(self, key: str) -> float:
        """Return a number from 0 to 1."""
        value = self._take(key, float, "a number with a decimal point")
        if not 0 <= value <= 1:
            self.refuse(key, f"must lie between 0 and 1, is {value}")
        return value

    def scalar(self, key: str) -> int | float | str | bool:
        """Return any single value."""
        self._asked.add(key)
        value = self._data.get(key)
        if not isinstance(value, int | float | str | bool):
            self.refuse(key, "must be a number, a text, true or false")
        return value

    def day(self, key: str) -> date:
        """Return a date."""
        return self._take(key, date, "a date such as 2026-01-31")

    def clock(self, key: str) -> time:
        """Return a time of day, written ``"08:00"``."""
        written = self._take(key, str, 'a time such as "08:00"')
        try:
            return time.fromisoformat(written)
        except ValueError:
            self.refuse(key, f'must be a time such as "08:00", is {written!r}')

    def one_of(self, key: str, kind: type[_E]) -> _E:
        """Return a member of a fixed choice."""
        written = self._take(key, str, "a text")
        try:
            return kind(written)
        except ValueError:
            allowed = ", ".join(member.value for member in kind)
            self.refuse(key, f"must be one of {allowed}; is {written!r}")

    def words(self, key: str) -> tuple[str, ...]:
        """Return a list of different texts; the key may be missing."""
        if key not in self._data:
            return ()
        values = self._take(key, list, "a list of texts")
        if not all(isinstance(value, str) for value in values):
            self.refuse(key, "must be a list of texts")
        if len(set(values)) < len(values):
            self.refuse(key, "names something twice")
        return tuple(values)

    def text(self, key: str) -> Text:
        """Return a text for people: language → words."""
        words = self._take(key, dict, "a table of language = words")
        if not words:
            self.refuse(key, "has no words")
        for language, wording in words.items():
            if not isinstance(wording, str) or not wording.strip():
                self.refuse(f"{key}.{language}", "must be words")
        return Text(words)

    def text_or_none(self, key: str) -> Text | None:
        """Return a text for people, or nothing where the key is not there."""
        return self.text(key) if key in self._data else None

    def table(self, key: str) -> "Table":
        """Return a table within."""
        return Table(self._layers, self._take(key, dict, "a table"), self._place(key))

    def tables(self, key: str) -> Iterator[tuple[str, "Table"]]:
        """Yield (code, table) for each table within a table of tables; the key may be missing."""
        if key not in self._data:
            return
        within = self.table(key)
        for code in self._data[key]:
            yield code, within.table(code)

    def listed(self, key: str) -> Iterator["Table"]:
        """Yield each table of a list of tables; the key may be missing."""
        if key not in self._data:
            return
        for number, data in enumerate(self._take(key, list, "a list of tables")):
            if not isinstance(data, dict):
                self.refuse(f"{key}[{number}]", "must be a table")
            yield Table(self._layers, data, self._place(f"{key}[{number}]"))

    def wholes(self) -> dict[str, int]:
        """Return every key of this table as a whole number."""
        return {key: self.whole(key) for key in self._data}

    def done(self) -> None:
        """Refuse what nobody asked for.

        Raises:
            PackError: naming the first unknown key.
        """
        for key in self._data:
            if key not in self._asked:
                self.refuse(key, f"is unknown here; known are {', '.join(sorted(self._asked))}")
