"""The benchmark's cube: 32 indicators x 29 places x 13 authorities x 85 periods, seeded, synthetic.

Here: drawing finest contributions with the skew of real registers: a few large counties and
authorities, many small ones, and many authorities that have nothing to do with an indicator in a
county. Every fourth indicator is an amount; one is a distinct count, one a stock, one a joint
participation, which do not add everywhere. Not here: timing anything.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from data import periods, registers
from metrics.count import SCHEMA
from metrics.grid import Seen

INDICATORS, AUTHORITIES, YEARS = 32, 12, 5
FIRST = 2021
SUMS = range(0, INDICATORS, 4)
DISTINCT, STOCK, JOINT = 1, 2, 3
SEED = 20261124
RECORDS = 2.19       # records behind a finest cell, on average
TAKES_PART = 0.47    # share of indicator x county x authority in which anything ever occurs


def counties() -> list[str]:
    """Name the 21 counties, merged ones apart: the cube has every county."""
    return [p.code for p in registers.places() if p.level == "county" and p.code in _numbered()]


def _numbered() -> set[str]:
    return {p.code for p in registers.places() if p.code.isdigit() and p.code != "00"}


class Stated(Seen):
    """The places of the cube: all 29 that have a name, none for what is not stated."""

    def places(self, level: str) -> list[str]:
        """Return the places of a level."""
        wanted = {"SE": {"SE"}, "county": set(counties())}
        return [p for p in super().places(level) if p in wanted.get(level, {p}) and p != "00"]


def contributions(indicators: int = INDICATORS, seed: int = SEED) -> pl.DataFrame:
    """Draw the finest cells: one row an indicator, county, authority, month and unit."""
    random = np.random.default_rng(seed)
    places, months = counties(), periods.span(f"{FIRST}M01", f"{FIRST + YEARS - 1}M12")
    county = random.lognormal(0.0, 1.1, len(places))
    authority = random.lognormal(0.0, 1.1, AUTHORITIES)
    rate = random.lognormal(0.0, 0.6, indicators)
    season = 1 + 0.2 * np.sin(np.arange(len(months)) * np.pi / 6)
    own = random.lognormal(0.0, 0.5, (indicators, len(places), AUTHORITIES))
    own *= random.random(own.shape) < TAKES_PART
    mean = rate[:, None, None] * county[None, :, None] * authority[None, None, :] * own
    mean *= RECORDS / mean.mean()
    return _frame(random.poisson(mean[..., None] * season), places, months, random)


def _frame(
    drawn: np.ndarray, places: list[str], months: list[str], random: np.random.Generator
) -> pl.DataFrame:
    i, c, a, m = np.nonzero(drawn)
    rows = drawn[i, c, a, m]
    amount = np.isin(i, list(SUMS))
    each = random.lognormal(9.5, 1.2, rows.size)
    largest = np.where(amount, each * (1 + random.random(rows.size)), 1)
    value = np.where(amount, np.maximum(largest, rows * each), rows)
    number = np.array([12 * int(month[:4]) + int(month[5:]) - 1 for month in months])[m]
    stock = i == STOCK
    frame = pl.DataFrame({
        "indicator": [f"x{n:02}" for n in i], "county": np.array(places)[c],
        "authority": [f"a{n:02}" for n in a], "breakdown": ["all"] * rows.size,
        "month": np.array(months)[m], "unit": [""] * rows.size,
        "start": pl.Series(number).set(pl.Series(~stock), None),
        "end": pl.Series(number + 1 + random.integers(0, 9, rows.size)).set(
            pl.Series(~stock), None),
        "band": [None] * rows.size, "rows": rows, "value": value.astype(np.int64),
        "largest": largest.astype(np.int64),
    }).cast(dict(SCHEMA))
    return pl.concat([frame.filter(pl.Series(i != DISTINCT)),
                      _by_employer(frame.filter(pl.Series(i == DISTINCT)), random)])


def _by_employer(frame: pl.DataFrame, random: np.random.Generator) -> pl.DataFrame:
    """Give each record an employer of its county: some come again and again."""
    each = frame.with_columns(n=pl.int_ranges("rows")).explode("n")
    key = pl.Series("key", random.zipf(1.3, each.height) % 400)
    named = each.with_columns(
        unit=pl.concat_str([pl.lit("e"), "county", key.cast(pl.String)], separator="-"))
    keys = [c for c in SCHEMA if c not in ("rows", "value", "largest")]
    return named.group_by(keys, maintain_order=True).agg(
        rows=pl.len().cast(pl.Int64), value=pl.len().cast(pl.Int64),
        largest=pl.lit(1, pl.Int64)).select(list(SCHEMA))
