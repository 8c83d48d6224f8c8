"""Make what people type safe to keep and to show, without taking anything from any language.

Whoever types a right-to-left override can make "approved" read otherwise for the officer; whoever types
control characters can break a list, a log or the database. Joiners stay: emoji and Persian need them;
the three invisible direction *marks* stay: they turn nothing round.
Source: Unicode UAX 9 (explicit directional formatting), UTR 36.
"""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0 and C1 but tab and newline (the line ends were taken before)
    "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates
    "\u206a-\u206f\ufeff\ufff9-\ufffb"  # deprecated format controls, byte order mark, annotations
    "\ud800-\udfff"  # halves of characters, which PostgreSQL and UTF-8 refuse
    "\ufdd0-\ufdef\ufffe\uffff]"  # noncharacters
)
_BLANKS = re.compile(r"[\t\n ]+")
_TRAILING = re.compile(r"[\t ]+\n")
_MANY_LINES = re.compile(r"\n{4,}")


def clean_text(raw: str) -> str:
    """Return ``raw`` composed (NFC), without control and override characters, with plain line ends."""
    text = _CONTROLS.sub("", _LINE_ENDS.sub("\n", raw))
    text = unicodedata.normalize("NFC", text)
    return _MANY_LINES.sub("\n\n\n", _TRAILING.sub("\n", text)).strip()


def clean_line(raw: str) -> str:
    """Return ``raw`` cleaned, on one line."""
    return _BLANKS.sub(" ", clean_text(raw)).strip()


def is_blank(text: str) -> bool:
    """Tell whether nothing of the text can be seen."""
    return not any(unicodedata.category(sign)[0] not in "ZC" for sign in text)
