"""Charts tell the truth, in numbers and in words, and bear any name."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redthread.ui.charts import Bar, Line, bar_chart, line_chart, nice_top
from redthread.ui.thread_line import day, mini


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (0.3, 0.5), (1, 1), (7, 10), (21, 25), (92, 100), (1200, 2000)]
)
def test_an_axis_ends_at_a_round_number(highest: float, top: float) -> None:
    assert nice_top(highest) == pytest.approx(top)


@given(st.floats(min_value=1e-6, max_value=1e9))
def test_an_axis_holds_everything_and_wastes_little(highest: float) -> None:
    assert highest <= nice_top(highest) * (1 + 1e-9)
    assert nice_top(highest) <= highest * 2.6


def test_bars_are_as_long_as_their_values() -> None:
    svg = bar_chart("Title", "Sentence.", [Bar("A", 50), Bar("B", 100, own=True), Bar("C", 0)])
    lengths = [float(width) for width in re.findall(r'<rect[^>]*width="([\d.]+)"', svg)]
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=0.2)
    assert lengths[2] == 2.0
    assert svg.count('class="mark own"') == 1


def test_every_chart_has_its_numbers_as_a_table_and_a_sentence() -> None:
    svg = bar_chart("Title", "Sentence.", [Bar("A", 50)], unit="%")
    assert "<b>Title</b>Sentence." in svg
    assert '<tr><th scope="row">A</th><td class="num">50</td></tr>' in svg
    lines = line_chart("T", "S.", ["1", "2"], [Line("A", [1, None])])
    assert '<td class="num">–</td>' in lines


def test_a_gap_breaks_the_line() -> None:
    svg = line_chart("T", "S.", ["1", "2", "3", "4", "5"], [Line("A", [1, 2, None, 3, 4])])
    path = re.findall(r'class="line s1" d="([^"]*)"', svg)[0]
    assert path.count("M") == 2


def test_a_chart_without_values_is_drawn_all_the_same() -> None:
    assert "<svg" in line_chart("T", "S.", [], [])
    assert "<svg" in line_chart("T", "S.", ["1"], [Line("A", [None])])
    assert "<svg" in bar_chart("T", "S.", [])


def test_a_mirrored_chart_grows_from_the_right() -> None:
    plain, mirrored = (bar_chart("T", "S.", [Bar("A", 10)], mirror=mirror) for mirror in (False, True))
    assert '<rect class="mark" x="2.0"' in plain
    assert '<rect class="mark" x="52.0"' in mirrored


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_name_is_only_text(name: str, title: str) -> None:
    svg = bar_chart(title, title, [Bar(name, 1)]) + line_chart(title, title, [name], [Line(name, [1])])
    assert set(re.findall(r"<(\w+)", svg)) <= {
        "figure", "figcaption", "b", "svg", "text", "rect", "path", "circle", "details",
        "summary", "div", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip


@given(st.floats(min_value=-2, max_value=3), st.lists(st.floats(min_value=0, max_value=1), max_size=8))
def test_the_day_is_drawn_at_any_hour(share: float, events: list[float]) -> None:
    assert day(share, events).count('class="dot"') == 1


def test_a_small_thread_says_in_words_what_it_shows() -> None:
    assert 'aria-label="read, not decided"' in mini(["done", "now", "todo"], label="read, not decided")
