"""The benchmark's cube: 32 indicators x 29 places x 13 authorities x 85 periods, seeded, synthetic.

Here: drawing finest contributions with the skew of real registers (a few large counties and
authorities, many small ones). Not here: timing anything.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from data import periods, registers
from metrics.count import SCHEMA

INDICATORS, AUTHORITIES, YEARS = 32, 12, 5
FIRST = 2021
SUMS = range(0, INDICATORS, 4)   # every fourth indicator is an amount
SEED = 20261124


def counties() -> list[str]:
    """Name the 21 counties, merged ones apart: the cube has every county."""
    return [p.code for p in registers.places() if p.level == "county" and p.code.isdigit()]


def contributions(indicators: int = INDICATORS, seed: int = SEED) -> pl.DataFrame:
    """Draw the finest cells: one row an indicator, county, authority, month and unit."""
    random = np.random.default_rng(seed)
    places, months = counties(), periods.span(f"{FIRST}M01", f"{FIRST + YEARS - 1}M12")
    county = random.lognormal(0.0, 0.9, len(places))
    authority = random.lognormal(0.0, 1.1, AUTHORITIES)
    rate = random.lognormal(0.0, 1.0, indicators)
    season = 1 + 0.2 * np.sin(np.arange(len(months)) * np.pi / 6)
    own = random.lognormal(0.0, 0.7, (indicators, len(places), AUTHORITIES))
    mean = (rate[:, None, None] * county[None, :, None] * authority[None, None, :] * own)
    mean *= 2.19 / mean.mean()
    drawn = random.poisson(mean[..., None] * season)
    return _frame(drawn, places, months, random)


def _frame(
    drawn: np.ndarray, places: list[str], months: list[str], random: np.random.Generator
) -> pl.DataFrame:
    i, c, a, m = np.nonzero(drawn)
    rows = drawn[i, c, a, m]
    amount = np.isin(i, list(SUMS))
    each = random.lognormal(9.5, 1.2, rows.size)
    largest = np.where(amount, each * (1 + random.random(rows.size)), 1)
    value = np.where(amount, np.maximum(largest, rows * each), rows)
    return pl.DataFrame({
        "indicator": [f"x{n:02}" for n in i], "county": np.array(places)[c],
        "authority": [f"a{n:02}" for n in a], "breakdown": ["all"] * rows.size,
        "month": np.array(months)[m], "unit": [""] * rows.size,
        "start": [None] * rows.size, "end": [None] * rows.size, "band": [None] * rows.size,
        "rows": rows, "value": value.astype(np.int64), "largest": largest.astype(np.int64),
    }).cast(dict(SCHEMA))
