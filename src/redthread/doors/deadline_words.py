"""A deadline of a guide in plain words, and what is wrong with one that cannot be read."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from redthread.foundation.sentences import Text
from redthread.journey.public import FACT_WORDS
from redthread.jurisdiction.deadlines import (
    AfterEvent,
    AroundDate,
    Calc,
    Deadline,
    DeadlineSyntaxError,
    Every,
    Limit,
    NoClock,
    Part,
    Span,
    Unit,
    parse,
)
from redthread.jurisdiction.guides import FACTS

EXPECTED: Final[dict[str, Text]] = {
    "event:, date:, every:, limit:, calc:, on_change or rule": gettext_lazy(
        "one of event: date: every: limit: calc: on_change rule"
    ),
    "the name of an event": gettext_lazy("the name of an event"),
    "the name of a date": gettext_lazy("the name of a date"),
    "a number": gettext_lazy("a number"),
    "term or a number": gettext_lazy("the word term or a number"),
    "a unit (h, d, wd, w, mo or y)": gettext_lazy(
        "a unit: h hours, d days, wd working days, w weeks, mo months, y years"
    ),
    "the end": gettext_lazy("nothing more"),
}
"""What the reader of deadlines expects, in words of the program; signs stand for themselves."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an expression says in ``words``; or its ``problem``, and the text before and after the place."""

    words: str
    problem: str = ""
    before: str = ""
    after: str = ""


def read_deadline(text: str, *, starts: str) -> Reading:
    """Return an expression in plain words, or where it goes wrong and what was expected there."""
    try:
        deadline = parse(text)
    except DeadlineSyntaxError as error:
        expected = str(EXPECTED.get(error.expected, error.expected))
        words = _("Cannot be read at character %(n)s. Expected: %(what)s.")
        problem = words % {"n": error.position + 1, "what": expected}
        return Reading("", problem, text[: error.position], text[error.position :])
    fact = fact_of(deadline)
    if fact and fact not in FACTS:
        known = ", ".join(FACTS)
        return Reading(
            "", _("There is no “%(name)s”. Known are: %(known)s.") % {"name": fact, "known": known}, text
        )
    return Reading(say_deadline(deadline, starts=starts))


def fact_of(deadline: Deadline) -> str:
    """Return the fact that a deadline names itself; empty: none."""
    return deadline.fact if isinstance(deadline, AfterEvent | AroundDate) else ""


def say_deadline(deadline: Deadline, *, starts: str) -> str:
    """Return a deadline in words: ``at the latest 28 days after the beginning of the sentence``."""
    match deadline:
        case AfterEvent(fact, span):
            return _after(_fact(fact), span)
        case AroundDate(fact, is_before, span):
            words = _("at the latest %(span)s before %(fact)s") if is_before else _("%(span)s after %(fact)s")
            return words % {"span": say_span(span), "fact": _fact(fact)}
        case Every():
            return _every(deadline, _fact(starts))
        case Limit():
            return _limit(deadline, _fact(starts))
        case Calc(is_latest, lengths):
            parts = ", ".join(_part(length) for length in lengths)
            words = _("the latest of: %(parts)s") if is_latest else _("the earliest of: %(parts)s")
            return _("%(what)s, from the first day of the sentence") % {"what": words % {"parts": parts}}
    changes, rule = _("whenever what it is about changes; no clock"), _("a rule to know; no clock")
    return changes if deadline is NoClock.ON_CHANGE else rule


def say_span(span: Span) -> str:
    """Return a span in words: ``3 working days``."""
    n = span.number
    words = {
        Unit.HOURS: ngettext("%(n)s hour", "%(n)s hours", n),
        Unit.DAYS: ngettext("%(n)s day", "%(n)s days", n),
        Unit.WORKING_DAYS: ngettext("%(n)s working day", "%(n)s working days", n),
        Unit.WEEKS: ngettext("%(n)s week", "%(n)s weeks", n),
        Unit.MONTHS: ngettext("%(n)s month", "%(n)s months", n),
        Unit.YEARS: ngettext("%(n)s year", "%(n)s years", n),
    }
    return words[span.unit] % {"n": n}


def _fact(name: str) -> str:
    return str(FACT_WORDS.get(name, name))


def _every(every: Every, fact: str) -> str:
    if every.then is None:
        return _("every %(span)s, counted from %(fact)s") % {"span": say_span(every.span), "fact": fact}
    words = _("every %(span)s for two months, then every %(then)s, counted from %(fact)s")
    return words % {"span": say_span(every.span), "then": say_span(every.then), "fact": fact}


def _limit(limit: Limit, fact: str) -> str:
    if limit.longest is None:
        return _("at most %(span)s after %(fact)s") % {"span": say_span(limit.span), "fact": fact}
    words = _("at most %(span)s after %(fact)s, with special reasons %(longest)s")
    return words % {"span": say_span(limit.span), "longest": say_span(limit.longest), "fact": fact}


def _after(fact: str, span: Span | None) -> str:
    if span is None:
        return _("as soon as possible after %(fact)s") % {"fact": fact}
    if span.number == 0:
        return _("on the same day as %(fact)s") % {"fact": fact}
    return _("at the latest %(span)s after %(fact)s") % {"span": say_span(span), "fact": fact}


def _part(length: Part | Span) -> str:
    if isinstance(length, Span):
        return say_span(length)
    if length.divisor == 1:
        return _("the whole sentence")
    return _("1/%(n)s of the sentence") % {"n": length.divisor}
