"""The table behind an area's page: places by period, every sign written.

Here: which places and periods it has, each cell as the edition has it. Not here: its markup.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.table import Cell
from dashboard.models import where
from dashboard.models.book import Book, Meta, Row
from dashboard.models.protection import ripening, unripe
from data import periods

TABLE_PERIODS = 8


@dataclass(frozen=True)
class Behind:
    """The table behind the page: places by period, every sign written."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def behind(book: Book, meta: Meta) -> Behind:
    """Lay out places by the newest periods of the finest level that they share."""
    level, sweden, found = behind_grid(book, meta)
    heads = (book.say("picture.place"), *(periods.label(p, book.lang) for p in sweden))
    rows = [(Cell(book.place(code), strong=code == "SE"),
             *(_behind_cell(book, cells.get(p), meta, code, p) for p in sweden))
            for code, cells in found]
    waits = any(unripe(book, p) for p in sweden) and len(rows) > 1
    return Behind(book.say("area.table_sub", unit=book.unit_line(meta, level)),
                  heads, tuple(rows), ripening(book) if waits else "")


def behind_grid(
    book: Book, meta: Meta
) -> tuple[str, list[str], list[tuple[str, dict[str, Row]]]]:
    """Find the level, the newest periods, and the cells of each place that has any of them."""
    level = _shared_level(book, meta)
    shown = [p.period for p in book.points(meta.code, level)][-TABLE_PERIODS:][::-1]
    found: list[tuple[str, dict[str, Row]]] = []
    for code in ("SE", *where.REGIONS, "00", *where.counties()):
        cells: dict[str, Row] = {
            r["period"]: r for r in book.select(meta.code, code).iter_rows(named=True)}
        if any(p in cells for p in shown):
            found.append((code, cells))
    return level, shown, found


def _shared_level(book: Book, meta: Meta) -> str:
    """Return quarter or year: that of the regions where there are any, else Sweden's."""
    below = {level for region in where.REGIONS for level in book.levels(meta.code, region)}
    known = (below or set(book.levels(meta.code))) - {"month"}
    return "quarter" if "quarter" in known else "year"


def _behind_cell(book: Book, row: Row | None, meta: Meta, code: str, period: str) -> Cell:
    if row is None:
        waits = code != "SE" and unripe(book, period)
        return Cell("", book.say("meaning.unripe" if waits else "meaning.not_published"))
    return where.value_cell(book, row, meta.unit, code == "SE")
