"""Two figures compared: how sure a change is, and the interval of its size.

Here: ratios of counts and amounts that vary more than Poisson, differences of shares. Not here:
the dispersion they are given (``fit``, ``spread``).
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from metrics.noise import poisson
from metrics.noise.fit import Bools, Floats

WIDEST = 1 - 1e-9   # a share of the two this near one is a ratio without end


def counts_p(
    after: Floats, before: Floats, dispersion: Floats, freedom: Floats, small: Bools
) -> Floats:
    """Return the two-sided p of two counts or amounts being alike, one value a pair.

    Given their sum and the dispersion, the difference is referred to Student's t: the score test.
    Where ``small``, the more careful of that and the mid-p of two Poisson counts counts.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(after - before) / np.sqrt(dispersion * (after + before))
    p: Floats = 2 * stats.t.sf(z, freedom)
    return np.where(small, np.fmax(p, poisson.ratio_p(after, before)), p)


def counts_interval(
    after: Floats, before: Floats, dispersion: Floats, freedom: Floats, small: Bools, alpha: Floats
) -> tuple[Floats, Floats]:
    """Return the interval of the ratio after : before, which holds one exactly where p > alpha.

    Source: Wilson (1927), JASA 22, with the sum divided by the dispersion as in McCullagh and
    Nelder (1989), 4.5; where ``small``, joined with the mid-p interval.
    """
    n = after + before
    low, high = _wilson(after / n, n / dispersion, stats.t.isf(alpha / 2, freedom))
    exact = poisson.ratio_interval(after, before, alpha)
    low = np.where(small, np.fmin(low, exact[0]), low)
    high = np.minimum(np.where(small, np.fmax(high, exact[1]), high), WIDEST)
    return low / (1 - low), high / (1 - high)


def _wilson(share: Floats, n: Floats, quantile: Floats) -> tuple[Floats, Floats]:
    square = quantile**2 / n
    half = quantile * np.sqrt(share * (1 - share) / n + square / (4 * n))
    middle = share + square / 2
    return (np.clip((middle - half) / (1 + square), 0, WIDEST),
            np.clip((middle + half) / (1 + square), 0, WIDEST))


def shares(after: Floats, of: Floats, before: Floats, of_before: Floats) -> tuple[Floats, Floats]:
    """Return the difference of two shares and its error for a dispersion of one.

    ``after`` out of ``of``, ``before`` out of ``of_before``, counts. One is added to each count and
    two to what it is out of. Source: Agresti and Caffo (2000), The American Statistician 54.
    """
    one, other = (after + 1) / (of + 2), (before + 1) / (of_before + 2)
    error = np.sqrt(one * (1 - one) / (of + 2) + other * (1 - other) / (of_before + 2))
    return one - other, error
