"""Charts as SVG made by the server: pure functions from numbers to markup.

Each chart is a figure with a title, a sentence that says what it shows, the drawing (silent for screen readers)
and the numbers as a table that anybody can open. Nothing in a chart is told by colour alone: values are printed
beside bars, lines differ in their dashes and carry their names.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from markupsafe import Markup, escape

Format = Callable[[float], str]


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
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that is not below ``highest`` (1 for nothing)."""
    if highest <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= highest:
        power *= 10
    while power > highest:
        power /= 10
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= highest)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    cells = Markup("").join(Markup("<th scope=col>{}</th>").format(name) for name in head)
    body = Markup("").join(
        Markup("<tr><th scope=row>{}</th>{}</tr>").format(
            row[0], Markup("").join(Markup('<td class="num">{}</td>').format(cell) for cell in row[1:])
        )
        for row in rows
    )
    return Markup(
        '<details class="ds-details"><summary>{}</summary><div class="scroll"><table class="table">'
        "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></details>"
    ).format(gettext("The numbers as a table"), cells, body)


def _figure(title: str, sentence: str, drawing: str, table: Markup) -> Markup:
    return Markup('<figure class="chart"><figcaption><b>{}</b>{}</figcaption>{}{}</figure>').format(
        title,
        sentence,
        Markup(drawing),  # noqa: S704 built from numbers and escaped names only
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
    """Return horizontal bars, longest text first in mind: name above, bar below, value at its end.

    ``goal`` draws a dotted line at a value. ``mirror`` grows bars from the right for right-to-left pages.
    """
    width, row, left, right = 560, 44, 4, 70
    room = width - left - right
    top = nice_top(max([bar.value for bar in bars] + [goal or 0]))
    parts: list[str] = []
    for index, bar in enumerate(bars):
        y = index * row
        length = max(2.0, room * bar.value / top)
        x, edge, start, end = (
            (width - left - length, width - left, "end", "end") if mirror else (left, left, "start", "start")
        )
        value_x = x - 8 if mirror else x + length + 8
        # In a right-to-left page "start" is on the right, so the anchors keep their names.
        anchor, value_anchor = ("start", "start") if mirror else (start, end)
        parts.append(
            f'<text x="{edge}" y="{y + 14}" text-anchor="{anchor}">{escape(bar.name)}</text>'
            f'<rect class="mark{" own" if bar.own else ""}" x="{x:.1f}" y="{y + 20}" width="{length:.1f}" '
            f'height="14" rx="7"/>'
            f'<text class="value" x="{value_x:.1f}" y="{y + 32}" text-anchor="{value_anchor}">{escape(show(bar.value))}</text>'
        )
    height = len(bars) * row
    if goal is not None:
        at = width - left - room * goal / top if mirror else left + room * goal / top
        parts.append(f'<path class="goal" d="M{at:.1f} 0V{height}"/>')
    drawing = f'<svg viewBox="0 0 {width} {height}" aria-hidden="true">{"".join(parts)}</svg>'
    return _figure(title, sentence, drawing, _table(["", unit], [[b.name, show(b.value)] for b in bars]))


def _points(line: Line, x: Callable[[int], float], y: Callable[[float], float]) -> tuple[str, str]:
    """Return the path of a line, broken at gaps, and the dots where a value stands alone or last."""
    path, dots, pen = "", "", "M"
    for index, value in enumerate(line.values):
        if value is None:
            pen = "M"
            continue
        path += f"{pen}{x(index):.1f} {y(value):.1f}"
        pen = "L"
        if index == len(line.values) - 1:
            dots += f'<circle cx="{x(index):.1f}" cy="{y(value):.1f}" r="4.5"'
    return path, dots


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
    """Return up to three lines over named steps (weeks, months), with a goal as a dotted line.

    The names of the lines stand at their ends. ``mirror`` puts the first step on the right.
    """
    width, height, left, right, foot, head = 560, 220, 40, 96, 26, 12
    values = [v for line in lines for v in line.values if v is not None]
    top = nice_top(max([*values, goal or 0], default=1))
    span = max(len(steps) - 1, 1)

    def x(index: int) -> float:
        at = left + (width - left - right) * index / span
        return width - at if mirror else at

    def y(value: float) -> float:
        return head + (height - head - foot) * (1 - value / top)

    first, last = x(0), x(span)
    axis_x = first + 8 if mirror else first - 8

    parts = []
    for share in (0, 0.5, 1):
        level = y(top * share)
        parts.append(f'<path class="{"axis" if not share else "grid"}" d="M{first:.1f} {level:.1f}H{last:.1f}"/>')
        parts.append(
            f'<text x="{axis_x:.1f}" y="{level + 4:.1f}" text-anchor="{"end" if not mirror else "end"}">'
            f"{escape(show(top * share))}</text>"
        )
    every = max(1, -(-len(steps) // 8))
    for index in range(0, len(steps), every):
        parts.append(
            f'<text x="{x(index):.1f}" y="{height - 6}" text-anchor="middle">{escape(steps[index])}</text>'
        )
    if goal is not None:
        parts.append(f'<path class="goal" d="M{first:.1f} {y(goal):.1f}H{last:.1f}"/>')
    for order, line in enumerate(lines[:3], start=1):
        path, dots = _points(line, x, y)
        parts.append(f'<path class="line s{order}" d="{path}"/>')
        if dots:
            parts.append(f'{dots} class="dot s{order}"/>')
        final = next((v for v in reversed(line.values) if v is not None), None)
        if final is not None:
            name_x = last - 10 if mirror else last + 10
            parts.append(
                f'<text class="value" x="{name_x:.1f}" y="{y(final) + 4:.1f}" text-anchor="start">{escape(line.name)}</text>'
            )

    drawing = f'<svg viewBox="0 0 {width} {height}" aria-hidden="true">{"".join(parts)}</svg>'
    head_row = ["", *(line.name for line in lines)]
    rows = [
        [step, *("–" if line.values[i] is None else show(line.values[i] or 0) for line in lines)]
        for i, step in enumerate(steps)
    ]
    return _figure(title, sentence, drawing, _table(head_row, rows))
