"""The parts of an indicator: by authority and by each breakdown, largest first.

Here: choosing the newest settled period that has them, naming and ordering them. Not here: adding
them up; parts may overlap, and are never summed in a page.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.figures import values
from dashboard.figures.ranked import RankedRow
from dashboard.figures.table import Cell
from dashboard.models.book import Book, Meta, Row
from dashboard.models.where import value_cell
from data import periods, registers, words


@dataclass(frozen=True)
class Parts:
    """One way to part an indicator. ``dimension`` is "authority" or that of the breakdown."""

    dimension: str
    title: str
    sub: str
    label: str
    period: str
    status: str
    rows: tuple[RankedRow, ...]
    table: tuple[tuple[Cell, ...], ...]


def by_authority(
    book: Book, meta: Meta, place: str = "SE", period: str = ""
) -> Parts | None:
    """Part an indicator by the authority that counts."""
    rows = _cells(book, meta, place).filter(
        (pl.col("authority") != "all") & (pl.col("breakdown") == "all"))
    return _parts(book, meta, rows, "authority", period)


def by_breakdown(
    book: Book, meta: Meta, place: str = "SE", period: str = ""
) -> list[Parts]:
    """Part an indicator by each dimension that it is published by."""
    rows = _cells(book, meta, place).filter(
        (pl.col("authority") == "all") & (pl.col("breakdown") != "all"))
    split = rows.with_columns(dimension=pl.col("breakdown").str.split(":").list.first())
    found = (_parts(book, meta, part.drop("dimension"), str(key[0]), period)
             for key, part in split.partition_by("dimension", as_dict=True).items())
    return [p for p in found if p]


def _cells(book: Book, meta: Meta, place: str) -> pl.DataFrame:
    return book.cells.filter(
        (pl.col("indicator") == meta.code) & (pl.col("place") == place)
        & (pl.col("period_level") != "month"))


def _parts(
    book: Book, meta: Meta, rows: pl.DataFrame, dimension: str, asked: str
) -> Parts | None:
    settled = rows.filter((pl.col("status") != "provisional") & (pl.col("period_level") == "year"))
    rows = settled if settled.height else rows
    if not rows.height:
        return None
    known = set(rows["period"])
    period = next((p for p in (asked, asked[:4]) if p in known), max(known))
    order = _ordered(rows.filter(pl.col("period") == period), dimension)
    key = "area.by_authority" if dimension == "authority" else "area.by_breakdown"
    title = book.say(key, name=meta.name, dimension=dimension_name(book, dimension))
    label = _label(book, title, period, [(_name(book, r, dimension), r) for r in order])
    sub = book.say("area.parts_sub", unit=book.unit_line(meta, periods.level(period)),
                   period=periods.label(period, book.lang))
    return Parts(
        dimension, title, sub, label, period, str(order[0]["status"]),
        tuple(_row(book, meta, r, dimension) for r in order if r["sign"] != "not_applicable"),
        tuple((Cell(_name(book, r, dimension)), value_cell(book, r, meta.unit)) for r in order),
    )


def _ordered(rows: pl.DataFrame, dimension: str) -> list[Row]:
    return sorted(rows.iter_rows(named=True), key=lambda r: (
        _last(_code(r, dimension)), r["value"] is None, -(r["value"] or 0)))


def part_rows(book: Book, meta: Meta, part: Parts, place: str = "SE") -> list[tuple[str, Row]]:
    """Return the cells of a parting under their names, in its order."""
    rows = _cells(book, meta, place).filter(pl.col("period") == part.period)
    if part.dimension == "authority":
        rows = rows.filter((pl.col("authority") != "all") & (pl.col("breakdown") == "all"))
    else:
        rows = rows.filter((pl.col("authority") == "all")
                           & pl.col("breakdown").str.starts_with(f"{part.dimension}:"))
    return [(_name(book, r, part.dimension), r) for r in _ordered(rows, part.dimension)]


def _label(book: Book, title: str, period: str, rows: list[tuple[str, Row]]) -> str:
    """Write the sentence that says the rows in words: protected and older ones by name."""
    said = [book.say("label_of.ranked", name=title, period=periods.label(period, book.lang),
                     count=len(rows))]
    hidden = [name for name, r in rows if r["sign"] == "protected"]
    said += [book.say("label_of.protected", places=", ".join(hidden))] if hidden else []
    return " ".join(said + [f"{name}: {book.as_of(r)}." for name, r in rows if book.as_of(r)])


def _last(code: str) -> bool:
    return code in ("not_stated", "other")


def _code(row: Row, dimension: str) -> str:
    if dimension == "authority":
        return str(row["authority"])
    return str(row["breakdown"]).partition(":")[2]


def _name(book: Book, row: Row, dimension: str) -> str:
    code = _code(row, dimension)
    rows = book.codes.filter(pl.col("code") == f"{dimension}:{code}")
    name = str(rows[book.lang][0]) if rows.height else registers.name(
        "authorities", code, book.lang)
    return name.removeprefix("Swedish ")


def dimension_name(book: Book, dimension: str) -> str:
    """Name a dimension; one without a name of its own is named by its code list."""
    key = f"dimension.{dimension}"
    return book.say(key) if words.has(key) else dimension.replace("_", " ")


def _row(book: Book, meta: Meta, row: Row, dimension: str) -> RankedRow:
    level = row["period_level"]
    change = book.change_in(meta.code, level, row["place"], row["authority"], row["breakdown"],
                            row["period"])
    text = values.cell(row["value"], row["sign"], meta.unit, book.lang)
    name = _name(book, row, dimension)
    return RankedRow(name, row["value"], text, row["sign"], change,
                     change is not None and change.sure, _last(_code(row, dimension)),
                     book.as_of(row))
