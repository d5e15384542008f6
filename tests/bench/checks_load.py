"""A load for the benchmark of the checks: payment errors with seeded faults, and what is asked.

Here belong the rows (synthetic, no row of anybody) and the same simple checks in a form that any
contender can read. Nothing is timed here.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from data.contracts import contract, key_pattern, schema
from data.manifest import Manifest

CONTRACT = "payment_errors"
RULES = tuple(f"PAY-{number}" for number in (
    "001", "002", "003", "004", "005", "009", "012", "013", "014", "016", "020"))
"""The rules of the real suite that say the same as the simple checks."""
FAULTS = 10
"""Rows of each kind of fault, each kind on rows of its own."""


def rows(count: int) -> pl.DataFrame:
    """Make rows in which every kind of simple check fails ``FAULTS`` times."""
    n = pl.int_range(count)
    frame = pl.select(
        record_key=_key("P", n), payer=pl.lit("fk"), origin=_code("origin", n),
        notification_key=pl.when(n % 5 == 0).then(_key("R", n)), benefit=_code("benefit", n),
        county=_code("county", n), opened=pl.lit(date(2026, 8, 1)) + pl.duration(days=n % 28),
        decision=_code("decision", n), cause=_code("cause", n),
        claimed=1000 + n % 9000, repaid=n % 1000, prevented=n % 500,
        police_report=_code("police_report", n),
    )
    return _faulty(frame).cast(dict(schema(contract(CONTRACT))))


def _key(prefix: str, n: pl.Expr) -> pl.Expr:
    parts = (n // 10**4 % 10**4, n % 10**4)
    digits = [part.cast(pl.String).str.zfill(4) for part in parts]
    return pl.format(prefix + "-{}-{}-00XA", *digits)


def _code(column: str, n: pl.Expr) -> pl.Expr:
    codes = [code.code for code in contract(CONTRACT).column(column).codes(None)]
    return (n % len(codes)).replace_strict(
        list(range(len(codes))), codes, return_dtype=pl.String)


def _faulty(frame: pl.DataFrame) -> pl.DataFrame:
    """Write each kind of fault into rows of its own, after the first hundred."""
    faults: tuple[tuple[str, Any], ...] = (
        ("benefit", None), ("cause", "greed"), ("notification_key", "R-1"), ("claimed", -1),
        ("prevented", 50_000_001), ("repaid", 40_000), ("record_key", "P-0000-0001-00XA"))
    n = pl.int_range(pl.len())
    for place, (column, value) in enumerate(faults):
        here = n.is_between(100 + place * FAULTS, 99 + (place + 1) * FAULTS)
        cell = pl.lit(value, dtype=frame.schema[column])
        frame = frame.with_columns(
            pl.when(here).then(cell).otherwise(pl.col(column)).alias(column))
    return frame


def manifest(frame: pl.DataFrame) -> Manifest:
    """Give a manifest that agrees with the rows."""
    totals = {name: int(frame[name].sum()) for name in contract(CONTRACT).control_totals}
    return Manifest(contract=CONTRACT, version=contract(CONTRACT).version, deliverer="fk",
                    months=("2026M08",), rows=frame.height, states_rows=0, totals=totals,
                    origin="synthetic", sent=date(2026, 9, 10))


def simple(about: Manifest) -> list[dict[str, Any]]:
    """Give the checks as names, columns and arguments; a gap breaks none but ``filled``."""
    found: list[dict[str, Any]] = [
        {"kind": "unique", "column": "record_key"},
        {"kind": "at_most", "column": "repaid", "whole": "claimed"},
        {"kind": "rows", "column": "", "rows": about.rows},
    ]
    for column in contract(CONTRACT).columns:
        if column.required:
            found.append({"kind": "filled", "column": column.name})
        if column.type == "code":
            codes = [code.code for code in column.codes(None)]
            found.append({"kind": "listed", "column": column.name, "codes": codes})
        if column.type == "key":
            found.append({"kind": "formed", "column": column.name,
                          "form": key_pattern(column.prefix)})
        if column.type == "money":
            found.append({"kind": "bounded", "column": column.name, "low": column.min,
                          "high": column.max})
            found.append({"kind": "total", "column": column.name,
                          "total": about.totals[column.name]})
    return found


def write(folder: Path, count: int) -> tuple[Path, Path, Path]:
    """Write rows, checks and manifest; give where they lie."""
    made, paths = rows(count), tuple(
        folder / name for name in ("rows.parquet", "checks.json", "about.manifest.json"))
    made.write_parquet(paths[0], row_group_size=250_000)
    about = manifest(made)
    paths[1].write_text(json.dumps(simple(about)), encoding="utf-8")
    paths[2].write_text(about.to_json(), encoding="utf-8")
    return paths[0], paths[1], paths[2]
