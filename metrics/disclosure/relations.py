"""What ties published cells together beyond hierarchies: the frame ``relations`` of an edition.

Here: links between indicators, and authorities that alone have some codes. Not here: what follows
from the code lists and from where an indicator adds, which is not said twice.
"""

from __future__ import annotations

import polars as pl

from metrics.disclosure.structure import COORDINATES, KEY, SIDES, linked

AT = ["place", "authority", "period"]
SCHEMA = {"relation": pl.String, "kind": pl.String, "cell": pl.String, "factor": pl.Int64}


def relations(cells: pl.DataFrame, indicators: pl.DataFrame) -> pl.DataFrame:
    """Return whole = part + rest, wherever all three are published: one row a term.

    ``cells``: published keys. ``indicators``: numerator, denominator, complement.
    """
    links = linked(cells.select(*KEY), indicators)
    at = pl.concat_str(*COORDINATES, separator="|")
    told = [links.select(
        relation=pl.concat_str("complement", at, separator="|"), kind=pl.lit("="),
        cell=pl.concat_str(side, at, separator="|"), factor=pl.lit(factor, pl.Int64),
        link="link") for side, factor in zip(SIDES, (1, -1, -1), strict=True)]
    return pl.concat(told).sort("link", maintain_order=True).select(*SCHEMA)


def tied(ties: pl.DataFrame | None, cells: pl.DataFrame) -> pl.DataFrame:
    """Return authority totals that are sums of rows of a breakdown, where all are published.

    ``ties``: ``metrics.parts.ties``.
    """
    if ties is None or ties.is_empty():
        return pl.DataFrame(schema=SCHEMA)
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
    terms = pl.concat([whole, parts]).select(*SCHEMA)
    published = cells.select(cell=pl.concat_str(*KEY, separator="|"), there=pl.lit(True))
    joined = terms.join(published, on="cell", how="left", maintain_order="left")
    every = pl.col("there").fill_null(False).all().over("relation")
    return joined.filter(every).select(*SCHEMA)


def beside(limits: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of cells of which one is never more than the other, with both values.

    ``limits``: smaller, larger, breakdown (of the larger).
    """
    keyed = cells.select(*KEY, "value")
    small = keyed.filter(pl.col("breakdown") == "all").rename({"indicator": "smaller"}).drop(
        "breakdown")
    large = keyed.rename({"indicator": "larger", "value": "most"})
    return limits.join(small, on="smaller").join(large, on=["larger", "breakdown", *AT])


def that_hold(limits: pl.DataFrame | None, cells: pl.DataFrame) -> pl.DataFrame | None:
    """Keep the limits that hold in every cell: one that a delivery breaks is not stated."""
    if limits is None or limits.is_empty():
        return limits
    broken = beside(limits, cells).filter(pl.col("value") > pl.col("most"))
    return limits.join(broken, on=["smaller", "larger", "breakdown"], how="anti")


def limited(limits: pl.DataFrame | None, cells: pl.DataFrame) -> pl.DataFrame:
    """Return what is never more than what, where both are published: smaller - larger <= 0.

    ``limits``: as for ``beside``.
    """
    if limits is None or limits.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    joined, at = beside(limits, cells), AT
    name = pl.concat_str([pl.lit("at most"), "smaller", "larger", *at], separator="|")
    sides = (("smaller", pl.lit("all"), 1), ("larger", pl.col("breakdown"), -1))
    return pl.concat([
        joined.select(
            relation=name, kind=pl.lit("<="),
            cell=pl.concat_str([key, "place", "authority", of, "period"], separator="|"),
            factor=pl.lit(factor, pl.Int64))
        for key, of, factor in sides]).sort("relation", "factor", descending=[False, True])
