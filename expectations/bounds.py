"""How far a count or a share may be from a deliverer's own past before one asks about it.

Here belong closed forms over a few earlier values: median and median absolute deviation on a
scale where chance alone has a known spread. Nothing here knows of months, places or deliveries.

Sources: F. J. Anscombe, "The transformation of Poisson, binomial and negative-binomial data",
Biometrika 35 (1948), for both scales; P. J. Rousseeuw and C. Croux, "Alternatives to the median
absolute deviation", JASA 88 (1993), for 1.4826; P. J. Huber and E. M. Ronchetti, "Robust
Statistics" (2009), for the median's variance, pi/2 of the mean's.
"""

from collections.abc import Sequence
from math import asin, pi, sin, sqrt
from statistics import median

SPREADS = 3.0
"""Spreads from the middle to either bound: one normal value of 370 lies outside by chance."""
NORMAL = 1.4826
"""Makes the median absolute deviation of normal values their standard deviation."""
LEVEL_VARIES = 0.07
"""A month's true level varies by seven of a hundred besides chance: holidays, staffing, batches."""
SHARE_VARIES = 0.04
"""The same for a share, on the scale of angles: about two points of a hundred."""

Interval = tuple[float, float]


def counts(past: Sequence[float], months: int = 1) -> Interval:
    """Give the bounds of a sum of ``months`` monthly counts, from earlier months' counts."""
    level = [_root(months * count) for count in past]
    chance = _chance(months * median(past))
    # The spread of a sum of months is the smaller, the more months there are in it.
    spread = max(_deviation(level) / sqrt(months), chance)
    return _around(median(level), spread * _known_from(len(past)))


def around(count: float) -> Interval:
    """Give the bounds of a count beside one single earlier count of the same length.

    The chance in the earlier count itself is left out: this is asked only to excuse a season.
    """
    return _around(_root(count), _chance(count))


def share(past: Sequence[tuple[int, int]], of: int) -> float:
    """Give the highest usual share of ``of`` rows, from earlier (rows concerned, rows) pairs."""
    angles = [_angle(part, whole) for part, whole in past]
    spread = max(_deviation(angles), sqrt(1 / (of + 0.5) + SHARE_VARIES**2))
    high = median(angles) + SPREADS * spread * _known_from(len(past))
    return sin(min(high, pi) / 2) ** 2


def _root(count: float) -> float:
    """Give a count on the scale where a Poisson count has a spread of one."""
    return 2 * sqrt(count + 3 / 8)


def _angle(part: int, whole: int) -> float:
    """Give a share on the scale where a binomial one has the variance 1 / (whole + 1/2)."""
    return 2 * asin(sqrt((part + 3 / 8) / (whole + 3 / 4)))


def _chance(count: float) -> float:
    return sqrt(1 + LEVEL_VARIES**2 * count)


def _deviation(values: Sequence[float]) -> float:
    middle = median(values)
    return NORMAL * median(abs(value - middle) for value in values)


def _known_from(values: int) -> float:
    """Widen the bounds where their middle is known from few values only."""
    return sqrt(1 + pi / (2 * values))


def _around(middle: float, spread: float) -> Interval:
    low, high = middle - SPREADS * spread, middle + SPREADS * spread
    return _count(low), _count(high)


def _count(root: float) -> float:
    return max(0.0, (max(root, 0.0) / 2) ** 2 - 3 / 8)
