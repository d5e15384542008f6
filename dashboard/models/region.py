"""A place against Sweden: the main figure of every area side by side, and all headline figures.

Here: what the page shows, chosen from the edition. Not here: markup (``dashboard.views.region``).
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.figures.table import Cell
from dashboard.models.book import Book
from dashboard.models.cards import Card, card
from dashboard.models.council import Sentence, sentence
from dashboard.models.protection import ripening
from dashboard.models.where import REGIONS, value_cell
from data import periods, registers


@dataclass(frozen=True)
class Pair:
    """An area's main figure at the place, and the same figure for Sweden."""

    area: str
    area_name: str
    here: Card
    sweden: Card


@dataclass(frozen=True)
class RegionPage:
    """Everything that a place's page shows."""

    place: str
    name: str
    sentence: Sentence
    pairs: tuple[Pair, ...]
    heads: tuple[str, ...]
    table: tuple[tuple[Cell, ...], ...]
    ripening: str = ""


def default_place(place: str, own: str) -> str:
    """Choose a place below Sweden: the address's, else the council's, else the first region."""
    if place != "SE":
        return place
    return own if own != "SE" else REGIONS[0]


def region_page(book: Book, place: str) -> RegionPage:
    """Choose what a place sees of itself beside Sweden."""
    pairs = []
    for area in registers.areas():
        meta = book.main(area.code)
        if meta is not None:
            here = book.focus(meta.code, place)
            level = here.level if here else ""
            pairs.append(Pair(area.code, area.name(book.lang), card(book, meta, place),
                              card(book, meta, "SE", level)))
    heads = tuple(book.say(k) for k in (
        "region.area", "region.indicator", "region.period", "picture.value", "picture.change",
        "region.sweden"))
    shown = sorted(pairs, key=lambda p: p.here.state == "none")
    first = sentence(book, f"region:{place}", place=place)
    return RegionPage(place, book.place(place), first, tuple(shown), heads,
                      tuple(_rows(book, place)), ripening(book))


def _rows(book: Book, place: str) -> list[tuple[Cell, ...]]:
    """Write one row a headline figure that is published here."""
    rows: list[tuple[Cell, ...]] = []
    for area in registers.areas():
        for meta in book.headlines(area.code):
            here = book.focus(meta.code, place)
            if here is None:
                continue
            change, shown = here.change, {"value": here.value, "sign": here.sign}
            sweden = {r["period"]: r for r in book.select(meta.code).iter_rows(named=True)}
            same = sweden.get(here.period)
            rows.append((
                Cell(area.name(book.lang)), Cell(meta.name, left=True),
                Cell(periods.label(here.period, book.lang), left=True),
                value_cell(book, book.cell(meta.code, here.period, place) or shown, meta.unit),
                Cell(f"{change.said} {change.text}" if change else "", left=True),
                value_cell(book, same, meta.unit) if same else Cell(
                    "", book.say("meaning.not_published")),
            ))
    return rows
