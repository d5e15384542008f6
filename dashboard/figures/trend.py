"""The trend of an area: the whole series with breaks, provisional tail and published figures.

Here: the big drawing in its two widths. Not here: the chart one explores (``explore``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.figures import ink, scales
from dashboard.figures.clear import LINE, Taken
from dashboard.figures.limits import Band, Coming, Outside, band, coming, outside
from dashboard.figures.series import (
    Plot,
    Point,
    bars,
    breaks,
    cuts,
    held,
    hidden,
    largest,
    line,
)

WIDE, NARROW = (904.0, 360.0), (358.0, 300.0)


@dataclass(frozen=True)
class Published:
    """A figure of the authorities' own, drawn over the periods of its year at ``value``."""

    year: str
    value: float
    text: str


@dataclass(frozen=True)
class Trend:
    """Everything the trend says. ``ticks`` writes an axis value; ``cut`` is said at a break.

    ``band`` has one entry a point, None where nothing is judged; ``edges`` names its upper and
    lower limit.
    """

    points: tuple[Point, ...]
    label: str
    axis: str
    ticks: Callable[[float], str]
    cut: tuple[str, ...] = ()
    published: tuple[Published, ...] = ()
    synthetic: str = ""
    tail: str = ""
    band: tuple[Band | None, ...] = ()
    outside: tuple[Outside, ...] = ()
    coming: tuple[Coming, ...] = ()
    edges: tuple[str, str] = ("", "")


def trend(
    picture: Trend, name: str, narrow: bool = False, css: str | None = None,
    size: tuple[float, float] | None = None,
) -> str:
    """Draw the trend, 904 px wide or 358, or at a ``size``. ``name`` is unique on the page."""
    width, height = size or (NARROW if narrow else WIDE)
    top = max([largest(picture.points), *(p.value for p in picture.published),
               *(b.high for b in picture.band if b), *(c.high for c in picture.coming)])
    marks = scales.ticks(top)
    left = max(ink.text_width(picture.ticks(m)) for m in marks) + 14
    right = width - ((20 if narrow else 182) if picture.coming else (12 if narrow else 132))
    floor, count = height - 26, len(picture.points)
    head = 40 if picture.axis or picture.published else 24   # room for words above
    yearly = bool(count) and len(picture.points[0].period) == 4
    inset = (right - left) / (2 * count) if yearly else 10
    plot = Plot(scales.places(count, left + inset, right - inset),
                scales.linear(marks[-1], floor, head),
                (right - left - 2 * inset) / max(count - 1, 1))
    series = (bars(picture.points, plot, floor, 72) if yearly
              else line(picture.points, plot, 2.6, 0 if narrow or count > 30 else 3))
    taken = Taken()   # what stands outside its limits is written first, the limits' names last
    rings = outside(picture.outside, picture.points, plot, (left, right, floor), taken, narrow)
    known = _segments(picture, plot, taken, left, narrow)
    return ink.svg(
        width, height, picture.label, ink.hatch(name), ink.text(0, 12, picture.axis),
        _grid(marks, picture.ticks, plot, left, right),
        band(picture.band, picture.edges, plot, (right, floor), taken),
        hidden(picture.points, plot, floor, 14, name), series, held(picture.points, plot),
        cuts(picture.points, plot, 30, floor), _cut_words(picture, plot, floor, left),
        known, _years(picture.points, plot, floor), rings, coming(picture.coming, plot),
        _tail(picture, plot, floor, narrow),
        ink.text(width, 12, picture.synthetic, anchor="end"),
        css=css if css is not None else ("narrow" if narrow else "wide"),
    )


def _grid(
    marks: Sequence[float], write: Callable[[float], str], plot: Plot, left: float, right: float
) -> str:
    return "".join(
        ink.line(left, plot.y(m), right, plot.y(m), stroke=ink.RULE if m else ink.AXIS)
        + ink.text(left - 8, plot.y(m) + 4, write(m), anchor="end")
        for m in marks
    )


def _spans(points: Sequence[Point]) -> dict[str, tuple[int, int]]:
    """Find the first and last point of each year."""
    found: dict[str, tuple[int, int]] = {}
    for index, point in enumerate(points):
        year = point.period[:4]
        found[year] = (found.get(year, (index, index))[0], index)
    return found


def _years(points: Sequence[Point], plot: Plot, floor: float) -> str:
    parts, last = [], -100.0
    for year, (a, b) in _spans(points).items():
        x = (plot.x(a) + plot.x(b)) / 2
        if len(points[0].period) > 4:
            tick = plot.x(a) - plot.step / 2
            parts.append(ink.line(tick, floor, tick, floor + 5))
        if x - last >= 34:
            parts.append(ink.text(x, floor + 20, year, anchor="middle"))
            last = x
    return "".join(parts)


def _cut_words(picture: Trend, plot: Plot, floor: float, left: float) -> str:
    """Say beside the last break what it is, on the side that has room."""
    at = breaks(picture.points)
    if not at or not picture.cut:
        return ""
    x = (plot.x(at[-1] - 1) + plot.x(at[-1])) / 2
    room = max(ink.text_width(t) for t in picture.cut)
    anchor, x = ("end", x - 9) if x - left > room + 12 else ("start", x + 9)
    start = floor - 10 - 16 * (len(picture.cut) - 1)
    return "".join(
        ink.text(x, start + 16 * i, words, weight=600 if i == 0 else 400, anchor=anchor,
                 fill=ink.INK if i == 0 else ink.INK2, halo=True)
        for i, words in enumerate(picture.cut)
    )


def _segments(
    picture: Trend, plot: Plot, taken: Taken, left: float, narrow: bool
) -> str:
    """Draw published figures over their years, each labelled where there is room."""
    spans, parts = _spans(picture.points), []
    for one in picture.published:
        if one.year not in spans:
            continue
        a, b = spans[one.year]
        half = plot.step * (0.38 if a == b else 0.1)
        y, x = plot.y(one.value), (plot.x(a) + plot.x(b)) / 2
        parts += [ink.line(max(plot.x(a) - half, left), y, plot.x(b) + half, y, stroke=ink.LOOK,
                           width=3), ink.diamond(x, y)]
        if not narrow:
            parts.append(_flag(one.text, x, y, taken, left))
    return "".join(parts)


def _flag(words: str, x: float, y: float, taken: Taken, left: float) -> str:
    """Place the words of a published figure above it, higher while others stand there."""
    place = taken.stack(words, x, y - 14, -LINE, (left, WIDE[0]), (30, y))
    if place is None:
        return ""
    middle, height = place
    return ink.line(x, y - 6, x, height + 4, stroke=ink.LOOK) + ink.text(
        middle, height, words, size=12.5, weight=600, anchor="middle", fill=ink.LOOK, halo=True)


def _tail(picture: Trend, plot: Plot, floor: float, narrow: bool) -> str:
    """Write the last value beside its point."""
    index = max((i for i, p in enumerate(picture.points) if p.value is not None), default=-1)
    if index < 0:
        return ""
    point = picture.points[index]
    x, y = plot.at(index, point.shown)
    if len(point.period) == 4:
        return ink.text(x, y - 8, point.text, size=12.5, weight=600, anchor="middle",
                        fill=ink.DATA)
    if narrow:
        down = _falls(picture.points, index, plot) and y + 20 < floor
        return ink.text(x, y + 20 if down else y - 10, point.text, size=12.5, weight=600,
                        anchor="end", fill=ink.DATA, halo=True)
    x += 20 if picture.coming else 12
    words = ink.text(x, y + 1, f"{point.label}: {point.text}", size=12.5, weight=600,
                     fill=ink.DATA)
    under = [line for line in (point.as_of, picture.tail) if line]
    return words + "".join(
        ink.text(x, y + 17 + 15 * i, said, fill=ink.DATA) for i, said in enumerate(under))


def _falls(points: Sequence[Point], index: int, plot: Plot) -> bool:
    """Say whether the series comes from above to a point, where words over it would cross it."""
    before = [i for i in range(index) if points[i].value is not None]
    return bool(before) and plot.y(points[before[-1]].shown) < plot.y(points[index].shown)
