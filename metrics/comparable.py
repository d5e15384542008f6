"""Which two periods may be compared: none across a break, none that is not ripe.

Here: marking the pairs of ``metrics.change`` that have a break in series between them, or whose
newer period has had too little time for a later state of a chain. Not here: judging them, how long
a state takes (``metrics.ripening``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from metrics.noise.series import KEY


@dataclass(frozen=True)
class Ripe:
    """After how many quarters a period is ripe for an indicator, and the edition's last month.

    ``held``: the last month of each earlier edition by its label; a figure that stands as of one
    of them is no riper than it was then.
    """

    until: str = ""
    quarters: Mapping[str, int] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)


def broken(frame: pl.DataFrame, breaks: pl.DataFrame) -> pl.DataFrame:
    """Mark pairs with a break in series after the earlier period began."""
    hit = frame.select(*KEY, "period", "against").join(
        breaks.select("indicator", pl.col("period").alias("from"), pl.col("place").alias("only")),
        on="indicator",
    ).filter(
        ((pl.col("only") == "") | (pl.col("only") == pl.col("place")))
        & (_first_month("against") < pl.col("from"))
        & (pl.col("from") <= _last_month("period"))
    ).select(KEY).unique().with_columns(broken=pl.lit(True))
    return frame.join(hit, on=KEY, how="left", maintain_order="left").with_columns(
        pl.col("broken").fill_null(False)
    )


def young(frame: pl.DataFrame, ripe: Ripe) -> pl.DataFrame:
    """Mark pairs whose newer period is not ripe for its indicator."""
    asked = {i: q for i, q in ripe.quarters.items() if q}
    if not ripe.until or not asked or frame.is_empty():
        return frame.with_columns(young=pl.lit(False))
    wanted = pl.col("indicator").replace_strict(asked, default=0, return_dtype=pl.Int64)
    of = pl.col("as_of") if "as_of" in frame.columns else pl.lit("")
    seen = of.replace_strict(dict(ripe.held) or {"": ripe.until}, default=ripe.until,
                             return_dtype=pl.String)
    passed = _number(seen) - _number(_last_month("period"))
    return frame.with_columns(young=passed < 3 * wanted)


def _number(month: pl.Expr) -> pl.Expr:
    return 12 * month.str.slice(0, 4).cast(pl.Int64) + month.str.slice(5).cast(pl.Int64)


def _first_month(column: str) -> pl.Expr:
    month = (pl.col(column).str.slice(5, 1).cast(pl.Int64) * 3 - 2).cast(pl.String).str.zfill(2)
    return pl.col(column).str.slice(0, 4) + "M" + (
        pl.when(pl.col(column).str.contains("K")).then(month).otherwise(pl.lit("01"))
    )


def _last_month(column: str) -> pl.Expr:
    month = (pl.col(column).str.slice(5, 1).cast(pl.Int64) * 3).cast(pl.String).str.zfill(2)
    return pl.col(column).str.slice(0, 4) + "M" + (
        pl.when(pl.col(column).str.contains("K")).then(month).otherwise(pl.lit("12"))
    )
