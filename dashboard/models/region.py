"""A place against Sweden and like places: the main figure of every area, all headline figures.

Here: what the page shows, chosen from the edition. Not here: markup (``dashboard.views.region``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.figures.ranked import RankedRow
from dashboard.figures.table import Cell
from dashboard.models import where
from dashboard.models.book import Book, Meta
from dashboard.models.cards import Card, card
from dashboard.models.centres import Centres, centres
from dashboard.models.council import Sentence, sentence
from dashboard.models.protection import ripening
from dashboard.models.where import REGIONS, measured, value_cell
from data import periods, registers
from data.register_rows import Code


@dataclass(frozen=True)
class Pair:
    """An area's main figure at the place, the same for Sweden, and at like places by name."""

    area: str
    area_name: str
    here: Card
    sweden: Card
    like: tuple[RankedRow, ...] = ()
    like_label: str = ""
    like_sub: str = ""


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
    like: str = ""
    centres: Centres | None = None


def default_place(place: str, own: str) -> str:
    """Choose a place below Sweden: the address's, else the council's, else the first region."""
    if place != "SE":
        return place
    return own if own != "SE" else REGIONS[0]


def like_places(place: str) -> list[str]:
    """List the places that one is compared with: the regions, or the counties of its region."""
    if place in REGIONS:
        return list(REGIONS)
    region = registers.region_of(place)
    return [p.code for p in registers.places() if p.level == "county" and p.published
            and p.parent == region and not p.code.endswith("00")]


def region_page(book: Book, place: str, peers: Sequence[str] = ()) -> RegionPage:
    """Choose what a place sees of itself beside Sweden and beside ``peers``, itself among them."""
    pairs = [_pair(book, area, meta, place, peers) for area in registers.areas()
             if (meta := book.main(area.code))]
    heads = tuple(book.say(k) for k in (
        "region.indicator", "picture.value", "picture.change", "region.sweden", "region.period",
        "region.area"))
    shown = sorted(pairs, key=lambda p: p.here.state == "none")
    first = sentence(book, f"region:{place}", place=place)
    return RegionPage(place, book.place(place), first, tuple(shown), heads,
                      tuple(_rows(book, place)), ripening(book), _like_said(book, place, peers),
                      centres(book, place))


def _pair(book: Book, area: Code, meta: Meta, place: str, peers: Sequence[str]) -> Pair:
    focus = book.focus(meta.code, place)
    level = focus.level if focus else ""
    pair = Pair(area.code, area.name(book.lang), card(book, meta, place),
                card(book, meta, "SE", level))
    if focus is None or len(peers) < 2:
        return pair
    at = where.at_places(book, meta, peers, focus.period)
    if at is None or at.period != focus.period:
        return pair
    own = book.short_place(place)
    rows = tuple(replace(r, strong=r.name == own, quiet=r.name != own)
                 for r in where.ranked(book, at))
    return replace(pair, like=rows, like_label=where.map_label(book, at),
                   like_sub=periods.label(at.period, book.lang))


def _like_said(book: Book, place: str, peers: Sequence[str]) -> str:
    if len(peers) < 2:
        return book.say("region.like_none")
    return book.say("region.like_regions" if place in REGIONS else "region.like_counties")


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
                Cell(measured(book, meta)),
                value_cell(book, book.cell(meta.code, here.period, place) or shown, meta.unit),
                Cell(f"{change.said} {change.text}" if change else "", left=True),
                value_cell(book, same, meta.unit) if same else Cell(
                    "", book.say("meaning.not_published")),
                Cell(periods.label(here.period, book.lang), left=True),
                Cell(area.name(book.lang), left=True),
            ))
    return rows
