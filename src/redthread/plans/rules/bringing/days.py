"""Days as people write them: 2026-03-05, 5.3.2026, 05/03/26, 20260305, 5 mars 2026."""

import re
from datetime import date
from typing import Final

_ISO = re.compile(r"(\d{4})[-./ ]?(\d{1,2})[-./ ]?(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4}|\d{2})(?:[T ]\d{1,2}:\d{2}.*)?")
_NAMED = re.compile(r"(\d{1,2})\.?\s+([^\W\d]+)\.?\s+(\d{4})")
_MONTHS: Final = (
    ("jan", "janv", "يناير"),
    ("feb", "fév", "fev", "فبراير"),
    ("mar", "mär", "maart", "mrt", "مارس"),
    ("apr", "avr", "أبريل", "ابريل"),
    ("mai", "maj", "may", "mei", "مايو"),
    ("jun", "juin", "يونيو"),
    ("jul", "juil", "يوليو"),
    ("aug", "aoû", "aou", "أغسطس"),
    ("sep", "سبتمبر"),
    ("okt", "oct", "أكتوبر"),
    ("nov", "نوفمبر"),
    ("dec", "déc", "ديسمبر"),
)
_ARABIC_DIGITS: Final = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
_CENTURY: Final = 2000


def read_day(text: str) -> date | None:
    """Return the day that a text means, None where it means none.

    Day before month, as in every country of the packs; years of two digits are of this century.
    """
    text = text.translate(_ARABIC_DIGITS).strip()
    if found := _ISO.fullmatch(text):
        return _day(*(int(part) for part in found.groups()))
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
        return _day(year if year >= 100 else _CENTURY + year, month, day)  # noqa: PLR2004 - two digits
    if found := _NAMED.fullmatch(text):
        named = found[2].lower()
        months = [n for n, begins in enumerate(_MONTHS, 1) if named.startswith(begins)]
        # "juin" and "juillet", "mars" and "mai": the names begin differently after all.
        return _day(int(found[3]), months[-1], int(found[1])) if months else None
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
