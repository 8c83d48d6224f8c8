"""A sentence as both doors show it: the thread from start to end, and each date with how it came to be."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from redthread.custody.public import (
    ComputedDate,
    SentenceDates,
    say_comes,
    say_kind,
    say_refusal,
    say_step,
)
from redthread.jurisdiction.sentences import DateKind
from redthread.ui.words import date_long, language

ORDER: Final = (
    DateKind.LEAVE,
    DateKind.HALF_TIME,
    DateKind.CONDITIONAL,
    DateKind.RELEASE,
    DateKind.END,
    DateKind.SUPERVISION_END,
    DateKind.LIFE_REVIEW,
)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step in words; ``on`` is the date after it, ``is_own`` a default of this installation."""

    text: str
    on: str
    section: str
    source: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date in words, with its steps; ``missing`` says why there is none."""

    kind: str
    label: str
    day: str
    iso: str
    comes: str
    steps: tuple[StepLine, ...] = ()
    missing: str = ""

    @property
    def is_own(self) -> bool:
        """Say whether a step rests on a default of this installation, not on a source."""
        return any(step.is_own for step in self.steps)


@dataclass(frozen=True, slots=True)
class Line:
    """The drawing: how far today is (0 to 1), where the dates lie, and what it shows in words."""

    share: float
    knots: tuple[float, ...]
    label: str
    steps: tuple[dict[str, str], ...]


def date_lines(dates: SentenceDates, *, to_client: bool, tz: str) -> list[DateLine]:
    """Return every date in the order of a sentence, those that are missing with the reason."""
    lines = []
    for kind in _kinds(dates):
        if (found := dates.found.get(kind)) is not None:
            lines.append(_date_line(found, to_client=to_client, tz=tz))
        elif (refused := dates.refused.get(kind)) is not None:
            why = say_refusal(refused, to_client=to_client, language=language(), tz=tz)
            lines.append(DateLine(kind, say_kind(kind, to_client=to_client), "", "", "", missing=why))
    return lines


def doubt_lines(dates: SentenceDates, *, tz: str) -> list[tuple[int, DateLine]]:
    """Return the later days that other parts would give by laws of their own, each with its part, from 1."""
    return [(doubt.number, _date_line(doubt.date, to_client=False, tz=tz)) for doubt in dates.doubts]


def _kinds(dates: SentenceDates) -> list[DateKind]:
    """Return the kinds worth a line: a release that is the conditional one, or the end, is told once."""
    release = dates.found.get(DateKind.RELEASE)
    conditional = dates.on(DateKind.CONDITIONAL)
    hidden = set()
    if release is not None and release.on == conditional:
        hidden.add(DateKind.CONDITIONAL)
    if DateKind.LIFE_REVIEW not in dates.found and DateKind.END in dates.found:
        hidden.add(DateKind.LIFE_REVIEW)
    if DateKind.LIFE_REVIEW in dates.found or _is_life(dates):
        hidden |= {DateKind.LEAVE, DateKind.HALF_TIME, DateKind.CONDITIONAL, DateKind.RELEASE}
        hidden.add(DateKind.SUPERVISION_END)
    return [kind for kind in ORDER if kind not in hidden]


def _is_life(dates: SentenceDates) -> bool:
    end = dates.refused.get(DateKind.END)
    return end is not None and end.why == "life"


def _date_line(found: ComputedDate, *, to_client: bool, tz: str) -> DateLine:
    steps = tuple(
        StepLine(
            text=say_step(step, to_client=to_client, tz=tz),
            on=date_long(step.on, tz=tz, year=True) if step.on else "",
            section=step.law.section if step.law else "",
            source=step.law.provenance.source if step.law else "",
            is_own=bool(step.law and step.law.provenance.is_own_default),
        )
        for step in found.steps
    )
    return DateLine(
        kind=found.kind,
        label=say_kind(found.kind, to_client=to_client),
        day=date_long(found.on, tz=tz, year=True),
        iso=found.on.isoformat(),
        comes=say_comes(found.comes, to_client=to_client),
        steps=steps,
    )


def line_of(dates: SentenceDates, *, starts_on: date, today: date, to_client: bool, tz: str) -> Line:
    """Return the sentence as one thread: the start, what lies behind, today, and what is to come."""
    known = [dates.found[kind] for kind in _kinds(dates) if kind in dates.found]
    known.sort(key=lambda d: d.on)
    last = max([d.on for d in known], default=today)
    span = max((max(last, today) - starts_on).days, 1)

    def share(day: date) -> float:
        return min(max((day - starts_on).days / span, 0.0), 1.0)

    steps = [_step(_("You began") if to_client else _("Start"), starts_on, today, tz)]
    steps += [_step(say_kind(d.kind, to_client=to_client), d.on, today, tz) for d in known]
    now = {"state": "now", "title": _("Today"), "note": date_long(today, tz=tz, year=True)}
    place = sum(day <= today for day in [starts_on, *(d.on for d in known)])
    steps.insert(place, now)
    served = round(100 * share(today))
    words = _("Today is %(served)s percent of the way along the line.") % {"served": served}
    return Line(share(today), tuple(round(share(d.on), 3) for d in known), words, tuple(steps))


def _step(title: str, day: date, today: date, tz: str) -> dict[str, str]:
    state = "done" if day <= today else "todo"
    return {"state": state, "title": title, "note": date_long(day, tz=tz, year=True)}
