"""The red thread as a drawing: a long gentle line across a page, and a small one in a table row.

The line is a path of cubic curves; knots sit on it. Coordinates are those of the view box, left to right; a
right-to-left page mirrors the drawing. Words stand in ``label`` or beside it: the drawing is never alone.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from math import sin

from markupsafe import Markup, escape

DONE, NOW, TODO = "done", "now", "todo"
Point = tuple[float, float]


def _curve(points: Sequence[Point]) -> str:
    """Return the path data of a smooth line through points, level at every knot."""
    first = points[0]
    parts = [f"M{first[0]:g} {first[1]:g}"]
    for (x0, y0), (x1, y1) in pairwise(points):
        bend = (x1 - x0) * 0.45
        parts.append(f"C{x0 + bend:g} {y0:g} {x1 - bend:g} {y1:g} {x1:g} {y1:g}")
    return "".join(parts)


def _smooth(points: Sequence[Point]) -> str:
    """Return the path data of a line that keeps its direction at every point (Catmull-Rom, as Bezier)."""
    ends = [points[0], *points, points[-1]]
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        out = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        into = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append("C" + " ".join(f"{x:.1f} {y:.1f}" for x, y in (out, into, end)))
    return "".join(parts)


def _knot(point: Point, state: str, radius: float, width: float) -> str:
    x, y = point
    ring = (
        f'<circle class="k {escape(state)}" cx="{x:g}" cy="{y:g}" r="{radius:g}" stroke-width="{width:g}"/>'
    )
    dot = f'<circle class="dot" cx="{x:g}" cy="{y:g}" r="{radius * 0.36:g}"/>' if state == NOW else ""
    return ring + dot


def _drawing(
    points: Sequence[Point], states: Sequence[str], *, ends: tuple[Point, Point], size: float
) -> str:
    """Return the line from end to end through the knots: sewn until the last knot that is reached."""
    reached = max((i for i, state in enumerate(states) if state != TODO), default=-1)
    through = [ends[0], *points, ends[1]]
    sewn, rest = through[: reached + 2], through[reached + 1 :]
    lines = ""
    if len(rest) > 1:
        lines += f'<path class="stitch" d="{_curve(rest)}" stroke-width="{size * 0.8:g}"/>'
    if len(sewn) > 1:
        lines += f'<path class="sewn" pathLength="1" d="{_curve(sewn)}" stroke-width="{size:g}"/>'
    return lines + "".join(
        _knot(p, s, size * (2.4 if s == NOW else 1.9), size) for p, s in zip(points, states, strict=True)
    )


def draw(
    states: Sequence[str], *, label: str = "", width: int = 600, height: int = 110, mirror: bool = False
) -> Markup:
    """Return a wide decorative line with one knot for each state (``done``, ``now``, ``todo``).

    ``label`` makes it an image with a text; without it screen readers pass it by. ``mirror`` turns it round.
    """
    count = max(len(states), 1)
    xs = [width * (i + 0.5) / count for i in range(len(states))]
    ys = [height * (0.34 if i % 2 else 0.68) for i in range(len(states))]
    body = _drawing(
        list(zip(xs, ys, strict=True)), states, ends=((4, height * 0.4), (width - 4, height * 0.5)), size=6
    )
    return _svg(body, "thread-line", width, height, label, mirror)


def day(
    share: float, events: Sequence[float] = (), *, label: str = "", width: int = 720, mirror: bool = False
) -> Markup:
    """Return a day as a line from morning to night: sewn as far as it has come, a small knot for each event.

    ``share`` and ``events`` are between 0 (morning) and 1 (night).
    """
    height, size = 72, 5.0
    share = min(max(share, 0.03), 0.97)

    def at(part: float) -> Point:
        return 10 + (width - 20) * part, height / 2 + 15 * sin(part * 9.4 + 0.6) * (1 - part * 0.35)

    steps = 24
    waypoints = [at(i / steps) for i in range(steps + 1)]
    now = at(share)
    sewn = [p for p in waypoints if p[0] < now[0] - 4] + [now]
    rest = [now] + [p for p in waypoints if p[0] > now[0] + 4]
    knots = "".join(
        _knot(at(event), DONE if event < share else TODO, size * 1.25, size * 0.6)
        for event in events
        if abs(event - share) > 0.03  # noqa: PLR2004 the knot of now would cover it
    )
    body = (
        f'<path class="stitch" d="{_smooth(rest)}" stroke-width="{size * 0.8:g}"/>'
        f'<path class="sewn" pathLength="1" d="{_smooth(sewn)}" stroke-width="{size:g}"/>'
        f"{knots}{_knot(now, NOW, size * 2.4, size)}"
    )
    return _svg(body, "thread-line", width, height, label, mirror)


def mini(states: Sequence[str], *, label: str, mirror: bool = False) -> Markup:
    """Return a thread of one row's height, for lists and tables; ``label`` says in words what it shows."""
    return _mini(tuple(states), str(label), mirror)


@lru_cache(maxsize=512)  # a queue shows the same few threads forty times
def _mini(states: tuple[str, ...], label: str, mirror: bool) -> Markup:  # noqa: FBT001
    width, height = 88, 20
    step = (width - 12) / max(len(states) - 1, 1)
    points = [(6 + i * step, 10.0) for i in range(len(states))]
    ends = (points[0], points[-1]) if points else ((6.0, 10.0), (82.0, 10.0))
    drawing = _svg(_drawing(points, states, ends=ends, size=2.2), "", width, height, label, mirror)
    return Markup('<span class="thread-mini">{}</span>').format(drawing)


def _svg(body: str, css: str, width: int, height: int, label: str, mirror: bool) -> Markup:  # noqa: FBT001
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    if mirror:
        body = f'<g transform="translate({width} 0) scale(-1 1)">{body}</g>'
    named = f' class="{css}"' if css else ""
    return Markup(f'<svg{named} viewBox="0 0 {width} {height}" {role}>{body}</svg>')  # noqa: S704 escaped above
