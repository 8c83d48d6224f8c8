"""Make a text fit to be spoken: cleaned, measured, cut into sentences."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from .errors import SpeechLanguageUnknownError, SpeechRateError, SpeechTextEmptyError, SpeechTextTooLongError

#: Language of the interface → file of the espeak-ng voice. French is Belgian: septante, nonante.
VOICES: Final = {
    "en": "gmw/en",
    "sv": "gmq/sv",
    "da": "gmq/da",
    "nl": "gmw/nl",
    "fr": "roa/fr-BE",
    "ar": "sem/ar",
}

#: Characters in one call; about five minutes of speech.
LONGEST_TEXT: Final = 5_000
#: Characters that the engine gets at once.
LONGEST_PIECE: Final = 400
#: Words per minute.
SLOWEST, DEFAULT_RATE, FASTEST = 80, 150, 300

_SENTENCE_END: Final = re.compile(r"(?<=[.!?…؟۔])\s+")
_SPOKEN: Final = frozenset("LNS")


def check_language(language: str) -> str:
    """Return the language ("sv" for "sv-SE" or "SV") that has a voice.

    Raises:
        SpeechLanguageUnknownError: there is none.
    """
    short = language.replace("_", "-").split("-")[0].lower()
    if short not in VOICES:
        raise SpeechLanguageUnknownError
    return short


def check_rate(rate: int) -> int:
    """Return the speed in words per minute.

    Raises:
        SpeechRateError: it lies outside 80 to 300.
    """
    if not SLOWEST <= rate <= FASTEST:
        raise SpeechRateError
    return rate


def clean_text(text: str) -> str:
    """Return the text without what cannot be spoken: control, direction and private characters, extra space.

    Raises:
        SpeechTextTooLongError: longer than 5,000 characters as given.
        SpeechTextEmptyError: no letter, digit or symbol is left.
    """
    if len(text) > LONGEST_TEXT:
        raise SpeechTextTooLongError
    lines = (_clean_line(line) for line in re.split(r"[\r\n\u2028\u2029]+", text))
    cleaned = unicodedata.normalize("NFC", "\n".join(line for line in lines if line))
    if not any(unicodedata.category(character)[0] in _SPOKEN for character in cleaned):
        raise SpeechTextEmptyError
    return cleaned


def _clean_line(line: str) -> str:
    # Format characters (Cf) go without a trace, as a soft hyphen stands in a word; controls become a space.
    kept = (
        " " if category == "Cc" else character
        for character in line
        if (category := unicodedata.category(character)) not in {"Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


def split_text(text: str) -> list[str]:
    """Cut a cleaned text into pieces of at most 400 characters, in order, losing nothing but space.

    Cuts fall between lines, else between sentences, else between words. A short line stays whole: the engine
    knows better than this rule that "kl. 14" is no end of a sentence.
    """
    return [piece for line in text.split("\n") for piece in _pack(line)]


def _pack(line: str) -> Iterator[str]:
    packed = ""
    for sentence in _SENTENCE_END.split(line.strip()) if len(line) > LONGEST_PIECE else [line.strip()]:
        joined = f"{packed} {sentence}".strip()
        while len(joined) > LONGEST_PIECE:
            cut = len(packed) or joined.rfind(" ", 1, LONGEST_PIECE)
            cut = cut if cut > 0 else LONGEST_PIECE
            yield joined[:cut]
            packed, joined = "", joined[cut:].strip()
        packed = joined
    if packed:
        yield packed
