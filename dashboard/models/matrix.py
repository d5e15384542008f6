"""Sent and received: who has notified whom in a year, and where the two do not agree.

Here: the table of a year, and what the page says of it. Not here: where there is a gap
(``models.gaps``), markup (``dashboard.views.matrix``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.figures import values
from dashboard.figures.matrix import Box, Grid, Line
from dashboard.models import source, waiting
from dashboard.models.book import Book, Meta, Row
from dashboard.models.gaps import ABSENT, Pair, Sides
from dashboard.models.waiting import Waits
from data import periods, registers, words

SENT, RECEIVED = "authority*receiver", "authority*sender"


@dataclass(frozen=True)
class MatrixPage:
    """Everything that the page shows of one year."""

    code: str
    title: str
    heading: str
    grid: Grid
    years: tuple[str, ...]
    year: str
    pairs: tuple[Pair, ...]
    compared: bool
    least: int
    waits: Waits | None
    notes: tuple[str, ...]
    source: str


def areas(indicators: pl.DataFrame) -> list[str]:
    """List the areas for which a matrix of sender and receiver is published."""
    found = set(indicators.filter(pl.col("tables").str.contains(SENT, literal=True))["area"])
    return [a.code for a in registers.areas() if a.code in found]


def codes(indicators: pl.DataFrame, area: str) -> list[str]:
    """List the indicators that the page of an area reads."""
    own = indicators.filter(pl.col("area") == area)
    pair = own.filter(pl.col("tables").str.contains(r"authority\*(receiver|sender)"))
    return [*pair["indicator"], *own.filter(pl.col("kind") == "median")["indicator"],
            *own.filter(pl.col("state") == "received")["indicator"]]


def matrix_page(book: Book, area: str, asked: str = "") -> MatrixPage | None:
    """Choose what the page shows; None where the area has no matrix, or no year of it."""
    sent, received = _published(book, area, SENT), _published(book, area, RECEIVED)
    years = _years(book, sent) if sent else []
    if sent is None or not years:
        return None
    settled = [y for y, status in years if status != "provisional"] or [y for y, _ in years]
    year = asked if asked in dict(years) else max(settled)
    table = _Table(book, sent, received, year)
    return MatrixPage(
        sent.code, table.sentence(),
        book.say("matrix.title", name=sent.name, year=year), table.grid(),
        tuple(y for y, _ in years), year, tuple(table.pairs), table.compared, table.least,
        _waits(book, area, year), tuple(table.notes()),
        source.source_line(book, sent, year, dict(years)[year]))


def _published(book: Book, area: str, split: str) -> Meta | None:
    return next((m for m in book.metas.values() if m.area == area and split in m.tables), None)


def _years(book: Book, meta: Meta) -> list[tuple[str, str]]:
    rows = book.cells.filter(
        (pl.col("indicator") == meta.code) & (pl.col("authority") != "all")
        & pl.col("breakdown").str.starts_with("receiver:") & (pl.col("period_level") == "year"))
    found = rows.group_by("period").agg(pl.col("status").max()).sort("period", descending=True)
    return [(str(p), str(s)) for p, s in found.iter_rows()]


class _Table(Sides):
    """The two indicators of one year, laid out as a table."""

    def sentence(self) -> str:
        """Say how many pairs have a larger gap than expected."""
        if not self.compared:
            return self.book.say("matrix.h1_blind", year=self.year)
        key = {0: "none", 1: "one"}.get(len(self.pairs), "many")
        return self.book.say(f"matrix.h1_{key}", count=len(self.pairs), year=self.year)

    def grid(self) -> Grid:
        """Lay out the table: one line a sender, one column a receiver, totals at the ends."""
        say = self.book.say
        heads = tuple((_short(r), self._name(r) + ("" if r in self.counting else "¹"))
                      for r in self.receivers)
        lines = tuple(self._line(s) for s in self.senders)
        foot = Line(say("matrix.total"), tuple(
            self._total(self._at.get((self.sent.code, "all", f"receiver:{r}")))
            for r in self.receivers), self._total(self.said("all", "")))
        return Grid(say("matrix.title", name=self.sent.name, year=self.year),
                    say("matrix.corner"), heads, say("matrix.sent"), lines, foot)

    def _line(self, sender: str) -> Line:
        if sender in self.silent:
            return Line(f"{self._name(sender)}¹", (), Box("", "missing"), self._undelivered(sender))
        boxes = tuple(self._box(sender, r) for r in self.receivers)
        return Line(self._name(sender), boxes, self._total(self.said(sender, "")))

    def _undelivered(self, sender: str) -> str:
        said = self.book.say("matrix.row_missing", year=self.year)
        heard = self._visible(self.heard(sender, "all"))
        if heard is None:
            return said
        more = self.book.say("matrix.row_received", value=words.number(heard, self.book.lang))
        return f"{said} {more}"

    def _total(self, row: Row | None) -> Box:
        return self._sign_box(row) or Box(self._text(row), "total", as_of=self._as_of(row))

    def _box(self, sender: str, receiver: str) -> Box:
        if sender == receiver:
            return Box(self.book.say("sign.not_applicable"), "none",
                       meaning=self.book.say("matrix.self"))
        row = self.said(sender, receiver)
        signed = self._sign_box(row)
        if signed:
            return signed
        gap = self.gap(sender, receiver)
        share = self.book.say("matrix.share", value=self._share(sender, receiver, gap))
        state = "late" if gap else "open" if receiver not in self.counting else "shown"
        return Box(self._text(row), state, self._under(sender, receiver), share if gap else "",
                   as_of=self._as_of(row))

    def _sign_box(self, row: Row | None) -> Box | None:
        """Make the box of a sign, None where there is a figure to show."""
        sign = self._sign(row) or "not_delivered"
        if sign == "visible" and row and row["value"]:
            return None
        kind = "zero" if sign == "visible" else sign
        state = {"protected": "hatched", "zero": "zero", "not_applicable": "none"}.get(
            kind, "missing")
        return Box(self.book.say(f"sign.{kind}"), state, meaning=self.book.say(f"meaning.{kind}"))

    def _text(self, row: Row | None) -> str:
        return values.cell(row["value"], row["sign"], self.sent.unit,
                           self.book.lang) if row else ""

    def _as_of(self, row: Row | None) -> str:
        return self.book.as_of(row) if row else ""

    def _under(self, sender: str, receiver: str) -> str:
        row = self.heard(sender, receiver)
        if receiver not in self.counting or row is None or row["sign"] in ABSENT:
            return self.book.say("matrix.received_none")
        if row["sign"] != "visible":
            return self.book.say("matrix.received_hidden")
        return self.book.say("matrix.received", value=words.number(row["value"], self.book.lang))

    def notes(self) -> Iterator[str]:
        """Say who has not delivered, and that the totals are whole."""
        for key, who in (("receivers", [r for r in self.receivers if r not in self.counting]),
                         ("senders", sorted(self.silent, key=self._name))):
            if who:
                yield self.book.say(f"matrix.note_{key}", year=self.year,
                                    names=", ".join(map(self._name, who)))
        yield self.book.say("matrix.note_sums")


def _short(code: str) -> str:
    return next((a.abbr for a in registers.authorities() if a.code == code and a.abbr), code)


def _waits(book: Book, area: str, year: str) -> Waits | None:
    """Take the median days of the step "received", by the authority that sent."""
    arrived = book.indicators.filter((pl.col("area") == area) & (pl.col("state") == "received"))
    own = book.indicators.filter((pl.col("kind") == "median")
                                 & pl.col("denominator").is_in(arrived["indicator"].to_list()))
    return waiting.waits(book, book.metas[own["indicator"][0]], year) if own.height else None


def years_of(page: MatrixPage, lang: str) -> Sequence[tuple[str, str]]:
    """Return the years that one may ask for, with their names."""
    return [(y, periods.label(y, lang)) for y in page.years]
