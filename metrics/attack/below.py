"""The cells below the published ones: nobody shows them, and an attacker can write them down.

Here: which there are. Where an indicator is published by region and year and for Sweden by quarter,
the regions by quarter add up both ways. Not here: what they add up to (``sums``).

A table is published as ``places:periods:split``, read from the frame ``indicators``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

SPLIT = ["indicator", "by_authority", "dimension"]


def below(own: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the cells below those published: key, area, kind, rule, adds, as ``own`` has them.

    Only counts and sums have any: other kinds do not add up both ways.
    """
    place_level = frames["codes"].filter(pl.col("dimension") == "place").select(
        pl.col("code").alias("place"), pl.col("level").alias("place_level"))
    kind = pl.col("period").str.slice(4, 1)
    told = _several(frames["indicators"])
    cells = own.filter(pl.col("kind").is_in(["count", "sum"])).join(
        told, on="indicator", how="semi").join(place_level, on="place").with_columns(
        by_authority=pl.col("authority") != "all",
        dimension=pl.when(pl.col("breakdown") != "all").then(
            pl.col("breakdown").str.split(":").list.first()).otherwise(pl.lit("")),
        period_level=kind)
    sides = ["authority", "breakdown", "area", "rule", "adds"]
    split = cells.select(*SPLIT, *sides, "kind").unique()
    levels = cells.select(*SPLIT, "place_level", "period_level").unique()
    crossed = levels.select(*SPLIT, "place_level").unique().join(
        levels.select(*SPLIT, "period_level").unique(), on=SPLIT).join(
        levels, on=[*SPLIT, "place_level", "period_level"], how="anti")
    places = cells.select(*SPLIT, "place_level", "place").unique()
    periods = cells.select(*SPLIT, "period_level", "period").unique()
    found = crossed.join(places, on=[*SPLIT, "place_level"]).join(
        periods, on=[*SPLIT, "period_level"]).join(split, on=SPLIT)
    keyed = found.with_columns(key=pl.concat_str(
        "indicator", "place", "authority", "breakdown", "period", separator="|"))
    return keyed.select(
        "indicator", "place", "authority", "breakdown", "period", "area", "kind", "rule", "adds",
        "key").sort("key")


def _several(indicators: pl.DataFrame) -> pl.DataFrame:
    """Return the indicators that are published in more than one table, or do not say in which."""
    return indicators.filter(
        pl.col("tables").str.contains(r"[ +]") | (pl.col("tables") == "")).select("indicator")
