"""Is the file about this person? By number, by birth date (alone or inside a national number), and by name.

A plan read into the record of somebody else is the worst that can happen here, so a single contradiction
stops it; a name alone may be spelled otherwise, and so decides only where nothing else is said.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from redthread.plans.rules.bringing.days import read_day


class Fit(StrEnum):
    """What a file says about whom it is for."""

    FITS = "fits"
    UNKNOWN = "unknown"
    OTHER_NUMBER = "other_number"
    OTHER_BIRTH_DATE = "other_birth_date"
    OTHER_NAME = "other_name"

    @property
    def is_other(self) -> bool:
        """Tell whether the file is about somebody else."""
        return self not in {Fit.FITS, Fit.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Person:
    """The client whose page is open."""

    number: str
    given_name: str
    family_name: str
    born_on: date


@dataclass(frozen=True, slots=True)
class Named:
    """What one row says about whom it is for; empty text for nothing."""

    number: str = ""
    born_on: str = ""
    name: str = ""


def fit_all(person: Person, rows: Iterable[Named]) -> Fit:
    """Return what a whole file says: the first contradiction wins, else whether anything fitted."""
    fits = [fit(person, row) for row in rows]
    other = next((f for f in fits if f.is_other), None)
    return other or (Fit.FITS if Fit.FITS in fits else Fit.UNKNOWN)


def fit(person: Person, row: Named) -> Fit:
    """Return what one row says about whom it is for."""
    is_known = False
    if row.number:
        if _plain(row.number) == _plain(person.number) or _is_born_in(row.number, person.born_on):
            is_known = True
        else:
            return Fit.OTHER_NUMBER
    if row.born_on:
        if read_day(row.born_on) != person.born_on and not _is_born_in(row.born_on, person.born_on):
            return Fit.OTHER_BIRTH_DATE
        is_known = True
    if row.name and not is_known:
        return Fit.FITS if _same_name(person, row.name) else Fit.OTHER_NAME
    return Fit.FITS if is_known else Fit.UNKNOWN


def _is_born_in(number: str, born_on: date) -> bool:
    """Tell whether a national number begins with a birth date.

    SE: YYYYMMDD-NNNN or YYMMDD-NNNN; DK: DDMMYY-NNNN; BE: YY.MM.DD-NNN.NN.
    """
    digits = re.sub(r"\D", "", number)
    forms = ("%Y%m%d", "%y%m%d", "%d%m%y", "%d%m%Y")
    # Shorter than a date and a running number it is no national number but a date or one of ours.
    return len(digits) >= 6 and any(digits.startswith(born_on.strftime(form)) for form in forms)  # noqa: PLR2004


def _same_name(person: Person, name: str) -> bool:
    """Tell whether a name holds the family name and the first given name, in any order, accents aside."""
    said = set(_words(name))
    family, given = _words(person.family_name), _words(person.given_name)
    return bool(family) and set(family) <= said and (not given or given[0] in said)


def _words(text: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in letters if not unicodedata.combining(c)).replace("ø", "o").replace("æ", "ae")
    return re.findall(r"\w+", plain)


def _plain(number: str) -> str:
    return re.sub(r"\W", "", number).casefold()
