"""An indicator: what it is and has been, places in a funnel, where its figures come from, a file.

Here: what the page of one indicator shows beside what an area shows of it (``models.area``).
Not here: the trend, places and table, which are the area's; markup (``dashboard.views.indicator``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

import polars as pl

from dashboard.figures import values
from dashboard.figures.funnel import Funnel, Spot
from dashboard.figures.table import Cell
from dashboard.models.area import tick
from dashboard.models.book import Book, Meta, Row
from dashboard.models.parts import dimension_name
from dashboard.models.where import value_cell
from data import periods, registers, words

FIELDS = ("indicator", "version", "place", "period", "value", "unit", "sign", "status", "as_of",
          "origin", "edition")


@dataclass(frozen=True)
class Version:
    """One wording of a definition, and the edition since which it stands."""

    number: int
    text: str
    since: str


@dataclass(frozen=True)
class Fact:
    """One line of what an indicator is; ``links`` are codes of indicators that it names."""

    key: str
    text: str
    links: tuple[Meta, ...] = ()


@dataclass(frozen=True)
class Compared:
    """Places in a funnel, with its words and table; ``why`` where there is none."""

    title: str = ""
    label: str = ""
    funnel: Funnel | None = None
    found: str = ""
    heads: tuple[str, ...] = ()
    table: tuple[tuple[Cell, ...], ...] = ()
    why: str = ""


def wanted(indicators: pl.DataFrame, code: str) -> list[str]:
    """List what the page of an indicator reads: itself, and what a share is out of."""
    rows = indicators.filter(pl.col("indicator") == code)
    return [code, *(c for c in rows["denominator"] if c)]


def versions(frames: Sequence[tuple[str, pl.DataFrame]], code: str, lang: str) -> list[Version]:
    """List the wordings of a definition, the newest first.

    ``frames``: the catalogue of each edition under its label, the oldest first.
    """
    found: list[Version] = []
    for label, frame in frames:
        for row in frame.filter(pl.col("indicator") == code).iter_rows(named=True):
            new = Version(row["version"], row[f"definition_{lang}"] or "", label)
            if not found or (found[-1].number, found[-1].text) != (new.number, new.text):
                found.append(new)
    return found[::-1]


def facts(book: Book, meta: Meta) -> list[Fact]:
    """Say what an indicator is: measure, unit, what it is out of, where published, protection."""
    row = _row(book, meta)
    links = tuple(book.metas[c] for c in (row["denominator"],) if c in book.metas)
    made = [Fact("kind", book.say(f"indicator.kind_{meta.kind}")),
            Fact("unit", values.unit_word(meta.unit, book.lang)),
            Fact("of", "", links) if meta.share and links else None,
            Fact("place_levels", "; ".join(_levels(book, meta))) if meta.tables else None,
            Fact("rule", _protection(book, row))]
    return [f for f in made if f is not None]


def _row(book: Book, meta: Meta) -> Row:
    return book.indicators.filter(pl.col("indicator") == meta.code).row(0, named=True)


def _protection(book: Book, row: Row) -> str:
    key = f"indicator.rule_{row['rule']}"
    said = book.say(key if words.has(key) else "indicator.rule_person")
    more = book.say("indicator.sensitive") if row["sensitive"] == "yes" else ""
    return "; ".join(t for t in (said, more) if t)


def _levels(book: Book, meta: Meta) -> Iterator[str]:
    """Write each published table: for which places, over which periods, by what."""
    for table in meta.tables.split():
        places, levels, *split = table.split(":")
        named = ", ".join(book.say(f"place_level.{p}") for p in places.split("+"))
        over = ", ".join(book.say(f"period_level.{p}") for p in levels.split("+"))
        said = book.say("indicator.levels", places=named, periods=over)
        yield f"{said} {_split(book, split[0])}" if split else said


def _split(book: Book, split: str) -> str:
    named = [book.say(f"indicator.by_{d}") if words.has(f"indicator.by_{d}")
             else dimension_name(book, d) for d in split.split("*")]
    what = named[0] if len(named) == 1 else book.say(
        "indicator.by_both", first=named[0], second=named[1])
    return book.say("indicator.split_by", what=what)


def compared(book: Book, meta: Meta) -> Compared:
    """Put the places of the newest judged year or quarter in a funnel, or say why there is none."""
    if not meta.share:
        return Compared(why=book.say("indicator.funnel_none_share"))
    whole = book.metas.get(_row(book, meta)["denominator"])
    rows = book.signals.filter((pl.col("indicator") == meta.code)
                               & (pl.col("method") == "funnel"))
    readable = set(book.cells["place"])
    for level in ("county", "region"):
        own = [r for r in _newest(rows, level) if r["place"] in readable]
        spots = _spots(book, whole, own) if whole else []
        if whole and len(spots) > 1:
            return _funnel(book, meta, whole, level, own, spots)
    return Compared(why=book.say("indicator.funnel_none_few"))


def _newest(rows: pl.DataFrame, level: str) -> list[Row]:
    """Return the judged places of one level, of the newest period; years before quarters."""
    levels = {p.code: p.level for p in registers.places()}
    own = [r for r in rows.iter_rows(named=True) if levels.get(r["place"]) == level]
    if not own:
        return []
    period = max((r["period"] for r in own), key=lambda p: (len(p) == 4, p))
    return [r for r in own if r["period"] == period]


def _spots(book: Book, whole: Meta, rows: Sequence[Row]) -> list[Spot]:
    """Place each judged share over how many it rests on, both of them visible."""
    found = []
    for row in rows:
        cell = book.cell(whole.code, row["period"], row["place"])
        if cell is not None and cell["sign"] == "visible":
            found.append(Spot(book.short_place(row["place"]), cell["value"], row["value"],
                              row["low"], row["high"], row["word"]))
    return sorted(found, key=lambda s: s.rests)


def _funnel(
    book: Book, meta: Meta, whole: Meta, level: str, rows: Sequence[Row], spots: list[Spot]
) -> Compared:
    period = periods.label(rows[0]["period"], book.lang)
    out = [s for s in spots if s.outside]
    said = ", ".join(f"{s.name} ({book.say(f'signal.{s.word}')})" for s in out)
    found = (book.say("indicator.funnel_found", places=said) if out
             else book.say("indicator.funnel_within"))
    middle = float(rows[0]["expected"])
    line = book.say("indicator.sweden_line", value=values.plain(middle, meta.unit, book.lang))
    drawn = Funnel(tuple(spots), middle, line, values.unit_word(meta.unit, book.lang),
                   book.say("indicator.funnel_axis", name=whole.name),
                   lambda v: tick(meta.unit, book.lang, v),
                   lambda v: tick(whole.unit, book.lang, v), book.mark)
    label = book.say("indicator.funnel_label", name=meta.name, period=period, count=len(spots),
                     found=found)
    return Compared(
        book.say("indicator.funnel_title", name=meta.name, period=period,
                 level=book.say(f"area.level_{level}")), label, drawn, found,
        tuple(book.say(k) for k in ("picture.place", "picture.value", "indicator.rests_on",
                                    "indicator.limits", "indicator.judged")),
        tuple(_spot_row(book, meta, whole, s) for s in reversed(spots)))


def _spot_row(book: Book, meta: Meta, whole: Meta, spot: Spot) -> tuple[Cell, ...]:
    low, high = (values.plain(v, meta.unit, book.lang) for v in (spot.low, spot.high))
    return (Cell(spot.name), Cell(values.plain(spot.value, meta.unit, book.lang)),
            Cell(values.plain(spot.rests, whole.unit, book.lang)), Cell(f"{low}–{high}"),
            Cell(book.say(f"signal.{spot.word}"), left=True))


def contracts_of(book: Book, meta: Meta) -> list[str]:
    """List the contracts behind an indicator; a share's are those of its two parts."""
    about = {r["indicator"]: r for r in book.indicators.iter_rows(named=True)}
    row: Mapping[str, str] = about[meta.code]
    if row["contract"]:
        return [row["contract"]]
    parts = (about.get(row["numerator"]), about.get(row["denominator"]))
    return sorted({p["contract"] for p in parts if p and p["contract"]})


def rests_on(book: Book, meta: Meta) -> list[Meta]:
    """List what a share rests on: its two parts."""
    row = _row(book, meta)
    if not meta.share:
        return []
    return [book.metas[c] for c in (row["numerator"], row["denominator"]) if c in book.metas]


def lineage(book: Book, meta: Meta) -> list[tuple[Cell, ...]]:
    """Write every delivery behind an indicator, the newest first: who, months, when, outcome."""
    rows = book.deliveries.filter(pl.col("contract").is_in(contracts_of(book, meta)))
    named = sorted(rows.iter_rows(named=True), key=lambda r: values.alphabetical(
        registers.name("authorities", r["deliverer"], book.lang)))
    newest = sorted(named, key=lambda r: str(r["received_on"]), reverse=True)
    return [_delivery(book, r) for r in newest]


def _delivery(book: Book, row: Row) -> tuple[Cell, ...]:
    remark = row[f"remark_{book.lang}"] or ""
    said = book.say(f"outcome.{row['outcome']}")
    first, dash, last = str(row["period"]).partition("–")
    months = periods.label(first, book.lang) + dash + (
        periods.label(last, book.lang) if last and last != first else "")
    return (Cell(registers.name("authorities", row["deliverer"], book.lang)),
            Cell(months.removesuffix(dash) if last == first else months, left=True),
            Cell(row["received_on"], left=True),
            Cell(book.say("indicator.yes" if row["on_time"] == "yes" else "indicator.no"),
                 left=True),
            Cell(f"{said}: {remark}" if remark else said, left=True))


def series_file(book: Book, meta: Meta, place: str) -> str:
    """Write the series of a place as CSV: visible figures and signs, a row a period."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow(FIELDS)
    order = {level: n for n, level in enumerate(("year", "quarter", "month"))}
    rows = sorted(book.select(meta.code, place).iter_rows(named=True),
                  key=lambda r: (order[r["period_level"]], r["period"]))
    writer.writerows([_line(book, meta, r) for r in rows])
    return out.getvalue()


def _line(book: Book, meta: Meta, row: Row) -> list[str]:
    shown = row["sign"] == "visible"
    value = f"{row['value']:.10g}" if shown and row["value"] is not None else ""
    return [meta.code, str(meta.version), row["place"], row["period"], value, meta.unit,
            row["sign"], row["status"] if shown else "", row["as_of"] or "", row["origin"],
            book.edition]


def series_rows(book: Book, meta: Meta, place: str) -> list[tuple[Cell, ...]]:
    """Write the whole series of a place as a table, the newest period first."""
    rows = list(book.select(meta.code, place).iter_rows(named=True))
    rows.sort(key=lambda r: (r["period"][:4], r["period"]), reverse=True)
    return [(Cell(periods.label(r["period"], book.lang)), value_cell(book, r, meta.unit),
             Cell(book.say(f"status.{r['status']}") if r["sign"] == "visible" else "", left=True))
            for r in rows]
