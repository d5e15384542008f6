"""Figures that the authorities have published themselves, as reference points with their source.

Here: choosing and writing them. Not here: our own series. Only what an authority or the Government
has published is shown beside a series; press and derived figures stand in the method pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import polars as pl

from dashboard.figures.trend import Published
from dashboard.models.book import Book, Meta, Row
from data import words
from data.contracts import code_list

SHOWN_KIND = "authority"
_PARTS = {"year": 1, "quarter": 4, "month": 12}
_ADDED = ("count", "sum")


@dataclass(frozen=True)
class PublishedFigure:
    """One published figure as written, with where it comes from."""

    name: str
    year: str
    text: str
    source: str
    href: str


def published(book: Book, areas: Sequence[str], series: str = "") -> list[PublishedFigure]:
    """List the published figures of some areas (or beside one series), the newest first."""
    rows = _rows(book).filter(pl.col("area").is_in(list(areas)))
    if series:
        rows = rows.filter(pl.col("series") == series)
    rows = rows.sort("year", "indicator", descending=[True, False])
    return [_figure(book, row) for row in rows.iter_rows(named=True)]


def _rows(book: Book) -> pl.DataFrame:
    return book.figures.filter(pl.col("source_kind") == SHOWN_KIND)


def _figure(book: Book, row: Row) -> PublishedFigure:
    return PublishedFigure(row[book.lang], str(row["year"]), written(book, row),
                           _site(row["source"]), _href(row["source"]))


def _site(source: str) -> str:
    return urlsplit(source).netloc.removeprefix("www.") or source


def _href(source: str) -> str:
    return source if urlsplit(source).scheme in ("http", "https") else ""


def written(book: Book, row: Row) -> str:
    """Write a published value the way its source does: more than 3,000, January to October."""
    value = row["value"]
    if row["low"] is not None and row["high"] is not None:
        number = f"{_number(book, row['low'])}–{_number(book, row['high'])}"
    else:
        number = _number(book, value)
    unit = _code(book, "figure_unit", row["unit"]) if row["unit"] != "count" else ""
    money, _, size = unit.partition(" ")   # "SEK m" stands around the number, as everywhere
    if size:
        number, unit = f"{money} {number}", size
    parts = [_code(book, "figure_qualifier", row["qualifier"]), number, unit,
             _code(book, "figure_part", row["part"])]
    return " ".join(p for p in parts if p)


def _number(book: Book, value: float) -> str:
    return words.number(value, book.lang, 0 if value == int(value) else 1)


def _code(book: Book, name: str, code: str) -> str:
    return next((c.name(book.lang) for c in code_list(name) if c.code == code), "")


def beside(book: Book, meta: Meta, level: str) -> tuple[Published, ...]:
    """Place a series' published years on its axis: a sum of a year is shared over its periods."""
    parts = _PARTS[level] if meta.kind in _ADDED else 1
    if parts > 1 and meta.unit == "SEK":
        return ()
    rows = _rows(book).filter(
        (pl.col("series") == meta.code) & (pl.col("place") == "SE")
        & (pl.col("part") == "whole_year") & ~pl.col("unit").is_in(["MSEK", "BSEK", "SEK"]))
    return tuple(
        Published(str(r["year"]), r["value"] / parts, book.say(
            "area.published_flag", year=r["year"], value=written(book, r)))
        for r in rows.sort("year").iter_rows(named=True)
    )


def parts_of(meta: Meta, level: str) -> int:
    """Return by how much a year's published sum is divided on an axis of that level."""
    return _PARTS[level] if meta.kind in _ADDED else 1
