"""A text in several languages, and which of them a person was given."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = ("en", "sv", "da", "nl", "fr", "ar")
"""Languages that every text for people must have."""

RIGHT_TO_LEFT: Final = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Worded:
    """A text as it was given to a person. ``language`` is that of the text, not the one asked for."""

    text: str
    language: str

    @property
    def is_right_to_left(self) -> bool:
        """Say whether the text runs from right to left."""
        return self.language in RIGHT_TO_LEFT

    def __str__(self) -> str:
        """Return the words."""
        return self.text


@dataclass(frozen=True, slots=True)
class Text:
    """Language code → words; never empty. Equal when all languages are."""

    by_language: Mapping[str, str]

    def __post_init__(self) -> None:
        """Refuse a text without words; freeze the rest."""
        if not self.by_language:
            message = "a text needs at least one language"
            raise ValueError(message)
        object.__setattr__(self, "by_language", MappingProxyType(dict(self.by_language)))

    def __hash__(self) -> int:
        """Return a hash over all languages."""
        return hash(frozenset(self.by_language.items()))

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Go through (language, words) in the order they were written."""
        return iter(self.by_language.items())

    def worded(self, language: str, *, fallback: Sequence[str] = ("en",)) -> Worded:
        """Return the words in ``language``, else in the first fallback there is, else in any.

        A regional code (``nl-BE``) falls back to its language (``nl``) first.
        """
        for code in (language, language.partition("-")[0], *fallback, *self.by_language):
            if code in self.by_language:
                return Worded(self.by_language[code], code)
        raise AssertionError  # by_language is never empty

    def in_language(self, language: str, *, fallback: Sequence[str] = ("en",)) -> str:
        """Return only the words of :meth:`worded`."""
        return self.worded(language, fallback=fallback).text

    def missing(self, languages: Sequence[str] = LANGUAGES) -> list[str]:
        """Return the languages of the list in which there are no words."""
        return [code for code in languages if not self.by_language.get(code, "").strip()]

    def as_dict(self) -> dict[str, str]:
        """Return a plain dictionary, for JSON columns."""
        return dict(self.by_language)
