"""What is wrong in the open, without solving anything.

Here: small counts that are shown, values behind signs, shares beside hidden parts, sums that do not
hold. Not here: what follows for hidden cells (``whole``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from metrics.attack.earlier import Earlier
from metrics.attack.parts import limits
from metrics.attack.rebuild import FIELDS, Published, key
from metrics.attack.report import Finding, found

OFF = 1e-6   # how far a whole may be from its parts, as a share of it and at least so much
AT = list(FIELDS[1:])


def shown(frames: Mapping[str, pl.DataFrame], published: Published) -> list[Finding]:
    """Return every fault that stands in the open."""
    return [*_values(frames["cells"]), *_small(published), *_shares(frames), *_sums(published)]


def _values(cells: pl.DataFrame) -> list[Finding]:
    behind = cells.filter((pl.col("sign") != "visible") & pl.col("value").is_not_null())
    return found("value", behind.select(key())["key"].sort())


def _small(published: Published) -> list[Finding]:
    """Counts of persons from 1 to 4, of employers 1 and 2, whatever table they stand in."""
    least = pl.Series("limit", limits(published))
    cells = published.cells.with_columns(least).filter(pl.col("sign") == "visible")
    small = cells.filter((pl.col("value") > 0) & (pl.col("value") <= pl.col("limit")))
    return found("small", small["key"].sort())


def _shares(frames: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """Shares that stand where a part does not, medians where their number does not."""
    cells = frames["cells"]
    as_of = pl.col("as_of").fill_null("") if "as_of" in cells.columns else pl.lit("")
    cells = cells.with_columns(as_of=as_of)
    made = frames["indicators"].filter(pl.col("kind").is_in(["share", "median", "p90"])).select(
        "indicator", "numerator", "denominator", "complement")
    stands = cells.filter(pl.col("sign") == "visible").join(made, on="indicator")
    hidden = cells.filter(pl.col("sign") == "protected").select("indicator", *AT)
    held = cells.filter((pl.col("sign") == "visible") & (pl.col("as_of") != "")).select(
        "indicator", *AT)
    keys: set[str] = set()
    for part in ("numerator", "denominator", "complement"):
        named = stands.filter(pl.col(part) != "")
        beside = named.join(hidden.rename({"indicator": part}), on=[part, *AT], how="semi")
        fresh = named.filter(pl.col("as_of") == "").join(
            held.rename({"indicator": part}), on=[part, *AT], how="semi")
        keys |= {*beside.select(key())["key"], *fresh.select(key())["key"]}
    return found("share", sorted(keys))


def apart(
    indicators: pl.DataFrame, new: Published, earlier: Sequence[Earlier]
) -> list[Finding]:
    """Return counts and amounts of one indicator that do not share their fate.

    What an earlier edition shows so already is shown: that it stands still is seen anyway.
    """
    pairs = indicators.filter(pl.col("partner") != "").select("indicator", "partner")
    cells = new.cells.filter("published")
    hidden = cells.filter(pl.col("sign") == "protected").select(
        pl.col("indicator").alias("partner"), *AT)
    own = cells.filter(pl.col("current") & (pl.col("value") != 0)).join(pairs, on="indicator")
    told = own.join(hidden, on=["partner", *AT], how="semi")
    number, value = told["cell"].to_numpy(), told["value"].to_numpy()
    before = np.zeros(told.height, dtype=bool)
    for old in earlier:
        before |= old.figure[number] == value
    return found("apart", told.filter(~before)["key"].unique().sort())


def _sums(published: Published) -> list[Finding]:
    """Whole equations that do not hold, and counts above what they are at most."""
    value = np.where(published.hidden, 0.0, published.value)
    wrong = []
    for matrix, equal in ((published.equal, True), (published.least, False)):
        open_ = abs(matrix) @ published.hidden.astype(float) == 0
        left = matrix @ value
        size = OFF * np.maximum(abs(matrix) @ np.abs(value), 1.0)
        off = open_ & ((np.abs(left) if equal else left) > size)
        first = matrix.indices[matrix.indptr[:-1][off]]
        wrong += [*(published.whole[off] if equal else first)]
    return found("sum", published.keys(np.unique(np.array(wrong, dtype=np.int64))))
