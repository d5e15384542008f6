"""Protect a whole publication at once: primary rule, closure, null-space test, repair.

Here: the order of the steps, and what they cost. Not here: any rule (``primary``) or method.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from data.policy import Policy
from metrics.disclosure.closure import NotProtected, cheapest, close
from metrics.disclosure.nullspace import fixed
from metrics.disclosure.primary import empty_sides, primary
from metrics.disclosure.structure import COORDINATES, KEY, System, equations

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
LEVEL = {"county": 0, "region": 1, "SE": 2, "month": 0, "quarter": 1, "year": 2}
ZERO_COST, SHOWN_COST = 1e3, 1e6
REPAIRS = 60


@dataclass(frozen=True)
class Protected:
    """The protected publication. ``cells``: exact key, levels, area, value, sign.

    ``relations`` ties cells together beyond the hierarchies. ``notes`` says what was given up.
    ``report`` counts protected cells by area and level, primary and secondary together.
    """

    cells: pl.DataFrame
    relations: pl.DataFrame
    notes: pl.DataFrame
    report: pl.DataFrame


def protect(
    exact: pl.DataFrame, indicators: pl.DataFrame, parents: Mapping[str, str], policy: Policy,
    earlier: pl.DataFrame | None = None, ties: pl.DataFrame | None = None,
) -> Protected:
    """Decide which cells are shown, so that no hidden one can be worked out from the equations.

    ``exact``: ``metrics.rollup.EXACT``. ``indicators``: indicator, rule, adds, sensitive, partner,
    numerator, denominator, complement. ``earlier``: the previous edition's cells (key, sign); what
    was protected stays so, what was shown is hidden last. ``ties``: ``metrics.parts.ties``. Raises
    ``NotProtected`` where it cannot be done: then there is no edition.
    """
    cells = _prepared(exact, indicators, earlier)
    system = equations(cells, indicators, parents, ties)
    value = cells["value"].to_numpy().astype(float)
    hidden = primary(cells, policy).to_numpy() | cells["was_protected"].to_numpy()
    cost, twins = _cost(cells), _twins(cells, indicators)
    hidden = close(system, hidden, cost, value, twins, policy.persons)
    hidden = _repaired(system, hidden, cost, value, twins, policy.persons)
    signed = cells.with_columns(
        sign=pl.Series(np.where(hidden, "protected", "visible"))).drop("was_protected", "was_shown")
    told = pl.concat([relations(signed, indicators), tied(ties)])
    return Protected(signed, told, _notes(cells, hidden), _report(signed))


def _prepared(
    exact: pl.DataFrame, indicators: pl.DataFrame, earlier: pl.DataFrame | None
) -> pl.DataFrame:
    cells = exact.join(indicators.select("indicator", "rule", "sensitive"), on="indicator",
                       maintain_order="left")
    sides = empty_sides(cells, indicators).unique().with_columns(empty_side=pl.lit(True))
    cells = cells.join(sides, on=list(KEY), how="left", maintain_order="left").with_columns(
        pl.col("empty_side").fill_null(False))
    if earlier is None:
        return cells.with_columns(was_protected=pl.lit(False), was_shown=pl.lit(False))
    before = earlier.select(*KEY, pl.col("sign").alias("before"))
    return cells.join(before, on=list(KEY), how="left", maintain_order="left").with_columns(
        # A cell that has become zero is told by its zero total: hiding it would hide nothing.
        was_protected=((pl.col("before") == "protected") & (pl.col("value") != 0)).fill_null(False),
        was_shown=(pl.col("before") == "visible").fill_null(False),
    ).drop("before")


def _cost(cells: pl.DataFrame) -> Floats:
    """Price a cell: large and high-level ones are dear, zeros and what was shown dearest."""
    level = (pl.col("place_level").replace_strict(LEVEL, return_dtype=pl.Int64)
             + pl.col("period_level").replace_strict(LEVEL, return_dtype=pl.Int64)
             + (pl.col("authority") == "all").cast(pl.Int64)
             + (pl.col("breakdown") == "all").cast(pl.Int64))
    size = (pl.col("value").abs() + 2).log(2)
    zero = pl.when(pl.col("value") == 0).then(ZERO_COST).otherwise(0.0)
    shown = pl.when("was_shown").then(SHOWN_COST).otherwise(0.0)
    found: Floats = cells.select((size * (1 + 1.5 * level) + zero + shown).alias("cost"))[
        "cost"].to_numpy()
    return found


def _twins(cells: pl.DataFrame, indicators: pl.DataFrame) -> NDArray[np.int64]:
    """Return pairs of cells, count and amount of one indicator, that share their fate."""
    numbered = cells.select(*KEY).with_row_index("cell")
    pairs = indicators.filter(pl.col("partner") != "").select("indicator", "partner")
    joined = numbered.join(pairs, on="indicator").join(
        numbered.rename({"indicator": "partner", "cell": "other"}), on=["partner", *COORDINATES])
    return joined.select("cell", "other").to_numpy().astype(np.int64).reshape(-1, 2)


def _repaired(
    system: System, hidden: Bools, cost: Floats, value: Floats, twins: NDArray[np.int64],
    threshold: float,
) -> Bools:
    """While the equations fix a hidden cell, hide the cheapest cell beside it and close again."""
    touching = abs(system.matrix)
    for _ in range(REPAIRS):
        found = fixed(system, hidden)
        if not found.size:
            return hidden
        hidden = hidden.copy()
        marked = np.zeros(hidden.size)
        marked[found] = 1.0
        rows = np.flatnonzero(touching @ marked)
        chosen = cheapest(system.matrix, rows, hidden, cost)
        if not chosen.size:
            chosen = _beyond(system, hidden, rows, cost)
        hidden[chosen] = True
        hidden = close(system, hidden, cost, value, twins, threshold)
    raise NotProtected(f"{fixed(system, hidden).size} hidden cells are still fixed")


def _beyond(
    system: System, hidden: Bools, rows: NDArray[np.int64], cost: Floats
) -> NDArray[np.int64]:
    """Look one step further: equations that share a hidden cell with those of a fixed one."""
    touching = abs(system.matrix)
    near = np.zeros(touching.shape[0])
    near[rows] = 1.0
    cells = (touching.T @ near > 0) & hidden
    wider = np.flatnonzero(touching @ cells.astype(float))
    chosen = cheapest(system.matrix, wider, hidden, cost)
    if not chosen.size:
        raise NotProtected("a fixed cell has nothing left beside it to hide")
    return chosen


def relations(cells: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Return what ties published cells together beyond codes and ``adds``: whole = part + rest."""
    empty = pl.DataFrame(schema={"relation": pl.String, "kind": pl.String, "cell": pl.String,
                                 "factor": pl.Int64})
    frames = [empty]
    links = indicators.filter(pl.col("complement") != "").unique(
        ["denominator", "numerator"], maintain_order=True)
    keyed = cells.select(*KEY)
    for link in links.iter_rows(named=True):
        at = [keyed.filter(pl.col("indicator") == link[k]).select(*COORDINATES)
              for k in ("denominator", "numerator", "complement")]
        shared = at[0].join(at[1], on=COORDINATES).join(at[2], on=COORDINATES)
        for key, factor in (("denominator", 1), ("numerator", -1), ("complement", -1)):
            frames.append(shared.select(
                relation=pl.concat_str([pl.lit(link["complement"]), *COORDINATES], separator="|"),
                kind=pl.lit("="),
                cell=pl.concat_str([pl.lit(link[key]), *COORDINATES], separator="|"),
                factor=pl.lit(factor, pl.Int64)))
    return pl.concat(frames)


def tied(ties: pl.DataFrame | None) -> pl.DataFrame:
    """Return the relations of authority totals that are sums of rows of a breakdown."""
    schema = {"relation": pl.String, "kind": pl.String, "cell": pl.String, "factor": pl.Int64}
    if ties is None or ties.is_empty():
        return pl.DataFrame(schema=schema)
    name = pl.concat_str(
        [pl.lit("parts"), "indicator", "whole_authority", "dimension", "period"], separator="|")
    whole = ties.select(
        relation=name, kind=pl.lit("="), factor=pl.lit(1, pl.Int64), cell=pl.concat_str(
            ["indicator", pl.lit("SE"), "whole_authority", pl.lit("all"), "period"],
            separator="|")).unique(maintain_order=True)
    parts = ties.select(
        relation=name, kind=pl.lit("="), factor=pl.lit(-1, pl.Int64), cell=pl.concat_str(
            ["indicator", pl.lit("SE"), pl.lit("all"), "part_breakdown", "period"],
            separator="|"))
    return pl.concat([whole, parts]).select(*schema)


def _notes(cells: pl.DataFrame, hidden: Bools) -> pl.DataFrame:
    """Say which figures had to be hidden that an earlier edition showed."""
    lost = cells.filter(pl.Series(hidden) & pl.col("was_shown"))
    return lost.group_by("indicator", maintain_order=True).agg(n=pl.len()).select(
        subject=pl.lit("protection:") + pl.col("indicator"),
        sv=pl.lit("Tal som visades i en tidigare utgåva är nu prickade i denna serie."),
        en=pl.lit("Figures shown in an earlier edition are now protected in this series."))


def _report(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.group_by("area", "place_level", "period_level").agg(
        cells=pl.len().cast(pl.Int64),
        protected=(pl.col("sign") == "protected").cast(pl.Int64).sum(),
    ).sort("area", "place_level", "period_level")
