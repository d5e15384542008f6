"""What is still to come: the chain ladder, with an interval, by closed forms.

Here: how records of a kind of delivery have grown from one cut-off to the next, what that says of
the newest periods, and the interval of a count's final value. Not here: arrival dates, cells
(``metrics.late``).

Method. Development factors are volume weighted (Mack, T. (1993), ASTIN Bulletin 23(2), 213–225).
What is still to come is taken as over-dispersed Poisson, with process and parameter error
(England, P. D. and Verrall, R. J. (2002), British Actuarial Journal 8(3), 443–518): given what has
come, variance = mean x factor + ``clumping`` x mean squared. That form holds for a part of the
records as for all of them (a thinned count has the same clumping), so that one pattern serves
every indicator of a kind. Clumping is estimated for each step by moments from Pearson residuals,
none where they exceed what chance gives by less than one standard error; its own uncertainty widens
the interval as Student's t widens the normal one. Quantiles are those of a gamma distribution with
that mean and variance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from data import periods

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

COVERS = 0.8        # the interval
OLDEST = 12         # cut-offs after which nothing more is taken to come
FEWEST = 3          # steps that a factor needs
WHOLE = 0.01        # factors are whole per cent: what that rounds away is part of the error
AT_MOST_STEPS = 3   # of its unit: so wide an interval is
UNITS = np.array([m * 10.0**k for k in range(10) for m in (1, 2, 5)])
ARRIVALS = pl.Schema({
    "contract": pl.String(), "deliverer": pl.String(), "month": pl.String(), "age": pl.Int64(),
    "rows": pl.Int64(),
})
PATTERN = pl.Schema({
    "contract": pl.String(), "period": pl.String(), "percent": pl.Int64(), "mixed": pl.Float64(),
    "common": pl.Float64(), "freedom": pl.Float64(),
})


@dataclass(frozen=True)
class Development:
    """How one kind of delivery grows from one cut-off to the next, a value a step.

    ``error`` is the variance of a factor's logarithm, ``seen`` how many months were seen to step.
    """

    factors: Floats
    error: Floats
    clumping: Floats
    seen: Ints

    def final(self, age: int) -> float:
        """Return the final count as a multiple of the count at an age."""
        return float(np.prod(self.factors[age:]))

    def known(self, age: int) -> bool:
        """Tell whether enough has been seen to say what comes after an age."""
        return age >= OLDEST or bool(self.seen[age] >= FEWEST)

    def freedom(self, age: int) -> float:
        """Return the degrees of freedom behind the first step from an age."""
        return float(self.seen[age] - 1) if age < OLDEST else 1.0

    def spread(self, age: int) -> tuple[float, float]:
        """Return the process variance of a final count: for each that has come, and squared."""
        f, more = self.factors[age:], np.abs(self.factors[age:] - 1)
        until = np.cumprod(np.append(1.0, f))[:-1]
        after = self.final(age) / (until * f)
        mixed = until * more * f * after**2
        common = np.sqrt(self.clumping[age:]) * until * more * after   # one late month stays late
        return float(mixed.sum()), float(common.sum()) ** 2


def pattern(arrivals: pl.DataFrame, until: str, wanted: Sequence[str]) -> pl.DataFrame:
    """Say how far the records of each contract and period have come, at the cut-off of a month.

    ``arrivals``: ``ARRIVALS``, what stood of each deliverer's month at an age (cut-offs since its
    first), where it was delivered anew. ``wanted``: months, quarters, years. Returns ``PATTERN``:
    ``percent`` is the final count in whole per cent of what has come; a visible count x has the
    variance x ``mixed`` + x² ``common``. A period is left out where too little has been seen.
    """
    rows = [
        (contract, *row)
        for contract, own in by_contract(arrivals)
        for row in _periods(development(own, until), _standing(own), until, wanted)
    ]
    return pl.DataFrame(rows, schema=PATTERN, orient="row")


def by_contract(arrivals: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each contract's own arrivals, in order."""
    for (contract,), own in sorted(arrivals.partition_by("contract", as_dict=True).items()):
        yield str(contract), own


def _standing(own: pl.DataFrame) -> dict[str, int]:
    """Return what has come of each month, of all deliverers."""
    newest = own.sort("age").group_by("deliverer", "month").last()
    return dict(newest.group_by("month").agg(pl.col("rows").sum()).rows())


def development(own: pl.DataFrame, until: str) -> Development:
    """Estimate one contract's development from its arrivals."""
    before, after = _steps(own, until)
    whole, grown = np.nansum(before, axis=0), np.nansum(after, axis=0)
    factors = np.where((whole > 0) & (grown > 0), grown / np.maximum(whole, 1.0), 1.0)
    clumping = _clumping(before, after, factors)
    more = factors - 1
    squares = np.nansum(before**2, axis=0)
    variance = np.abs(more) * factors * whole + clumping * more**2 * squares
    error = variance / np.maximum(whole * factors, 1.0) ** 2
    return Development(factors, error, clumping, np.isfinite(before).sum(axis=0))


def _steps(own: pl.DataFrame, until: str) -> tuple[Floats, Floats]:
    """Return counts of each month before and after each step, of deliverers who had delivered.

    Months x ``OLDEST``, nothing (NaN) where a step has not been seen.
    """
    months = sorted(own["month"].unique())
    counts, row = _carried(own, until, {m: n for n, m in enumerate(months)})
    seen = np.isfinite(counts[:, :-1]) & np.isfinite(counts[:, 1:])
    before, after = np.zeros((2, len(months), OLDEST))
    np.add.at(before, row, np.where(seen, counts[:, :-1], 0))
    np.add.at(after, row, np.where(seen, counts[:, 1:], 0))
    return np.where(before > 0, before, np.nan), np.where(before > 0, after, np.nan)


def _carried(own: pl.DataFrame, until: str, months: dict[str, int]) -> tuple[Floats, Ints]:
    """Return what stood of each deliverer's month at each age, and the number of its month.

    What is not delivered anew has not changed; nothing (NaN) stands before the first delivery and
    after the cut-off.
    """
    now = {m: len(periods.span(m, until)) - 1 for m in months}
    rows = own.with_columns(
        now=pl.col("month").replace_strict(now, return_dtype=pl.Int64),
        age=pl.min_horizontal("age", pl.col("month").replace_strict(now, return_dtype=pl.Int64)),
    ).filter(pl.col("age") <= OLDEST).sort("age").with_columns(
        number=pl.struct("deliverer", "month").rank("dense").cast(pl.Int64) - 1)
    size = rows["number"].n_unique()
    counts = np.full((size, OLDEST + 1), np.nan)
    last, row = np.full(size, -1), np.zeros(size, dtype=np.int64)
    of = rows["number"].to_numpy()
    counts[of, rows["age"].to_numpy()] = rows["rows"].to_numpy()
    last[of] = rows["now"].to_numpy()
    row[of] = rows["month"].replace_strict(months, return_dtype=pl.Int64).to_numpy()
    ages = np.arange(OLDEST + 1)
    newest = np.maximum.accumulate(np.where(np.isfinite(counts), ages, 0), axis=1)
    counts = np.take_along_axis(counts, newest, axis=1)
    counts[ages > last[:, None]] = np.nan
    return counts, row


def _clumping(before: Floats, after: Floats, factors: Floats) -> Floats:
    """Estimate the clumping of each step by moments from its Pearson residuals."""
    more, whole = np.abs(factors - 1), np.nansum(before, axis=0)
    mean = before * more
    with np.errstate(invalid="ignore", divide="ignore"):
        squared = np.nansum((after - before * factors) ** 2 / (mean * factors), axis=0)
        weight = np.nansum(mean / factors * (1 - before / whole), axis=0)
        free = np.isfinite(before).sum(axis=0) - 1
        found = np.where(squared > free + np.sqrt(2 * free), squared - free, 0) / weight
    clumping: Floats = np.where(np.isfinite(found) & (found > 0), found, 0.0)
    return clumping


def _periods(
    how: Development, standing: dict[str, int], until: str, wanted: Sequence[str]
) -> Iterator[tuple[str, int, float, float, float]]:
    for period in wanted:
        ages = [min(len(periods.span(m, until)) - 1, OLDEST) for m in periods.months_of(period)]
        counts = np.array([standing.get(m, 0) for m in periods.months_of(period)], dtype=float)
        if counts.sum() == 0 or not all(how.known(a) for a in ages):
            continue
        share, finals = counts / counts.sum(), np.array([how.final(a) for a in ages])
        mixed, common = np.array([how.spread(a) for a in ages]).T
        spread = float((share**2 * common).sum()) + _parameters(how, share * finals, ages)
        yield (period, round(100 * float((share * finals).sum())), float((share * mixed).sum()),
               spread, how.freedom(min(ages)))


def _parameters(how: Development, finals: Floats, ages: Sequence[int]) -> float:
    """Return the variance of a period's factor, whose months share the steps to come."""
    reach = np.array([finals[np.array(ages) <= step].sum() for step in range(OLDEST)])
    return float((reach**2 * how.error).sum())


def final(counts: Floats, pattern: pl.DataFrame) -> tuple[Floats, Floats, Floats]:
    """Return expected final counts with their interval, rounded to its width.

    ``pattern``: the row of ``PATTERN`` of each count. Value, low and high are multiples of the
    smallest of 1, 2, 5, 10, 20, 50 … in which the interval is at most three steps; mostly it is
    two or three.
    """
    percent, mixed, common, freedom = (
        pattern[c].cast(pl.Float64).to_numpy() for c in ("percent", "mixed", "common", "freedom"))
    value = counts * percent / 100
    tail = (1 - COVERS) / 2
    wider = stats.t.isf(tail, freedom) / stats.norm.isf(tail)
    spread = np.sqrt(counts * mixed + counts**2 * (common + WHOLE**2 / 12)) * wider
    unit = _unit(*(_quantile(value - counts, spread, q) for q in (tail, 1 - tail)))
    spread = np.sqrt(spread**2 + unit**2 / 12)   # so is what the grid rounds away
    low, high = (_quantile(value - counts, spread, q) + counts for q in (tail, 1 - tail))
    return _rounded(value, np.minimum(low, value), np.maximum(high, value))


def _quantile(mean: Floats, spread: Floats, at: float) -> Floats:
    """Return a quantile of the gamma, where nothing more is to come of the normal distribution."""
    grows, wide = mean > 0, np.maximum(spread, 1e-9)
    shape = np.where(grows, (mean / wide) ** 2, 1.0)
    scale = np.where(grows, wide**2 / np.where(grows, mean, 1.0), 1.0)
    found: Floats = np.where(
        grows, stats.gamma.ppf(at, shape, scale=scale), mean + stats.norm.ppf(at) * spread)
    return found


def _unit(low: Floats, high: Floats) -> Floats:
    """Return the smallest unit in which an interval, rounded, is at most three steps."""
    ends = [np.round(e[:, None] / UNITS) for e in (low, high)]
    found: Floats = UNITS[np.argmax(ends[1] - ends[0] <= AT_MOST_STEPS, axis=1)]
    return found


def _rounded(value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
    unit = _unit(low, high)
    value, low, high = (np.round(e / unit) * unit for e in (value, low, high))
    return value, low, high
