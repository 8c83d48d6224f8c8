"""Names, numbers, e-mail and postal addresses brought to keys that are equal for one and the same.

A key forgives how something was written (script, accents, spaces, country codes, article and order of names),
never what it says. Two names with one key are *alike*; that they are one person, a person decides.
"""

import re
import unicodedata
from typing import Final

import phonenumbers
from anyascii import anyascii

from redthread.contacts.enums import AliasKind

LONGEST_ALIAS: Final = 300
PARTICLES: Final = frozenset(
    {
        *("al", "el", "ul", "ad", "ar", "as", "at", "az", "bin", "ibn", "ben", "bint", "abu", "umm"),
        *("van", "der", "den", "de", "het", "ten", "ter", "von", "zu", "af", "av"),
        *("la", "le", "du", "di", "da", "dos"),
    }
)
"""Articles and "son of" that some write and others leave out; never a whole name by themselves."""
DIGRAPHS: Final = (
    ("tsch", "s"),
    ("sch", "s"),
    ("tch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("zh", "s"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
)
"""Sounds that languages spell with several letters, longest first; own list for the service's languages. What
Arabic and Russian spell with one letter is ``kh`` to some, ``h`` to others: Khalid, Halid; Haddad, Хаддад."""
LETTERS: Final = str.maketrans({"c": "k", "q": "k", "z": "s", "v": "f", "p": "b"})
"""Arabic writes p as b and v as f; c, q and z are spelled both ways."""
SILENT: Final = re.compile(r"[aeiouwyj]|h$")
"""Vowels and what stands for one, which Arabic and Hebrew do not write, and a last h that nobody hears."""
_DOTLESS: Final = frozenset({"gmail.com", "googlemail.com"})


def key_of(kind: AliasKind, value: str, *, country: str = "SE") -> str:
    """Return the key of an alias; "" where nothing is left of it.

    Args:
        kind: what it is.
        value: as somebody wrote it.
        country: where a telephone number without a country code is dialled (ISO 3166-1 alpha-2).
    """
    if kind is AliasKind.PHONE:
        return phone_key(value, country=country)
    return {AliasKind.NAME: name_key, AliasKind.EMAIL: email_key, AliasKind.ADDRESS: address_key}[kind](value)


def phone_key(value: str, *, country: str = "SE") -> str:
    """Return a number in E.164 (``+46701234567``); its digits where it is no valid number."""
    text = unicodedata.normalize("NFKC", value).strip()
    text = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    try:
        parsed = phonenumbers.parse(text, country or None)
    except phonenumbers.NumberParseException:
        return re.sub(r"\D", "", text)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def email_key(value: str) -> str:
    """Return an e-mail address without case, tag (``+x``) and, where the host ignores them, dots."""
    text = unicodedata.normalize("NFKC", value).strip().casefold()
    local, at, host = text.rpartition("@")
    if not at:
        return text
    local = local.partition("+")[0]
    if host in _DOTLESS:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{host}"


def address_key(value: str) -> str:
    """Return a postal address as its letters and digits, in order."""
    return re.sub(r"[^a-z0-9]", "", _ascii(value))


def name_key(value: str) -> str:
    """Return the skeleton of a name: the consonants of its parts, in alphabetical order of the parts.

    ``فاطمة حداد``, ``Fatima Haddad`` and ``Haddad, Fatimah`` have one key.
    """
    parts = [part for part in _parts(value) if part not in PARTICLES] or _parts(value)
    return " ".join(sorted(_skeleton(part) for part in parts))


def _parts(value: str) -> list[str]:
    # The Arabic article is written onto its word; "Abdul" is half of a name that others write in two words.
    text = re.sub(r"[’'`´]", "", unicodedata.normalize("NFKC", value))
    text = re.sub(r"(?<!\w)ال(?=\w{2})", "", text)
    plain = _ascii(re.sub(r"(?<=[a-zß-ÿ])(?=[A-Z])", " ", anyascii(text)))
    plain = re.sub(r"\babd[aeu]?[lr][ -]?(?=\w{3})", "abd ", plain)
    return [part for part in re.split(r"[^a-z]+", plain.replace("'", "").replace("`", "")) if part]


def _skeleton(part: str) -> str:
    text = part
    for letters, sound in DIGRAPHS:
        text = text.replace(letters, sound)
    text = SILENT.sub("", text.translate(LETTERS))
    return re.sub(r"(.)\1+", r"\1", text) or part[0]


def _ascii(value: str) -> str:
    return anyascii(unicodedata.normalize("NFKC", value)).casefold()
