"""A worked table as a publication: protected by the product, attacked by hand.

Here: the frames that ``protect`` takes, made of a worked table, and what an attacker can work out
of what it shows: elimination over the rationals and scipy's linear programs. Not here: the tables
(``metrics.worked``), what must hold (``test_worked_tables``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import polars as pl
from scipy import sparse
from scipy.optimize import linprog

from data import periods, registers
from data.policy import policy
from data.tables import FRAMES
from metrics import frames
from metrics.disclosure import Protected, protect
from metrics.disclosure.structure import KEY, equations
from metrics.parts import SCHEMA as TIES
from metrics.rollup import BOOKS, EXACT
from metrics.worked import Cell, Table, tables
from tests.proofs.algebra import fixed

Place = tuple[int, int]   # row and column of a cell, from one, as a reader counts
BASE: dict[str, Any] = {
    **dict.fromkeys(EXACT), "indicator": "i", "area": "organised_crime", "place": "SE",
    "authority": "all", "breakdown": "all", "period": "2025",
}
LIMITS = {"smaller": pl.String, "larger": pl.String, "breakdown": pl.String}


@dataclass(frozen=True)
class System:
    """Equations (each is zero) and inequalities (each at most zero) over a table's cells."""

    places: list[Place]
    value: np.ndarray
    equal: sparse.csr_array
    least: sparse.csr_array


def cells_of(table: Table) -> Iterator[tuple[Place, Cell, dict[str, Any]]]:
    """Yield each cell with its place and what it is of."""
    for r, row in enumerate(table.rows, 1):
        for c, (cell, at) in enumerate(zip(row.cells, table.column_at, strict=True), 1):
            if cell.sign and "edition" not in at:
                yield (r, c), cell, {**BASE, **table.asked.get("at", {}), **row.at, **at}


def about(table: Table) -> pl.DataFrame:
    """Return the frame of indicators: a count of persons that adds, unless the table says else."""
    base = {**dict.fromkeys(FRAMES["indicators"], ""), "indicator": "i", "area": BASE["area"],
            "kind": "count", "rule": "person", "adds": "place,time,authority,breakdown",
            "sensitive": "no", "version": 1, "headline": 0}
    return pl.DataFrame([{**base, **i} for i in table.asked.get("indicators", [{}])],
                        schema=FRAMES["indicators"], orient="row")


def exact(table: Table, published: bool = True) -> pl.DataFrame:
    """Return the exact cells, published ones or those below them."""
    rules = dict(about(table).select("indicator", "rule").iter_rows())
    rows = [_exact(at, cell, rules[at["indicator"]]) for _, cell, at in cells_of(table)
            if (cell.sign != "unpublished") is published]
    return pl.DataFrame(rows, schema=EXACT, orient="row")


def _exact(at: dict[str, Any], cell: Cell, rule: str) -> dict[str, Any]:
    assert cell.exact is not None
    count = int(abs(cell.exact))
    units = {"person": {"persons": count}, "employer": {"employers": count},
             "amount": {"total": cell.exact}, "free": {}}[rule]
    found = {**at, "value": cell.exact, "place_level": registers.place(at["place"]).level,
             "period_level": periods.level(at["period"])}
    for name, value in {"rows": count, **units}.items():
        found[name] = value if found[name] is None else found[name]
    return {name: found[name] for name in EXACT}


def earlier(table: Table) -> dict[str, pl.DataFrame] | None:
    """Return what the edition before shows, by its label: the column of the table that says so."""
    rows = []
    for row in table.rows:
        for cell, at in zip(row.cells, table.column_at, strict=True):
            if "edition" in at and cell.sign:
                key = {k: {**BASE, **table.asked.get("at", {}), **row.at}[k] for k in KEY}
                rows.append({**key, "value": cell.exact, "sign": cell.sign, "as_of": ""})
    return {"S-1": pl.DataFrame(rows)} if rows else None


def books(table: Table) -> pl.DataFrame | None:
    """Return what each authority contributes, where the table has insiders."""
    if not table.asked.get("insiders"):
        return None
    own = exact(table).filter(pl.col("authority") != "all")
    return own.select(*list(BOOKS)[:-1], pl.col("value").cast(pl.Int64).alias("units")).cast(BOOKS)


def relations(table: Table) -> dict[str, pl.DataFrame]:
    """Return the ties and limits of the table."""
    return {"ties": pl.DataFrame(table.asked.get("ties", []), schema=TIES, orient="row"),
            "limits": pl.DataFrame(table.asked.get("limits", []), schema=LIMITS, orient="row")}


@cache
def protected(name: str, intervals: bool = True) -> Protected:
    """Protect a worked table as a whole publication."""
    table = named(name)
    below = exact(table, published=False)
    return protect(
        exact(table), about(table), frames.parents(), policy(), earlier(table),
        books=books(table), between=below if below.height else None, intervals=intervals,
        **relations(table))


@cache
def named(name: str) -> Table:
    """Return a worked table by its id."""
    return next(t for t in tables() if t.id == name)


def answer(table: Table) -> dict[Place, tuple[str, float | None, str]]:
    """Return sign, figure and edition that the protector gives each published cell."""
    found = protected(table.id).cells
    at = {row[:5]: (row[5], row[6] if row[5] == "visible" else None, row[7])
          for row in found.select(*KEY, "sign", "value", "as_of").iter_rows()}
    return {place: at[tuple(key[k] for k in KEY)] for place, cell, key in cells_of(table)
            if cell.sign != "unpublished"}


def system(table: Table) -> System:
    """Write down what ties the cells of a table together, for an attacker."""
    if table.kind == "sums":
        return _sums(table)
    numbered = [*((p, c, a) for p, c, a in cells_of(table) if c.sign != "unpublished"),
                *((p, c, a) for p, c, a in cells_of(table) if c.sign == "unpublished")]
    both = pl.concat([exact(table), exact(table, published=False)])
    tied = relations(table)
    made = equations(both, about(table), frames.parents(), tied["ties"], tied["limits"])
    value = np.array([c.exact for _, c, _ in numbered])
    return System([p for p, _, _ in numbered], value, made.matrix, made.at_most)


def _sums(table: Table) -> System:
    """Read the sums that a table states by the names of its rows, or as margins of a grid."""
    some = list(cells_of(table))
    number = {place: n for n, (place, _, _) in enumerate(some)}
    rows = [{number[p]: f for p, f in terms.items()} for terms in _terms(table)]
    matrix = sparse.lil_array((len(rows), len(some)))
    for n, terms in enumerate(rows):
        for column, factor in terms.items():
            matrix[n, column] = factor
    return System(list(number), np.array([c.exact for _, c, _ in some]), matrix.tocsr(),
                  sparse.csr_array((0, len(some))))


def _terms(table: Table) -> Iterator[dict[Place, int]]:
    if "equations" in table.asked:
        names = {row.name[0]: r for r, row in enumerate(table.rows, 1)}
        for whole, *parts in table.asked["equations"]:
            yield {(names[whole], 1): 1, **{(names[p], 1): -1 for p in parts}}
        return
    height, width = len(table.rows), len(table.columns)
    for r in range(1, height + 1):
        yield {(r, 1): 1, **{(r, c): -1 for c in range(2, width + 1)}}
    for c in range(1, width + 1):
        yield {(1, c): 1, **{(r, c): -1 for r in range(2, height + 1)}}


def untold(table: Table) -> set[Place]:
    """Return the cells that the table does not show as they are."""
    return {p for p, c, _ in cells_of(table) if c.sign in ("protected", "held", "unpublished")}


def computable(of: System, hidden: set[Place]) -> set[Place]:
    """Return the hidden cells that the equations fix."""
    here = {n for n, p in enumerate(of.places) if p in hidden}
    dense = of.equal.toarray()
    rows = [{c: int(f) for c, f in enumerate(row) if f and c in here} for row in dense]
    return {of.places[n] for n in fixed(rows)}


def between(of: System, hidden: set[Place], target: Place) -> tuple[float, float]:
    """Return the least and the most that a hidden cell can be, by everything shown."""
    bounds = [(0, None) if p in hidden else (v, v)
              for p, v in zip(of.places, of.value, strict=True)]
    cost = np.array([float(p == target) for p in of.places])
    some = {"A_ub": of.least, "b_ub": np.zeros(of.least.shape[0])} if of.least.shape[0] else {}
    ends = []
    for way in (1.0, -1.0):
        found = linprog(way * cost, A_eq=of.equal, b_eq=np.zeros(of.equal.shape[0]),
                        bounds=bounds, method="highs", **some)
        ends.append(float("inf") if found.status == 3 else float(found.x @ cost))
    return ends[0], ends[1]
