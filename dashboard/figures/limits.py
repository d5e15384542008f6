"""What noise alone gives behind a series, the points outside it, and what is still to come.

Here: these layers of the big trend. Not here: judging a point, the series itself (``series``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dashboard.figures import ink
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
    bands: Sequence[Band | None], edges: tuple[str, str], plot: Plot, floor: float
) -> str:
    """Draw the surface between the limits, dashed edges, and the value expected as a thin line."""
    parts = []
    for run in _runs(bands):
        low, middle, high = ([plot.at(i, getattr(b, name)) for i, b in run]
                             for name in ("low", "expected", "high"))
        steps = "L".join(f"{ink.number(x)} {ink.number(y)}" for x, y in (*high, *reversed(low)))
        parts += [ink.path(f"M{steps}z", fill=ink.BAND), ink.polyline(middle, stroke=ink.INK2)]
        parts += [ink.polyline(edge, stroke=ink.INK2, dash="6 4") for edge in (low, high)]
    return "".join(parts) + _edges(bands, edges, plot, floor)


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
    bands: Sequence[Band | None], edges: tuple[str, str], plot: Plot, floor: float
) -> str:
    """Name the limits where the band begins, the lower one only where there is room under it."""
    first = next(((i, b) for i, b in enumerate(bands) if b is not None), None)
    if first is None:
        return ""
    (x, up), (_, down) = plot.at(first[0], first[1].high), plot.at(first[0], first[1].low)
    lower = ink.text(x, down + 15, edges[1], halo=True) if down + 18 < floor else ""
    return ink.text(x, up - 6, edges[0], halo=True) + lower


def outside(
    points: Sequence[Outside], series: Sequence[Point], plot: Plot, ends: tuple[float, float],
    narrow: bool,
) -> str:
    """Ring each point outside its limits, and write the newest of them beside their rings."""
    parts, taken = [], list[tuple[float, float, float]]()
    for one in reversed(points):
        x, y = plot.at(one.index, series[one.index].shown)
        parts.append(ink.ring(x, y))
        if not narrow and len(taken) < NAMED:
            parts.append(_named(one, x, y, ends, taken))
    return "".join(parts)


def _named(
    one: Outside, x: float, y: float, ends: tuple[float, float],
    taken: list[tuple[float, float, float]],
) -> str:
    """Write the words of a point above or under it, farther where others stand there."""
    right, floor = ends
    up = one.above or y + 28 > floor
    half, step = ink.text_width(one.text, 12.5) / 2, -16 if up else 16
    middle, height = min(x, right - half), y + (-14 if up else 24)
    while any(abs(height - h) < 16 and middle - half < b and a < middle + half
              for a, b, h in taken) and 30 < height < floor - 20:
        height += step
    taken.append((middle - half - 6, middle + half + 6, height))
    return ink.text(middle, height, one.text, size=12.5, weight=600, anchor="middle",
                    fill=ink.LOOK, halo=True)


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
