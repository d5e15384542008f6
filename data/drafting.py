"""A draft of a manifest, made of the file that it should have come with.

Here belongs what can be read out of a file and what must be said beside it. A draft counts rows
and sums as they are in the file, so it cannot show that any are missing: whoever delivers compares
it with the own system before sending it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data.contracts import Contract, contract, contracts
from data.faults import Fault, fault
from data.manifest import Manifest
from data.reading.casting import DAY, WHOLE
from data.reading.csv_text import read_csv
from data.reading.parquet import read_parquet
from data.reading.source import Source
from data.reading.table import Table
from data.reading.workbook import read_workbook, sheet_names
from data.registers import authorities

ALIKE = 3
"""Headings that a file and a contract must share for the file to be taken for its kind."""


@dataclass(frozen=True)
class Stated:
    """What is said of a file that has no manifest; what is empty is read out of the file."""

    contract: str = ""
    deliverer: str = ""
    months: tuple[str, ...] = ()
    origin: str = "real"
    sent: date | None = None


def drafted(source: Source, stated: Stated, today: date) -> Manifest | Fault:
    """Draft the manifest of a delivery, or say what must be stated for it."""
    tables = _tables(source)
    of = _kind(stated, tables.get("rows"))
    if of is None:
        return fault("M-014", "manifest", contracts=", ".join(each.id for each in contracts()))
    rows = _frame(tables.get("rows"))
    deliverer = stated.deliverer or _deliverer(of, rows)
    if of.deliverer and not deliverer:
        return fault("M-015", "manifest")
    states = tables.get("states")
    return Manifest(
        contract=of.id, version=of.version, deliverer=deliverer,
        months=(stated.months or _months(of, rows)) if of.month_of else (), rows=rows.height,
        states_rows=(states.height if states else 0) if of.chains else None,
        totals={name: _sum(rows, name) for name in of.control_totals},
        origin=stated.origin if of.month_of else "real", sent=stated.sent or today,
    )


def _tables(source: Source) -> Mapping[str, Table]:
    """Read what can be read; what cannot is told by the check itself."""
    if source.format == "xlsx":
        named = set(sheet_names(source.rows))
        read = read_workbook(source.rows, tuple(p for p in ("rows", "states") if p in named))
        return read if isinstance(read, dict) else {}
    reader = read_csv if source.format == "csv" else read_parquet
    parts = {part: reader(part, content) for part, content in source.parts().items()
             if part != "manifest"}
    return {part: table for part, table in parts.items() if isinstance(table, Table)}


def _kind(stated: Stated, table: Table | None) -> Contract | None:
    if stated.contract:
        return contract(stated.contract)
    if table is None:
        return None
    shared = {each: len({c.name for c in each.columns} & set(table.headings))
              for each in contracts()}
    best = max(shared, key=lambda each: shared[each])
    return best if shared[best] >= ALIKE else None


def _frame(table: Table | None) -> pl.DataFrame:
    """Give the columns that stand once, as text."""
    if table is None:
        return pl.DataFrame()
    single = {name: column for name, column in zip(table.headings, table.columns, strict=True)
              if table.headings.count(name) == 1 and not column.dtype.is_nested()}
    return pl.DataFrame({name: column.cast(pl.String, strict=False)
                         for name, column in single.items()})


def _deliverer(of: Contract, rows: pl.DataFrame) -> str:
    """Take the one known authority that all rows are delivered by, else none."""
    known = {each.code for each in authorities() if each.delivers}
    own = _reporters(of, rows)
    found = own.drop_nulls().unique().to_list()
    return found[0] if len(found) == 1 and found[0] in known else ""


def _reporters(of: Contract, rows: pl.DataFrame) -> pl.Series:
    none = pl.Series([], dtype=pl.String)
    if of.deliverer != "reporter":
        return rows[of.deliverer] if of.deliverer in rows.columns else none
    if not {"reported_by", "sender", "receiver"} <= set(rows.columns):
        return none
    sent = pl.col("reported_by") == "sender"
    return rows.select(pl.when(sent).then("sender").otherwise("receiver").alias("own"))["own"]


def _months(of: Contract, rows: pl.DataFrame) -> tuple[str, ...]:
    if of.month_of not in rows.columns:
        return ()
    days = rows[of.month_of].drop_nulls()
    months = days.filter(days.str.contains(DAY)).str.slice(0, 7).unique().sort()
    return tuple(month.replace("-", "M") for month in months if month.startswith("20"))


def _sum(rows: pl.DataFrame, name: str) -> int:
    if name not in rows.columns:
        return 0
    whole = rows[name].drop_nulls()
    return int(whole.filter(whole.str.contains(WHOLE)).cast(pl.Int64).sum())
