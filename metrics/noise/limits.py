"""Limits: which single points lie outside their own series, which places outside the others.

Here: prediction limits of each point from all the others, funnel limits of shares. Not here:
trends, comparisons of two figures (``pairs``).

XmR limits (2.66 times the mean moving range) were measured beside the first at the same level, on
five years with a season of 30 % and a growth of 10 % a year. Of 60 months of mean 50 without any
special cause they called out 27 %, these 5 %; of months doubled by one, 80 % against 99 %
(``tests/metrics/test_noise_limits.py``). Hence no XmR.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from metrics.noise.fit import Bools, Fit, Floats, fit

WINSORISED = 0.1   # of the places at either end, one at least, before their spread is taken
SMALLEST = 1e-12


@dataclass(frozen=True)
class Limits:
    """What was expected of each value, with its spread on a scale where it is nearly normal.

    ``expected``: counts, or shares where ``shares``. ``spread``: there, of one value. ``freedom``:
    of Student's t.
    """

    expected: Floats
    spread: Floats
    freedom: Floats
    shares: bool

    def p(self, value: Floats) -> Floats:
        """Return the two-sided p of each value."""
        away = np.abs(_straight(value, self.shares) - _straight(self.expected, self.shares))
        two: Floats = 2 * stats.t.sf(away / self.spread, self.freedom)
        return two

    def ends(self, alpha: Floats) -> tuple[Floats, Floats]:
        """Return the limits at a level; a value lies outside exactly where its p is under it."""
        half = stats.t.isf(alpha / 2, self.freedom) * self.spread
        middle = _straight(self.expected, self.shares)
        return _back(middle - half, self.shares), _back(middle + half, self.shares)


def _straight(value: Floats, shares: bool) -> Floats:
    """Straighten counts by the power 2/3, shares by the angle (Anscombe 1953)."""
    done: Floats = 2 * np.arcsin(np.sqrt(np.clip(value, 0, 1))) if shares else (
        1.5 * np.maximum(value, 0) ** (2 / 3))
    return done


def _back(value: Floats, shares: bool) -> Floats:
    done: Floats = np.sin(np.clip(value, 0, np.pi) / 2) ** 2 if shares else (
        (np.maximum(value, 0) / 1.5) ** 1.5)
    return done


def points(
    count: Floats, columns: Floats, seen: Bools, trials: Floats | None = None
) -> Limits:
    """Return the limits of every point of every series by the fit of all its other points: S x n.

    Arguments as for ``fit``. Source: deleted residuals of generalized linear models, Williams
    (1987), Applied Statistics 36; transformation by Anscombe (1953), J. R. Stat. Soc. B 15.
    """
    found = fit(count, columns, seen, trials)
    left = np.clip(1 - found.leverage, SMALLEST, 1)
    away = np.where(seen, found.leverage * found.pearson / left / np.sqrt(found.weight), 0.0)
    without, weight = _deleted(found, away, trials)
    freedom = np.maximum(found.freedom - 1, SMALLEST)[:, None]
    whole = (found.dispersion * found.freedom)[:, None]
    dispersion = np.maximum(whole - found.pearson**2 / left, SMALLEST) / freedom
    spread = np.sqrt(dispersion * (1 + weight * found.leverage / found.weight / left))
    scale = 1 / np.sqrt(trials) if trials is not None else without ** (1 / 6)
    return Limits(without, spread * scale, np.broadcast_to(freedom, spread.shape),
                  trials is not None)


def _deleted(found: Fit, away: Floats, trials: Floats | None) -> tuple[Floats, Floats]:
    """Return the mean (or share) of each point without itself, and the weight it would have."""
    if trials is None:
        mean = found.mean * np.exp(np.clip(-away, -20, 20))
        return mean, mean
    odds = found.mean / np.maximum(trials - found.mean, SMALLEST) * np.exp(np.clip(-away, -20, 20))
    share = odds / (1 + odds)
    return share, trials * share * (1 - share)


def funnel(count: Floats, of: Floats, total: float, total_of: float) -> Limits:
    """Return the limits of each place's share around that of the whole that it is part of.

    ``count`` out of ``of``: one value a place. Where the places vary more than chance would have
    them, the limits widen with them. Source: Spiegelhalter (2005), Statistics in Medicine 24, 6.
    """
    share = np.full(len(of), total / total_of)
    chance = np.sqrt(np.maximum(1 / of - 1 / total_of, SMALLEST))
    z = (_straight(count / of, True) - _straight(share, True)) / chance
    spread = chance * np.sqrt(max(1.0, _winsorised(z)))
    return Limits(share, spread, np.full(len(of), np.inf), True)


def _winsorised(z: Floats) -> float:
    """Return how much places vary, those at either end drawn in; one where it is by chance.

    What the drawing in takes away of normal values is given back, by their expected places (Blom
    1958). Around the median, so that one far off moves nothing.
    """
    count = len(z)
    cut = int(np.ceil(WINSORISED * count))
    scores = stats.norm.ppf((np.arange(1, count + 1) - 0.375) / (count + 0.25))
    drawn = [np.clip(v, v[cut], v[-1 - cut]) for v in (np.sort(z - np.median(z)), scores)]
    return float((drawn[0] ** 2).mean() / (drawn[1] ** 2).mean())
