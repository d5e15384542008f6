"""My authority's part: what one authority counts itself, year by year, and its overdue promises.

Here: figures for Sweden by authority that are visible in the edition, and the plan actions of the
authority that are overdue. Not here: sums over authorities, shares of a total; nothing is worked
out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.figures import values
from dashboard.figures.table import Cell
from dashboard.models.book import Book, Meta
from dashboard.models.where import measured, value_cell
from data import periods, registers

PROMISES = "rs.overdue"   # plan actions past their day, by owner
YEARS, ROWS = 3, 5


@dataclass(frozen=True)
class Overdue:
    """How many of an authority's promises are overdue, at which period; ``some`` where any are."""

    text: str
    some: bool


@dataclass(frozen=True)
class Mine:
    """One authority's own figures: years across, an indicator a row. No rows where none is shown.
    """

    authority: str
    name: str
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    overdue: Overdue | None = None


def wanted(book: Book, areas: Sequence[str]) -> list[str]:
    """List the indicators that an authority's part may have: the areas' own, and its promises."""
    own = [m.code for m in book.metas.values()
           if m.area in areas and not m.code.endswith(".not") and "authority" in m.tables]
    return [*own, *([PROMISES] if PROMISES in book.metas and PROMISES not in own else [])]


def mine(book: Book, areas: Sequence[str], authority: str) -> Mine | None:
    """Choose an authority's own figures; None where the address names no authority."""
    if not authority:
        return None
    name = registers.name("authorities", authority, book.lang)
    cells = book.cells.filter(
        (pl.col("authority") == authority) & (pl.col("place") == "SE")
        & (pl.col("breakdown") == "all"))
    yearly = cells.filter((pl.col("period_level") == "year")
                          & (pl.col("sign") != "not_applicable"))
    shown = [m for m in _order(book, areas) if m.code in set(yearly["indicator"])][:ROWS]
    own = yearly.filter(pl.col("indicator").is_in([m.code for m in shown]))
    years = sorted(set(own["period"]))[-YEARS:]
    heads = (book.say("mine.what"), *years)
    return Mine(authority, name, heads, tuple(_row(book, m, yearly, years) for m in shown),
                _overdue(book, cells))


def _order(book: Book, areas: Sequence[str]) -> list[Meta]:
    """Put the cards' indicators first, area by area, then the others by name."""
    heads = [m.code for a in areas for m in book.headlines(a)]
    place = {code: i for i, code in enumerate(heads)}
    metas = [book.metas[c] for c in wanted(book, areas) if c != PROMISES]
    return sorted(metas, key=lambda m: (place.get(m.code, len(place)), m.name))


def _row(
    book: Book, meta: Meta, yearly: pl.DataFrame, years: Sequence[str]
) -> tuple[Cell, ...]:
    found = {r["period"]: r for r in yearly.filter(
        pl.col("indicator") == meta.code).iter_rows(named=True)}
    blank = Cell("", book.say("meaning.not_published"))
    return (Cell(measured(book, meta)),
            *(value_cell(book, found[y], meta.unit) if y in found else blank for y in years))


def _overdue(book: Book, cells: pl.DataFrame) -> Overdue | None:
    """Say how many promises are overdue at the newest quarter that has it."""
    rows = cells.filter((pl.col("indicator") == PROMISES) & (pl.col("period_level") == "quarter")
                        ).sort("period")
    if not rows.height:
        return None
    last = rows.row(rows.height - 1, named=True)
    period = periods.label(last["period"], book.lang)
    if last["sign"] != "visible":
        said = book.say(f"meaning.{last['sign']}")
        return Overdue(book.say("mine.overdue_sign", period=period, said=said), False)
    if not last["value"]:
        return Overdue(book.say("mine.overdue_none", period=period), False)
    count = values.cell(last["value"], "visible", "", book.lang)
    key = "mine.overdue_one" if last["value"] == 1 else "mine.overdue"
    return Overdue(book.say(key, count=count, period=period), True)
