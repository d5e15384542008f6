"""Small series: the spark of a card and the chart of a small multiple.

Here: a series from zero with its first and last period under it. Not here: the big trend.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.figures import ink, scales
from dashboard.figures.series import Plot, Point, bars, cuts, held, hidden, largest, line


def spark(points: Sequence[Point], label: str, name: str, synthetic: str = "") -> str:
    """Draw the series of a card, 128 x 60 px. ``name`` is unique on the page."""
    return _small(points, label, name, synthetic, (128, 60))


def multiple(points: Sequence[Point], label: str, name: str, synthetic: str = "") -> str:
    """Draw the series of a small multiple, 140 x 66 px. ``name`` is unique on the page."""
    return _small(points, label, name, synthetic, (140, 66))


def _small(
    points: Sequence[Point], label: str, name: str, synthetic: str, size: tuple[float, float]
) -> str:
    width, height = size
    floor = height - 16
    yearly = bool(points) and len(points[0].period) == 4
    inset = width / max(len(points), 1) / 2 if yearly else 4
    plot = Plot(
        scales.places(len(points), inset, width - max(inset, 5.0)),
        scales.linear(largest(points) * 1.08, floor, 5),
        (width - 2 * inset) / max(len(points) - 1, 1),
    )
    drawn = bars(points, plot, floor) if yearly else line(points, plot)
    hatch = ink.hatch(name) if any(p.sign == "protected" for p in points) else ""
    return ink.svg(
        width, height, label, hatch, hidden(points, plot, floor, 10, name), drawn,
        cuts(points, plot, 2, floor), held(points, plot, 2.6), ink.line(0, floor, width, floor),
        _under(points, width, height - 3, synthetic),
    )


def _under(points: Sequence[Point], width: float, y: float, synthetic: str) -> str:
    """Write the first and last period, and between them that the data are synthetic."""
    if not points:
        return ink.text(0, y, synthetic)
    first, last = points[0].label[:4], points[-1].label
    ends = ink.text(0, y, first) + ink.text(width, y, last, anchor="end")
    left, right = ink.text_width(first), width - ink.text_width(last)
    return ends + (ink.text((left + right) / 2, y, synthetic, anchor="middle") if synthetic else "")
