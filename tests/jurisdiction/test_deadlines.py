"""Deadlines: what is written is read, printed as it was, or refused with a place and a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.jurisdiction.deadlines import (
    MOST,
    AfterEvent,
    AroundDate,
    Calc,
    DeadlineSyntaxError,
    Every,
    Limit,
    NoClock,
    Part,
    Span,
    Unit,
    parse,
)

numbers = st.integers(0, MOST)
spans = st.builds(Span, numbers, st.sampled_from(Unit))
some_time = st.builds(Span, st.integers(1, MOST), st.sampled_from(Unit))
names = st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True)
parts = st.builds(Part, st.integers(1, MOST))
deadlines = st.one_of(
    st.builds(AfterEvent, names, st.none() | spans),
    st.builds(AroundDate, names, st.booleans(), spans),
    st.builds(Every, some_time, st.none() | some_time),
    st.builds(Limit, some_time, st.none() | some_time),
    st.builds(Calc, st.booleans(), st.lists(parts | spans, min_size=1, max_size=4).map(tuple)),
    st.sampled_from(NoClock),
)


@given(deadlines)
def test_what_is_printed_is_read_as_the_same(deadline):
    assert parse(str(deadline)) == deadline


pieces = st.sampled_from(
    [
        "event:",
        "date:",
        "every:",
        "limit:",
        "calc:",
        "max(",
        "term/",
        "7d",
        "->",
        "/",
        "+",
        "-",
        "asap",
        "mo",
        ")",
        "0",
    ]
)


@given(st.text(max_size=140) | st.lists(pieces, max_size=8).map("".join))
def test_anything_is_read_or_refused_with_a_place(text):
    found = read_or_refused(text)
    if isinstance(found, DeadlineSyntaxError):
        assert 0 <= found.position <= len(text)
        assert found.expected
    else:
        assert str(found) == text


def read_or_refused(text):
    try:
        return parse(text)
    except DeadlineSyntaxError as problem:
        return problem


@pytest.mark.parametrize(
    ("text", "position", "expected"),
    [
        ("", 0, "event:, date:, every:, limit:, calc:, on_change or rule"),
        ("sometime", 0, "event:, date:, every:, limit:, calc:, on_change or rule"),
        ("event:arrival", 13, "+"),
        ("event:arrival-2h", 13, "+"),
        ("event:arrival+2", 15, "a unit (h, d, wd, w, mo or y)"),
        ("event:arrival+2 h", 15, "a unit (h, d, wd, w, mo or y)"),
        ("date:release90d", 12, "+ or -"),
        ("every:0d", 6, f"a number from 1 to {MOST}"),
        ("every:7d->", 10, "a number"),
        ("limit:7d/30d!", 12, "the end"),
        ("calc:avg(term,2mo)", 5, "max( or min("),
        ("calc:max(term/1,2mo)", 14, f"a number from 2 to {MOST}"),
        ("calc:max(term/4;2mo)", 15, ", or )"),
        ("event:arrival+٣d", 14, "a number"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text, position, expected):
    with pytest.raises(DeadlineSyntaxError) as refused:
        parse(text)
    assert (refused.value.position, refused.value.expected) == (position, expected)


def test_a_novel_is_no_deadline():
    with pytest.raises(DeadlineSyntaxError, match="at most 120 characters"):
        parse("calc:max(" + "term," * 40 + "term)")
