"""A series as it is drawn everywhere: cut at a break, dashed where provisional, never over a gap.

Here: the points and changes that figures take, and the one way to draw a line or bars of points.
Not here: axes and words (``spark``, ``trend``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from dashboard.figures import ink

SURE = ("clear_up", "slight_up", "clear_down", "slight_down")


@dataclass(frozen=True)
class Point:
    """One period of a series. ``value`` is None unless ``sign`` is visible.

    ``fresh`` is true where the series is new from here; ``label`` and ``text`` are the period and
    the value as written; ``as_of`` says of which older edition the value is, "" where of this one.
    """

    period: str
    value: float | None
    sign: str = "visible"
    status: str = "final"
    fresh: bool = False
    label: str = ""
    text: str = ""
    as_of: str = ""

    @property
    def shown(self) -> float:
        """The value of a visible point."""
        return self.value or 0.0

    @property
    def open(self) -> bool:
        """Whether more is still to come."""
        return self.status in ("provisional", "expected")


@dataclass(frozen=True)
class Change:
    """A judged change as it is shown: its word, and its size with interval where there is one.

    ``estimate``, ``low`` and ``high`` are in per cent, for shares in percentage points; None where
    none is stated. ``said`` is the word as written, ``text`` and ``interval`` the numbers.
    """

    word: str
    said: str
    text: str = ""
    interval: str = ""
    estimate: float | None = None
    low: float | None = None
    high: float | None = None
    before: str = ""

    @property
    def sure(self) -> bool:
        """Whether the change is more than noise."""
        return self.word in SURE


@dataclass(frozen=True)
class Plot:
    """Where in the drawing a period and a value lie."""

    x: Callable[[int], float]
    y: Callable[[float], float]
    step: float

    def at(self, index: int, value: float) -> tuple[float, float]:
        return self.x(index), self.y(value)


def largest(points: Sequence[Point]) -> float:
    """Return the largest visible value, 0 where there is none."""
    return max((p.shown for p in points if p.value is not None), default=0.0)


def breaks(points: Sequence[Point]) -> list[int]:
    """List where the series begins anew."""
    return [i for i, p in enumerate(points) if p.fresh and i > 0]


def _pairs(points: Sequence[Point]) -> Iterator[tuple[int, Point, Point]]:
    for index, (a, b) in enumerate(pairwise(points)):
        if a.value is not None and b.value is not None and not b.fresh:
            yield index, a, b


def _runs(points: Sequence[Point], opened: bool) -> Iterator[list[int]]:
    """Give unbroken stretches of points whose line is dashed (``opened``) or solid."""
    run: list[int] = []
    for index, _, b in _pairs(points):
        if b.open != opened:
            continue
        if not run or run[-1] != index:
            if run:
                yield run
            run = [index]
        run.append(index + 1)
    if run:
        yield run


def line(points: Sequence[Point], plot: Plot, width: float = 2.0, dots: float = 0.0) -> str:
    """Draw a series as a line: grey before its last break, dashed where provisional."""
    last = max(breaks(points), default=0)
    parts = []
    for opened, dash in ((False, ""), (True, "4 3")):
        for run in _runs(points, opened):
            tone = ink.GHOST if run[-1] < last else ink.DATA
            where = [plot.at(i, points[i].shown) for i in run]
            parts.append(ink.polyline(where, stroke=tone, width=width, dash=dash))
    return "".join(parts) + _dots(points, plot, last, dots) + _end(points, plot)


def _alone(points: Sequence[Point], index: int) -> bool:
    near = (i for i in (index - 1, index + 1) if 0 <= i < len(points))
    return all(points[i].value is None or points[max(i, index)].fresh for i in near)


def _dots(points: Sequence[Point], plot: Plot, last: int, radius: float) -> str:
    marks = []
    for index, point in enumerate(points):
        alone = _alone(points, index)
        if point.value is None or not (radius or alone):
            continue
        tone = ink.GHOST if index < last else ink.DATA
        marks.append(ink.dot(*plot.at(index, point.shown), max(radius, 2.2), hollow=point.open,
                             ink=tone))
    return "".join(marks)


def _end(points: Sequence[Point], plot: Plot) -> str:
    index = max((i for i, p in enumerate(points) if p.value is not None), default=-1)
    if index < 0:
        return ""
    return ink.dot(*plot.at(index, points[index].shown), hollow=points[index].open)


def bars(points: Sequence[Point], plot: Plot, floor: float, widest: float = 28) -> str:
    """Draw a series as bars: grey before its last break, hollow and dashed where provisional."""
    last, width = max(breaks(points), default=0), min(plot.step * 0.8, widest)
    parts = []
    for index, point in enumerate(points):
        if point.value is None:
            continue
        x, y = plot.at(index, point.shown)
        tone = ink.GHOST if index < last else ink.DATA
        look = {"fill": ink.PAPER, "dash": "3 2.6"} if point.open else {"fill": tone}
        parts.append(ink.bar(x - width / 2, y, width, floor - y, stroke=tone, **look))
    return "".join(parts)


def cuts(points: Sequence[Point], plot: Plot, top: float, floor: float) -> str:
    """Draw the two parallel lines of each break in series."""
    lines = []
    for index in breaks(points):
        x = (plot.x(index - 1) + plot.x(index)) / 2
        lines += [ink.line(x + d, top, x + d, floor, stroke=ink.INK, width=1.2)
                  for d in (-1.8, 1.8)]
    return "".join(lines)


def held(points: Sequence[Point], plot: Plot, reach: float = 3.5) -> str:
    """Draw a square about each point whose value is of an older edition."""
    return "".join(
        ink.square(*plot.at(i, p.shown), reach, f"{p.label}: {p.text}, {p.as_of}")
        for i, p in enumerate(points) if p.as_of and p.value is not None
    )


def hidden(points: Sequence[Point], plot: Plot, floor: float, height: float, hatch: str) -> str:
    """Hatch the place of each protected point; the outermost stay inside the drawing."""
    width = max(min(plot.step, 40) * 0.9, 4)
    yearly = bool(points) and len(points[0].period) == 4
    room = width / 2 if yearly else min(width / 2, 4)
    first, last = plot.x(0) - room, plot.x(len(points) - 1) + room
    parts = []
    for index, point in enumerate(points):
        if point.sign == "protected":
            left = max(plot.x(index) - width / 2, first)
            right = min(plot.x(index) + width / 2, last)
            parts.append(ink.bar(left, floor - height, right - left, height,
                                 fill=f"url(#{hatch})"))
    return "".join(parts)
