"""What noise alone gives behind a series, the points outside it, and what is still to come.

Here: these layers of the big trend. Not here: judging a point, the series itself (``series``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.figures import ink
from dashboard.figures.clear import LINE, Taken
from dashboard.figures.series import Plot, Point

NAMED = 3   # points outside whose words stand in the drawing; all are said under it


@dataclass(frozen=True)
class Band:
    """What noise alone gives at one point: the value expected there, and its limits."""

    low: float
    expected: float
    high: float


@dataclass(frozen=True)
class Outside:
    """A point outside its limits, and the words that say so."""

    index: int
    text: str
    above: bool


@dataclass(frozen=True)
class Coming:
    """What a provisional point is expected to become, with its interval and its words."""

    index: int
    low: float
    value: float
    high: float
    text: str


def band(
    bands: Sequence[Band | None], edges: tuple[str, str], plot: Plot, ends: tuple[float, float],
    taken: Taken,
) -> str:
    """Draw the surface between the limits, dashed edges, and the value expected as a thin line."""
    parts = []
    for run in _runs(bands):
        low, middle, high = ([plot.at(i, getattr(b, name)) for i, b in run]
                             for name in ("low", "expected", "high"))
        steps = "L".join(f"{ink.number(x)} {ink.number(y)}" for x, y in (*high, *reversed(low)))
        parts += [ink.path(f"M{steps}z", fill=ink.BAND), ink.polyline(middle, stroke=ink.INK2)]
        parts += [ink.polyline(edge, stroke=ink.INK2, dash="6 4") for edge in (low, high)]
    return "".join(parts) + _edges(bands, edges, plot, ends, taken)


def _runs(bands: Sequence[Band | None]) -> Iterator[list[tuple[int, Band]]]:
    """Give unbroken stretches of points that are judged."""
    run: list[tuple[int, Band]] = []
    for index, one in enumerate(bands):
        if one is not None:
            run.append((index, one))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _edges(
    bands: Sequence[Band | None], edges: tuple[str, str], plot: Plot, ends: tuple[float, float],
    taken: Taken,
) -> str:
    """Name the limits where there is room, as far to the left as may be."""
    judged = [(i, b) for i, b in enumerate(bands) if b is not None]
    highs = [plot.at(i, b.high) for i, b in judged]
    lows = [plot.at(i, b.low) for i, b in judged]
    return _edge(edges[0], highs, -1, ends, taken) + _edge(edges[1], lows, 1, ends, taken)


def _edge(
    words: str, line: Sequence[tuple[float, float]], side: int, ends: tuple[float, float],
    taken: Taken,
) -> str:
    """Write the name of a limit above (-1) or under (1) it, clear of it and of other words."""
    wide, (right, floor) = ink.text_width(words), ends
    for x, _ in line:
        near = [y for at, y in line if x - 12 <= at <= x + wide + 12]
        height = min(near) - 6 if side < 0 else max(near) + 15
        if x + wide < right and 40 < height < floor - 3 and taken.free(x, x + wide, height):
            taken.take(x, x + wide, height)
            return ink.text(x, height, words, halo=True)
    return ""


def outside(
    points: Sequence[Outside], series: Sequence[Point], plot: Plot,
    ends: tuple[float, float, float], taken: Taken, narrow: bool,
) -> str:
    """Ring each point outside its limits, and write the newest of them beside their rings.

    ``ends`` are the left, the right and the floor of the drawing.
    """
    parts = []
    for place, one in enumerate(reversed(points)):
        x, y = plot.at(one.index, series[one.index].shown)
        parts.append(ink.ring(x, y))
        if not narrow and place < NAMED:
            parts.append(_named(one, x, y, ends, taken))
    return "".join(parts)


def _named(
    one: Outside, x: float, y: float, ends: tuple[float, float, float], taken: Taken
) -> str:
    """Write the words of a point above or under it, farther where others stand there."""
    left, right, floor = ends
    up = one.above or y + 28 > floor
    start, step = (y - 14, -LINE) if up else (y + 24, LINE)
    place = taken.stack(one.text, x, start, step, (left, right), (14, floor - 4))
    return ink.text(*place, one.text, size=12.5, weight=600, anchor="middle", fill=ink.LOOK,
                    halo=True) if place else ""


def coming(found: Sequence[Coming], plot: Plot) -> str:
    """Draw a capped bar beside each provisional point: from what to what it may still grow."""
    parts = []
    for one in found:
        x = plot.x(one.index) + 9
        ends = plot.y(one.low), plot.y(one.high)
        parts.append(ink.line(x, ends[0], x, ends[1], stroke=ink.DATA, width=2))
        parts += [ink.line(x - 4, y, x + 4, y, stroke=ink.DATA, width=2) for y in ends]
        parts.append(ink.line(x - 3, plot.y(one.value), x + 3, plot.y(one.value),
                              stroke=ink.DATA, width=2))
    return "".join(parts)
