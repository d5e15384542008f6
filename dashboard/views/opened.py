"""The edition of a visit opened for a picture: only the cells that the picture needs.

Here: which frames are read for which page. Not here: choosing what is shown (``dashboard.models``).
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from dashboard import reading
from dashboard.models.book import Book, union
from dashboard.visit import Visit
from data import registers
from data.access import Act, Role, can_act
from data.regional import within


def book(visit: Visit, *cells: pl.DataFrame) -> Book:
    """Open the edition of a visit with some of its cells. Raises ``AccessDenied``."""
    edition = reading.edition(visit)
    return Book(
        visit.lang, union([_readable(visit, part) for part in cells]),
        reading.indicators(visit), reading.changes(visit),
        reading.sentences(visit), reading.trust(visit), reading.figures(visit),
        reading.codes(visit), reading.notes(visit), reading.deliveries(visit),
        edition.label if edition else "", visit.synthetic, visit.until, reading.documents(visit),
        reading.expected(visit), reading.reasons(visit), reading.signals(visit),
    )


def restricted(visit: Visit) -> bool:
    """Tell whether whoever visits reads only a region of its own, and Sweden."""
    return visit.role == Role.council_member and registers.council(visit.council).place != "SE"


def _readable(visit: Visit, cells: pl.DataFrame) -> pl.DataFrame:
    """Leave out the places that a regional council does not read."""
    if not restricted(visit):
        return cells
    kept = [p.code for p in registers.places()
            if can_act(visit.actor, Act.read_council, council=visit.council, place=p.code)]
    return within(cells, kept)


def headline_cells(visit: Visit, places: Collection[str]) -> pl.DataFrame:
    """Read the totals of every card of every area at some places."""
    rows = reading.indicators(visit).filter(pl.col("headline") > 0)
    return reading.cells(visit, indicators=rows["indicator"].to_list(), places=sorted(places),
                         authorities=["all"], breakdowns=["all"])


def main_cells(visit: Visit, areas: Collection[str]) -> pl.DataFrame:
    """Read every place and part of the main indicator of some areas."""
    rows = reading.indicators(visit).filter(
        (pl.col("headline") == 1) & pl.col("area").is_in(list(areas)))
    return reading.cells(visit, indicators=rows["indicator"].to_list())


def indicator_cells(visit: Visit, indicator: str) -> pl.DataFrame:
    """Read every cell of one indicator."""
    return reading.cells(visit, indicators=[indicator])


def own_cells(visit: Visit, indicators: Collection[str], authority: str) -> pl.DataFrame:
    """Read what one authority counts itself, for Sweden; nothing where none is named."""
    named = [authority] if authority else []
    return reading.cells(visit, indicators=list(indicators), places=["SE"], authorities=named,
                         breakdowns=["all"])


def centre_cells(visit: Visit) -> pl.DataFrame:
    """Read what is published by intelligence centre."""
    codes = reading.codes(visit).filter(pl.col("code").str.starts_with("centre:"))["code"]
    return reading.cells(visit, places=["SE"], authorities=["all"],
                         breakdowns=codes.unique().sort().to_list())
