"""Nothing personal comes in: the search that every file goes through before anything else.

Here belong the places that are searched: the names of file and sheets, manifest, headings, cells,
metadata and raw bytes. What is looked for stands in expectations.personal. What is found is never
held: a fault tells the kind, the column and the rows.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from re import sub
from typing import Any

import polars as pl

from data.contracts import contracts
from data.faults import Fault, rows_text
from data.reading import parquet, workbook
from data.reading.source import Source
from data.reading.table import Table
from data.words import say
from expectations.personal import LIKELY, LONGEST_CELL, kinds, organisation

__all__ = ["kinds", "search"]

LONG = 10**9
"""From here on a whole number has the ten digits of a personal number."""
LISTED = 20
TEXTS = (pl.String, pl.Categorical, pl.Enum, pl.Binary)


@dataclass(frozen=True)
class _Hit:
    rule: str
    place: str
    name: str = ""
    rows: tuple[int, ...] = ()
    count: int = 0


def search(source: Source, tables: Mapping[str, Table] | None, order: int) -> tuple[Fault, ...]:
    """Search the names, bytes and cells of a delivery for anything personal.

    ``tables`` are its unpacked tables, None where they could not be unpacked: then the bytes are
    searched as they are. ``order`` is the file's place in the call, its only name in a fault.
    """
    hits = [*_names(source), *_beside(source)]
    for table in (tables or _rescued(source)).values():
        hits += _table(table)
    located = {hit.rule for hit in hits}
    hits += (hit for hit in _bytes(source, tables) if hit.rule not in located)
    return tuple(_fault(hit, order, _contract(source)) for hit in dict.fromkeys(hits))


def _names(source: Source) -> Iterator[_Hit]:
    yield from (_Hit(rule, "name") for rule in kinds(source.name.replace("_", " "), name=True))
    if source.format == "xlsx":
        for sheet in workbook.sheet_names(source.rows):
            yield from (_Hit(rule, "sheet") for rule in kinds(sheet, name=True))


def _beside(source: Source) -> Iterator[_Hit]:
    whole = _text(source.manifest or b"")
    # A control total may by chance have the digits of a personal number: it is a bare number.
    text = sub(r'("[a-z_]+"\s*:\s*)-?[0-9]{1,15}(?=\s*[,}\n])', r"\1", whole)
    for each in (text, *_strings(whole)):
        yield from (_Hit(rule, "manifest") for rule in kinds(each))


def _strings(text: str) -> Iterator[str]:
    """Give the strings of a JSON text as they read, their escapes undone."""
    try:
        waiting: list[Any] = [json.loads(text.lstrip("\ufeff"), object_pairs_hook=list)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list | tuple):
            waiting += value


def _bytes(source: Source, tables: Mapping[str, Table] | None) -> Iterator[_Hit]:
    for content in _raw(source, bool(tables)):
        yield from (_Hit(rule, "file") for rule in kinds(_text(content)))


def _raw(source: Source, unpacked: bool) -> Iterator[bytes]:
    """Give the bytes that the tables do not show, or all of them where there are no tables."""
    contents = [source.rows] if source.states is None else [source.rows, source.states]
    if source.format == "parquet":
        for content in contents:
            yield from (parquet.metadata(content), parquet.between(content))
    elif source.format == "xlsx":
        yield workbook.between(source.rows)
        found = workbook.members(source.rows, lambda name: not workbook.LOOKS.search(name))
        for name, content in found.items():
            shown = unpacked and workbook.SHEET.fullmatch(name)
            words = workbook.around(content) if shown else content
            # A footer has codes for its look, such as &C before what stands in the middle.
            yield sub("&[A-Z]", " ", unescape(_text(words))).encode()
    elif not unpacked:
        yield from contents


def _text(content: bytes) -> str:
    return content.replace(b"\x00", b"").decode("utf-8", "replace")


def _rescued(source: Source) -> dict[str, Table]:
    """Read what can be read of a Parquet delivery whose manifest failed: its bytes are packed."""
    if source.format != "parquet":
        return {}
    found = {"rows": source.rows} | ({"states": source.states} if source.states else {})
    tables = {part: parquet.read_parquet(part, content) for part, content in found.items()}
    return {part: table for part, table in tables.items() if isinstance(table, Table)}


def _table(table: Table) -> Iterator[_Hit]:
    for heading in table.headings:
        yield from (_Hit(rule, "heading") for rule in kinds(heading))
    known = {column.name for each in contracts() for column in each.columns}
    for place, (heading, column) in enumerate(zip(table.headings, table.columns, strict=True), 1):
        named = heading in known | {"state", "date"}
        yield from _column(
            column, "column" if named else "position", heading if named else str(place),
            table.first,
        )


def _column(column: pl.Series, place: str, name: str, first: int) -> Iterator[_Hit]:
    """Judge each text of a column once, however many rows hold it."""
    cells = _looked_at(column)
    whole = column.dtype in TEXTS
    found: dict[str, list[str]] = {}
    for text in cells["text"].unique(maintain_order=True):
        also = ("P-004",) if whole and organisation(text) else ()
        for rule in {*kinds(text, cell=whole), *also}:
            found.setdefault(rule, []).append(text)
    for rule, texts in sorted(found.items()):
        rows = cells.filter(pl.col("text").is_in(texts))["row"]
        yield _Hit(rule, place, name, tuple(row + first for row in rows.head(LISTED)), len(rows))


def _looked_at(column: pl.Series) -> pl.DataFrame:
    """Give row and text of the cells that could hold anything personal."""
    if column.dtype.is_nested():
        column = pl.Series([column.to_frame().write_ndjson()])
    elif column.dtype.is_float() or column.dtype.is_decimal():
        column = column.cast(pl.Int64, strict=False)
    if column.dtype.is_integer():
        likely = pl.col("text").abs() >= LONG
    elif column.dtype in TEXTS:
        column = column.cast(pl.String, strict=False)
        long = pl.col("text").str.len_bytes() > LONGEST_CELL
        likely = long | pl.col("text").str.contains(LIKELY)
    else:
        return pl.DataFrame(schema={"row": pl.UInt32, "text": pl.String})
    cells = column.rename("text").to_frame().with_row_index("row").filter(likely)
    return cells.with_columns(pl.col("text").cast(pl.String))


def _contract(source: Source) -> str:
    """Find which known contract the manifest names, without trusting anything else in it."""
    text = _text(source.manifest or b"")
    return next((each.id for each in contracts() if f'"{each.id}"' in text), "")


def _fault(hit: _Hit, order: int, contract: str) -> Fault:
    texts = {}
    for lang in ("sv", "en"):
        rows = rows_text(hit.rows, lang, hit.count)
        at = f" ({rows})" if rows else ""
        place = say(f"place.{hit.place}", lang, column=hit.name, position=hit.name)
        named = contract or say("place.unknown", lang)
        texts[lang] = say(
            f"fault.{hit.rule}", lang, order=order, contract=named, place=place, at=at
        )
    return Fault(hit.rule, hit.place, **texts)
