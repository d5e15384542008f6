"""Differences between editions: a table of their own, protected like any other.

Here: which cells have moved so little that telling it would tell of a few, and the interval that
such a difference must keep. Not here: what else must be held because of them (``closure``).

A cell that an earlier edition shows is never hidden: it is told anew, or it keeps its old figure,
marked with the edition that it is of. What is protected stays so, unless it has become zero.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from data.policy import Policy
from metrics.disclosure.problem import Floats
from metrics.disclosure.structure import COORDINATES, KEY


def with_earlier(cells: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.DataFrame:
    """Add ``shown`` (the figure that stands, null where none), ``shown_as_of``, ``was_protected``.

    ``earlier``: key, value, sign, as_of, where ``as_of`` names the edition of every figure.
    """
    nothing = {"shown": pl.lit(None, pl.Float64), "shown_as_of": pl.lit(""),
               "was_protected": pl.lit(False)}
    if earlier is None:
        return cells.with_columns(**nothing)
    label = pl.col("as_of") if "as_of" in earlier.columns else pl.lit("")
    visible = pl.col("sign") == "visible"
    before = earlier.select(
        *KEY, pl.when(visible).then("value").alias("shown"), label.alias("shown_as_of"),
        (pl.col("sign") == "protected").alias("was_protected"))
    joined = cells.join(before, on=list(KEY), how="left", maintain_order="left")
    # A cell that has become zero is told by its zero total: hiding it would hide nothing.
    return joined.with_columns(
        pl.col("shown_as_of").fill_null(""),
        was_protected=pl.col("was_protected").fill_null(False) & (pl.col("value") != 0))


def small(cells: pl.DataFrame, policy: Policy) -> pl.Series:
    """Return which cells differ from the figure shown by so little that it may not be seen.

    Persons and employers by their thresholds; an amount (and any magnitude) that has moved while
    its count, where it has one, has moved by fewer than the contributors it needs.
    """
    moved = (pl.col("value") - pl.col("shown")).abs()
    size = pl.col("rule").replace_strict(
        {"person": policy.persons, "employer": policy.employers}, default=0,
        return_dtype=pl.Int64)
    counts = cells.select(
        pl.col("indicator").alias("partner"), *COORDINATES, moved.alias("count_moved"))
    joined = cells.join(counts, on=["partner", *COORDINATES], how="left", maintain_order="left")
    few = (pl.col("rule") == "amount") & (pl.col("count_moved").fill_null(0) < policy.contributors)
    return joined.select(((moved > 0) & ((moved < size) | few)).fill_null(False).alias("moved"))[
        "moved"]


def protection_intervals(
    cells: pl.DataFrame, moved: pl.Series, policy: Policy, low: Floats, high: Floats
) -> tuple[Floats, Floats]:
    """Widen the intervals by what a small difference must keep possible: any small difference."""
    shown = cells["shown"].fill_null(float("nan")).to_numpy()
    value = cells["value"].to_numpy().astype(float)
    counted = cells["rule"].replace_strict(
        {"person": policy.persons, "employer": policy.employers}, default=0,
        return_dtype=pl.Float64).to_numpy()
    away = np.sign(value - shown)
    first, last = shown + away, shown + away * np.maximum(counted - 1, 1)
    held = moved.to_numpy() & (counted > 0)
    least, most = np.minimum(first, last), np.maximum(first, last)
    return (np.where(held, np.fmin(low, np.maximum(least, 0)), low),
            np.where(held, np.fmax(high, most), high))
