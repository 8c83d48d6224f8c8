"""Charts as SVG made by the server: pure functions from numbers to markup.

Each chart is a figure with a title, a sentence that says what it shows, the drawing (silent for screen
readers) and the numbers as a table that anybody can open. Nothing in a chart is told by colour alone: values
are printed beside bars, lines differ in their dashes and carry their names. ``mirror`` is for pages read from
the right; the browser then takes ``text-anchor="start"`` as the right edge, so the anchors stay the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext
from markupsafe import Markup, escape

Format = Callable[[float], str]
_WIDTH: Final = 340
_MOST_LINES: Final = 3
_MOST_STEP_NAMES: Final = 6
_LABEL_HEIGHT: Final = 15
_LETTER: Final = 8
"""How wide a letter of a value is at most."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its value (the unit is the chart's), and whether it is the reader's own."""

    name: str
    value: float
    own: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name and a value for each step of the chart; ``None`` leaves a gap."""

    name: str
    values: Sequence[float | None]


def _plain(value: float) -> str:
    return f"{value:g}"


def nice_top(highest: float) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that is not below ``highest``; 1 for 0."""
    if highest <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= highest:
        power *= 10
    while power > highest:
        power /= 10
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= highest)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    cells = Markup("").join(
        Markup('<th scope="col"{}>{}</th>').format(Markup(' class="num"') if place else "", name)
        for place, name in enumerate(head)
    )
    body = Markup("").join(
        Markup('<tr><th scope="row">{}</th>{}</tr>').format(
            row[0], Markup("").join(Markup('<td class="num">{}</td>').format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<details class="ds-details"><summary>{}</summary><div class="scroll"><table class="table">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>"
    ).format(gettext("The numbers as a table"), cells, body)


def _figure(title: str, sentence: str, height: float, parts: Sequence[str], table: Markup) -> Markup:
    drawing = f'<svg viewBox="0 0 {_WIDTH} {height:g}" aria-hidden="true">{"".join(parts)}</svg>'
    return Markup('<figure class="chart"><figcaption><b>{}</b>{}</figcaption>{}{}</figure>').format(
        title,
        sentence,
        Markup(drawing),  # noqa: S704 made of numbers and escaped names only
        table,
    )


def bar_chart(
    title: str,
    sentence: str,
    bars: Sequence[Bar],
    *,
    unit: str = "",
    show: Format = _plain,
    goal: float | None = None,
    mirror: bool = False,
) -> Markup:
    """Return lying bars with the name above each, so that long names have room, and the value at its end.

    ``goal`` draws a dotted line at a value; ``unit`` is the head of the table's column.
    """
    row, edge, end = 44, 2, 52
    room = _WIDTH - edge - end
    top = nice_top(max([bar.value for bar in bars] + [goal or 0]))

    def across(length: float) -> float:
        return _WIDTH - edge - length if mirror else edge + length

    parts: list[str] = []
    height = len(bars) * row
    goal_at = room * goal / top if goal is not None else None
    for index, bar in enumerate(bars):
        y = index * row
        length = max(2.0, room * bar.value / top)
        left = across(length) if mirror else across(0)
        said = show(bar.value)
        value_at = length + 8
        if goal_at is not None:
            # Beside the bar alone, so that it crosses no name; a value that it would cross stands behind it.
            parts.append(f'<path class="goal" d="M{across(goal_at):.1f} {y + 17}v20"/>')
            if value_at - 4 < goal_at < value_at + _LETTER * len(said):
                value_at = goal_at + 6
        parts.append(
            f'<text x="{across(0):g}" y="{y + 14}">{escape(bar.name)}</text>'
            f'<rect class="mark{" own" if bar.own else ""}" x="{left:.1f}" y="{y + 20}" width="{length:.1f}"'
            f' height="14" rx="7"/>'
            f'<text class="value" x="{across(value_at):.1f}" y="{y + 32}">{escape(said)}</text>'
        )
    table = _table(["", unit], [[b.name, show(b.value)] for b in bars])
    return _figure(title, sentence, height, parts, table)


def _path(values: Sequence[float | None], x: Callable[[int], float], y: Callable[[float], float]) -> str:
    """Return the path of a line, broken where there is no value."""
    path, pen = "", "M"
    for index, value in enumerate(values):
        if value is None:
            pen = "M"
        else:
            path += f"{pen}{x(index):.1f} {y(value):.1f}"
            pen = "L"
    return path


def _spread(heights: Sequence[float]) -> list[float]:
    """Return label positions moved down so that none covers the one above it, in the order given."""
    moved = list(heights)
    below = float("-inf")
    for index in sorted(range(len(moved)), key=lambda i: moved[i]):
        moved[index] = max(moved[index], below + _LABEL_HEIGHT)
        below = moved[index]
    return moved


def line_chart(
    title: str,
    sentence: str,
    steps: Sequence[str],
    lines: Sequence[Line],
    *,
    show: Format = _plain,
    goal: float | None = None,
    mirror: bool = False,
) -> Markup:
    """Return up to three lines over named steps (weeks, months); each line's name stands at its end.

    ``goal`` is a dotted level. Every line has one value for each step.
    """
    height, start, end, foot, head = 190, 32, 84, 26, 12
    lines = lines[:_MOST_LINES]
    values = [v for line in lines for v in line.values if v is not None]
    top = nice_top(max([*values, goal or 0], default=1))
    span = max(len(steps) - 1, 1)

    def x(index: float) -> float:
        at = start + (_WIDTH - start - end) * index / span
        return _WIDTH - at if mirror else at

    def y(value: float) -> float:
        return head + (height - head - foot) * (1 - value / top)

    outward = -1 if mirror else 1
    parts: list[str] = []
    for share in (0.0, 0.5, 1.0):
        level = y(top * share)
        kind, value = "grid" if share else "axis", escape(show(top * share))
        parts += [
            f'<path class="{kind}" d="M{x(0):.1f} {level:.1f}H{x(span):.1f}"/>',
            f'<text x="{x(0) - 8 * outward:.1f}" y="{level + 4:.1f}" text-anchor="end">{value}</text>',
        ]
    every = max(1, -(-len(steps) // _MOST_STEP_NAMES))
    parts += [
        f'<text x="{x(i):.1f}" y="{height - 6}" text-anchor="middle">{escape(steps[i])}</text>'
        for i in range(0, len(steps), every)
    ]
    if goal is not None:
        parts.append(f'<path class="goal" d="M{x(0):.1f} {y(goal):.1f}H{x(span):.1f}"/>')
    parts += _drawn_lines(lines, x, y, name_at=x(span) + 10 * outward)
    rows = [
        [step, *("–" if value is None else show(value) for value in (line.values[i] for line in lines))]
        for i, step in enumerate(steps)
    ]
    return _figure(title, sentence, height, parts, _table(["", *(line.name for line in lines)], rows))


def _drawn_lines(
    lines: Sequence[Line], x: Callable[[int], float], y: Callable[[float], float], *, name_at: float
) -> list[str]:
    """Return each line with a dot on its last value and its name beside the last step."""
    ends = [[(i, v) for i, v in enumerate(line.values) if v is not None][-1:] for line in lines]
    heights = _spread([y(end[0][1]) if end else 0.0 for end in ends])
    parts = []
    for order, (line, end, height) in enumerate(zip(lines, ends, heights, strict=True), start=1):
        if not end:
            continue
        step, value = end[0]
        parts.append(
            f'<path class="line s{order}" d="{_path(line.values, x, y)}"/>'
            f'<circle class="dot s{order}" cx="{x(step):.1f}" cy="{y(value):.1f}" r="4"/>'
            f'<text class="value" x="{name_at:.1f}" y="{height + 4:.1f}">{escape(line.name)}</text>'
        )
    return parts
