"""What holds for every sentence, whatever its facts."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redthread.custody.rules.dates import Facts, Interruption, Part, Runs
from redthread.custody.rules.dates.lengths import add_to, share_of
from redthread.jurisdiction.sentences import Comes, DateKind, Length
from tests.custody.sentence_facts import dates

CODES = ("se", "dk", "be")
starts = st.dates(date(2020, 1, 1), date(2030, 12, 31))
lengths = st.builds(
    Length, years=st.integers(0, 18), months=st.integers(0, 11), days=st.integers(0, 27)
).filter(bool)


@st.composite
def sentences(draw: st.DrawFn) -> Facts:
    """Return a sentence of one to three parts with everything that may happen to it."""
    start = draw(starts)
    parts = []
    for number in range(draw(st.integers(1, 3))):
        final = start - timedelta(days=draw(st.integers(0, 300)))
        runs = draw(st.sampled_from(Runs)) if number else Runs.AFTER
        parts.append(Part(draw(lengths), final - timedelta(days=21), max(final, date(2019, 5, 1)), runs))
    away, at = [], start
    for _ in range(draw(st.integers(0, 3))):
        begins = at + timedelta(days=draw(st.integers(1, 400)))
        at = begins + timedelta(days=draw(st.integers(1, 40)))
        away.append(Interruption(begins, at))
    return Facts(
        start,
        tuple(parts),
        draw(st.integers(0, 900)),
        tuple(away),
        draw(st.integers(0, 180)),
        is_repeat=False,
    )


@pytest.mark.parametrize("code", CODES)
@given(of=sentences())
@settings(max_examples=120, deadline=None)
def test_dates_are_in_order(code: str, of: Facts) -> None:
    """Nobody is on leave after release, free before the start, or supervised until before the release."""
    found = dates(of, code)
    conditional, end = found.on(DateKind.CONDITIONAL), found.on(DateKind.END)
    release = found.found[DateKind.RELEASE]
    assert end is not None
    assert of.starts_on <= release.on <= end
    if conditional is not None:
        assert of.starts_on <= conditional < end
        assert release.on <= (conditional if release.comes is Comes.DUE else end)
        if (supervised := found.on(DateKind.SUPERVISION_END)) is not None:
            assert supervised > conditional
    for kind in (DateKind.LEAVE, DateKind.HALF_TIME):
        if (early := found.on(kind)) is not None:
            assert of.starts_on <= early < release.on


@pytest.mark.parametrize("code", CODES)
@given(of=sentences(), less=st.integers(1, 27))
@settings(max_examples=120, deadline=None)
def test_a_shorter_sentence_never_gives_a_later_release(code: str, of: Facts, less: int) -> None:
    """Under one law: of parts served together the longest decides, and another may be under a harder one."""
    of = replace(of, parts=tuple(replace(part, final_on=of.final_on) for part in of.parts))
    first = of.parts[0]
    assert first.length is not None
    shorter = replace(
        first,
        length=Length(
            first.length.years, max(first.length.months - less % 12, 0), max(first.length.days - less, 0)
        ),
    )
    if not shorter.length:
        return
    changed = replace(of, parts=(shorter, *of.parts[1:]))
    _no_later(changed, of, code)


@pytest.mark.parametrize("code", CODES)
@given(
    of=sentences(),
    which=st.integers(0, 2),
    less=st.tuples(st.integers(0, 18), st.integers(0, 11), st.integers(0, 27)),
)
@settings(max_examples=200, deadline=None)
def test_a_shorter_part_gives_a_later_release_only_where_two_laws_were_doubted(
    code: str, of: Facts, which: int, less: tuple[int, int, int]
) -> None:
    """Whatever laws the parts are under: the officer was warned before, or the day does not move back."""
    part = of.parts[which % len(of.parts)]
    assert part.length is not None
    before = (part.length.years, part.length.months, part.length.days)
    shorter = replace(part, length=Length(*(max(n - m, 0) for n, m in zip(before, less, strict=True))))
    if not shorter.length or dates(of, code).doubts:
        return
    _no_later(replace(of, parts=tuple(shorter if p is part else p for p in of.parts)), of, code)


@pytest.mark.parametrize("code", CODES)
@given(of=sentences(), more=st.integers(1, 400))
@settings(max_examples=120, deadline=None)
def test_more_time_in_remand_never_gives_a_later_release(code: str, of: Facts, more: int) -> None:
    _no_later(replace(of, remand_days=of.remand_days + more), of, code)


@pytest.mark.parametrize("code", CODES)
@given(of=sentences())
@settings(max_examples=80, deadline=None)
def test_days_away_never_give_an_earlier_release(code: str, of: Facts) -> None:
    _no_later(replace(of, interruptions=()), of, code)


def _no_later(one: Facts, other: Facts, code: str) -> None:
    """Compare by the day of the door and by the end; a release may be refused in one of them."""
    first, second = dates(one, code), dates(other, code)
    for kind in (DateKind.RELEASE, DateKind.END):
        a, b = first.found[kind], second.found[kind]
        if a.comes is b.comes:
            assert a.on <= b.on, kind


@given(
    start=starts,
    months=st.integers(0, 60),
    days=st.integers(0, 27),
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(start: date, months: int, days: int) -> None:
    later = add_to(start, Length(months=months))
    assert later.day == start.day or (later.day < start.day and (later + timedelta(days=1)).day == 1)
    assert add_to(start, Length(months=months, days=days)) == later + timedelta(days=days)


@pytest.mark.parametrize(
    ("start", "length", "later"),
    [
        (date(2027, 1, 31), Length(months=1), date(2027, 2, 28)),
        (date(2028, 1, 31), Length(months=1), date(2028, 2, 29)),
        (date(2028, 2, 29), Length(years=1), date(2029, 2, 28)),
        (date(2028, 2, 29), Length(years=4), date(2032, 2, 29)),
        (date(2026, 12, 31), Length(months=2), date(2027, 2, 28)),
        (date(2026, 10, 31), Length(months=13, days=1), date(2027, 12, 1)),
    ],
)
def test_month_ends_and_leap_days(start: date, length: Length, later: date) -> None:
    assert add_to(start, length) == later


@given(of=lengths)
def test_a_smaller_share_is_never_longer(of: Length) -> None:
    ordered = [share_of(of, Fraction(s)).about for s in ("1/4", "1/3", "1/2", "2/3", "3/4")]
    assert ordered == sorted(ordered)
