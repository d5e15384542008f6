"""Insiders: what an authority that takes part can work out with what it knows itself.

Here: totals in which all others together are few, and which cells each authority knows. Not here:
the test and what is hidden for it (``engine``), areas where policy accepts insiders
(``data.policy``).
"""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import sparse

from data.policy import Policy
from metrics.disclosure.problem import Bools
from metrics.disclosure.structure import KEY

PARTNERS = ("receiver", "sender")
AT = ["indicator", "place", "breakdown", "period"]


def others_small(cells: pl.DataFrame, books: pl.DataFrame | None, policy: Policy) -> pl.Series:
    """Return which totals tell a contributor what the others have, where that is little.

    Total less own is all others together: too little when it is above nothing and under the
    threshold of the rule (records, where the rule counts employers or contributors to amounts).
    """
    none = pl.Series("inside", np.zeros(cells.height, dtype=bool))
    if books is None or books.is_empty():
        return none
    largest = books.group_by(AT).agg(
        value_all=pl.col("value").sum(), rest_value=pl.col("value").sum() - pl.col("value").max(),
        rest_units=pl.col("units").sum() - pl.col("units").max(), contributors=pl.len())
    joined = cells.join(largest, on=AT, how="left", maintain_order="left")
    total = (pl.col("authority") == "all") & ~pl.col("area").is_in(list(policy.accepted))
    few = pl.any_horizontal(
        (pl.col("rule") == "person") & _few("rest_value", policy.persons),
        (pl.col("rule") == "employer") & _few("rest_units", policy.employers),
        (pl.col("rule") == "amount") & _few("rest_units", policy.contributors))
    return joined.select((total & few).fill_null(False).alias("inside"))["inside"]


def _few(column: str, threshold: int) -> pl.Expr:
    return (pl.col(column) > 0) & (pl.col(column) < threshold)


def known(
    cells: pl.DataFrame, sensitive: Bools, books: pl.DataFrame | None, policy: Policy
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return two tables of yes and no, authorities x cells: what each knows, and may not compute.

    An authority knows its own cells and those of the matrix in which it receives or sends. It may
    compute no other sensitive cell, unless it is alone in it.
    """
    empty = sparse.csr_array((0, cells.height), dtype=bool)
    if books is None or books.is_empty():
        return empty, empty
    names = sorted(set(books["authority"].unique()) - {"all"})
    authority, breakdown = cells["authority"], cells["breakdown"]
    own = [
        ((authority == name) | breakdown.is_in([f"{p}:{name}" for p in PARTNERS])).to_numpy()
        for name in names]
    alone = _alone(cells, books)
    sensitive = sensitive & ~cells["area"].is_in(list(policy.accepted)).to_numpy()
    others = [sensitive & ~mine & ~(alone == name) for name, mine in zip(names, own, strict=True)]
    return sparse.csr_array(np.array(own)), sparse.csr_array(np.array(others))


def _alone(cells: pl.DataFrame, books: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """Name the authority that alone stands behind a total, "" where there is none such."""
    single = books.filter(pl.col("value") != 0).group_by(AT).agg(
        pl.col("authority").first(), n=pl.len()).filter(pl.col("n") == 1)
    joined = cells.select(*KEY).join(
        single.select(*AT, pl.col("authority").alias("alone")), on=AT, how="left",
        maintain_order="left")
    return joined["alone"].fill_null("").to_numpy().astype(str)
