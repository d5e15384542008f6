"""Axes that begin at zero and class limits that are round.

Here: where a value lies in a drawing. Not here: how a value is written (``values``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

CLASSES = 5
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


def ticks(largest: float, wanted: int = 4) -> list[float]:
    """List round ticks from zero to at least the largest value."""
    if largest <= 0:
        return [0.0, 1.0]
    rough = largest / wanted
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(s * size for s in _STEPS if s * size >= rough - 1e-12)
    return [step * i for i in range(math.ceil(largest / step - 1e-9) + 1)]


def linear(top: float, start: float, end: float) -> Callable[[float], float]:
    """Return where between two pixels a value from zero to ``top`` lies."""
    return lambda value: start + (end - start) * (value / top if top else 0.0)


def places(count: int, start: float, end: float) -> Callable[[int], float]:
    """Return where between two pixels the n-th of ``count`` points lies."""
    return lambda index: start + (end - start) * (index / (count - 1) if count > 1 else 1.0)


def limits(values: Iterable[float]) -> tuple[float, ...]:
    """Return up to four round limits that part values in about equal classes."""
    ordered = sorted(values)
    if not ordered:
        return ()
    cuts = [ordered[min(len(ordered) * i // CLASSES, len(ordered) - 1)] for i in range(1, CLASSES)]
    rounded = [_rounded(c) for c in cuts]
    kept = [c for c in dict.fromkeys(rounded) if ordered[0] < c <= ordered[-1]]
    return tuple(kept)


def _rounded(value: float) -> float:
    """Round to two leading digits, the second 0 or 5."""
    if value <= 0:
        return 0.0
    size = 10.0 ** math.floor(math.log10(value))
    return round(round(value / size * 2) / 2 * size, 10)


def class_of(value: float, cuts: tuple[float, ...]) -> int:
    """Return the class of a value, 1 the lowest; few classes are spread over the ramp."""
    place = sum(value >= c for c in cuts)
    return RAMPS[len(cuts)][place]


RAMPS: dict[int, tuple[int, ...]] = {
    0: (3,), 1: (2, 4), 2: (1, 3, 5), 3: (1, 2, 4, 5), 4: (1, 2, 3, 4, 5),
}
"""Which of the five colours each class takes, by the number of limits."""


def span(ends: Iterable[float | None], least: float = 10.0, most: float = 50.0) -> float:
    """Return one reach for all meters of a panel: round, from 10 to 50."""
    reach = max((abs(e) for e in ends if e is not None), default=least)
    found = next((s for s in (10.0, 20.0, 30.0, 50.0) if s >= reach), most)
    return max(least, min(found, most))
