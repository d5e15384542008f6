"""A file becomes one typed delivery, or faults that a deliverer understands; and back again.

Here belong the three formats' one shape: a frame of rows, a frame of states and a manifest. Here
nothing is judged about the rows themselves (expectations) and nothing is kept (data.vault).
Whatever is wrong with a file is a value: no function that reads raises because of its content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import polars as pl
import xlsxwriter

from data.contracts import contract, schema, states_schema
from data.faults import Fault, fault
from data.manifest import Manifest, parse
from data.reading.casting import typed
from data.reading.csv_text import read_csv
from data.reading.parquet import read_parquet
from data.reading.source import MANIFEST, Source, beside, is_companion, load
from data.reading.table import Table
from data.reading.workbook import read_workbook

__all__ = [
    "Delivery", "Fault", "Manifest", "Refused", "is_companion", "read", "understand", "unpack",
    "write",
]

Written = Literal["csv", "csv-comma", "parquet", "xlsx"]
SUFFIXES: Mapping[str, str] = {"csv": ".csv", "csv-comma": ".csv", "parquet": ".parquet",
                               "xlsx": ".xlsx"}


@dataclass(frozen=True)
class Delivery:
    """One delivery as typed frames. ``first`` is the number of the first row in its file."""

    manifest: Manifest
    rows: pl.DataFrame
    states: pl.DataFrame
    first: int = 2


@dataclass(frozen=True)
class Refused:
    """Why a file never became a delivery: one fault a sentence, and its manifest if it has one."""

    faults: tuple[Fault, ...]
    manifest: Manifest | None = None


@dataclass(frozen=True)
class Unpacked:
    """A manifest that can be read and the tables beside it, before they have types."""

    manifest: Manifest
    tables: Mapping[str, Table]


def read(path: str | Path) -> Delivery | Refused:
    """Read the delivery at ``path``: its file of rows, with states and manifest beside it.

    CSV with semicolon or comma, Parquet or XLSX give the same frames: columns of the contract in
    its order, states as record_key, state, date. Nothing here raises because of a file's content.
    """
    source = load(Path(path))
    if not isinstance(source, Source):
        return Refused(source)
    unpacked = unpack(source)
    return unpacked if isinstance(unpacked, Refused) else understand(unpacked)


def unpack(source: Source) -> Unpacked | Refused:
    """Read the manifest and unpack the tables that its contract has."""
    if source.manifest is None:
        return Refused((fault("M-001", "manifest"),))
    manifest = parse(source.manifest)
    if not isinstance(manifest, Manifest):
        return Refused(manifest)
    parts = ("rows", "states") if contract(manifest.contract).chains else ("rows",)
    tables = _tables(source, parts)
    return Unpacked(manifest, tables) if isinstance(tables, dict) else Refused(tables, manifest)


def _tables(source: Source, parts: tuple[str, ...]) -> dict[str, Table] | tuple[Fault, ...]:
    if source.format == "xlsx":
        return read_workbook(source.rows, parts)
    if "states" in parts and source.states is None:
        return (fault("F-019", "states", suffix=f".states.{source.format}"),)
    if "states" not in parts and source.states is not None:
        return (fault("F-020", "states"),)
    reader = read_csv if source.format == "csv" else read_parquet
    found = {part: content for part, content in source.parts().items() if part in parts}
    tables = {part: reader(part, content) for part, content in found.items()}
    faults = tuple(each for table in tables.values() if isinstance(table, tuple) for each in table)
    return faults or {part: table for part, table in tables.items() if isinstance(table, Table)}


def understand(unpacked: Unpacked) -> Delivery | Refused:
    """Give the tables their types, or say which cells cannot have them."""
    manifest, tables = unpacked.manifest, unpacked.tables
    rows = typed("rows", tables["rows"], schema(contract(manifest.contract)))
    states = (
        typed("states", tables["states"], states_schema())
        if "states" in tables
        else pl.DataFrame(schema=states_schema())
    )
    if isinstance(rows, pl.DataFrame) and isinstance(states, pl.DataFrame):
        return Delivery(manifest, rows, states, tables["rows"].first)
    faults = tuple(each for found in (rows, states) if isinstance(found, tuple) for each in found)
    return Refused(faults, manifest)


def write(
    folder: str | Path, name: str, manifest: Manifest, rows: pl.DataFrame,
    states: pl.DataFrame | None, format: Written = "csv",  # noqa: A002
) -> Path:
    """Write a delivery as files named ``name`` in ``folder`` and give the path of its rows.

    The same frames give the same bytes. ``csv`` is Swedish (semicolon, decimal comma),
    ``csv-comma`` English (comma, decimal point). ``states`` are left out where the contract has
    none.
    """
    path = Path(folder) / f"{name}{SUFFIXES[format]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = states if contract(manifest.contract).chains else None
    if format == "xlsx":
        _write_workbook(path, manifest, rows, kept)
    else:
        _write_table(path, rows, format)
        if kept is not None:
            _write_table(beside(path)[0], kept, format)
    (path.parent / f"{name}{MANIFEST}").write_text(manifest.to_json(), encoding="utf-8")
    return path


def _write_table(path: Path, frame: pl.DataFrame, form: Written) -> None:
    if form == "parquet":
        frame.write_parquet(path)
    else:
        swedish = form == "csv"
        frame.write_csv(path, separator=";" if swedish else ",", decimal_comma=swedish,
                        line_terminator="\r\n" if swedish else "\n")


def _write_workbook(
    path: Path, manifest: Manifest, rows: pl.DataFrame, states: pl.DataFrame | None
) -> None:
    """Write values only: no text becomes a formula or a link, no moment of writing is kept."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, plain) as book:
        book.set_properties({"created": datetime.combine(manifest.sent, datetime.min.time())})
        for sheet, frame in (("rows", rows), ("states", states)):
            if frame is not None:
                frame.write_excel(book, worksheet=sheet, table_style=None, autofilter=False)
