"""Figures that are made of others, by the product's own way of making them.

Here: a worked table of a median, a percentile or a share, run through ``metrics.rates``. Not here:
tables that are protected as a whole (``publication``).
"""

from __future__ import annotations

import polars as pl

from data import periods
from data.policy import policy
from metrics.catalogue import catalogue
from metrics.count import SCHEMA
from metrics.rates import finish
from metrics.worked import Cell, Table

BAND = 3   # of 31 to 60 days: every record of the tables lies in it
AT = {"area": "incorrect_payments", "place": "SE", "authority": "all", "breakdown": "all",
      "place_level": "SE", "period_level": "quarter", "as_of": ""}


def made(table: Table) -> list[tuple[str, float | None]]:
    """Return sign and figure of the last column of a table, made of the columns before."""
    last = table.column_at[-1]["indicator"]
    found = finish(_parts(table), _records(table, last), catalogue(), policy(), "2025M12")
    own = found.filter(pl.col("indicator") == last, pl.col("period").str.contains("K"))
    at = {row[0]: row[1:] for row in own.select("period", "sign", "value").iter_rows()}
    return [at[row.at["period"]] for row in table.rows]


def _parts(table: Table) -> pl.DataFrame:
    return pl.DataFrame([
        {**AT, **row.at, **at, "value": float(cell.exact or 0), "sign": cell.sign}
        for row in table.rows
        for cell, at in zip(row.cells[:-1], table.column_at[:-1], strict=True)])


def _records(table: Table, indicator: str) -> pl.DataFrame:
    """Make the records behind a duration: as many as are counted, all in one band."""
    rows = [_record(indicator, row.at["period"], row.cells[0]) for row in table.rows]
    empty = dict.fromkeys(SCHEMA)
    return pl.DataFrame([{**empty, **r} for r in rows if r["rows"]], schema=SCHEMA, orient="row")


def _record(indicator: str, period: str, counted: Cell) -> dict[str, object]:
    n = int(counted.exact or 0)
    return {"indicator": indicator, "county": "01", "authority": "fk", "breakdown": "all",
            "month": periods.months_of(period)[0], "unit": "", "band": BAND, "rows": n, "value": n,
            "largest": 1}
