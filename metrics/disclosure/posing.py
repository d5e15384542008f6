"""Pose the problem: what is known of each cell becomes arrays over the cells.

Here: putting exact cells, rules, earlier editions, insiders and prices together. Not here: any rule
(``primary``, ``differences``, ``insiders``), what ties cells together (``structure``), solving it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from data.policy import Policy
from metrics.disclosure import differences, insiders
from metrics.disclosure.primary import empty_sides, primary, protection_intervals
from metrics.disclosure.problem import Bools, Floats, Ints, Problem
from metrics.disclosure.structure import COORDINATES, KEY, System, equations

LEVEL = {"county": 0, "region": 1, "SE": 2, "month": 0, "quarter": 1, "year": 2}
ZERO_COST = 1e3      # a zero is hidden last
HELD_COST = 20.0     # a figure that an earlier edition shows is rather kept current than held


Systems = dict[tuple[str, bool], System]   # by year, and whether editions come before


@dataclass(frozen=True)
class Beside:
    """What is known beside the exact cells: the arguments of ``protect``, as they are there."""

    indicators: pl.DataFrame
    parents: Mapping[str, str]
    policy: Policy
    earlier: differences.Editions = field(default_factory=dict)
    ties: pl.DataFrame | None = None
    books: pl.DataFrame | None = None
    outside: pl.DataFrame | None = None
    limits: pl.DataFrame | None = None
    systems: Systems = field(default_factory=dict, repr=False)


def posed(cells: pl.DataFrame, beside: Beside) -> tuple[pl.DataFrame, Problem]:
    """Return cells with all that is known of each, and the problem over them.

    ``cells``: ``metrics.rollup.EXACT`` and ``published``, published ones first.
    """
    known = _known(cells, beside.indicators, beside.earlier)
    return known, _problem(known, _system(known, beside), beside)


def _system(known: pl.DataFrame, beside: Beside) -> System:
    """Return the equations of a year, worked out once."""
    year = str(known["period"].min() or "")[:4]
    key = (year, bool(beside.earlier))
    if key not in beside.systems:
        beside.systems[key] = equations(
            known, beside.indicators, beside.parents, beside.ties, beside.limits, further=key[1])
    return beside.systems[key]


def _known(
    cells: pl.DataFrame, indicators: pl.DataFrame, earlier: differences.Editions
) -> pl.DataFrame:
    """Put together everything known of a cell."""
    about = indicators.select("indicator", "rule", "sensitive", "partner", "kind")
    cells = cells.join(about, on="indicator", maintain_order="left")
    sides = empty_sides(cells, indicators).unique().with_columns(empty_side=pl.lit(True))
    cells = cells.join(sides, on=list(KEY), how="left", maintain_order="left").with_columns(
        pl.col("empty_side").fill_null(False))
    return differences.with_earlier(cells, earlier)


def _problem(cells: pl.DataFrame, system: System, beside: Beside) -> Problem:
    policy, books, earlier = beside.policy, beside.books, beside.earlier
    small = primary(cells, policy)
    inside, rest = insiders.others_small(cells, books, policy)
    moved = differences.small(cells, policy)
    sensitive = (small | inside).to_numpy()
    unpublished = ~cells["published"].to_numpy()
    stays = differences.staying(cells, system)
    low, high = protection_intervals(cells, pl.Series(sensitive), policy)
    low, high = insiders.protection_intervals(cells, (inside & ~small).to_numpy(), rest, policy,
                                              low, high)
    low, high = differences.protection_intervals(cells, moved, policy, low, high)
    known, others = insiders.known(cells, sensitive & ~unpublished, books, policy)
    floor, ceiling = _outside(cells, beside.outside)
    # What is public exactly is told: to hide it would hide nothing.
    # A figure that stands, and may not be seen any more, is held: nobody knows that it stands.
    stood, public = differences.stand_still(cells, earlier).to_numpy(), floor == ceiling
    shown = cells["shown"].is_not_null().to_numpy()
    still = (stood & ~(small.to_numpy() & shown)) | public
    standing = still & shown & ~public
    untold = (sensitive | moved.to_numpy() | stays | unpublished) & ~still
    figures, absent = differences.figures(cells, earlier)
    return Problem(
        system=system,
        value=cells["value"].to_numpy().astype(float), untold=untold, low=low, high=high,
        cost=_cost(cells), twins=_twins(cells, beside.indicators),
        threshold=_threshold(cells, policy), still=still, standing=standing, figures=figures,
        absent=absent,
        unpublished=unpublished, known=known, others=others, floor=floor, ceiling=ceiling,
        soft=~np.isnan(low) & ~_small_counts(cells, policy), contributors=policy.contributors)


def _small_counts(cells: pl.DataFrame, policy: Policy) -> Bools:
    value = cells["value"].to_numpy()
    found: Bools = (value > 0) & (value < _threshold(cells, policy))
    return found


def _outside(cells: pl.DataFrame, outside: pl.DataFrame | None) -> tuple[Floats, Floats]:
    """Return what everybody knows each cell to be at least and at most, from figures elsewhere.

    A figure that contradicts the cell (it counts something else) says nothing of it.
    """
    floor, ceiling = np.zeros(cells.height), np.full(cells.height, np.inf)
    if outside is None or outside.is_empty():
        return floor, ceiling
    said = outside.group_by(KEY).agg(pl.col("low").max(), pl.col("high").min())
    joined = cells.join(said, on=list(KEY), how="left", maintain_order="left")
    fits = (pl.col("low") <= pl.col("value")) & (pl.col("value") <= pl.col("high"))
    chosen = joined.select(low=pl.when(fits).then("low"), high=pl.when(fits).then("high"))
    return (chosen["low"].fill_null(0.0).to_numpy(), chosen["high"].fill_null(np.inf).to_numpy())


def _threshold(cells: pl.DataFrame, policy: Policy) -> Floats:
    """What hidden parts must sum to, by the rule of the whole; none for amounts."""
    by_rule = {"person": policy.persons, "employer": policy.employers}
    found: Floats = cells["rule"].replace_strict(
        by_rule, default=0, return_dtype=pl.Float64).to_numpy()
    return found


def _cost(cells: pl.DataFrame) -> Floats:
    """Price a cell: large and high-level ones are dear, zeros dearest."""
    level = (pl.col("place_level").replace_strict(LEVEL, return_dtype=pl.Int64)
             + pl.col("period_level").replace_strict(LEVEL, return_dtype=pl.Int64)
             + (pl.col("authority") == "all").cast(pl.Int64)
             + (pl.col("breakdown") == "all").cast(pl.Int64))
    size = (pl.col("value").abs() + 2).log(2)
    zero = pl.when(pl.col("value") == 0).then(ZERO_COST).otherwise(0.0)
    held = pl.when(pl.col("shown").is_not_null()).then(HELD_COST).otherwise(1.0)
    found: Floats = cells.select((size * (1 + 1.5 * level) * held + zero).alias("cost"))[
        "cost"].to_numpy()
    return found


def _twins(cells: pl.DataFrame, indicators: pl.DataFrame) -> Ints:
    """Return pairs of cells, count and amount of one indicator, that share their fate."""
    numbered = cells.select(*KEY).with_row_index("cell")
    pairs = indicators.filter(pl.col("partner") != "").select("indicator", "partner")
    joined = numbered.join(pairs, on="indicator").join(
        numbered.rename({"indicator": "partner", "cell": "other"}), on=["partner", *COORDINATES])
    return joined.select("cell", "other").to_numpy().astype(np.int64).reshape(-1, 2)
