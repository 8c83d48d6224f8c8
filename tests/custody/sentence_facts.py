"""Facts of invented sentences, short to write."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from redthread.custody.rules.dates import Facts, Part, Runs, SentenceDates, compute
from redthread.jurisdiction.calendars import WorkingCalendar, calendar_of
from redthread.jurisdiction.load import load_pack
from redthread.jurisdiction.sentences import Length, SentenceRules, load_sentence_rules

PACKS = Path(__file__).parents[2] / "packs"
START = date(2026, 3, 2)
"""A Monday."""


@cache
def rules(code: str) -> SentenceRules:
    """Return the rules of a pack, read once."""
    return load_sentence_rules(PACKS / code)


@cache
def calendar(code: str) -> WorkingCalendar:
    """Return the working days of a pack, read once."""
    return calendar_of(load_pack(PACKS / code))


def part(
    years: int = 0,
    months: int = 0,
    days: int = 0,
    *,
    judged: date = date(2026, 2, 2),
    runs: Runs = Runs.AFTER,
    life: bool = False,
) -> Part:
    """Return one judgment, final three weeks after."""
    length = None if life else Length(years, months, days)
    return Part(length, judged, date.fromordinal(judged.toordinal() + 21), runs)


def facts(*parts: Part, starts: date = START, **more: Any) -> Facts:
    """Return a sentence."""
    return Facts(starts, parts, **more)


def dates(of: Facts, code: str = "se") -> SentenceDates:
    """Return the dates under a pack and its calendar."""
    return compute(of, rules(code), calendar(code).is_working_day)
