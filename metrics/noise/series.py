"""Series of finished cells as matrices: a row a series, a column a period.

Here: which points of a series count, and since when. Not here: fitting them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data import periods
from metrics.noise import trend
from metrics.noise.fit import Bools, Floats

KEY = ["indicator", "place", "authority", "breakdown"]


@dataclass(frozen=True)
class Series:
    """All series of one period level. ``keys``: S rows, those of the cells and ``row``.

    ``value``: S x n, as published. ``trials``: S x n, what a share is out of, NaN for counts.
    ``seen``: S x n, visible, final, and after the newest break. ``whole``: S, whether no point
    after the break is protected or missing.
    """

    level: str
    keys: pl.DataFrame
    periods: list[str]
    value: Floats
    trials: Floats
    seen: Bools
    whole: Bools

    @property
    def counts(self) -> Floats:
        """Return counts and amounts, and of shares the count above the line: S x n."""
        return np.where(np.isnan(self.trials), self.value, self.value * self.trials / 100)

    @property
    def columns(self) -> Floats:
        """Return level, trend and season: n x k."""
        first = int(self.periods[0][5:] or 1) - 1
        return trend.design(first, len(self.periods), self.level)

    def part(self, rows: Bools) -> Series:
        """Return some of the series."""
        return Series(
            self.level, self.keys.filter(pl.Series(rows)), self.periods, self.value[rows],
            self.trials[rows], self.seen[rows], self.whole[rows])


def series(cells: pl.DataFrame, level: str, breaks: pl.DataFrame) -> Series | None:
    """Return the series of a period level, or None where there is none.

    ``cells``: KEY, place_level, area, kind, denominator, period, period_level, value, sign, status;
    the denominators of its shares are among them. ``breaks``: indicator, period (first month of
    the new series), place ("" for all).
    """
    rows = cells.filter((pl.col("period_level") == level) & (pl.col("status") != "provisional")
                        & (pl.col("sign") != "not_applicable"))
    if rows.is_empty():
        return None
    named = periods.span(str(rows["period"].min()), str(rows["period"].max()))
    at = {period: n for n, period in enumerate(named)}
    keys = rows.select(*KEY, "area", "place_level", "kind").unique(KEY).sort(KEY).with_row_index(
        "row")
    placed = _out_of(rows).join(keys.select(*KEY, "row"), on=KEY).with_columns(
        at=pl.col("period").replace_strict(at, return_dtype=pl.Int64))
    visible = placed.filter(pl.col("sign") == "visible")
    shape = (keys.height, len(named))
    shown = _matrix(visible, "value", shape)
    after = np.arange(len(named)) >= _since(keys, breaks, named)[:, None]
    there = _matrix(placed.with_columns(there=pl.lit(1.0)), "there", shape) == 1
    seen = ~np.isnan(shown) & after
    shares = (keys["kind"] == "share").to_numpy()
    trials = _matrix(visible, "of", shape)
    trials[~shares] = np.nan
    seen &= ~(shares[:, None] & ~(trials > 0))
    return Series(level, keys, named, shown, trials, seen, ~(there & after & ~seen).any(axis=1))


def _out_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what each share is out of, where that is visible."""
    whole = rows.filter(pl.col("sign") == "visible").select(
        pl.col("indicator").alias("denominator"), *KEY[1:], "period", pl.col("value").alias("of"))
    return rows.join(whole, on=["denominator", *KEY[1:], "period"], how="left")


def _matrix(rows: pl.DataFrame, column: str, shape: tuple[int, int]) -> Floats:
    filled = np.full(shape, np.nan)
    filled[rows["row"].to_numpy(), rows["at"].to_numpy()] = rows[column].cast(pl.Float64).to_numpy()
    return filled


def _since(
    keys: pl.DataFrame, breaks: pl.DataFrame, named: list[str]
) -> NDArray[np.int64]:
    """Return the first column after the newest break of each series."""
    starts = [periods.months_of(period)[0] for period in named]
    first = breaks.with_columns(at=pl.col("period").map_elements(
        lambda month: sum(start < month for start in starts), return_dtype=pl.Int64))
    hit = keys.select("row", "indicator", pl.col("place").alias("here")).join(
        first.select("indicator", "place", "at"), on="indicator").filter(
        ((pl.col("place") == "") | (pl.col("place") == pl.col("here")))
        & (pl.col("at") < len(named))).group_by("row").agg(pl.col("at").max())
    since = np.zeros(keys.height, dtype=np.int64)
    since[hit["row"].to_numpy()] = hit["at"].to_numpy()
    return since
