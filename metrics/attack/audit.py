"""Audit, at the gate, what no file shows: whether the rule was followed by the units behind cells.

Here: the primary rule read anew from the policy's numbers, tried on the exact cells behind what is
shown. Forty persons at one employer look as safe as forty at ten: only this sees the difference.
Not here: anything that an attacker from outside could do.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from data.policy import Policy
from metrics.attack.rebuild import COUNTED, FIELDS, key
from metrics.attack.report import Finding, found

KEY = list(FIELDS)
AT = KEY[1:]


def secret(exact: pl.DataFrame, indicators: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return the key and value of every cell with something behind it that may not be seen.

    ``exact``: ``metrics.rollup.EXACT``. Source of the rules: ``data/policy.toml``.
    """
    about = indicators.filter(pl.col("kind").is_in(COUNTED)).select(
        "indicator", "kind", "rule", "sensitive")
    cells = exact.join(about, on="indicator")
    units = [(pl.col(c) >= 0) & (pl.col(c) < least) for c, least in (
        ("persons", policy.persons), ("employers", policy.employers), ("cases", policy.cases))]
    behind = pl.coalesce("employers", "cases", "rows")
    amount = pl.col("rule") == "amount"
    rest = pl.col("total").abs() - pl.col("top1") - pl.col("top2")
    dominated = ((amount | (pl.col("top1") > 1))
                 & (100 * rest < policy.p_percent * pl.col("top1")))
    small = pl.any_horizontal(
        *(u.fill_null(False) for u in units), amount & (behind < policy.contributors),
        dominated.fill_null(False))
    something = (pl.col("rows") > 0) | (pl.col("value") != 0)
    own = cells.filter(small & something & (pl.col("rule") != "free")).select(*KEY, "value")
    return pl.concat([own, *_sides(cells, indicators)]).unique(KEY, maintain_order=True)


def _sides(cells: pl.DataFrame, indicators: pl.DataFrame) -> Sequence[pl.DataFrame]:
    """Return both sides of every sensitive split of which one is empty."""
    links = indicators.filter((pl.col("sensitive") == "yes") & (pl.col("complement") != ""))
    frames = []
    for part, rest in links.select("numerator", "complement").unique(
            maintain_order=True).iter_rows():
        sides = [cells.filter(pl.col("indicator") == i).select(*AT, pl.col("value").alias(n))
                 for i, n in ((part, "one"), (rest, "other"))]
        empty = sides[0].join(sides[1], on=AT).filter(
            (pl.min_horizontal("one", "other") == 0) & (pl.max_horizontal("one", "other") > 0))
        frames += [empty.select(pl.lit(i).alias("indicator"), *AT, pl.col(n).alias("value"))
                   for i, n in ((part, "one"), (rest, "other"))]
    return frames


def audit(
    cells: pl.DataFrame, behind: pl.DataFrame, already: Collection[str] = ()
) -> list[Finding]:
    """Return every cell that is shown, current, and may not be seen. ``behind``: ``secret``.

    ``already``: keys of figures that an earlier edition tells as they are.
    """
    as_of = pl.col("as_of").fill_null("") if "as_of" in cells.columns else pl.lit("")
    seen = cells.filter((pl.col("sign") == "visible") & (as_of == "")).join(
        behind.select(KEY), on=KEY, how="semi")
    keys = seen.select(key())["key"]
    return found("primary", keys.filter(~keys.is_in(list(already))).sort())
