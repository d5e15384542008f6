"""Where: the map and its rows, and places compared.

Here: which places an indicator is published for, their classes, order and words. Not here: the
drawing (``dashboard.figures.county_map``, ``ranked``). No rank is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.figures import scales, values
from dashboard.figures.county_map import MapPicture, MapRow, Shape
from dashboard.figures.ranked import RankedRow
from dashboard.figures.table import Cell
from dashboard.models.book import Book, Meta, Row
from data import periods, registers

REGIONS = ("nord", "mitt", "bergslagen", "stockholm", "ost", "vast", "syd")
UNITS = ("percent", "SEK", "days")   # that a figure in a table is not read without


@dataclass(frozen=True)
class Where:
    """One period of an indicator at places of one level, and Sweden beside."""

    meta: Meta
    period: str
    level: str
    cells: Mapping[str, Row]
    sweden: Row | None

    def visible(self) -> dict[str, float]:
        """Return the values that are shown, by place."""
        return {c: r["value"] for c, r in self.cells.items() if r["sign"] == "visible"}


def at_places(
    book: Book, meta: Meta, places: Sequence[str], period: str = ""
) -> Where | None:
    """Find places at a period: the one asked for, else that judged for Sweden, else newest."""
    rows = book.cells.filter(
        (pl.col("indicator") == meta.code) & pl.col("place").is_in(list(places))
        & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
        & (pl.col("period_level") != "month"))
    if not rows.height:
        return None
    settled = rows.filter((pl.col("status") != "provisional") | (pl.col("period") == period))
    rows = settled if settled.height else rows
    found = set(rows["period"])
    focus = book.focus(meta.code)
    first = [period, focus.period if focus else ""]
    chosen = next((p for p in first if p in found), None) or max(found, key=_finest)
    found_at = {r["place"]: r
                for r in rows.filter(pl.col("period") == chosen).iter_rows(named=True)}
    cells = {place: found_at[place] for place in places if place in found_at}
    sweden = book.select(meta.code).filter(pl.col("period") == chosen)
    return Where(meta, chosen, periods.level(chosen), cells,
                 sweden.row(0, named=True) if sweden.height else None)


def _finest(period: str) -> tuple[str, int, str]:
    return period[:4], len(period), period


def counties(region: str = "") -> list[str]:
    """List the published counties, all or those of a region, "not stated" among them."""
    return [p.code for p in registers.places() if p.level == "county" and p.published
            and (not region or p.parent == region)]


def map_picture(book: Book, where: Where, shapes: Where, rows: Sequence[str],
                zoom: str = "") -> MapPicture:
    """Make the map: ``shapes`` are filled by class, ``rows`` stand beside it."""
    cuts = scales.limits(shapes.visible().values())
    drawn = tuple(_shape(book, shapes, code, cuts) for code in shapes.cells
                  if not code.endswith("00"))
    listed = tuple(_map_row(book, where, code)
                   for code in rows if code in where.cells)
    signs = [s.sign for s in drawn] + [where.cells[r.code]["sign"] for r in listed]
    protected = "protected" in signs
    ends = [e for r in listed if r.change for e in (r.change.low, r.change.high)]
    return MapPicture(
        drawn, listed, legend(book, where.meta, cuts), _heads(book, where, rows),
        map_label(book, where), book.say("figure.protected_row") if protected else "",
        scales.span(ends), book.mark, _legend_head(book, shapes), zoom,
        _held(book, [where.cells[r.code] for r in listed]),
    )


def _held(book: Book, rows: Sequence[Row]) -> str:
    """Say of which older editions the values with an asterisk are."""
    said = sorted({book.as_of(r) for r in rows} - {""})
    return f"* {', '.join(said)}" if said else ""


def _shape(book: Book, where: Where, code: str, cuts: tuple[float, ...]) -> Shape:
    row = where.cells[code]
    tone = scales.class_of(row["value"], cuts) if row["sign"] == "visible" else 0
    said = values.cell(row["value"], row["sign"], where.meta.unit, book.lang)
    if row["sign"] != "visible":
        said = book.say(f"meaning.{row['sign']}")
    more = f", {book.as_of(row)}" if book.as_of(row) else ""
    return Shape(code, tone, row["sign"], f"{book.place(code)}: {said}{more}")


def _map_row(book: Book, where: Where, code: str) -> MapRow:
    row = where.cells[code]
    change = book.change_in(where.meta.code, where.level, code, period=where.period)
    text = values.cell(row["value"], row["sign"], where.meta.unit, book.lang)
    return MapRow(code, book.short_place(code), f"{text}*" if book.as_of(row) else text, change)


def _heads(book: Book, where: Where, rows: Sequence[str]) -> tuple[str, str, str]:
    level = "region" if not rows or rows[0] in REGIONS else "county"
    return (book.say(f"picture.head_{level}"), _unit(book, where.meta),
            book.say("picture.head_change"))


def _legend_head(book: Book, shapes: Where) -> str:
    level = "region" if any(c in REGIONS for c in shapes.cells) else "county"
    return book.say(f"council.legend_{level}", unit=_unit(book, shapes.meta))


def _unit(book: Book, meta: Meta) -> str:
    if meta.unit in ("percent", "SEK", "days"):
        return values.unit_word(meta.unit, book.lang)
    return book.say("figure.number")


def legend(
    book: Book, meta: Meta, cuts: tuple[float, ...]
) -> tuple[tuple[int, str], ...]:
    """Write the classes from the highest down: their colour and between what they lie."""
    if not cuts:
        return ()
    counted = meta.unit not in ("percent", "SEK", "days")
    write = [values.axis(c, meta.unit, book.lang) for c in cuts]
    upto = [values.axis(c - 1, meta.unit, book.lang) if counted else w
            for c, w in zip(cuts, write, strict=True)]
    texts = [book.say("figure.under", value=write[0])]
    texts += [f"{a}–{b}" if a != b else a for a, b in zip(write, upto[1:], strict=False)]
    texts.append(book.say("figure.from", value=write[-1]))
    return tuple(zip(reversed(scales.RAMPS[len(cuts)]), reversed(texts), strict=True))


def map_label(book: Book, where: Where) -> str:
    """Write the sentence that says the map in words."""
    shown = {c: v for c, v in where.visible().items() if c != "00" and not c.endswith("00")}
    name, period = where.meta.name, periods.label(where.period, book.lang)
    if not shown:
        return book.say("label_of.map_nothing", name=name, period=period)
    high, low = max(shown, key=shown.__getitem__), min(shown, key=shown.__getitem__)
    unit = where.meta.unit
    said = book.say(
        "label_of.map", name=name, period=period, high=book.place(high), low=book.place(low),
        most=values.plain(shown[high], unit, book.lang),
        least=values.plain(shown[low], unit, book.lang))
    hidden = [book.place(c) for c, r in where.cells.items() if r["sign"] == "protected"]
    extra = [book.say("label_of.protected", places=", ".join(hidden))] if hidden else []
    extra += [f"{book.place(c)}: {book.as_of(r)}." for c, r in where.cells.items()
              if book.as_of(r)]
    extra += [book.say("label_of.synthetic")] if book.synthetic else []
    return " ".join([said, *extra])


def ranked(book: Book, where: Where) -> list[RankedRow]:
    """Order places by value, protected ones last, "not stated" after them."""
    rows = [_ranked_row(book, where, code) for code in where.cells]
    codes = dict(zip(where.cells, rows, strict=True))
    order = sorted(codes, key=lambda c: (c.endswith("00"), codes[c].value is None,
                                         -(codes[c].value or 0), codes[c].name))
    return [codes[c] for c in order]


def _ranked_row(book: Book, where: Where, code: str) -> RankedRow:
    row = where.cells[code]
    change = book.change_in(where.meta.code, where.level, code, period=where.period)
    text = values.cell(row["value"], row["sign"], where.meta.unit, book.lang)
    sure = change is not None and change.sure
    return RankedRow(book.short_place(code), row["value"], text, row["sign"], change, sure,
                     code.endswith("00"), book.as_of(row))


def places_table(book: Book, where: Where) -> list[list[Cell]]:
    """Write one row a place: value with its sign, change word, change."""
    rows = []
    first = [("SE", where.sweden)] if where.sweden else []
    for code, row in [*first, *where.cells.items()]:
        change = book.change_in(where.meta.code, where.level, code, period=where.period)
        rows.append([
            Cell(book.place(code), strong=code == "SE"),
            value_cell(book, row, where.meta.unit, code == "SE"),
            Cell(change.said if change else "", left=True),
            Cell(f"{change.text} {change.interval}".strip() if change else ""),
        ])
    return rows


def measured(book: Book, meta: Meta) -> str:
    """Name an indicator at the head of a row, with its unit where that is not a number."""
    unit = f", {values.unit_word(meta.unit, book.lang)}" if meta.unit in UNITS else ""
    return f"{meta.name}{unit}"


def value_cell(book: Book, row: Row, unit: str, strong: bool = False) -> Cell:
    """Write a cell of a table; a sign carries its meaning."""
    text = values.cell(row["value"], row["sign"], unit, book.lang)
    zero = row["sign"] == "visible" and text == book.say("sign.zero")
    meaning = ""
    if zero or row["sign"] != "visible":
        meaning = book.say(f"meaning.{'zero' if zero else row['sign']}")
    if book.as_of(row):
        return Cell(text, book.as_of(row), strong, mark=row["as_of"])
    return Cell(text, meaning, strong)

