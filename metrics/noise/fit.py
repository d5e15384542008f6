"""Quasi-likelihood fits of many series at once: counts on the log scale, shares on the logit.

Here: iteratively reweighted least squares, batched, and what follows from a fit. Not here: which
columns a series is fitted by (``trend``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
ROUNDS, CLOSE = 30, 1e-9
WIDEST = 25.0   # of a linear predictor: a season of zeros would run to minus infinity


@dataclass(frozen=True)
class Fit:
    """Fits of S series with n points and k columns.

    ``coefficients``: S x k. ``unscaled``: S x k x k, their covariance for a dispersion of one.
    ``mean``: S x n, in the unit of the counts. ``leverage``: S x n. ``pearson``: S x n, residuals
    (zero where not seen). ``freedom``, ``dispersion``: S; the dispersion is NaN without freedom.
    """

    coefficients: Floats
    unscaled: Floats
    mean: Floats
    weight: Floats
    leverage: Floats
    pearson: Floats
    freedom: Floats
    dispersion: Floats


def fit(count: Floats, design: Floats, seen: Bools, trials: Floats | None = None) -> Fit:
    """Fit every series by quasi-likelihood, and estimate its dispersion.

    ``count``: S x n. ``design``: S x n x k, or n x k for all alike. ``seen``: S x n, the points
    that count. ``trials``: S x n for shares, then ``count`` is out of them. Columns that a series
    cannot tell apart share their coefficient's part, and the freedom is counted by rank. Source:
    McCullagh and Nelder (1989), Generalized Linear Models, 2.5 and 9.2; dispersion by Pearson.
    """
    y = np.where(seen, count, 0.0)
    n = None if trials is None else np.where(seen & (trials > 0), trials, 1.0)
    x = np.where(seen[:, :, None], np.broadcast_to(design, (*y.shape, design.shape[-1])), 0.0)
    predictor = _start(y, n)
    inverse = coefficients = np.zeros(0)
    for _ in range(ROUNDS):
        mean, weight = _mean(predictor, n)
        weighted = x * np.where(seen, weight, 0.0)[:, :, None]
        inverse = np.linalg.pinv(np.swapaxes(x, 1, 2) @ weighted, rcond=1e-10, hermitian=True)
        working = predictor + (y - mean) / weight
        score = np.swapaxes(weighted, 1, 2) @ working[:, :, None]
        coefficients = (inverse @ score)[:, :, 0]
        before = predictor
        predictor = np.clip((x @ coefficients[:, :, None])[:, :, 0], -WIDEST, WIDEST)
        if np.abs(predictor - before)[seen].max(initial=0.0) < CLOSE:
            break
    return _told(y, n, x, seen, predictor, coefficients, inverse)


def _start(y: Floats, n: Floats | None) -> Floats:
    started: Floats = np.log(y + 0.5) if n is None else np.log((y + 0.5) / (n - y + 0.5))
    return started


def _mean(predictor: Floats, n: Floats | None) -> tuple[Floats, Floats]:
    """Return the mean and its weight: the variance for a dispersion of one."""
    if n is None:
        mean = np.exp(predictor)
        return mean, mean
    share = 1 / (1 + np.exp(-predictor))
    return n * share, n * share * (1 - share)


def _told(
    y: Floats, n: Floats | None, x: Floats, seen: Bools, predictor: Floats,
    coefficients: Floats, inverse: Floats,
) -> Fit:
    mean, weight = _mean(predictor, n)
    leverage = np.clip(weight * ((x @ inverse) * x).sum(axis=2), 0.0, 1.0)
    pearson = np.where(seen, (y - mean) / np.sqrt(weight), 0.0)
    freedom = (seen.sum(axis=1) - np.linalg.matrix_rank(x)).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        dispersion = np.where(freedom > 0, (pearson**2).sum(axis=1) / freedom, np.nan)
    return Fit(coefficients, inverse, mean, weight, leverage, pearson, freedom, dispersion)
