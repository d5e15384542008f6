"""Ties between tables of one indicator: an authority that alone has some codes of a breakdown.

Here: finding them in what was counted. Student aid is paid by one authority alone, so that its
total and the row "student aid" are one number in two tables. What is tied must be stated, protected
and attacked as tied. Not here: the ties that hierarchies and links already state.
"""

from __future__ import annotations

import polars as pl

from metrics.catalogue import AUTHORITY_DIMENSIONS, Catalogue

COORDINATES = ["place", "authority", "breakdown", "period"]
SCHEMA = pl.Schema(dict.fromkeys(
    ["indicator", "whole_authority", "part_breakdown", "dimension", "period"], pl.String()))


def ties(contributions: pl.DataFrame, exact: pl.DataFrame, book: Catalogue) -> pl.DataFrame:
    """Find every authority whose total for Sweden is the sum of rows of a breakdown.

    ``contributions``: ``metrics.count.SCHEMA``. ``exact``: published cells. Returns one row a part:
    ``SCHEMA``; the whole is the authority's cell, the part that of all authorities and one code.
    """
    adding = [i.id for i in book.counted() if i.kind in ("count", "sum") and not i.overlaps]
    split = contributions.filter(
        pl.col("indicator").is_in(adding) & (pl.col("breakdown") != "all")
    ).select("indicator", "authority", "breakdown").unique().with_columns(
        dimension=pl.col("breakdown").str.split(":").list.first()
    ).filter(~pl.col("dimension").is_in(list(AUTHORITY_DIMENSIONS)))
    alone = pl.col("authority").n_unique().over("indicator", "breakdown") == 1
    own = split.with_columns(alone=alone).filter(
        pl.col("alone").all().over("indicator", "authority", "dimension"))
    return _published(own, exact)


def _published(own: pl.DataFrame, exact: pl.DataFrame) -> pl.DataFrame:
    """Keep the ties whose whole and parts are all published, period by period."""
    sweden = exact.filter(pl.col("place") == "SE")
    wholes = sweden.filter((pl.col("authority") != "all") & (pl.col("breakdown") == "all")).select(
        "indicator", "authority", "period")
    parts = sweden.filter((pl.col("authority") == "all") & (pl.col("breakdown") != "all")).select(
        "indicator", "breakdown", "period")
    wanted = own.with_columns(size=pl.len().over("indicator", "authority", "dimension"))
    found = wanted.join(wholes, on=["indicator", "authority"]).join(
        parts, on=["indicator", "breakdown", "period"])
    whole = pl.len().over("indicator", "authority", "dimension", "period") == pl.col("size")
    return found.filter(whole).select(
        "indicator", pl.col("authority").alias("whole_authority"),
        pl.col("breakdown").alias("part_breakdown"), "dimension", "period",
    ).cast(SCHEMA).sort(SCHEMA.names())
