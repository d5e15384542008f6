"""How much series of one kind vary: a dispersion of few points is drawn towards its fellows'.

Here: moderating dispersions. Not here: estimating the dispersion of one series (``fit``).
"""

from __future__ import annotations

import numpy as np
from scipy import special

from metrics.noise.fit import Floats

FEWEST = 5        # so many series at least lend each other strength
LEAST = 1e-3      # of the typical dispersion: none is taken to be smaller before the logarithm
ENDLESS = 1e6


def moderated(dispersion: Floats, freedom: Floats) -> tuple[Floats, Floats]:
    """Draw the dispersions of one group towards each other; return them with their freedom.

    ``dispersion``, ``freedom``: of the series of one group. How much each is drawn follows from how
    alike they are; no freedom is claimed beyond what the group has. Source: Smyth (2004), Stat.
    Appl. Genet. Mol. Biol. 3(1), 3, section 6.2.
    """
    if len(dispersion) < FEWEST:
        return dispersion, freedom
    typical = float((freedom * dispersion).sum() / freedom.sum())
    if typical <= 0:
        return dispersion, freedom
    lent, centre = _prior(np.maximum(dispersion, LEAST * typical), freedom, typical)
    pulled = (lent * centre + freedom * dispersion) / (lent + freedom)
    return pulled, np.minimum(lent + freedom, freedom.sum())


def _prior(dispersion: Floats, freedom: Floats, typical: float) -> tuple[float, float]:
    """Return the freedom that a group lends, and the dispersion around which it lies."""
    half = freedom / 2
    centred = np.log(dispersion) - special.digamma(half) + np.log(half)
    excess = float(np.var(centred, ddof=1) - special.polygamma(1, half).mean())
    if excess <= 0:
        return ENDLESS, typical
    lent = 2 * _inverse_trigamma(excess)
    return lent, float(np.exp(centred.mean() + special.digamma(lent / 2) - np.log(lent / 2)))


def _inverse_trigamma(value: float) -> float:
    """Solve trigamma(x) = value by Newton's method, as in Smyth's appendix."""
    x = 0.5 + 1 / value
    for _ in range(50):
        now = float(special.polygamma(1, x))
        step = now * (1 - now / value) / float(special.polygamma(2, x))
        x += step
        if -step / x < 1e-10:
            break
    return x
