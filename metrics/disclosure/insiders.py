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
from metrics.disclosure.problem import Bools, Floats

PARTNERS = ("receiver", "sender")
AT = ["indicator", "place", "breakdown", "period"]


def others_small(
    cells: pl.DataFrame, books: pl.DataFrame | None, policy: Policy
) -> tuple[pl.Series, Floats]:
    """Return which totals tell a contributor what the others have, where that is little.

    Total less own is all others together: too little when it is above nothing and under the
    threshold of the rule (records, where the rule counts employers or contributors to amounts).
    With it comes what all but the largest contributor have, NaN where nothing is known.
    """
    none = pl.Series("inside", np.zeros(cells.height, dtype=bool))
    if books is None or books.is_empty():
        return none, np.full(cells.height, np.nan)
    largest = books.group_by(AT).agg(
        rest_value=pl.col("value").sum() - pl.col("value").max(),
        rest_units=pl.col("units").sum() - pl.col("units").max())
    joined = cells.join(largest, on=AT, how="left", maintain_order="left")
    total = (pl.col("authority") == "all") & ~pl.col("area").is_in(list(policy.accepted))
    few = joined.select((total & _few_others(policy)).fill_null(False).alias("inside"))["inside"]
    return few, joined["rest_value"].cast(pl.Float64).fill_null(np.nan).to_numpy()


def protection_intervals(
    cells: pl.DataFrame, inside: Bools, rest: Floats, policy: Policy, low: Floats, high: Floats
) -> tuple[Floats, Floats]:
    """Return the intervals with those of totals in which all others are few: any few of them."""
    counted = cells["rule"].replace_strict(
        {"person": policy.persons, "employer": policy.employers}, default=0,
        return_dtype=pl.Float64).to_numpy()
    value = cells["value"].to_numpy().astype(float)
    here = inside & (counted > 0) & (rest < counted)
    return (np.where(here, value - rest + 1, low), np.where(here, value - rest + counted - 1, high))


def _few(column: str, threshold: int) -> pl.Expr:
    return (pl.col(column) > 0) & (pl.col(column) < threshold)


def known(
    cells: pl.DataFrame, sensitive: Bools, books: pl.DataFrame | None, policy: Policy
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Return two tables of yes and no, authorities x cells: what each knows, and may not compute.

    An authority knows its own cells and those of the matrix in which it receives or sends. It may
    compute no other sensitive cell of an authority, nor a total in which all others are few.
    """
    empty = sparse.csr_array((0, cells.height), dtype=bool)
    if books is None or books.is_empty():
        return empty, empty
    names = sorted(set(books["authority"].unique()) - {"all"})
    accepted = cells["area"].is_in(list(policy.accepted)).to_numpy()
    total = (cells["authority"] == "all").to_numpy()
    own = [_own(cells, name) for name in names]
    few = _left(cells, books, names, policy)
    others = [sensitive & ~accepted & ~mine & (~total | few[name])
              for name, mine in zip(names, own, strict=True)]
    return sparse.csr_array(np.array(own)), sparse.csr_array(np.array(others))


def _own(cells: pl.DataFrame, name: str) -> Bools:
    partner = cells["breakdown"].is_in([f"{p}:{name}" for p in PARTNERS])
    found: Bools = ((cells["authority"] == name) | partner).to_numpy()
    return found


def _left(
    cells: pl.DataFrame, books: pl.DataFrame, names: list[str], policy: Policy
) -> dict[str, Bools]:
    """Return, for each authority, the totals in which all others together are few.

    Of a total that no books stand behind (distinct counts) nothing is known: it may not be
    computed.
    """
    whole = books.group_by(AT).agg(all_value=pl.col("value").sum(), all_units=pl.col("units").sum())
    joined = cells.select("rule", *AT).join(whole, on=AT, how="left", maintain_order="left")
    found = {}
    for name in names:
        mine = books.filter(pl.col("authority") == name).select(
            *AT, own_value=pl.col("value"), own_units=pl.col("units"))
        left = joined.join(mine, on=AT, how="left", maintain_order="left").with_columns(
            rest_value=pl.col("all_value") - pl.col("own_value").fill_null(0),
            rest_units=pl.col("all_units") - pl.col("own_units").fill_null(0))
        found[name] = left.select(few=_few_others(policy).fill_null(True))["few"].to_numpy()
    return found


def _few_others(policy: Policy) -> pl.Expr:
    """All others are few by the rule of the cell; their values are small, or their units."""
    return (pl.when(pl.col("rule") == "person").then(_few("rest_value", policy.persons))
            .when(pl.col("rule") == "employer").then(_few("rest_units", policy.employers))
            .when(pl.col("rule") == "amount").then(_few("rest_units", policy.contributors))
            .otherwise(pl.lit(False)))
