"""Rebuild, from what is published alone, everything that an attacker can write down.

Here: the cells as he sees them, with the unpublished ones below, and all equations and inequalities
as two sparse tables. Not here: the sums themselves (``sums``), solving anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from metrics.attack.below import below
from metrics.attack.sums import stated, sums

FIELDS = ("indicator", "place", "authority", "breakdown", "period")
COUNTED = ("count", "sum", "distinct", "stock")
NOTHING = ("not_delivered", "not_applicable")   # signs of a cell in which nothing was counted
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Published:
    """All that an attacker holds of one edition; one place a cell in every array.

    ``cells``: key, indicator's area, kind and rule, sign, as_of, current; published ones first.
    ``value``: what is told and current, NaN where not. ``hidden``: the unknowns: protected, held
    and unpublished. ``equal``: equations x cells, each row zero, whole +1 and parts -1; ``whole``
    is the cell on the left. ``spanning``, ``spanned``: the same over two steps of a hierarchy,
    which follows from ``equal``. ``least``: inequalities x cells, each row at most zero.
    """

    cells: pl.DataFrame
    value: Floats
    hidden: Bools
    published: Bools
    equal: sparse.csr_array
    whole: Ints
    spanning: sparse.csr_array
    spanned: Ints
    least: sparse.csr_array
    names: Mapping[str, int] = field(repr=False)

    @property
    def size(self) -> int:
        """Return the number of cells."""
        return int(self.value.size)

    def keys(self, numbers: Ints) -> list[str]:
        """Return the keys of cells, in order of their text."""
        return sorted(self.cells["key"].gather(numbers).to_list())


def key() -> pl.Expr:
    """Return the key of a cell as one text."""
    return pl.concat_str(*FIELDS, separator="|").alias("key")


def counted(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the published counts: key, value, sign, as_of, area, kind, rule, adds."""
    cells = frames["cells"]
    as_of = pl.col("as_of").fill_null("") if "as_of" in cells.columns else pl.lit("")
    about = frames["indicators"].filter(pl.col("kind").is_in(COUNTED)).select(
        "indicator", "area", "kind", "rule", "adds")
    return cells.select(*FIELDS, "value", "sign", as_of.alias("as_of")).join(
        about, on="indicator", maintain_order="left").with_columns(key())


def seen(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the published counts with ``current``, shown as they are now, and what is ``told``."""
    return _told(counted(frames))


def _told(cells: pl.DataFrame) -> pl.DataFrame:
    current = (pl.col("sign") == "visible") & (pl.col("as_of") == "")
    return cells.with_columns(
        current=current, told=pl.when(pl.col("sign").is_in(NOTHING)).then(0.0).when(current).then(
            "value"))


def rebuild(frames: Mapping[str, pl.DataFrame]) -> Published:
    """Rebuild the system. ``frames``: cells, codes, indicators, relations as published."""
    own = counted(frames).with_columns(published=pl.lit(True))
    lower = below(own, frames).with_columns(
        published=pl.lit(False), sign=pl.lit("protected"), as_of=pl.lit(""),
        value=pl.lit(None, pl.Float64))
    cells = _told(pl.concat([own, lower.select(own.columns)]).with_row_index("cell"))
    value = cells["told"].fill_null(float("nan")).to_numpy().astype(float)
    equations, two_steps, bounds = sums(cells, frames)
    linked, limits = stated(cells, frames)
    equal, whole = _table([*equations, *linked], cells.height)
    spanning, spanned = _table(two_steps, cells.height)
    least, _ = _table([*bounds, *limits], cells.height)
    return Published(
        cells, value, np.isnan(value), cells["published"].to_numpy(), equal, whole, spanning,
        spanned, least, dict(zip(cells["key"], range(cells.height), strict=True)))


def _table(terms: list[pl.DataFrame], size: int) -> tuple[sparse.csr_array, Ints]:
    """Put rows of (row, cell, factor) under each other; return the first cell of each row too."""
    rows, columns, factors, done = [], [], [], 0
    for some in terms:
        if some.height:
            own = some["row"].rank("dense").to_numpy().astype(np.int64) - 1
            rows.append(own + done)
            columns.append(some["cell"].to_numpy().astype(np.int64))
            factors.append(some["factor"].to_numpy().astype(float))
            done += int(own.max()) + 1
    if not done:
        return sparse.csr_array((0, size)), np.zeros(0, dtype=np.int64)
    row, column, factor = (np.concatenate(x) for x in (rows, columns, factors))
    whole = np.zeros(done, dtype=np.int64)
    whole[row[factor > 0]] = column[factor > 0]
    return sparse.csr_array((factor, (row, column)), shape=(done, size)), whole


def labels(published: Published) -> Ints:
    """Number the parts of all cells that something ties, told or not."""
    both = abs(sparse.vstack([published.equal, published.least], format="csr"))
    graph = sparse.block_array([[None, both.T], [both, None]], format="csr")
    found: Ints = connected_components(graph, directed=False)[1][:published.size]
    return found
