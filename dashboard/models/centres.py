"""Intelligence centres as units: the national one of its own, beside the regional ones.

Here: which figure is published by centre, and how the centres stand beside each other. Not here:
which centres whoever reads may see (``data.regional.within``: the cells come without the others),
markup (``dashboard.views.centre``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import polars as pl

from dashboard.figures import values
from dashboard.figures.ranked import RankedRow
from dashboard.figures.series import Change
from dashboard.figures.table import Cell
from dashboard.models.book import Book, Meta, Row
from dashboard.models.cards import Card, card, series_label
from dashboard.models.parts import Parts, by_breakdown
from dashboard.models.source import source_line
from dashboard.models.where import REGIONS, value_cell
from dashboard.visit import CENTRES
from data import periods, registers

DIMENSION = "centre"
_SHORT = re.compile(r"\(([^()]+)\)$")


@dataclass(frozen=True)
class Centres:
    """The intelligence centres beside each other, the national one a unit of its own."""

    sub: str
    label: str
    rows: tuple[RankedRow, ...]
    heads: tuple[str, ...]
    table: tuple[tuple[Cell, ...], ...]
    source: str


@dataclass(frozen=True)
class CentrePage:
    """A centre: its sentence, its figure, the same for Sweden, like units, every year.

    ``here`` is None where the edition has no figure by centre.
    """

    code: str
    name: str
    short: str
    sentence: str
    lead: str
    caution: str
    here: Card | None = None
    sweden: Card | None = None
    like: tuple[RankedRow, ...] = ()
    like_label: str = ""
    like_sub: str = ""
    unit: str = ""
    heads: tuple[str, ...] = ()
    table: tuple[tuple[Cell, ...], ...] = ()
    source: str = ""


def counted(book: Book) -> Meta | None:
    """Return the indicator of which the cells hold figures by centre, None where there is none."""
    return next((m for m in book.metas.values()
                 if not m.code.endswith(".not") and _cells(book, m).height), None)


def counts_by(book: Book, areas: tuple[str, ...]) -> bool:
    """Tell whether something is published by centre in some areas."""
    return any(f":{DIMENSION}" in m.tables for m in book.metas.values() if m.area in areas)


def _cells(book: Book, meta: Meta) -> pl.DataFrame:
    return book.cells.filter((pl.col("indicator") == meta.code) & pl.col(
        "breakdown").str.starts_with(f"{DIMENSION}:"))


def _part(book: Book, meta: Meta | None) -> Parts | None:
    found = by_breakdown(book, meta) if meta else []
    return next((p for p in found if p.dimension == DIMENSION), None)


def centres(book: Book, place: str) -> Centres | None:
    """Put the centres beside each other, by the newest year that names them; own ones marked."""
    meta = counted(book)
    part = _part(book, meta)
    if meta is None or part is None:
        return None
    region = place if place in REGIONS else registers.region_of(place)
    own = [centre_name(book, c) for c in (f"ruc_{region}", *CENTRES)]
    heads = (book.say("region.centre"), book.say("picture.value"))
    return Centres(f"{meta.name}. {part.sub}", part.label, _marked(part.rows, own), heads,
                   part.table, source_line(book, meta, part.period, part.status))


def _marked(rows: tuple[RankedRow, ...], own: list[str]) -> tuple[RankedRow, ...]:
    return tuple(replace(r, strong=r.name in own, quiet=r.name not in own) for r in rows)


def centre_name(book: Book, code: str) -> str:
    """Name a centre in full, "" where the edition has none of that code."""
    rows = book.codes.filter(pl.col("code") == f"{DIMENSION}:{code}")
    return str(rows[book.lang][0]) if rows.height else ""


def short(name: str) -> str:
    """Shorten a centre's name to its letters: NUC; one without them keeps its name."""
    found = _SHORT.search(name)
    return found.group(1) if found else name


def centre_page(book: Book, code: str) -> CentrePage:
    """Choose what a centre sees of itself beside Sweden and beside the other centres."""
    meta, name = counted(book), centre_name(book, code)
    part = _part(book, meta)
    row = _newest(book, meta, code) if meta else None
    if meta is None or part is None or row is None:
        return CentrePage(code, name or code.upper(), short(name) or code.upper(),
                          book.say("centres.none"), "", "")
    change = book.change_in(meta.code, "year", breakdown=f"{DIMENSION}:{code}",
                            period=row["period"])
    heads, table = _years(book, meta)
    units = tuple(replace(r, name=short(r.name)) for r in part.rows
                  if r.value or r.name == name or r.sign == "protected")
    return CentrePage(
        code, name, short(name), _sentence(book, meta, name, row, change),
        _sweden_said(book, meta, row["period"]), meta.caution,
        _card(book, meta, code, row, change), card(book, meta, "SE", "year"),
        _marked(units, [short(name)]), part.label, periods.label(part.period, book.lang),
        book.unit_line(meta, "year"), heads, table,
        source_line(book, meta, part.period, part.status))


def _newest(book: Book, meta: Meta, code: str) -> Row | None:
    """Return the newest year of a centre that is shown, else the newest with its sign."""
    rows = book.select(meta.code, breakdown=f"{DIMENSION}:{code}")
    shown = rows.filter(pl.col("sign") == "visible")
    chosen = shown if shown.height else rows
    return chosen.row(chosen.height - 1, named=True) if chosen.height else None


def _sentence(book: Book, meta: Meta, name: str, row: Row, change: Change | None) -> str:
    """Say the figure with its judged change, in the words of every first sentence."""
    unit = values.unit_word(meta.unit, book.lang)
    about = book.say("centres.to", unit=f"{unit[:1].upper()}{unit[1:]}", centre=short(name))
    if row["sign"] != "visible":
        return book.say("sentence.nothing", name=about)
    key = change.word if change and change.before else "value_only"
    return book.say(f"sentence.{key}", name=about, value=book.running(row, meta.unit),
                    period=periods.label(row["period"], book.lang),
                    before=change.before if change else "", change=change.text if change else "",
                    against=periods.label(periods.year_before(row["period"]), book.lang))


def _sweden_said(book: Book, meta: Meta, period: str) -> str:
    total = book.cell(meta.code, period)
    judged = book.change_in(meta.code, "year", period=period)
    if total is None:
        return ""
    value = book.running(total, meta.unit)
    return book.say("sentence.compared_sweden", value=value, word=judged.said) if judged else (
        book.say("sentence.value_only", name=book.say("label.sweden"), value=value,
                 period=periods.label(period, book.lang)))


def _card(book: Book, meta: Meta, code: str, row: Row, change: Change | None) -> Card:
    breakdown = f"{DIMENSION}:{code}"
    points = book.points(meta.code, "year", breakdown=breakdown)
    named = replace(meta, name=book.say("decisions.at", name=meta.name, place=code.upper()))
    visible = row["sign"] == "visible"
    number, unit = values.parted(row["value"], meta.unit, book.lang) if visible else (
        book.say(f"sign.{row['sign']}"), "")
    note = book.say("sign.lay_first") if row["sign"] == "protected" else (
        "" if change else book.say("picture.not_judged"))
    return Card(meta.code, meta.area, meta.name, number, unit,
                periods.label(row["period"], book.lang), row["sign"],
                periods.label(row["period"], book.lang), points, change, "",
                series_label(book, named, points), note, book.as_of(row), row["as_of"] or "")


def _years(
    book: Book, meta: Meta
) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Write every centre by every year that names one, in the order of the newest year."""
    part, rows = _part(book, meta), _cells(book, meta).filter(pl.col("period_level") == "year")
    if part is None:
        return (), ()
    years = sorted(set(rows["period"]), reverse=True)
    cells = {(centre_name(book, r["breakdown"].partition(":")[2]), r["period"]): r
             for r in rows.iter_rows(named=True)}
    heads = (book.say("region.centre"), *(periods.label(y, book.lang) for y in years))
    table = tuple((Cell(row[0].text), *(
        value_cell(book, cells[key], meta.unit) if (key := (row[0].text, y)) in cells else Cell("")
        for y in years)) for row in part.table)
    return heads, table
