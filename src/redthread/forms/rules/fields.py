"""The plain parts of reading JSON: every field is read with its place, and every problem noted."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, TypeVar

from redthread.forms.rules.problems import N_, Problems
from redthread.forms.rules.text import clean_text
from redthread.forms.rules.values import is_unanswered
from redthread.jurisdiction.texts import Text

CODE: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
LINK: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
RELATIVE: Final = re.compile(r"today([+-]\d{1,4})?", re.ASCII)

_LONGEST_TEXT = 4000
_MOST_PARTS = 500
_E = TypeVar("_E", bound=StrEnum)


def join(at: str, key: str) -> str:
    """Return the place of ``key`` within the place ``at``."""
    return f"{at}.{key}" if at else key


class Fields:
    """Reads fields of one definition; what is wrong goes to ``problems``, what is returned is harmless."""

    def __init__(self) -> None:
        self.problems = Problems()
        self.language = "en"

    def mapping(self, raw: object, at: str, known: set[str]) -> Mapping[str, object]:
        """Return an object, without keys that nobody knows."""
        if not isinstance(raw, Mapping):
            self.problems.add(at, N_("must be an object"))
            return {}
        for key in raw:
            if key not in known:
                self.problems.add(join(at, str(key)[:80]), N_("is an unknown key"))
        return raw

    def parts(
        self, data: Mapping[str, object], key: str, at: str, *, is_needed: bool = False
    ) -> Sequence[object]:
        """Return a list that is not empty, or nothing."""
        raw = data.get(key)
        if key not in data:
            if is_needed:
                self.problems.add(join(at, key), N_("is missing"))
            return ()
        if not isinstance(raw, list | tuple) or not raw:
            self.problems.add(join(at, key), N_("must be a list that is not empty"))
            return ()
        if len(raw) > _MOST_PARTS:
            self.problems.add(join(at, key), N_("has more than %(most)s entries"), most=_MOST_PARTS)
            return ()
        return raw

    def text(self, data: Mapping[str, object], key: str, at: str) -> Text | None:
        """Return a text in several languages, of which the default language must be one; or none."""
        if key not in data:
            return None
        place, raw = join(at, key), data[key]
        if not isinstance(raw, Mapping) or not raw:
            self.problems.add(place, N_("must be an object of language and text"))
            return None
        found: dict[str, str] = {}
        for language, words in raw.items():
            if not isinstance(language, str) or not LANGUAGE.fullmatch(language):
                self.problems.add(join(place, str(language)[:20]), N_("is no language code"))
            elif not isinstance(words, str) or is_unanswered(words):
                self.problems.add(join(place, language), N_("is empty"))
            elif len(words) > _LONGEST_TEXT:
                self.problems.add(
                    join(place, language), N_("has more than %(most)s characters"), most=_LONGEST_TEXT
                )
            else:
                found[language] = clean_text(words)
        if self.language not in raw:
            self.problems.add(
                place, N_("is missing in the default language %(language)s"), language=repr(self.language)
            )
        return Text(found) if found else None

    def needed_text(self, data: Mapping[str, object], key: str, at: str) -> Text:
        """Return a text that may not be missing."""
        if key not in data:
            self.problems.add(join(at, key), N_("is missing"))
        return self.text(data, key, at) or Text({self.language: "?"})

    def word(
        self, data: Mapping[str, object], key: str, at: str, form: re.Pattern[str], default: str | None = None
    ) -> str:
        """Return a short word of a given form."""
        raw = data.get(key)
        if key not in data and default is not None:
            return default
        if not isinstance(raw, str) or not form.fullmatch(raw):
            if key in data:
                self.problems.add(join(at, key), N_("must look like %(form)s"), form=form.pattern)
            else:
                self.problems.add(join(at, key), N_("is missing"))
            return default or ""
        return raw

    def flag(self, data: Mapping[str, object], key: str, at: str) -> bool:
        """Return true or false."""
        raw = data.get(key, False)
        if not isinstance(raw, bool):
            self.problems.add(join(at, key), N_("must be true or false"))
            return False
        return raw

    def count_of(
        self, data: Mapping[str, object], key: str, at: str, *, least: int = 1, most: int = 200
    ) -> int | None:
        """Return a whole number within limits, or none."""
        raw = data.get(key)
        if key not in data:
            return None
        if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
            self.problems.add(
                join(at, key), N_("must be a whole number from %(least)s to %(most)s"), least=least, most=most
            )
            return None
        return raw

    def choice(self, data: Mapping[str, object], key: str, at: str, kinds: type[_E], default: _E) -> _E:
        """Return one of an enumeration."""
        raw = data.get(key)
        for kind in kinds:
            if raw == kind.value:
                return kind
        if key in data or key in {"type", "operator"}:
            known = ", ".join(kind.value for kind in kinds)
            self.problems.add(join(at, key), N_("must be one of %(known)s"), known=known)
        return default
