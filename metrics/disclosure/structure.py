"""Which published cells add up to which: the equations of the whole publication.

Here: one sparse system over all published cells, from the hierarchies of place, time, authority
and breakdown, and from the links between indicators. Not here: which cells are hidden.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse

COORDINATES = ("place", "authority", "breakdown", "period")
KEY = ("indicator", *COORDINATES)
SIDES = ("denominator", "numerator", "complement")   # of a link: the whole and its two parts
TERMS = {"whole": pl.UInt32, "dimension": pl.String, "part": pl.UInt32, "kind": pl.String}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True)
class System:
    """The equations: one row an equation, +1 for the whole and -1 for its parts.

    ``matrix`` is equations x cells; ``whole`` is the cell on the left of each equation.
    ``at_most`` is inequalities x cells: each row is at most zero.
    """

    matrix: sparse.csr_array
    whole: NDArray[np.int64]
    at_most: sparse.csr_array = field(default_factory=lambda: sparse.csr_array((0, 0)))

    def __post_init__(self) -> None:
        """Give a system without inequalities an empty table of them."""
        if self.at_most.shape == (0, 0):
            object.__setattr__(self, "at_most", sparse.csr_array((0, self.matrix.shape[1])))


def equations(
    cells: pl.DataFrame, indicators: pl.DataFrame, parents: Mapping[str, str],
    ties: pl.DataFrame | None = None, limits: pl.DataFrame | None = None, *,
    further: bool = False,
) -> System:
    """Build the equations of published cells, numbered as they stand in ``cells``.

    ``cells``: key, place_level, period_level. ``indicators``: indicator, adds, numerator,
    denominator, complement. ``parents``: place -> parent place. ``ties``: ``metrics.parts``.
    ``limits``: smaller, larger, breakdown (of the larger): what is never more than what.
    ``further``: state too that a year is its months and Sweden its counties. That follows from
    quarters and regions, but only if stated is it asked what the untold months of a year are
    together. No equation links two years, since no cell spans them.
    """
    numbered = cells.select(*KEY, "place_level", "period_level").with_row_index("cell")
    adds = {r["indicator"]: r["adds"].split(",") for r in indicators.iter_rows(named=True)}

    def along(dimension: str) -> pl.DataFrame:
        ids = [i for i, dims in adds.items() if dimension in dims]
        return numbered.filter(pl.col("indicator").is_in(ids))

    sums = {
        dimension: [_parts(along(dimension), column, parent, complete) for column, parent, complete
                    in _hierarchies(parents)[dimension]]
        for dimension in ("place", "time", "authority", "breakdown")
    }
    terms = [*(t for own in sums.values() for t in own),
             _links(numbered, indicators), _tied(numbered, ties)]
    if further:
        terms += [_two_steps(pl.concat(own)) for own in (sums["place"], sums["time"])]
    system = _system([t for t in terms if t.height], numbered.height)
    most = _at_most(numbered, indicators, parents, limits)
    return System(system.matrix, system.whole, most)


Step = tuple[str, pl.Expr, bool]   # column, its parent, whether a whole needs a known number


def _hierarchies(parents: Mapping[str, str]) -> dict[str, list[Step]]:
    """Return, for each dimension, the steps from parts to their wholes."""
    return {
        "place": [("place", _place_parents(parents), False)],
        "time": [("period", _quarters(), True), ("period", _years(), True)],
        "authority": [("authority", pl.when(pl.col("authority") != "all").then(
            pl.lit("all")), False)],
        "breakdown": [("breakdown", pl.when(pl.col("breakdown") != "all").then(
            pl.lit("all")), False)],
    }


def _at_most(
    numbered: pl.DataFrame, indicators: pl.DataFrame, parents: Mapping[str, str],
    limits: pl.DataFrame | None,
) -> sparse.csr_array:
    """Return the inequalities: distinct counts by their parts, and what is never more than what.

    A distinct count is at least each of its parts and at most their sum; it adds to neither.
    """
    distinct = numbered.join(
        indicators.filter(pl.col("kind") == "distinct").select("indicator"), on="indicator",
        how="semi")
    terms = []
    for steps in _hierarchies(parents).values():
        for column, parent, sized in steps:
            own = _parts(distinct, column, parent, False)
            terms += [_never_more(own["part"], own["whole"]),
                      _at_most_together(_parts(distinct, column, parent, sized))]
    terms.append(_never_more(*_limited(numbered, limits)))
    ends = np.cumsum([0, *(int(row.max(initial=-1)) + 1 for row, _, _ in terms)])
    rows = np.concatenate([row + end for end, (row, _, _) in zip(ends, terms, strict=False)])
    cells, factors = (np.concatenate([term[i] for term in terms]) for i in (1, 2))
    return sparse.csr_array((factors, (rows, cells)), shape=(int(ends[-1]), numbered.height))


Terms = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]   # rows, cells, factors


def _never_more(small: pl.Series, large: pl.Series) -> Terms:
    """Return smaller - larger, one row a pair of cells."""
    row, one = np.arange(small.len(), dtype=np.int64), np.ones(small.len())
    cells = pl.concat([small, large]).to_numpy().astype(np.int64)
    return np.concatenate([row, row]), cells, np.concatenate([one, -one])


def _at_most_together(parts: pl.DataFrame) -> Terms:
    """Return whole - parts, one row a whole and dimension."""
    ids = ["whole", "dimension"]
    heads = parts.select(ids).unique(maintain_order=True).with_row_index("row")
    joined = parts.join(heads, on=ids, maintain_order="left")
    row = pl.concat([heads["row"], joined["row"]]).to_numpy().astype(np.int64)
    cell = pl.concat([heads["whole"], joined["part"]]).to_numpy().astype(np.int64)
    return row, cell, np.concatenate([np.ones(heads.height), -np.ones(joined.height)])


def _limited(
    numbered: pl.DataFrame, limits: pl.DataFrame | None
) -> tuple[pl.Series, pl.Series]:
    """Return smaller and larger cells of indicators of which one is never more than the other."""
    if limits is None or limits.is_empty():
        return pl.Series(dtype=pl.UInt32), pl.Series(dtype=pl.UInt32)
    at = ["place", "authority", "period"]
    small = numbered.filter(pl.col("breakdown") == "all").select(
        pl.col("indicator").alias("smaller"), *at, pl.col("cell").alias("small"))
    large = numbered.select(
        pl.col("indicator").alias("larger"), *at, "breakdown", pl.col("cell").alias("large"))
    joined = limits.join(small, on="smaller").join(large, on=["larger", "breakdown", *at])
    found = joined.sort("small", "large")
    return found["small"], found["large"]


def _place_parents(parents: Mapping[str, str]) -> pl.Expr:
    known = {child: parent for child, parent in parents.items() if parent}
    return pl.col("place").replace_strict(known, default=None, return_dtype=pl.String)


def _quarters() -> pl.Expr:
    month = pl.col("period").str.slice(5).cast(pl.Int64, strict=False)
    quarter = pl.col("period").str.slice(0, 4) + "K" + ((month + 2) // 3).cast(pl.String)
    return pl.when(pl.col("period_level") == "month").then(quarter)


def _years() -> pl.Expr:
    return pl.when(pl.col("period_level") == "quarter").then(pl.col("period").str.slice(0, 4))


def _parts(cells: pl.DataFrame, column: str, parent: pl.Expr, complete: bool) -> pl.DataFrame:
    """Return (whole, dimension, part) of every whole; ``complete`` ones only: all its periods."""
    others = [k for k in KEY if k != column]
    wholes = cells.select(
        *KEY, whole=pl.col("cell"), whole_level=pl.col("period_level"))
    split = column == "breakdown"
    dimension = pl.col("breakdown").str.split(":").list.first() if split else pl.lit("")
    children = cells.with_columns(parent=parent, dimension=dimension).filter(
        pl.col("parent").is_not_null())
    joined = children.join(
        wholes.rename({column: "parent"}), on=[*others, "parent"], how="inner",
    ).select("whole", "dimension", pl.col("cell").alias("part"), "period_level", "whole_level")
    if complete:
        long, short = (pl.col(c).replace_strict(_MONTHS) for c in ("whole_level", "period_level"))
        joined = joined.filter(pl.len().over("whole") * short == long)
    return joined.select("whole", "dimension", "part").with_columns(kind=pl.lit(column))


def _two_steps(parts: pl.DataFrame) -> pl.DataFrame:
    """Return what wholes are when each of their parts that is a whole is put as its own parts."""
    below = parts.select(pl.col("whole").alias("part"), pl.col("part").alias("lower"))
    joined = parts.join(below, on="part", how="left")
    again = joined.filter(pl.col("lower").is_not_null().any().over("whole"))
    return again.select("whole", "dimension", pl.coalesce("lower", "part").alias("part"),
                        kind=pl.lit("further ") + pl.col("kind"))


def linked(cells: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Put the three cells of every link beside each other, wherever all three are published.

    ``cells``: key, and what else is wanted of each. Returns ``link`` (its number), the indicator of
    each side under the name of the side, coordinates, and what was wanted of each side with the
    side's number at its end; link by link, in the order of the denominators' cells.
    """
    links = indicators.filter(pl.col("complement") != "").select(*SIDES).unique(
        ["denominator", "numerator"], maintain_order=True).with_row_index("link")
    more = [c for c in cells.columns if c not in KEY]
    found = links
    for n, side in enumerate(SIDES):
        own = cells.select(pl.col("indicator").alias(side), *COORDINATES,
                           *(pl.col(c).alias(f"{c}{n}") for c in more))
        found = found.join(own, on=[side, *(COORDINATES if n else ())], how="inner",
                           maintain_order="left_right")
    return found


def _links(numbered: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Return denominator = numerator + complement, at every cell where all three are published."""
    found = linked(numbered.select(*KEY, "cell"), indicators)
    return pl.concat([found.select(
        whole=pl.col("cell0"), dimension=pl.col("complement"), part=pl.col(f"cell{n}"),
        kind=pl.lit("link")) for n in (1, 2)])


def _tied(numbered: pl.DataFrame, ties: pl.DataFrame | None) -> pl.DataFrame:
    """Return the authority totals that are sums of rows of a breakdown."""
    if ties is None or ties.is_empty():
        return pl.DataFrame(schema=TERMS)
    sweden = numbered.filter(pl.col("place") == "SE")
    wholes = sweden.filter(pl.col("breakdown") == "all").select(
        "indicator", pl.col("authority").alias("whole_authority"), "period",
        pl.col("cell").alias("whole"))
    parts = sweden.filter(pl.col("authority") == "all").select(
        "indicator", pl.col("breakdown").alias("part_breakdown"), "period",
        pl.col("cell").alias("part"))
    joined = ties.join(wholes, on=["indicator", "whole_authority", "period"]).join(
        parts, on=["indicator", "part_breakdown", "period"])
    return joined.select("whole", "dimension", "part").with_columns(kind=pl.lit("tie"))


def _system(terms: Iterable[pl.DataFrame], cells: int) -> System:
    whole_parts = pl.concat(terms) if terms else pl.DataFrame()
    if whole_parts.is_empty():
        return System(sparse.csr_array((0, cells)), np.zeros(0, dtype=np.int64))
    ids = ["whole", "kind", "dimension"]
    heads = whole_parts.select(ids).unique(maintain_order=True).with_row_index("equation")
    joined = whole_parts.join(heads, on=ids)
    rows = np.concatenate([heads["equation"].to_numpy(), joined["equation"].to_numpy()])
    columns = np.concatenate([heads["whole"].to_numpy(), joined["part"].to_numpy()])
    signs = np.concatenate([np.ones(heads.height), -np.ones(joined.height)])
    matrix = sparse.csr_array((signs, (rows, columns)), shape=(heads.height, cells))
    return System(matrix, heads["whole"].to_numpy().astype(np.int64))
