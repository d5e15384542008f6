"""Where cases wait: published days of one step, by authority or by region.

Here: choosing and ordering the rows of a median or a 90th percentile. Not here: the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from dashboard.figures import values
from dashboard.figures.ranked import RankedRow
from dashboard.figures.table import Cell
from dashboard.models.book import Book, Meta, Row
from dashboard.models.where import REGIONS
from data import registers


@dataclass(frozen=True)
class Waits:
    """Days as rows, the longest first, with Sweden's as reference; and the table behind."""

    meta: Meta
    period: str
    by: str
    rows: tuple[RankedRow, ...]
    table: tuple[tuple[Cell, ...], ...]
    reference: tuple[float, str] | None

    @property
    def title(self) -> str:
        """The name of the measure."""
        return self.meta.name


def waits(book: Book, meta: Meta, period: str = "", place: str = "SE") -> Waits | None:
    """Choose the days of a measure at a year: by authority, else by region, else for Sweden.

    The region that is looked at, ``place``, stands out among the regions.
    """
    own = book.cells.filter((pl.col("indicator") == meta.code) & (pl.col("breakdown") == "all")
                            & (pl.col("period_level") == "year"))
    found = own.filter(pl.col("period") == period)
    if not found.height:   # the year asked for, else the newest settled one
        settled = own.filter(pl.col("status") != "provisional")
        found = settled.filter(pl.col("period") == settled["period"].max())
    if not found.height:
        return None
    made = _waits(book, meta, list(found.iter_rows(named=True)))
    if made.by != "region" or place == "SE":
        return made
    here = book.place(place)
    return replace(made, rows=tuple(
        replace(r, strong=r.name == here, quiet=r.name != here) for r in made.rows))


def _waits(book: Book, meta: Meta, found: list[Row]) -> Waits:
    sweden = next((r for r in found if r["place"] == "SE" and r["authority"] == "all"), None)
    authorities = {r["authority"]: r for r in found
                   if r["place"] == "SE" and r["authority"] != "all"}
    regions = {r["place"]: r for r in found if r["place"] in REGIONS and r["authority"] == "all"}
    by, chosen = ("authority", authorities) if authorities else ("region", regions)
    rows = _rows(book, meta, by, chosen)
    if not chosen and sweden is not None:
        by, rows = "SE", [_row(book, meta, book.place("SE"), sweden)]
    return Waits(meta, str(found[0]["period"]), by, tuple(rows),
                 tuple(_told(book, meta, r) for r in rows), _reference(book, meta, sweden, by))


def _rows(book: Book, meta: Meta, by: str, chosen: dict[str, Row]) -> list[RankedRow]:
    order = sorted((c for c in chosen if chosen[c]["sign"] != "not_applicable"),
                   key=lambda c: (chosen[c]["value"] is None, -(chosen[c]["value"] or 0), c))
    return [_row(book, meta, _name(book, by, c), chosen[c]) for c in order]


def _name(book: Book, by: str, code: str) -> str:
    if by == "region":
        return book.place(code)
    return registers.name("authorities", code, book.lang).removeprefix("Swedish ")


def _row(book: Book, meta: Meta, name: str, row: Row) -> RankedRow:
    text = values.cell(row["value"], row["sign"], meta.unit, book.lang)
    return RankedRow(name, row["value"], text, row["sign"], as_of=book.as_of(row))


def _told(book: Book, meta: Meta, row: RankedRow) -> tuple[Cell, ...]:
    meaning = "" if row.sign == "visible" else book.say(f"meaning.{row.sign}")
    return (Cell(row.name), Cell(row.text, meaning or row.as_of, mark="*" if row.as_of else ""))


def _reference(
    book: Book, meta: Meta, sweden: Row | None, by: str
) -> tuple[float, str] | None:
    if sweden is None or sweden["sign"] != "visible" or by == "SE":
        return None
    text = book.text(sweden["value"], sweden["sign"], meta.unit)
    return float(sweden["value"]), book.say("indicator.sweden_line", value=text)
