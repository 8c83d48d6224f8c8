"""The deadline language of the guides: what a pack writes for when a task is due, read and printed.

One expression a task, in one of eight shapes::

    event:arrival+24h        after something happened: h hours, d days, wd working days, w weeks, mo, y
    event:intake+asap        as soon as possible after it
    date:release-90d         before (-) or after (+) a planned day, which may move
    every:14d                again and again; every:7d->14d starts closer and widens
    limit:7d                 at most so long; limit:7d/30d has a longer limit for special reasons
    calc:max(term/4,2mo)     counted from the start of the term, by parts of it
    on_change                whenever what it is about changes; it has no clock of its own
    rule                     a rule to know, with no clock

Plain Python: parsing and printing only. When a task is due is told by ``journey`` (facts and a calendar).
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NoReturn

LONGEST: Final = 120
"""Characters in an expression; nobody reads longer ones."""
MOST: Final = 36_600
"""The greatest number in a span: a hundred years of days."""


class Unit(StrEnum):
    """What a span counts; a day, a week, a month and a year end with the day they reach."""

    HOURS = "h"
    DAYS = "d"
    WORKING_DAYS = "wd"
    WEEKS = "w"
    MONTHS = "mo"
    YEARS = "y"


@dataclass(frozen=True, slots=True)
class Span:
    """A number of units: ``28d``."""

    number: int
    unit: Unit

    def __str__(self) -> str:
        """Print it as it is written."""
        return f"{self.number}{self.unit.value}"


@dataclass(frozen=True, slots=True)
class AfterEvent:
    """So long after something happened; no span: as soon as possible."""

    fact: str
    span: Span | None

    def __str__(self) -> str:
        """Print it as it is written."""
        return f"event:{self.fact}+{self.span or 'asap'}"


@dataclass(frozen=True, slots=True)
class AroundDate:
    """So long before (or after) a planned day."""

    fact: str
    is_before: bool
    span: Span

    def __str__(self) -> str:
        """Print it as it is written."""
        return f"date:{self.fact}{'-' if self.is_before else '+'}{self.span}"


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again; ``then`` is the wider step after the first time, if there is one."""

    span: Span
    then: Span | None = None

    def __str__(self) -> str:
        """Print it as it is written."""
        return f"every:{self.span}" + (f"->{self.then}" if self.then else "")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so long; ``longest`` with special reasons."""

    span: Span
    longest: Span | None = None

    def __str__(self) -> str:
        """Print it as it is written."""
        return f"limit:{self.span}" + (f"/{self.longest}" if self.longest else "")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the term: ``term/4``."""

    divisor: int

    def __str__(self) -> str:
        """Print it as it is written."""
        return f"term/{self.divisor}" if self.divisor > 1 else "term"


@dataclass(frozen=True, slots=True)
class Calc:
    """The later (``max``) or the earlier (``min``) of several lengths, counted from the start of the term."""

    is_latest: bool
    lengths: tuple[Part | Span, ...]

    def __str__(self) -> str:
        """Print it as it is written."""
        return f"calc:{'max' if self.is_latest else 'min'}({','.join(map(str, self.lengths))})"


class NoClock(StrEnum):
    """What has no clock of its own."""

    ON_CHANGE = "on_change"
    RULE = "rule"


Deadline = AfterEvent | AroundDate | Every | Limit | Calc | NoClock


class DeadlineSyntaxError(Exception):
    """An expression that cannot be read: where (0 is the first character) and what was expected there."""

    def __init__(self, text: str, position: int, expected: str) -> None:
        """Say where it goes wrong."""
        self.text, self.position, self.expected = text, position, expected
        found = f"{text[position : position + 12]!r}" if position < len(text) else "the end"
        super().__init__(f"{expected} expected at character {position + 1}, found {found}")


def parse(text: str) -> Deadline:
    """Return what an expression says; ``str()`` of it is the expression again.

    Raises:
        DeadlineSyntaxError: it cannot be read.
    """
    return _Reader(text).read()


_SHAPES: Final = "event:, date:, every:, limit:, calc:, on_change or rule"
_NAME: Final = re.compile(r"[a-z][a-z_]*")
_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,5}")
_UNIT: Final = re.compile(r"wd|mo|h|d|w|y")
_UNITS: Final = "a unit (h, d, wd, w, mo or y)"


class _Reader:
    """Goes through an expression once, from left to right."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def read(self) -> Deadline:
        if len(self.text) > LONGEST:
            raise DeadlineSyntaxError(self.text, LONGEST, f"at most {LONGEST} characters")
        for word in NoClock:
            if self.text == word:
                return word
        shape = self._name(_SHAPES)
        readers = {
            "event": self._event,
            "date": self._date,
            "every": self._every,
            "limit": self._limit,
            "calc": self._calc,
        }
        if shape not in readers:
            self.at = 0
            self._expected(_SHAPES)
        self._sign(":")
        found = readers[shape]()
        if self.at < len(self.text):
            self._expected("the end")
        return found

    def _event(self) -> Deadline:
        fact = self._name("the name of an event")
        self._sign("+")
        if self.text[self.at :] == "asap":
            self.at = len(self.text)
            return AfterEvent(fact, None)
        return AfterEvent(fact, self._span())

    def _date(self) -> Deadline:
        fact = self._name("the name of a date")
        is_before = self._take("-")
        if not is_before:
            self._sign("+", "+ or -")
        return AroundDate(fact, is_before, self._span())

    def _every(self) -> Deadline:
        first = self._span(least=1)
        return Every(first, self._span(least=1) if self._take("->") else None)

    def _limit(self) -> Deadline:
        usual = self._span(least=1)
        return Limit(usual, self._span(least=1) if self._take("/") else None)

    def _calc(self) -> Deadline:
        is_latest = self._take("max(")
        if not is_latest:
            self._sign("min(", "max( or min(")
        lengths = [self._length()]
        while self._take(","):
            lengths.append(self._length())
        self._sign(")", ", or )")
        return Calc(is_latest, tuple(lengths))

    def _length(self) -> Part | Span:
        if not self._take("term"):
            return self._span(called="term or a number")
        return Part(self._number(least=2) if self._take("/") else 1)

    def _span(self, *, least: int = 0, called: str = "a number") -> Span:
        number = self._number(least=least, called=called)
        found = _UNIT.match(self.text, self.at)
        if found is None:
            self._expected(_UNITS)
        self.at = found.end()
        return Span(number, Unit(found.group()))

    def _number(self, *, least: int = 0, called: str = "a number") -> int:
        found = _NUMBER.match(self.text, self.at)
        if found is None:
            self._expected(called)
        number = int(found.group())
        if not least <= number <= MOST:
            self._expected(f"a number from {least} to {MOST}")
        self.at = found.end()
        return number

    def _name(self, called: str) -> str:
        found = _NAME.match(self.text, self.at)
        if found is None:
            self._expected(called)
        self.at = found.end()
        return found.group()

    def _take(self, sign: str) -> bool:
        if self.text.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def _sign(self, sign: str, called: str = "") -> None:
        if not self._take(sign):
            self._expected(called or sign)

    def _expected(self, what: str) -> NoReturn:
        raise DeadlineSyntaxError(self.text, self.at, what)
