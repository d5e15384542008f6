"""An edition opened in one language: series, newest figures, judged changes and names.

Here: looking up and writing down what the frames hold. Not here: what any page shows of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from dashboard.figures import values
from dashboard.figures.series import Change, Point
from data import periods, registers, words
from data.tables import FRAMES

Row = Mapping[str, Any]
LEVELS = ("month", "quarter", "year")
VERY_WIDE = 200.0   # per cent: an interval wider than this is said in words


@dataclass(frozen=True)
class Meta:
    """What the catalogue says of an indicator, in the visit's language."""

    code: str
    area: str
    kind: str
    unit: str
    name: str
    definition: str
    version: int
    caution: str
    tables: str
    adds: tuple[str, ...] = ()

    @property
    def share(self) -> bool:
        """Whether it is a share, compared in percentage points."""
        return self.kind == "share"


@dataclass(frozen=True)
class Focus:
    """The newest figure that a picture rests on. ``value`` is None unless it is visible."""

    period: str
    level: str
    value: float | None
    sign: str
    status: str
    change: Change | None = None
    against: str = ""
    as_of: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Book:
    """Frames of one edition (cells may be a part), the language, and where the data come from."""

    lang: str
    cells: pl.DataFrame
    indicators: pl.DataFrame
    changes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["changes"]))
    sentences: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=FRAMES["sentences"]))
    trust: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["trust"]))
    figures: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["figures"]))
    codes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["codes"]))
    notes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["notes"]))
    deliveries: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema=FRAMES["deliveries"]))
    edition: str = ""
    synthetic: bool = True
    until: str = ""
    documents: Mapping[str, str] = field(default_factory=dict)
    expected: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["expected"]))
    reasons: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["reasons"]))
    signals: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FRAMES["signals"]))

    def say(self, key: str, **values: Any) -> str:
        """Say a sentence of the pages in the visit's language."""
        return words.say(key, self.lang, **values)

    @property
    def mark(self) -> str:
        """The word that stands inside every drawing of synthetic data, else ""."""
        return self.say("label.synthetic_short") if self.synthetic else ""

    @cached_property
    def metas(self) -> dict[str, Meta]:
        """Every indicator of the edition by its code."""
        return {r["indicator"]: self._meta(r) for r in self.indicators.iter_rows(named=True)}

    def _meta(self, row: Row) -> Meta:
        caution = row["caution"] or ""
        said = self.say(f"caution.{caution}") if caution else ""
        return Meta(row["indicator"], row["area"], row["kind"], row["unit"], row[self.lang],
                    row[f"definition_{self.lang}"] or "", row["version"], said,
                    row["tables"] or "", tuple((row["adds"] or "").split(",")))

    def headlines(self, area: str) -> list[Meta]:
        """Return the indicators of an area's cards, in order."""
        rows = self.indicators.filter((pl.col("area") == area) & (pl.col("headline") > 0))
        return [self.metas[i] for i in rows.sort("headline")["indicator"]]

    def main(self, area: str) -> Meta | None:
        """Return the indicator that an area is known by."""
        return next(iter(self.headlines(area)), None)

    def select(self, indicator: str, place: str = "SE", authority: str = "all",
               breakdown: str = "all") -> pl.DataFrame:
        """Return the cells of one series, in order of period."""
        key = self._series.get((indicator, place, authority, breakdown))
        return key if key is not None else self.cells.clear()

    @cached_property
    def _series(self) -> dict[tuple[Any, ...], pl.DataFrame]:
        return self.cells.sort("period").partition_by(
            "indicator", "place", "authority", "breakdown", as_dict=True)

    def levels(self, indicator: str, place: str = "SE") -> list[str]:
        """List the period levels at which a series is published, the finest first."""
        found = set(self.select(indicator, place)["period_level"])
        return [level for level in LEVELS if level in found]

    def points(self, indicator: str, level: str, place: str = "SE", authority: str = "all",
               breakdown: str = "all") -> tuple[Point, ...]:
        """Return a series without holes: a period without a cell is one not delivered.

        A cell names the newest break that it stands after; where the name changes, the series is
        new.
        """
        rows = self.select(indicator, place, authority, breakdown)
        cells = {r["period"]: r for r in rows.iter_rows(named=True) if r["period_level"] == level}
        if not cells:
            return ()
        unit, points, since = self.metas[indicator].unit, [], cells[min(cells)]["break"]
        for period in periods.span(min(cells), max(cells)):
            row = cells.get(period)
            points.append(self._point(period, row, unit, row is not None and row["break"] != since))
            since = row["break"] if row else since
        return tuple(points)

    def _point(self, period: str, row: Row | None, unit: str, fresh: bool) -> Point:
        label = periods.label(period, self.lang)
        if row is None:
            return Point(period, None, "not_delivered", label=label)
        text = self.text(row["value"], row["sign"], unit)
        return Point(period, row["value"], row["sign"], row["status"], fresh, label, text,
                     self.as_of(row))

    def as_of(self, row: Row) -> str:
        """Say of which older edition the value of a cell is, "" where it is of this one."""
        label = row.get("as_of") or ""
        return self.say("figure.as_of", edition=label) if label else ""

    def running(self, row: Row, unit: str) -> str:
        """Write a cell as it stands in a sentence: a sign in words, an older edition named."""
        if row["sign"] == "protected":
            return self.say("figure.protected_said")
        said = self.text(row["value"], row["sign"], unit)
        return f"{said} ({self.as_of(row)})" if self.as_of(row) else said

    def cell(self, indicator: str, period: str, place: str = "SE") -> Row | None:
        """Return the total of a period."""
        key = indicator, place
        if key not in self._totals:
            self._totals[key] = {r["period"]: r for r in self.select(*key).iter_rows(named=True)}
        return self._totals[key].get(period)

    @cached_property
    def _totals(self) -> dict[tuple[str, str], dict[str, Row]]:
        return {}

    def text(self, value: float | None, sign: str, unit: str) -> str:
        """Write a cell with its unit, or its sign."""
        if sign != "visible" or value is None:
            return self.say(f"sign.{sign}")
        return values.plain(value, unit, self.lang)

    def judged(self, indicator: str, place: str = "SE", level: str = "") -> Row | None:
        """Return the newest judged comparison of a total: the quarter where one is ripe."""
        rows = [r for r in self._changes.get((indicator, place, "all", "all"), [])
                if not level or r["comparison"] == level]
        return min(rows, key=lambda r: (r["word"] == "unripe", r["comparison"]), default=None)

    @cached_property
    def _changes(self) -> dict[tuple[str, ...], list[Row]]:
        found: dict[tuple[str, ...], list[Row]] = {}
        for row in self.changes.iter_rows(named=True):
            key = (row["indicator"], row["place"], row["authority"], row["breakdown"])
            found.setdefault(key, []).append(row)
        return found

    def change_in(self, indicator: str, level: str, place: str = "SE", authority: str = "all",
                  breakdown: str = "all", period: str = "") -> Change | None:
        """Return the judged change of any published series, where there is one."""
        for row in self._changes.get((indicator, place, authority, breakdown), []):
            if row["comparison"] == level and (not period or row["period"] == period):
                return self.change(row)
        return None

    def change(self, row: Row) -> Change:
        """Write a judged change: its word, and as much of its size as may be stated."""
        meta, word = self.metas[row["indicator"]], row["word"]
        said, before = self.say(f"change.{word}"), values.plain(row["before"], meta.unit, self.lang)
        estimate = row["difference"] if meta.share else row["percent"]
        if row["difference"] is None:
            return Change(word, said, before=before)
        if estimate is None:
            size = values.signed(row["difference"], meta.unit, self.lang)
            return Change(word, said, size, before=before)
        return Change(word, said, self._size(estimate, meta), self._interval(row), estimate,
                      row["low"], row["high"], before)

    def _size(self, estimate: float, meta: Meta) -> str:
        if meta.share:
            return self.say("figure.points", value=words.signed(estimate, self.lang, 1))
        return words.signed_percent(estimate, self.lang)

    def _interval(self, row: Row) -> str:
        if row["low"] is None or row["high"] is None:
            return ""
        if row["high"] - row["low"] > VERY_WIDE:
            return f"({self.say('figure.very_wide')})"
        return f"({values.interval(row['low'], row['high'], self.lang)})"

    def focus(self, indicator: str, place: str = "SE", level: str = "") -> Focus | None:
        """Return the figure that a picture rests on: the judged one, else the newest shown.

        Months are never it. Where nothing is shown, the newest cell with its sign. ``level``
        keeps it to quarters or years.
        """
        row = self.judged(indicator, place, level)
        if row is not None:
            stands = self.cell(indicator, row["period"], place) or {}
            return Focus(row["period"], row["comparison"], row["value"], "visible", "final",
                         self.change(row), row["against"], self.as_of(stands),
                         stands.get("as_of") or "")
        rows = self.select(indicator, place).filter(
            pl.col("period_level") == level if level else pl.col("period_level") != "month")
        shown = rows.filter(pl.col("sign") == "visible")
        chosen = shown if shown.height else rows
        if not chosen.height:
            return None
        last = chosen.row(chosen.height - 1, named=True)
        return Focus(last["period"], last["period_level"], last["value"], last["sign"],
                     last["status"], as_of=self.as_of(last), mark=last["as_of"] or "")

    def against(self, indicator: str, place: str, focus: Focus | None) -> str:
        """Say what the change of a figure is against, and of which edition that is."""
        if focus is None or focus.change is None:
            return ""
        stands = self.cell(indicator, focus.against, place) or {}
        said = self.say("picture.against", against=periods.label(focus.against, self.lang),
                        before=focus.change.before)
        return f"{said}, {self.as_of(stands)}" if self.as_of(stands) else said

    def sentence(self, *subjects: str) -> Row | None:
        """Return the first sentence there is of some subjects."""
        rows = {r["subject"]: r for r in self.sentences.iter_rows(named=True)}
        return next((rows[s] for s in subjects if s in rows), None)

    def place(self, code: str) -> str:
        """Name a place."""
        return registers.name("places", code, self.lang)

    def short_place(self, code: str) -> str:
        """Name a county without the word county, as it stands beside a bar."""
        return short(self.place(code))

    def per(self, level: str) -> str:
        """Say per month, per quarter or per year."""
        return self.say(f"figure.per_{level}")

    def unit_line(self, meta: Meta, level: str) -> str:
        """Say what is counted and over which time: inspections per quarter."""
        unit = values.unit_word(meta.unit, self.lang)
        over = "stock" if meta.kind == "stock" else level
        return f"{unit[:1].upper()}{unit[1:]} {self.per(over)}"


def short(name: str) -> str:
    """Shorten a county's name: Stockholms och Gotlands län is Stockholm och Gotland."""
    if name.endswith(" län"):
        parts = name.removesuffix(" län").split(" och ")
        return " och ".join(p.removesuffix("s") for p in parts)
    return name.removesuffix(" county").removesuffix(" counties")


def union(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Put reads of cells together, each cell once."""
    return pl.concat(parts).unique(
        ["indicator", "place", "authority", "breakdown", "period"], keep="first",
        maintain_order=True)
