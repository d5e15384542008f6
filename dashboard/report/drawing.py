"""The figures of a report: the pages' own drawings at the width of a printed column.

Here: which drawing, how large, the sentence that says it, and what a native chart of it holds. Not
here: strokes (``dashboard.figures``), tables (``dashboard.report.tables``).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from dashboard.figures import ink, values
from dashboard.figures.pairs import Heads, PairRow, pairs
from dashboard.figures.ranked import Look, ranked_places
from dashboard.figures.series import Point, breaks
from dashboard.figures.trend import Trend, trend
from dashboard.models import where
from dashboard.models.area import When, tick
from dashboard.models.book import Book, Meta
from dashboard.models.parts import Parts
from dashboard.models.source import source_line
from dashboard.report import tables
from dashboard.report.document import Chart, Figure, Series, Table
from dashboard.theme import color
from data import periods

WIDTH = 562.0   # pixels: 124 mm of paper, so that 12 px are 7.5 points
TREND, TREND_LOW = (WIDTH, 232.0), (WIDTH, 152.0)
PLACES = Look(width=WIDTH, names=128, words=170, step=22)
PLACES_LOW = replace(PLACES, step=19)
PARTS = Look(width=WIDTH, names=230, words=0, step=21)
MOST_PARTS = 14
_TOKEN = re.compile(r"var\(--([a-z0-9]+)\)")


def on_paper(svg: str) -> str:
    """Write a drawing with colours and fonts of its own, always light, as paper and slides need."""
    plain = _TOKEN.sub(lambda m: color("light", m[1]), svg)
    plain = plain.replace(ink.NARROW, "font-family:IBM Plex Labels")
    return plain.replace("<svg ", '<svg font-family="IBM Plex Sans" ', 1)


def _name(*said: str) -> str:
    return "f" + hashlib.sha256("|".join(said).encode()).hexdigest()[:10]


def form(unit: str) -> tuple[str, float]:
    """Tell how a chart writes a unit's numbers, and what they are divided by."""
    if unit == "SEK":
        return "#,##0.0", 1e6
    return ("0.0", 1.0) if unit == "percent" else ("#,##0", 1.0)


def over_time(
    book: Book, meta: Meta, place: str, when: When, level: str, low: bool = False
) -> Figure | None:
    """Draw the whole series of an indicator at a place; None where nothing can be shown."""
    points = when.trend.points
    if not any(p.value is not None for p in points):
        return None
    shown = replace(when.trend, axis="", synthetic=book.mark)
    if low:   # no room for words over the line: the area's own chapter draws what is published
        shown = replace(shown, published=())
    svg = trend(shown, _name("t", meta.code, place), css="", size=TREND_LOW if low else TREND)
    table = tables.series(book, meta, level, place, when.title, when.source)
    written, divisor = form(meta.unit)
    chart = Chart("line", tuple(p.label for p in points), _cut(book, meta, points),
                  open=tuple(i for i, p in enumerate(points) if p.open),
                  form=written, divisor=divisor)
    said = tuple(t for t in (when.late, *when.said) if t)
    return Figure(when.title, tables.unit_of(book, meta, level), on_paper(svg), _alt(shown, table),
                  when.source, table, chart, said)


def _cut(book: Book, meta: Meta, points: Sequence[Point]) -> tuple[Series, ...]:
    """Cut a series in two at its last break, so that no line crosses it."""
    at = max(breaks(points), default=0)
    name = book.say("report.before_break", name=meta.name)
    cuts = [(name, 0, at), (meta.name, at, len(points))] if at else [(meta.name, 0, len(points))]
    return tuple(Series(said, tuple(
        p.value if start <= i < end else None for i, p in enumerate(points)), tuple(
        p.text if start <= i < end else "" for i, p in enumerate(points)))
        for said, start, end in cuts)


def _alt(shown: Trend, table: Table) -> str:
    """Say a series in words: its sentence, and then every period with its figure."""
    rows = ", ".join(f"{row[0].text} {row[1].text or row[1].meaning}"
                     for row in reversed(table.rows))
    return f"{shown.label} {rows}."


def by_place(book: Book, meta: Meta, at: where.Where, low: bool = False) -> Figure:
    """Draw places a year before and now, in the order of the ranked places."""
    past = periods.year_before(at.period)
    title = book.say("area.where_title", name=meta.name, level=book.say(
        f"area.level_{'region' if set(at.cells) & set(where.REGIONS) else 'county'}"))
    status = next(iter(at.cells.values()))["status"]
    table = tables.places(book, at, title, source_line(book, meta, at.period, status))
    names = {book.short_place(code): code for code in at.cells}
    rows = [PairRow(r, _before(book, meta, at, names[r.name], past))
            for r in where.ranked(book, at)]
    heads = Heads(periods.label(past, book.lang), periods.label(at.period, book.lang))
    names_width = max(ink.text_width(r.row.name, 13, len(r.row.name) > 14) for r in rows) + 14
    svg = pairs(rows, heads, "", _name("p", meta.code, *at.cells),
                look=replace(PLACES_LOW if low else PLACES, names=max(PLACES.names, names_width)),
                hidden=book.say("figure.protected"), synthetic=book.mark,
                write=partial(tick, meta.unit, book.lang))
    held = ("* " + ", ".join(sorted({r.row.as_of for r in rows if r.row.as_of})),) if any(
        r.row.as_of for r in rows) else ()
    sure = (book.say("report.sure"),) if any(
        r.row.change and r.row.change.sure for r in rows) else ()
    return Figure(title, tables.unit_of(book, meta, at.level), on_paper(svg),
                  _places_said(book, at, table), table.source, table,
                  _bars(book, meta, rows, heads), (*held, *sure))


def _before(book: Book, meta: Meta, at: where.Where, code: str, past: str) -> float | None:
    """Return the value a year before, where it is shown and stands on the same side of a break."""
    row, now = book.cell(meta.code, past, code), at.cells[code]
    if row is None or row["sign"] != "visible" or row["break"] != now["break"]:
        return None
    return float(row["value"])


def _places_said(book: Book, at: where.Where, table: Table) -> str:
    rows = ", ".join(f"{r[0].text} {r[1].text or r[1].meaning}, {r[2].text or r[2].meaning}"
                     for r in table.rows)
    return f"{where.map_label(book, at)} {table.heads[1]}, {table.heads[2]}: {rows}."


def _bars(book: Book, meta: Meta, rows: Sequence[PairRow], heads: Heads) -> Chart:
    written, divisor = form(meta.unit)
    shown = [r for r in rows if r.row.value is not None or r.row.sign == "protected"]
    before = Series(heads.before, tuple(r.before for r in shown), tuple(
        "" if r.before is None else values.parted(r.before, meta.unit, book.lang)[0]
        for r in shown))
    now = Series(heads.now, tuple(r.row.value for r in shown), tuple(r.row.text for r in shown))
    both = (before, now) if any(v is not None for v in before.values) else (now,)
    marked = tuple(i for i, r in enumerate(shown) if r.row.change and r.row.change.sure)
    return Chart("bars", tuple(_called(book, r) for r in shown), both, marked, (), written, divisor)


def _called(book: Book, row: PairRow) -> str:
    """Name a category; a chart has no bar for a protected one, so the name says it."""
    return f"{row.row.name} {row.row.text}" if row.row.sign == "protected" else row.row.name


def by_part(book: Book, meta: Meta, part: Parts, note: str) -> Figure:
    """Draw the parts of an indicator, largest first; the table behind has all of them."""
    rows = part.rows[:MOST_PARTS]
    line = source_line(book, meta, part.period, part.status)
    svg = ranked_places(rows, "", _name("d", meta.code, part.dimension), look=PARTS,
                        hidden=book.say("figure.protected"), synthetic=book.mark)
    table = tables.parts(book, meta, part, line)
    written, divisor = form(meta.unit)
    shown = [r for r in rows if r.value is not None]
    chart = Chart("bars", tuple(r.name for r in shown), (Series(
        periods.label(part.period, book.lang), tuple(r.value for r in shown),
        tuple(r.text for r in shown)),), form=written, divisor=divisor)
    said = ", ".join(f"{r[0].text} {r[1].text or r[1].meaning}" for r in table.rows)
    more = (book.say("report.more_parts", count=len(part.rows) - len(rows)),) if len(
        part.rows) > len(rows) else ()
    return Figure(part.title, table.unit, on_paper(svg), f"{part.label} {said}.", line, table,
                  chart if shown else None, (*more, *((note,) if note else ())))
