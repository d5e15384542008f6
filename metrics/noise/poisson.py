"""Small counts: mid-p intervals of one rate, and of the ratio of two.

Here: exact Poisson and binomial probabilities, the observed count at half weight. Not here:
counts that vary more than Poisson (``pairs``).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import special

from metrics.noise.fit import Floats

HALVINGS = 50


def rate_interval(count: Floats, alpha: float = 0.05) -> tuple[Floats, Floats]:
    """Return the mid-p interval of the mean behind each count, for one unit of exposure.

    Source: Lancaster (1961), JASA 56; Cohen and Yang (1994), Statistics in Medicine 13. Nought
    and one keep their exact upper limits: with mid-p ones, means of 3 and 5 would be covered in 92
    and 92.8 %.
    """
    x = np.asarray(count, dtype=float)
    high = x + 12 * np.sqrt(x + 4) + 20
    low = _root(lambda mean: 1 - _below_rate(x, mean) - alpha / 2, np.zeros_like(x), high)
    top = _root(lambda mean: alpha / 2 - _below_rate(x, mean), np.zeros_like(x), high)
    exact = special.gammainccinv(x + 1, alpha / 2)
    return np.where(x > 0, low, 0.0), np.where(x > 1, top, exact)


def ratio_p(after: Floats, before: Floats) -> Floats:
    """Return the two-sided mid-p of two counts over equal exposures being alike.

    Given their sum, one of them is binomial with one half. Source: Przyborowski and Wilenski
    (1940), Biometrika 31; mid-p by Lancaster (1961).
    """
    x, n = np.asarray(after, float), np.asarray(after, float) + np.asarray(before, float)
    below = _below_share(x, n, np.full_like(x, 0.5))
    return np.where(n > 0, np.minimum(2 * np.minimum(below, 1 - below), 1.0), 1.0)


def ratio_interval(after: Floats, before: Floats, alpha: Floats) -> tuple[Floats, Floats]:
    """Return the mid-p interval of the share that ``after`` makes of the two counts.

    A share s is a ratio of s / (1 - s). ``alpha``: one level a pair.
    """
    x, n = np.asarray(after, float), np.asarray(after, float) + np.asarray(before, float)
    zero, one = np.zeros_like(x), np.ones_like(x)
    low = _root(lambda share: 1 - _below_share(x, n, share) - alpha / 2, zero, one)
    high = _root(lambda share: alpha / 2 - _below_share(x, n, share), zero, one)
    return np.where(x > 0, low, 0.0), np.where(x < n, high, 1.0)


def _below_rate(x: Floats, mean: Floats) -> Floats:
    """P(X < x) + P(X = x) / 2 for a Poisson count."""
    at_most = special.gammaincc(x + 1, mean)
    under = np.where(x > 0, special.gammaincc(np.maximum(x, 1), mean), 0.0)
    half: Floats = (at_most + under) / 2
    return half


def _below_share(x: Floats, n: Floats, share: Floats) -> Floats:
    """P(X < x) + P(X = x) / 2 for a binomial count out of n."""
    at_most = np.where(x < n, special.betainc(np.maximum(n - x, 1), x + 1, 1 - share), 1.0)
    under = np.where(x > 0, special.betainc(n - x + 1, np.maximum(x, 1), 1 - share), 0.0)
    half: Floats = (at_most + under) / 2
    return half


def _root(rising: Callable[[Floats], Floats], low: Floats, high: Floats) -> Floats:
    """Halve each interval until it holds the root of a function that rises."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        above = rising(middle) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return (low + high) / 2
