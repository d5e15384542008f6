"""The primary rule: which cells are small or dominated by themselves.

Here: every rule, one under the other, tested for all units behind a cell. Not here: what must be
hidden because of them (``closure``), the numbers (``data/policy.toml``).

Source: ESSNet, Handbook on Statistical Disclosure Control, 2nd ed., chapters 4.2 and 5.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.policy import Policy

Floats = NDArray[np.float64]


def primary(cells: pl.DataFrame, policy: Policy) -> pl.Series:
    """Return which cells the rules protect, as a Boolean a cell.

    ``cells``: rule, sensitive, value, rows, persons, employers, cases, total, top1, top2,
    empty_side. Nothing counted is never small: zeros are published, save where a sensitive split
    has an empty side.
    """
    some = (pl.col("value") != 0) | (pl.col("rows") > 0)   # corrections may sum to nothing
    rules = (
        _few("persons", policy.persons),
        _few("employers", policy.employers),
        _few("cases", policy.cases),
        (pl.col("rule") == "amount") & (_contributors() < policy.contributors),
        _dominated(policy.p_percent),
    )
    small = pl.any_horizontal([r.fill_null(False) for r in rules]) & some
    free = pl.col("rule") == "free"
    one_sided = (pl.col("sensitive") == "yes") & pl.col("empty_side")
    return cells.select(((small & ~free) | one_sided).alias("primary"))["primary"]


def _few(column: str, threshold: int) -> pl.Expr:
    """Fewer units behind the cell than the rule asks for; null where rows have no such unit."""
    return pl.col(column).is_not_null() & (pl.col(column) < threshold)


def _contributors() -> pl.Expr:
    return pl.coalesce("employers", "cases", "rows")


def _dominated(p_percent: float) -> pl.Expr:
    """The p % rule: what is left besides the two largest is too little to hide the largest.

    A cell where every unit weighs one record is dominated by nobody; the thresholds see to it.
    """
    left = pl.col("total").abs() - pl.col("top1") - pl.col("top2")
    weighty = (pl.col("top1") > 1) | (pl.col("rule") == "amount")
    return pl.col("total").is_not_null() & weighty & (left < p_percent / 100 * pl.col("top1"))


def protection_intervals(
    cells: pl.DataFrame, sensitive: pl.Series, policy: Policy
) -> tuple[Floats, Floats]:
    """Return what must stay possible of sensitive cells: least and most, NaN for the others.

    A small count: everything from one to the threshold. A cell protected for another reason (a
    dominating unit, too few contributors): p % of its largest unit, or of itself, both ways. A
    split with an empty side: one of the whole may be on it. Source: the handbook's table of upper
    protection levels.
    """
    value, size = pl.col("value"), pl.col("rule").replace_strict(
        {"person": policy.persons, "employer": policy.employers}, default=0, return_dtype=pl.Int64)
    share = policy.p_percent / 100
    left = pl.col("total").abs() - pl.col("top1") - pl.col("top2")
    around = pl.max_horizontal(
        share * pl.col("top1") - left, share * value.abs(), pl.lit(1.0)).fill_null(1.0)
    around = pl.when(pl.col("rule") == "amount").then(around).otherwise(around.ceil())
    small = (value > 0) & (value < size)
    split, empty = pl.col("empty_side") & ~small, (value == 0)
    low = pl.when(small).then(1.0).when(empty).then(0.0).when(split).then(value - 1).otherwise(
        pl.max_horizontal(value - around, pl.lit(0.0)))
    high = pl.when(small).then(size - 1.0).when(empty).then(1.0).when(split).then(value).otherwise(
        value + around)
    chosen = cells.with_columns(on=sensitive).select(
        low=pl.when("on").then(low.cast(pl.Float64)),
        high=pl.when("on").then(high.cast(pl.Float64)))
    nan = float("nan")
    return (chosen["low"].fill_null(nan).to_numpy(), chosen["high"].fill_null(nan).to_numpy())


def empty_sides(cells: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Return the key of both sides of every sensitive split where one side is empty.

    ``indicators``: numerator, denominator, complement, sensitive.
    """
    at = ["place", "authority", "breakdown", "period"]
    told = indicators.filter((pl.col("complement") != "") & (pl.col("sensitive") == "yes"))
    splits = told.select("numerator", "complement").unique(maintain_order=True)
    found = [pl.DataFrame(schema={"indicator": pl.String, **dict.fromkeys(at, pl.String)})]
    for numerator, complement in splits.iter_rows():
        one, other = (
            cells.filter(pl.col("indicator") == i).select(*at, pl.col("value").alias(n))
            for i, n in ((numerator, "one"), (complement, "other"))
        )
        sided = one.join(other, on=at).filter(
            ((pl.col("one") == 0) | (pl.col("other") == 0)) & (pl.col("one") + pl.col("other") > 0))
        for side in (numerator, complement):
            found.append(sided.select(pl.lit(side).alias("indicator"), *at))
    return pl.concat(found)
