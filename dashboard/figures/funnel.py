"""Places in a funnel: a share over how many it rests on, with the limits of chance around Sweden's.

Here: the drawing in two widths. Not here: the limits, or saying who lies outside.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboard.figures import ink, scales

WIDE, NARROW, HEIGHT = 640.0, 358.0, 330.0
NAMED = 8   # so few places are all named where there is room; else only those outside
STEP = 14.0


@dataclass(frozen=True)
class Spot:
    """A place: how many its share rests on, the share, its limits, and the word for it."""

    name: str
    rests: float
    value: float
    low: float
    high: float
    word: str

    @property
    def outside(self) -> bool:
        """Whether the share lies outside its limits."""
        return self.word in ("above", "below")


@dataclass(frozen=True)
class Funnel:
    """Everything the drawing says. ``spots`` by how many they rest on, the fewest first."""

    spots: tuple[Spot, ...]
    middle: float
    line: str
    unit: str
    axis: str
    tick: Callable[[float], str]
    count: Callable[[float], str]
    synthetic: str = ""


def funnel(picture: Funnel, label: str, narrow: bool = False) -> str:
    """Draw the funnel, 640 px wide or 358."""
    width = NARROW if narrow else WIDE
    spots, floor, left, right = picture.spots, HEIGHT - 44, 46.0, width - 14
    ups = scales.ticks(max([s.high for s in spots] + [s.value for s in spots]))
    outs = scales.ticks(max(s.rests for s in spots), 3 if narrow else 5)
    x, y = scales.linear(outs[-1], left, right), scales.linear(ups[-1], floor, 30)
    return ink.svg(
        width, HEIGHT, label, ink.text(0, 12, picture.unit.capitalize()),
        _axes(picture, ups, outs, x, y, (left, right, floor)), _limits(spots, x, y),
        _middle(picture, x, y, right), _spots(spots, x, y, right, narrow),
        ink.text(left, HEIGHT - 6, picture.axis, size=12),
        ink.text(width, 12, picture.synthetic, anchor="end"),
        css="narrow" if narrow else "wide")


Place = Callable[[float], float]


def _axes(
    picture: Funnel, ups: Sequence[float], outs: Sequence[float], x: Place, y: Place,
    frame: tuple[float, float, float],
) -> str:
    left, right, floor = frame
    across = "".join(ink.line(left, y(u), right, y(u), stroke=ink.RULE if u else ink.AXIS)
                     + ink.text(left - 8, y(u) + 4, picture.tick(u), anchor="end") for u in ups)
    return across + "".join(
        ink.line(x(o), floor, x(o), floor + 5)
        + ink.text(x(o), floor + 18, picture.count(o), anchor="end" if o == outs[-1] else "middle")
        for o in outs)


def _limits(spots: Sequence[Spot], x: Place, y: Place) -> str:
    """Draw the surface between the limits of the places, and its dashed edges."""
    low = [(x(s.rests), y(s.low)) for s in spots]
    high = [(x(s.rests), y(s.high)) for s in spots]
    steps = "L".join(f"{ink.number(a)} {ink.number(b)}" for a, b in (*high, *reversed(low)))
    return ink.path(f"M{steps}z", fill=ink.BAND) + "".join(
        ink.polyline(edge, stroke=ink.INK2, dash="6 4") for edge in (low, high))


def _middle(picture: Funnel, x: Place, y: Place, right: float) -> str:
    level = y(picture.middle)
    return ink.line(x(0), level, right, level, stroke=ink.INK2) + ink.text(
        x(0) + 6, level - 5, picture.line, fill=ink.INK, halo=True)


def _spots(spots: Sequence[Spot], x: Place, y: Place, right: float, narrow: bool) -> str:
    """Draw the places; a ring and the name where one lies outside."""
    every = len(spots) <= NAMED and not narrow
    named = spots if every else [s for s in spots if s.outside]
    dots = "".join(ink.dot(x(s.rests), y(s.value), 4) for s in spots)
    rings = "".join(_ring(x(s.rests), y(s.value)) for s in spots if s.outside)
    taken: list[tuple[float, float, float]] = []
    return dots + rings + "".join(_name(s, x(s.rests), y(s.value), right, taken) for s in named)


def _ring(x: float, y: float) -> str:
    return (f'<circle cx="{ink.number(x)}" cy="{ink.number(y)}" r="8" fill="none"'
            f' stroke="{ink.LOOK}" stroke-width="2"/>')


def _name(
    spot: Spot, x: float, y: float, right: float, taken: list[tuple[float, float, float]]
) -> str:
    """Write a name beside its dot, on the side where there is room, lower while one stands there.

    ``taken``: left, right and height of the names that stand.
    """
    wide = ink.text_width(spot.name) + 4
    side = "end" if x + 12 + wide > right else "start"
    a = x - 12 - wide if side == "end" else x + 12
    height = y + 4
    while any(abs(height - h) < STEP and a < r and left < a + wide for left, r, h in taken):
        height += STEP
    taken.append((a, a + wide, height))
    return ink.text(x + (-12 if side == "end" else 12), height, spot.name, anchor=side,
                    weight=600 if spot.outside else 400,
                    fill=ink.LOOK if spot.outside else ink.INK, halo=True)
