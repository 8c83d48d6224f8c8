"""Arithmetic with lengths of time and days, as a pack counts."""

from calendar import monthrange
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from redthread.custody.rules.dates.facts import Facts, Part, Runs
from redthread.jurisdiction.sentences import Counting, Length

MONTHS_A_YEAR: Final = 12
REST_MONTH_DAYS: Final = 30
"""What a part of a month is a part of, where the calendar is followed (DK: half a month is 15 days)."""


def counted(length: Length, counting: Counting) -> Length:
    """Return a length as the pack counts it: in days alone, or as it is."""
    if counting.month_days is None or counting.year_days is None:
        return length
    days = length.years * counting.year_days + length.months * counting.month_days + length.days
    return Length(days=days)


def add_to(day: date, length: Length) -> date:
    """Return the day a length later; a month runs to the same day of a month, or to its last day."""
    months = day.year * MONTHS_A_YEAR + day.month - 1 + length.years * MONTHS_A_YEAR + length.months
    year, month = divmod(months, MONTHS_A_YEAR)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)) + timedelta(days=length.days)


def plus(one: Length, other: Length) -> Length:
    """Return two lengths together, months carried over into years."""
    years, months = divmod(
        (one.years + other.years) * MONTHS_A_YEAR + one.months + other.months, MONTHS_A_YEAR
    )
    return Length(years, months, one.days + other.days)


def share_of(length: Length, share: Fraction) -> Length:
    """Return a share of a length; what is left of a day is dropped, which is never to the client's harm."""
    months, rest = divmod((length.years * MONTHS_A_YEAR + length.months) * share.numerator, share.denominator)
    days = (rest * REST_MONTH_DAYS + length.days * share.numerator) // share.denominator
    years, months = divmod(months, MONTHS_A_YEAR)
    return Length(years, months, days)


def longer(one: Length, other: Length, start: date) -> Length:
    """Return the length that reaches further from a start."""
    return one if add_to(start, one) >= add_to(start, other) else other


def groups(facts: Facts, counting: Counting) -> list[list[tuple[Part, Length]]]:
    """Return what is served one after the other, each with all parts that run together in it."""
    found: list[list[tuple[Part, Length]]] = []
    for part in facts.parts:
        served = (part, counted(part.length or Length(), counting))
        if part.runs is Runs.TOGETHER and found:
            found[-1].append(served)
        else:
            found.append([served])
    return found


def longest(group: list[tuple[Part, Length]], start: date) -> tuple[Part, Length]:
    """Return the part that rules those it runs together with: the longest, of two as long the first."""
    ruling = group[0]
    for served in group[1:]:
        if longer(ruling[1], served[1], start) != ruling[1]:
            ruling = served
    return ruling
