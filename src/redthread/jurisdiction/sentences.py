"""How a jurisdiction counts the time of a sentence: ``packs/<code>/sentences.toml``.

Read apart from the rest of a pack: only custody asks, and what no source carries is missing on purpose.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Final

from redthread.jurisdiction.pack import Provenance
from redthread.jurisdiction.provenance import read_provenance
from redthread.jurisdiction.tables import Layers, PackError, Table, lay_over, read_toml
from redthread.jurisdiction.texts import Text

FILE: Final = "sentences.toml"
_LENGTH: Final = re.compile(r"(\d+) (day|month|year)s?")


class DateKind(StrEnum):
    """What a computed date is."""

    LEAVE = "leave"
    """From this day a leave may be decided."""
    HALF_TIME = "half_time"
    """From this day a softer way of serving, or an early release, may be decided."""
    CONDITIONAL = "conditional_release"
    RELEASE = "release"
    """The day on which the door opens, if nothing changes."""
    END = "end"
    """The whole time is over."""
    SUPERVISION_END = "supervision_end"
    LIFE_REVIEW = "life_review"
    """From this day somebody with a life sentence may ask for an end to be set."""


class Comes(StrEnum):
    """How sure a date is."""

    DUE = "due"
    """It comes by itself, if nothing is decided against it."""
    POSSIBLE = "possible"
    """Somebody may decide it from this day on."""
    LATEST = "latest"
    """Not later than this day."""


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time as a court says it. In packs that count in days, only ``days`` is set."""

    years: int = 0
    months: int = 0
    days: int = 0

    def __bool__(self) -> bool:
        """Say whether it is longer than nothing."""
        return bool(self.years or self.months or self.days)

    @property
    def about(self) -> int:
        """Return roughly how many days it is, to compare two lengths."""
        return self.years * 365 + self.months * 30 + self.days


@dataclass(frozen=True, slots=True)
class Law:
    """What a step rests on: the section for people, and where we have it from."""

    section: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class DateRule:
    """A date after a share of the time, for sentences that became final from ``law.provenance.valid_from``.

    ``from_total``: only for totals of at least that. ``least``: that much must be served at any rate.
    """

    kind: DateKind
    share: Fraction
    least: Length
    from_total: Length
    comes: Comes
    law: Law


@dataclass(frozen=True, slots=True)
class TrialRule:
    """How long the trial time after a conditional release lasts.

    ``least``: what is left of the time, at least so much. ``most``: up to so much may be decided, where more
    than ``left_over`` is left of the time.
    """

    least: Length | None
    most: Length | None
    left_over: Length
    law: Law


@dataclass(frozen=True, slots=True)
class LifeRule:
    """After how much of a life sentence an end may be asked for."""

    after: Length
    law: Law


@dataclass(frozen=True, slots=True)
class Counting:
    """How time is counted, each habit with its law.

    ``month_days`` and ``year_days`` are None where the calendar is followed. ``free_on_last_day``: the last
    day served is the day of release. ``before_closed_days``: a release on a closed day moves to the working
    day before. ``postponed_most``: days by which one decision may postpone a release; None: none is known.
    """

    month_days: int | None
    year_days: int | None
    length_law: Law
    free_on_last_day: bool
    day_law: Law
    before_closed_days: bool
    closed_day_law: Law
    remand_law: Law
    interruption_law: Law
    several_law: Law
    postponed_most: int | None
    postpone_law: Law


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """All that a pack says about dates; ``refused`` says in words why a kind of date is not counted here."""

    code: str
    counting: Counting
    dates: tuple[DateRule, ...]
    trials: tuple[TrialRule, ...]
    life: tuple[LifeRule, ...]
    refused: Mapping[DateKind, Text]
    repeat_refused: Text | None

    @property
    def holds_from(self) -> date:
        """Return the first day of a final judgment for which release can be counted at all."""
        days = [r.law.provenance.valid_from for r in self.dates if r.kind is DateKind.CONDITIONAL]
        return min(days, default=self.counting.length_law.provenance.valid_from)


def load_sentence_rules(directory: Path) -> SentenceRules:
    """Return the rules of the pack in a folder over those of the pack that it extends.

    Raises:
        PackError: a file or key is missing, unknown or wrong.
    """
    file = Table(_layers(directory, seen=()))
    refused = {}
    for code, table in file.tables("refused"):
        if code not in set(DateKind):
            file.refuse(f"refused.{code}", "is no kind of date")
        refused[DateKind(code)] = table.text("reason")
        table.done()
    rules = SentenceRules(
        code=directory.name,
        counting=_counting(file.table("counting")),
        dates=tuple(map(_date_rule, file.listed("date"))),
        trials=tuple(map(_trial_rule, file.listed("trial"))),
        life=tuple(map(_life_rule, file.listed("life"))),
        refused=refused,
        repeat_refused=file.text_or_none("repeat_refused"),
    )
    file.done()
    for kind in DateKind:
        if kind not in {DateKind.RELEASE, DateKind.END} and not rules_of(rules, kind) and kind not in refused:
            file.refuse(f"refused.{kind}", "is missing: there is no rule, so say why")
    return rules


def rules_of(rules: SentenceRules, kind: DateKind) -> tuple[DateRule | TrialRule | LifeRule, ...]:
    """Return what a pack says on one kind of date."""
    if kind is DateKind.SUPERVISION_END:
        return rules.trials
    if kind is DateKind.LIFE_REVIEW:
        return rules.life
    return tuple(rule for rule in rules.dates if rule.kind is kind)


def texts_of_sentences(rules: SentenceRules) -> Iterator[tuple[str, Text]]:
    """Yield (place, text) for each text for people."""
    for kind, text in rules.refused.items():
        yield f"sentences refused {kind}", text
    if rules.repeat_refused:
        yield "sentences repeat_refused", rules.repeat_refused


def _layers(directory: Path, *, seen: tuple[str, ...]) -> Layers:
    own = read_toml(directory / FILE)
    parent = read_toml(directory / "pack.toml").data.get("extends", "")
    if not parent:
        return own
    if parent in (*seen, directory.name):
        raise PackError(directory / "pack.toml", "extends", f"goes in a circle: {parent!r}")
    return lay_over(_layers(directory.parent / str(parent), seen=(*seen, directory.name)), own)


def _law(table: Table) -> Law:
    return Law(table.word("section"), read_provenance(table))


def _length(table: Table, key: str) -> Length:
    written = table.word(key)
    found = _LENGTH.fullmatch(written)
    if found is None:
        table.refuse(key, f'must be a length such as "2 months", is {written!r}')
    return Length(**{f"{found[2]}s": int(found[1])})


def _length_or_none(table: Table, key: str) -> Length | None:
    return _length(table, key) if key in table else None


def _share(table: Table) -> Fraction:
    written = table.word("share")
    try:
        share = Fraction(written)
    except (ValueError, ZeroDivisionError):
        table.refuse("share", f'must be a share such as "2/3", is {written!r}')
    if not 0 < share < 1:
        table.refuse("share", f"must lie between 0 and 1, is {written!r}")
    return share


def _counting(table: Table) -> Counting:
    length, day, closed = table.table("length"), table.table("release_day"), table.table("closed_day")
    others = {name: table.table(name) for name in ("remand", "interruption", "several", "postponed")}
    found = Counting(
        month_days=length.whole_or_none("month_days", least=28, most=31),
        year_days=length.whole_or_none("year_days", least=365, most=366),
        length_law=_law(length),
        free_on_last_day=day.flag("free_on_last_day"),
        day_law=_law(day),
        before_closed_days=closed.flag("moves_to_working_day_before"),
        closed_day_law=_law(closed),
        remand_law=_law(others["remand"]),
        interruption_law=_law(others["interruption"]),
        several_law=_law(others["several"]),
        postponed_most=others["postponed"].whole_or_none("most_days", least=1, most=3_650),
        postpone_law=_law(others["postponed"]),
    )
    if (found.month_days is None) != (found.year_days is None):
        length.refuse("year_days", "goes together with month_days")
    for each in (length, day, closed, *others.values(), table):
        each.done()
    return found


def _date_rule(table: Table) -> DateRule:
    kind = table.one_of("kind", DateKind)
    if kind not in {DateKind.LEAVE, DateKind.HALF_TIME, DateKind.CONDITIONAL}:
        table.refuse("kind", "is no date after a share of the time")
    found = DateRule(
        kind=kind,
        share=_share(table),
        least=_length_or_none(table, "least") or Length(),
        from_total=_length_or_none(table, "from_total") or Length(),
        comes=table.one_of("comes", Comes),
        law=_law(table),
    )
    table.done()
    return found


def _trial_rule(table: Table) -> TrialRule:
    found = TrialRule(
        least=_length_or_none(table, "least"),
        most=_length_or_none(table, "most"),
        left_over=_length_or_none(table, "left_over") or Length(),
        law=_law(table),
    )
    if (found.least is None) == (found.most is None):
        table.refuse("least", "or most must be there, not both")
    table.done()
    return found


def _life_rule(table: Table) -> LifeRule:
    found = LifeRule(_length(table, "after"), _law(table))
    table.done()
    return found
