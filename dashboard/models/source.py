"""The line under every figure: source, period, edition, status; and the deliveries behind it.

Here: who has delivered and when, as the edition says it in words. Not here: any count of rows.
"""

from __future__ import annotations

import polars as pl

from dashboard.figures.table import Cell
from dashboard.models.book import Book, Meta
from data import periods, registers

NAMED = 6


def source_line(book: Book, meta: Meta, period: str, status: str) -> str:
    """Say from whom a figure comes, for when, in which edition and how final it is."""
    mark = book.say("picture.source_mark") if book.synthetic else ""
    said = {"mark": mark, "period": periods.label(period, book.lang), "edition": book.edition,
            "status": book.say(f"status.{status}")}
    names = deliverers(book, meta)
    if not names:
        return book.say("picture.source_nobody", **said)
    listed = ", ".join(names[:NAMED])
    more = f" {book.say('picture.and_others')}" if len(names) > NAMED else ""
    return book.say("picture.source", names=listed + more, **said)


def whole_line(book: Book) -> str:
    """Say where the figures of a whole panel come from, and whether any is provisional."""
    mark = book.say("picture.source_mark") if book.synthetic else ""
    said = book.say("picture.source_all", mark=mark, edition=book.edition)
    newest = book.cells.filter((pl.col("status") == "provisional") & (pl.col("place") == "SE"))
    return f"{said} {book.say('picture.open_newest')}" if newest.height else said


def _behind(book: Book, meta: Meta) -> pl.DataFrame:
    found = book.indicators.filter(pl.col("indicator") == meta.code)["contract"]
    contract = found[0] if found.len() else ""
    return book.deliveries.filter(pl.col("contract") == contract)


def deliverers(book: Book, meta: Meta) -> list[str]:
    """Name, by abbreviation, the authorities whose deliveries stand behind an indicator."""
    short = {a.code: a.abbr for a in registers.authorities()}
    codes = _behind(book, meta)["deliverer"].unique().sort()
    return [short.get(c, c) for c in codes if c]


def deliveries_table(book: Book, meta: Meta) -> list[list[Cell]]:
    """Write one row an authority: its newest delivery behind an indicator, and its outcome."""
    newest = _behind(book, meta).sort("received_on").group_by(
        "deliverer", maintain_order=True).last()
    rows = []
    for row in newest.sort("deliverer").iter_rows(named=True):
        remark = row[f"remark_{book.lang}"] or ""
        said = book.say(f"outcome.{row['outcome']}")
        rows.append([
            Cell(registers.name("authorities", row["deliverer"], book.lang)),
            Cell(row["received_on"]),
            Cell(f"{said}: {remark}" if remark else said, left=True),
        ])
    return rows
