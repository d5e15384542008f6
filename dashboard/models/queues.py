"""Whose cases stand: how many have reached a step of a chain and not the next, by authority.

Here: choosing and ordering the rows, from visible figures of Sweden by authority. Not here: how
many days it takes (``models.waiting``), markup.

Those that stand are a step's figure less the next one's: both are shown, and so is what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from dashboard.figures.table import Cell
from dashboard.models.book import Book, Row
from dashboard.models.cohorts import Chain
from data import periods, registers, words

FIRST = 9   # rows shown before "all"


@dataclass(frozen=True)
class Queues:
    """The rows of the table, the longest queue first, and what it is of."""

    sub: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str


def queues(chain: Chain, year: str) -> Queues | None:
    """List where the cases of a cohort year stand; None where no step is published by authority."""
    book = chain.book
    found = sorted(_all(chain, year), key=lambda q: (q[0] is None, -(q[0] or 0.0)))
    if not found:
        return None
    heads = tuple(book.say(f"chain_standing.{k}")
                  for k in ("step", "at", "reached", "left", "share", "ripe"))
    sub = book.say("chain_standing.sub", name=chain.metas[chain.root].name,
                   cohort=periods.label(year, book.lang), until=periods.label(
                       book.until or year, book.lang))
    return Queues(sub, heads, tuple(row for _, row in found), book.say("chain_standing.note"))


def _all(chain: Chain, year: str) -> Iterator[tuple[float | None, tuple[Cell, ...]]]:
    for before, state in zip(chain.main, chain.main[1:], strict=False):
        reached, gone = (_by_authority(chain, s, year) for s in (before, state))
        for who in sorted(set(reached) & set(gone)):
            signs = {reached[who]["sign"], gone[who]["sign"]}
            if signs <= {"visible", "protected"} and reached[who]["value"] != 0:
                yield _row(chain, state, year, who, reached[who], gone[who])


def _by_authority(chain: Chain, state: str, year: str) -> dict[str, Row]:
    rows = chain.book.cells.filter(
        (pl.col("indicator") == chain.metas[state].code) & (pl.col("period") == year)
        & (pl.col("place") == "SE") & (pl.col("breakdown") == "all")
        & (pl.col("authority") != "all"))
    return {str(r["authority"]): r for r in rows.iter_rows(named=True)}


def _row(
    chain: Chain, state: str, year: str, who: str, reached: Row, gone: Row
) -> tuple[float | None, tuple[Cell, ...]]:
    book = chain.book
    shown = reached["sign"] == gone["sign"] == "visible"
    left = max(reached["value"] - gone["value"], 0.0) if shown else None
    name = registers.name("authorities", who, book.lang).removeprefix("Swedish ")
    ripe = book.say(f"chain_standing.ripe_{'yes' if chain.ripe(state, year) else 'no'}")
    older = book.as_of(reached) or book.as_of(gone)
    return left, (
        Cell(chain.name(state), strong=True), Cell(name, left=True), _count(book, reached),
        _left(book, left, older), Cell(chain.percent(left, reached["value"] if shown else None)),
        Cell(ripe, left=True))


def _count(book: Book, row: Row) -> Cell:
    if row["sign"] != "visible":
        return Cell(book.say(f"sign.{row['sign']}"), book.say(f"meaning.{row['sign']}"))
    older = book.as_of(row)
    return Cell(words.number(row["value"], book.lang), older, mark="*" if older else "")


def _left(book: Book, left: float | None, older: str) -> Cell:
    """Write how many stand, or that it is protected."""
    if left is None:
        return Cell(book.say("sign.protected"), book.say("meaning.protected"))
    if not left:
        return Cell(book.say("sign.zero"), book.say("meaning.zero"))
    return Cell(words.number(left, book.lang), older, strong=True, mark="*" if older else "")
