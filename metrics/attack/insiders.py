"""Attack as an authority that takes part: it knows its own cells, and those it receives or sends.

Here: what all others together have, and what becomes computable with one's own cells. Not here:
attacks from outside (``whole``). Areas in which the council accepts what insiders can work out are
left alone; where the books are not known, only what is shown is taken from each other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from metrics.attack.parts import Part, limits
from metrics.attack.rebuild import Bools, Floats, Ints, Published
from metrics.attack.report import Finding, found
from metrics.attack.solve import fixed, worked_out

AT = ["indicator", "place", "breakdown", "period"]
FEW = 3   # records of all others behind a count of employers or an amount


@dataclass(frozen=True)
class Known:
    """What is known beside the publication: ``books`` (``metrics.rollup.BOOKS``), accepted areas.

    ``secret``: the keys and values of cells that may not be seen, where the gate knows them.
    """

    books: pl.DataFrame | None
    accepted: Collection[str]
    secret: pl.DataFrame | None


def others(published: Published, known: Known, still: Bools) -> list[Finding]:
    """Return totals that tell a contributor of a few others: total less own is above nothing.

    ``still``: figures that an earlier edition tells already, as they are.
    """
    cells = published.cells.with_columns(
        pl.Series("limit", limits(published)), pl.Series("still", still)).filter(
        ~pl.col("area").is_in(list(known.accepted)) & pl.col("kind").is_in(
            ["count", "sum", "stock"]))
    total = cells.filter((pl.col("authority") == "all") & pl.col("current"))
    own = cells.filter(
        (pl.col("authority") != "all") & pl.col("current") & (pl.col("value") > 0)
        & pl.col("adds").str.split(",").list.contains("authority")).select(
        *AT, pl.col("value").alias("own"), pl.col("still").alias("own_still"))
    rest = pl.col("value") - pl.col("own")
    few = total.join(own, on=AT).filter(
        (rest > 0) & (rest <= pl.col("limit")) & ~(pl.col("still") & pl.col("own_still")))
    keys = set(few["key"])
    if known.books is not None:
        keys |= set(_by_books(total.filter(~pl.col("still")), known.books)["key"])
    return found("others", sorted(keys))


def _by_books(total: pl.DataFrame, books: pl.DataFrame) -> pl.DataFrame:
    behind = books.filter(pl.col("units") > 0).with_columns(
        rest=pl.col("value").sum().over(AT) - pl.col("value"),
        rest_units=pl.col("units").sum().over(AT) - pl.col("units"))
    rest = pl.when(pl.col("rule") == "person").then(pl.col("rest")).otherwise("rest_units")
    least = pl.when(pl.col("rule") == "person").then("limit").otherwise(FEW - 1)
    return total.filter(pl.col("rule").is_in(["person", "employer", "amount"])).join(
        behind.select(*AT, "rest", "rest_units"), on=AT).filter((rest > 0) & (rest <= least))


def computed(
    published: Published, parts: Sequence[Part], already: Bools, known: Known
) -> tuple[list[Finding], int, int]:
    """Return what authorities can work out, how many of them and how many tests there were.

    ``already``: cells that are fixed without knowing anything more.
    """
    books = known.books
    if books is None or books.is_empty():
        return [], 0, 0
    names = sorted(set(books["authority"].unique()) - {"all"})
    authority = published.cells["authority"].to_numpy().astype(str)
    breakdown = published.cells["breakdown"].to_numpy().astype(str)
    guarded = published.published & ~published.cells["area"].is_in(
        list(known.accepted)).to_numpy()
    alone = _alone(published, books)
    keys: set[str] = set()
    tests = 0
    for name in names:
        mine = (authority == name) | np.isin(breakdown, [f"receiver:{name}", f"sender:{name}"])
        aim = guarded & ~mine & ~already & (alone != name)
        for part in parts:
            if mine[part.cells].any() and aim[part.cells].any():
                tests += 1
                cells = _newly(part, mine, aim)
                keys |= set(published.keys(_small(published, part, cells, mine, name, known)))
    return found("insider", sorted(keys)), len(names), tests


def _newly(part: Part, mine: Bools, aim: Bools) -> Ints:
    """Return the cells that are fixed once one's own are known."""
    left = np.flatnonzero(~mine[part.cells])
    matrix = part.equal[:, left].tocsr()
    matrix = matrix[np.flatnonzero(np.diff(matrix.indptr))]
    cells = part.cells[left[fixed(matrix)]]
    return cells[aim[cells]]


def _small(
    published: Published, part: Part, cells: Ints, mine: Bools, name: str, known: Known
) -> Ints:
    """Keep what may not be seen: by the gate's own list, or small as it can be worked out."""
    if not cells.size:
        return cells
    if known.secret is not None:
        secret = set(known.secret.select(pl.concat_str(
            "indicator", "place", "authority", "breakdown", "period", separator="|"))[
            "indicator"])
        return np.array([c for c in cells if published.cells["key"][int(c)] in secret],
                        dtype=np.int64)
    value = _own(published, part.cells, name, known.books)
    own = mine[part.cells]
    right = part.right - part.equal[:, np.flatnonzero(own)] @ value[own]
    solvable = np.isfinite(right)
    matrix = part.equal[np.flatnonzero(solvable)][:, np.flatnonzero(~own)].tocsr()
    sure = np.isin(part.cells[~own], cells) & np.isin(np.arange((~own).sum()), fixed(matrix))
    worked = worked_out(matrix, right[solvable])
    limit = part.limit[~own]
    small = sure & (worked > 0.5) & (worked < limit + 0.5)
    return part.cells[~own][small]


def _own(published: Published, cells: Ints, name: str, books: pl.DataFrame | None) -> Floats:
    """Return what an authority has in cells of its own by its books; NaN where they do not say."""
    assert books is not None
    mine = books.filter(pl.col("authority") == name).select(*AT, pl.col("value").alias("own"))
    rows = published.cells.select(*AT, "authority")[cells].join(
        mine, on=AT, how="left", maintain_order="left")
    value = pl.when(pl.col("authority") == name).then(pl.col("own").fill_null(0.0))
    found: Floats = rows.select(value.alias("v"))["v"].fill_null(float("nan")).to_numpy()
    return found


def _alone(published: Published, books: pl.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    """Name who alone stands behind a total of all, "" where nobody does."""
    single = books.filter(pl.col("value") != 0).filter(pl.len().over(AT) == 1).select(
        *AT, pl.lit("all").alias("total"), pl.col("authority").alias("alone"))
    rows = published.cells.select(*AT, "authority").join(
        single, on=AT, how="left", maintain_order="left")
    return rows["alone"].fill_null("").to_numpy().astype(str)
