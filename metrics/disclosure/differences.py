"""Differences between editions: tables of their own, protected like any other.

Here: which cells have moved so little that telling it would tell of a few, the interval that such
a difference must keep, and what the equations tell of differences that no two figures tell. Not
here: what else must be held because of them (``closure``, ``engine``).

A cell that an earlier edition shows is never hidden: it is told anew, or it keeps its old figure,
marked with the edition that it is of. A cell that has moved is held first; one that stands still
only where nothing else protects the others. What is protected stays so, unless a zero total tells
it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from data.policy import Policy
from metrics.disclosure.nullspace import solved
from metrics.disclosure.problem import Bools, Floats, Ints, Problem
from metrics.disclosure.structure import COORDINATES, KEY, System

Editions = Mapping[str, pl.DataFrame]   # label -> key, value, sign, as_of; the oldest first
ZEROS = ("not_delivered", "not_applicable")


def with_earlier(cells: pl.DataFrame, earlier: Editions) -> pl.DataFrame:
    """Add ``shown`` (the figure that stands, null where none), ``shown_as_of``, ``was_protected``
    and ``told_zero``: said to be not delivered, or not applicable.

    ``earlier``: the cells of each edition by its label, the oldest first; ``as_of`` is empty where
    an edition shows its own figure.
    """
    if not earlier:
        return cells.with_columns(
            shown=pl.lit(None, pl.Float64), shown_as_of=pl.lit(""), was_protected=pl.lit(False),
            told_zero=pl.lit(False))
    label, newest = list(earlier.items())[-1]
    visible = pl.col("sign") == "visible"
    before = newest.select(
        *KEY, pl.when(visible).then("value").alias("shown"),
        pl.when(pl.col("as_of").fill_null("") == "").then(pl.lit(label)).otherwise("as_of").alias(
            "shown_as_of"),
        (pl.col("sign") == "protected").alias("was_protected"),
        pl.col("sign").is_in(ZEROS).alias("told_zero"))
    joined = cells.join(before, on=list(KEY), how="left", maintain_order="left")
    return joined.with_columns(
        pl.col("shown_as_of").fill_null(""), pl.col("told_zero").fill_null(False),
        pl.col("was_protected").fill_null(False))


def staying(cells: pl.DataFrame, system: System) -> Bools:
    """Return which cells stay protected: all that were, but those that a zero total tells.

    Under a total of nothing that is told, every part is nothing: hiding one would hide nothing.
    """
    stays: Bools = cells["was_protected"].to_numpy().copy()
    nothing = cells["value"].to_numpy() == 0
    while True:
        empty = np.flatnonzero((nothing & ~stays)[system.whole])
        parts = np.unique(system.matrix[empty].tocoo().col)
        if not stays[parts].any():
            return stays
        stays[parts] = False


def figures(cells: pl.DataFrame, earlier: Editions) -> tuple[Floats, Bools]:
    """Return what each earlier edition told of each cell as its own figure, and where it had none.

    Both editions x cells: NaN where it did not tell; True where the cell was not there yet.
    """
    told = np.full((len(earlier), cells.height), np.nan)
    absent = np.zeros((len(earlier), cells.height), dtype=bool)
    published = cells["published"].to_numpy()
    for n, frame in enumerate(earlier.values()):
        own = (pl.col("sign") == "visible") & (pl.col("as_of").fill_null("") == "")
        one = frame.select(*KEY, there=pl.lit(True), told=pl.when(own).then("value").when(
            pl.col("sign").is_in(ZEROS)).then(0.0))
        joined = cells.select(*KEY).join(one, on=list(KEY), how="left", maintain_order="left")
        told[n] = joined["told"].fill_null(np.nan).to_numpy()
        absent[n] = published & joined["there"].is_null().to_numpy()
    return told, absent


def stand_still(cells: pl.DataFrame, earlier: Editions) -> pl.Series:
    """Return which cells are as the newest edition shows them: to hold them would hide nothing.

    One that was held already is known to have moved, so that nobody can tell if it came back. What
    nobody had delivered, and still has not, is known to be nothing.
    """
    newest = list(earlier)[-1:]
    same = (pl.col("value") == pl.col("shown")) & pl.col("shown_as_of").is_in(newest)
    same = same.fill_null(False) | (pl.col("told_zero") & (pl.col("value") == 0))
    return cells.select(same.fill_null(False).alias("still"))["still"]


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


def told_by_equations(problem: Problem, untold: Bools) -> Ints:
    """Return cells whose small difference from an earlier edition follows from the others.

    Among them are cells below the published ones: a sum of published figures that has moved by
    one tells of one as surely as a figure does.
    """
    found = [_told(problem, untold, told, absent)
             for told, absent in zip(problem.figures, problem.absent, strict=True)]
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))


def _told(problem: Problem, untold: Bools, told: Floats, absent: Bools) -> Ints:
    unknown = untold | np.isnan(told)
    change = np.where(unknown, 0.0, problem.value - told)
    if not change.any():
        return np.zeros(0, dtype=np.int64)
    matrix = problem.system.matrix
    rows = np.flatnonzero(abs(matrix) @ absent.astype(float) == 0)
    part = System(matrix[rows], problem.system.whole[rows])
    columns, moved = solved(part, unknown & ~absent, -(part.matrix @ change))
    few = (np.abs(moved) > 0.5) & (np.abs(moved) < problem.threshold[columns])
    return columns[few]
