"""The tables of a report: every cell with its value, sign and status, as the edition has it.

Here: which cells a table has and how each is written. Not here: drawings (``drawing``), judging.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from dashboard.figures import values
from dashboard.models import where
from dashboard.models.behind import behind_grid
from dashboard.models.book import Book, Meta, Row
from dashboard.models.parts import Parts, dimension_name, part_rows
from dashboard.models.published import published
from dashboard.models.source import source_line
from dashboard.report.document import Datum, Table
from data import contracts, periods, registers
from data.words import LANGUAGES


def datum(book: Book, row: Row | None, strong: bool = False) -> Datum:
    """Write a cell of the edition; without one: not published, and nothing to show."""
    if row is None:
        return Datum("", meaning=book.say("meaning.not_published"))
    text = values.cell(row["value"], row["sign"], row["unit"], book.lang)
    zero = row["sign"] == "visible" and text == book.say("sign.zero")
    sign = "zero" if zero else row["sign"]
    meaning = "" if sign == "visible" else book.say(f"meaning.{sign}")
    key = (row["indicator"], row["place"], row["authority"], row["breakdown"], row["period"])
    return Datum(text, row["value"] if row["sign"] == "visible" else None, sign, row["status"],
                 row["unit"], book.as_of(row) or meaning, row["as_of"] or "", key, strong)


def unit_of(book: Book, meta: Meta, level: str) -> str:
    """Say what is counted over which time, as it stands grey beside a title."""
    said = book.unit_line(meta, level)
    return said if (meta.unit, book.lang) == ("SEK", "en") else said[:1].lower() + said[1:]


def notes(book: Book, data: Iterable[Datum]) -> tuple[str, ...]:
    """Explain the signs and marks that a table uses, and nothing else."""
    shown = list(data)
    signs = [s for s in ("zero", "protected", "not_applicable") if any(d.sign == s for d in shown)]
    said = ["  ".join(f"{book.say(f'sign.{s}')} {book.say(f'report.sign_{s}')}" for s in signs)]
    if any(d.sign == "not_delivered" for d in shown):
        said.append(book.say("report.sign_not_delivered"))
    if any(d.status == "provisional" and d.value is not None for d in shown):
        said.append(book.say("report.provisional"))
    said += sorted({f"{d.mark}: {book.say('figure.as_of_note')}" for d in shown if d.mark})
    return tuple(s for s in said if s)


def finished(book: Book, table: Table) -> Table:
    """Put the notes of its signs under a table."""
    return replace(table, notes=(*table.notes, *notes(book, table.figures())))


def key_figures(book: Book, metas: Sequence[Meta], place: str) -> Table | None:
    """Lay out headline figures: the period before, now, and the judged change."""
    found = [(m, f, f.against or periods.year_before(f.period)) for m in metas
             if (f := book.focus(m.code, place))]
    if not found:
        return None
    usual = Counter((past, f.period) for _, f, past in found).most_common(1)[0][0]
    lines = []
    for meta, focus, past in found:
        change = focus.change
        before = book.cell(meta.code, past, place) if change else None
        said = ", ".join(t for t in (change.said, change.text) if t) if change else ""
        period = "" if (past, focus.period) == usual else focus.period
        lines.append((Datum(_named(book, meta, period)), datum(book, before),
                      datum(book, book.cell(meta.code, focus.period, place), True), Datum(said)))
    heads = (book.say("report.col_measure"), *(periods.label(p, book.lang) for p in usual),
             book.say("picture.change"))
    return finished(book, Table(book.say("report.key_title"), book.say("report.key_unit"), heads,
                                tuple(lines)))


def _named(book: Book, meta: Meta, period: str) -> str:
    """Name a measure with its unit where it is none of counts, and its period where rows differ."""
    named = where.measured(book, meta)
    return f"{named}, {periods.label(period, book.lang)}" if period else named


def places(book: Book, at: where.Where, title: str, source: str) -> Table:
    """Lay out one row a place: the year before, now, the change word, its size."""
    meta = at.meta
    past = periods.year_before(at.period)
    listed = [("SE", at.sweden)] if at.sweden else []
    rows = []
    for code, row in [*listed, *at.cells.items()]:
        change = book.change_in(meta.code, at.level, code, period=at.period)
        before = book.cell(meta.code, past, code)
        size = f"{change.text} {change.interval}".strip() if change else ""
        rows.append((Datum(book.place(code), strong=code == "SE"), datum(book, before),
                     datum(book, row, code == "SE"),
                     Datum(change.said if change else "", left=True), Datum(size)))
    heads = (book.say("picture.place"), periods.label(past, book.lang),
             periods.label(at.period, book.lang), book.say("picture.change"),
             book.say("picture.size"))
    return finished(book, Table(title, unit_of(book, meta, at.level), heads, tuple(rows), source,
                                wide=(3, 4)))


def series(book: Book, meta: Meta, level: str, place: str, title: str, source: str) -> Table:
    """Lay out one row a period of a series."""
    cells = {r["period"]: r for r in book.select(meta.code, place).iter_rows(named=True)}
    rows = []
    for point in reversed(book.points(meta.code, level, place)):
        row = cells.get(point.period)
        shown = datum(book, row) if row else Datum(
            book.say("sign.not_delivered"), sign="not_delivered",
            meaning=book.say("meaning.not_delivered"))
        status = book.say(f"status.{row['status']}") if row and row["sign"] == "visible" else ""
        rows.append((Datum(point.label), shown, Datum(status, left=True)))
    heads = tuple(book.say(k) for k in ("area.col_period", "picture.value", "area.col_status"))
    return finished(book, Table(title, unit_of(book, meta, level), heads, tuple(rows), source,
                                wide=(2,)))


def grid(book: Book, meta: Meta) -> Table | None:
    """Lay out places by the newest periods, as the table behind an area's page."""
    level, shown, found = behind_grid(book, meta)
    if not found:
        return None
    rows = tuple(
        (Datum(book.place(code), strong=code == "SE"),
         *(datum(book, cells.get(p), code == "SE") for p in shown))
        for code, cells in found)
    heads = (book.say("picture.place"), *(periods.label(p, book.lang) for p in shown))
    title = book.say("report.grid_title", name=meta.name)
    newest = rows[0][1]
    line = source_line(book, meta, shown[0], newest.status or "final")
    return finished(book, Table(title, unit_of(book, meta, level), heads, rows, line))


def parts(book: Book, meta: Meta, part: Parts, source: str) -> Table:
    """Lay out the parts of an indicator, largest first."""
    rows = tuple((Datum(name), datum(book, row)) for name, row in part_rows(book, meta, part))
    heads = (dimension_name(book, part.dimension).capitalize(),
             periods.label(part.period, book.lang))
    return finished(book, Table(part.title, unit_of(book, meta, periods.level(part.period)), heads,
                                rows, source))


def at_place(book: Book, place: str) -> Table | None:
    """Lay out every headline figure that is published for a place, and Sweden's beside."""
    rows = []
    for area in registers.areas():
        for meta in book.headlines(area.code):
            focus = book.focus(meta.code, place)
            if focus is None:
                continue
            change = focus.change
            rows.append((
                Datum(_named(book, meta, focus.period)),
                datum(book, book.cell(meta.code, focus.period, place), True),
                Datum(", ".join(t for t in (change.said, change.text) if t) if change else "",
                      left=True),
                datum(book, book.cell(meta.code, focus.period, "SE"))))
    if not rows:
        return None
    heads = (book.say("report.col_measure"), book.place(place), book.say("picture.change"),
             book.say("label.sweden"))
    title = book.say("region.all_title", place=book.place(place))
    return finished(book, Table(title, book.say("report.key_unit"), heads, tuple(rows),
                                wide=(2,)))


def definitions(book: Book, metas: Sequence[Meta]) -> Table:
    """Lay out what each measure counts, with the version of its definition."""
    rows = tuple(
        (Datum(m.name), Datum(m.definition, left=True), Datum(str(m.version)), Datum(m.code))
        for m in metas)
    heads = tuple(book.say(k) for k in ("report.col_measure", "report.col_definition",
                                        "report.col_version", "report.col_code"))
    return Table(book.say("report.definitions"), "", heads, rows, wide=(1,))


def reference(book: Book, areas: Sequence[str]) -> Table | None:
    """Lay out what the authorities have published themselves: real figures, with their source."""
    rows = tuple((Datum(f.name), Datum(f.year), Datum(f.text), Datum(f.source, left=True))
                 for f in published(book, areas))
    heads = tuple(book.say(k) for k in ("report.col_measure", "report.col_year", "picture.value",
                                        "report.col_source"))
    noted = (book.say("report.reference_real"),) if book.synthetic else ()
    return Table(book.say("area.published_title"), book.say("council.known_sub"), heads, rows,
                 notes=noted, wide=(3,)) if rows else None


def _contract(book: Book, code: str) -> str:
    return contracts.contract(code).name[LANGUAGES.index(book.lang)]


def behind_figures(book: Book, metas: Sequence[Meta]) -> Table | None:
    """Lay out the newest delivery of each authority behind some measures, in words."""
    contracts = set(book.indicators.filter(
        pl.col("indicator").is_in([m.code for m in metas]))["contract"]) - {"", None}
    newest = book.deliveries.filter(pl.col("contract").is_in(list(contracts))).sort(
        "received_on").group_by("deliverer", "contract", maintain_order=True).last()
    rows = []
    for row in newest.sort("deliverer", "contract").iter_rows(named=True):
        remark = row[f"remark_{book.lang}"] or ""
        said = book.say(f"outcome.{row['outcome']}")
        rows.append((Datum(registers.name("authorities", row["deliverer"], book.lang)),
                     Datum(_contract(book, row["contract"]), left=True),
                     Datum(str(row["received_on"]), left=True),
                     Datum(f"{said}: {remark}" if remark else said, left=True)))
    heads = tuple(book.say(k) for k in ("area.deliverer", "report.col_contract", "area.received",
                                        "area.outcome"))
    return Table(book.say("area.deliveries"), "", heads, tuple(rows), wide=(1, 2, 3),
                 notes=(book.say("report.deliveries_note"),)) if rows else None
