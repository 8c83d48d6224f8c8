"""Arithmetic of money: whole minor units (öre, cents), never fractions, never a lost unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import format_decimal, get_currency_precision

BASIS_POINTS = 10_000
"""A share of 10,000 is the whole; one tenth is 1,000."""

MAX_AMOUNT = 100_000_000
"""Largest amount of one transfer, in minor units (a million in whole ones): a typing error stops here."""

_FEWEST_POSTINGS = 2

_SIGNS = {"SEK": "kr", "DKK": "kr", "NOK": "kr", "EUR": "€"}
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ku", "ps", "ur"})
_ISOLATE, _END_ISOLATE = "\u2066", "\u2069"
_NO_BREAK = "\u00a0"


@dataclass(frozen=True, slots=True)
class PaySplit:
    """Pay divided into what can be used now and what is kept; both in minor units, together the pay."""

    spendable: int
    kept: int


def split_pay(pay: int, *, kept_share: int = 1_000) -> PaySplit:
    """Divide pay into a part to use and a part kept for leave and release.

    ``kept_share`` is in basis points: 1,000 is the tenth of SFS 2010:610 3:4 (pack rule R40). The kept
    part is rounded down, so that the odd öre is the client's to use (own default).

    Raises:
        ValueError: pay below zero, or a share outside 0..10,000.
    """
    if pay < 0:
        message = f"pay must not be below zero: {pay}"
        raise ValueError(message)
    if not 0 <= kept_share <= BASIS_POINTS:
        message = f"a share lies between 0 and {BASIS_POINTS} basis points: {kept_share}"
        raise ValueError(message)
    kept = pay * kept_share // BASIS_POINTS
    return PaySplit(spendable=pay - kept, kept=kept)


def is_balanced(amounts: Sequence[int]) -> bool:
    """Say whether postings make a transfer: two or more, none of them zero, together zero."""
    return len(amounts) >= _FEWEST_POSTINGS and 0 not in amounts and sum(amounts) == 0


def running_balances(amounts: Iterable[int], *, opening: int = 0) -> list[int]:
    """Return the balance after each amount, oldest first."""
    balances, balance = [], opening
    for amount in amounts:
        balance += amount
        balances.append(balance)
    return balances


def parse_amount(text: str, *, currency: str) -> int:
    """Read what a person typed (``120``, ``120,50``, ``1 200.50``) as minor units.

    Raises:
        ValueError: not a number of whole minor units, below zero, or larger than :data:`MAX_AMOUNT`.
    """
    plain = "".join(text.split()).replace(",", ".")
    digits = get_currency_precision(currency)
    whole, point, fraction = plain.partition(".")
    well_formed = whole.isascii() and whole.isdigit() and len(fraction) <= digits
    if not well_formed or (point and not (fraction.isascii() and fraction.isdigit())):
        message = f"not an amount of money: {text!r}"
        raise ValueError(message)
    amount = int(whole + fraction.ljust(digits, "0"))
    if amount > MAX_AMOUNT:
        message = f"more than one transfer may move: {text!r}"
        raise ValueError(message)
    return amount


@lru_cache(maxsize=4096)
def format_amount(minor: int, *, currency: str, language: str) -> str:
    """Write an amount as people of that language do: ``120 kr``, ``12,50 kr``, ``3 €``, never ``SEK 120.00``.

    Whole amounts lose their zeros. In languages written right to left the amount is isolated, or the browser
    would put the sign on the wrong side of the number.
    """
    digits = get_currency_precision(currency)
    value = Decimal(minor).scaleb(-digits)
    whole = value == value.to_integral_value()
    pattern = "#,##0" if whole else "#,##0." + "0" * digits
    number = format_decimal(value, format=pattern, locale=_locale(language))
    amount = f"{number}{_NO_BREAK}{_SIGNS.get(currency, currency)}"
    if language.split("-", maxsplit=1)[0] in _RIGHT_TO_LEFT:
        return f"{_ISOLATE}{amount}{_END_ISOLATE}"
    return amount


def plain_amount(minor: int, *, currency: str) -> str:
    """Write an amount for what is kept and read in any language: ``1234.50 kr``."""
    digits = get_currency_precision(currency)
    value = Decimal(minor).scaleb(-digits)
    number = f"{value:.0f}" if value == value.to_integral_value() else f"{value:.{digits}f}"
    return f"{number} {_SIGNS.get(currency, currency)}"


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
