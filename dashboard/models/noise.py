"""What stands out of the noise in one series, and what its newest figures will become.

Here: reading the edition's frames ``signals`` and ``expected`` for a series, in numbers for the
drawing and in words. Not here: judging or estimating (``metrics.signals``, ``metrics.late``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.figures import values
from dashboard.figures.limits import Band, Coming, Outside
from dashboard.figures.series import Point
from dashboard.figures.table import Cell
from dashboard.models.book import Book, Focus, Meta, Row
from data import periods, words

OUTSIDE = ("above", "below")


@dataclass(frozen=True)
class Noise:
    """What is drawn behind and beside a series, and the sentences that say it.

    ``band`` has one entry a point, None where nothing is judged.
    """

    band: tuple[Band | None, ...] = ()
    outside: tuple[Outside, ...] = ()
    coming: tuple[Coming, ...] = ()
    said: tuple[str, ...] = ()


def noise(book: Book, meta: Meta, level: str, place: str, points: Sequence[Point]) -> Noise:
    """Read what stands out in a series of one period level, and what is still to come."""
    rows = {r["period"]: r for r in _signals(book, meta, place, "limits").filter(
        pl.col("basis") == level).iter_rows(named=True)}
    shown = [rows.get(p.period) if p.value is not None else None for p in points]
    band = tuple(Band(r["low"], r["expected"], r["high"]) if r else None for r in shown)
    out = tuple(_outside(book, meta, i, points[i], r) for i, r in enumerate(shown)
                if r and r["word"] in OUTSIDE)
    coming = _coming(book, meta, place, points)
    return Noise(band if any(band) else (), out, coming,
                 tuple(_said(book, meta, place, points, band, out)))


def _signals(book: Book, meta: Meta, place: str, method: str) -> pl.DataFrame:
    return book.signals.filter(
        (pl.col("indicator") == meta.code) & (pl.col("place") == place)
        & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
        & (pl.col("method") == method))


def _outside(book: Book, meta: Meta, index: int, point: Point, row: Row) -> Outside:
    said = book.say("area.outside", period=point.label, value=point.text,
                    word=book.say(f"signal.{row['word']}"))
    return Outside(index, said, row["word"] == "above")


def _coming(
    book: Book, meta: Meta, place: str, points: Sequence[Point]
) -> tuple[Coming, ...]:
    rows = {r["period"]: r for r in book.expected.filter(
        (pl.col("indicator") == meta.code) & (pl.col("place") == place)
        & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")).iter_rows(named=True)}
    return tuple(_expected(book, meta, i, rows[p.period]) for i, p in enumerate(points)
                 if p.period in rows and p.open and p.value is not None)


def _expected(book: Book, meta: Meta, index: int, row: Row) -> Coming:
    value, low, high = (_plain(book, meta, row[k]) for k in ("value", "low", "high"))
    said = book.say("area.becomes", value=value, low=low, high=high)
    return Coming(index, row["low"], row["value"], row["high"], said)


def _plain(book: Book, meta: Meta, value: float) -> str:
    """Write a limit: whole for counts, with its unit elsewhere."""
    return values.plain(value, meta.unit, book.lang)


def _said(
    book: Book, meta: Meta, place: str, points: Sequence[Point],
    band: Sequence[Band | None], out: Sequence[Outside],
) -> list[str]:
    """Say each point outside with its limits; else that none is, or why nothing is judged."""
    if not any(band):
        return [book.say(_unjudged(meta, points))]
    if not out:
        return [book.say("area.all_within", count=sum(b is not None for b in band))]
    return [_limited(book, meta, o, band[o.index]) for o in reversed(out)]


def _unjudged(meta: Meta, points: Sequence[Point]) -> str:
    """Choose the sentence that says why no point is judged."""
    if meta.kind == "stock":
        return "signal.no_stock"
    return "area.no_limits_years" if len(points[0].period) == 4 else "area.no_limits"


def _limited(book: Book, meta: Meta, out: Outside, band: Band | None) -> str:
    if band is None:
        return out.text
    low, high = (_plain(book, meta, v) for v in (band.low, band.high))
    return book.say("area.outside_of", said=out.text, low=low, high=high)


def late_said(book: Book, meta: Meta, points: Sequence[Point], coming: Sequence[Coming]) -> str:
    """Say what the newest provisional figure is expected to become, with its interval."""
    if not coming:
        return ""
    last, at = coming[-1], points[coming[-1].index]
    return book.say("late.expected", period=at.label, now=at.text,
                    value=_plain(book, meta, last.value), low=_plain(book, meta, last.low),
                    high=_plain(book, meta, last.high))


def trend_said(book: Book, meta: Meta, place: str) -> tuple[str, str]:
    """Say the trend of a series: its word and growth a year, and on what it is judged."""
    rows = _signals(book, meta, place, "trend")
    if not rows.height:
        return "", ""
    row = rows.row(0, named=True)
    word = book.say(f"signal.trend_{row['word']}")
    if row["value"] is None:
        return word, ""
    growth = _growth(book, meta, row)
    basis = book.say("signal.trend_basis", basis=book.say(f"signal.basis_{row['basis']}"))
    return f"{word}, {growth}", basis


def _growth(book: Book, meta: Meta, row: Row) -> str:
    interval = values.interval(row["low"], row["high"], book.lang)
    if meta.share:
        said = book.say("signal.a_year_points", value=words.signed(row["value"], book.lang, 1))
    else:
        said = book.say("signal.a_year", value=words.signed_percent(row["value"], book.lang))
    return f"{said} ({interval})"


def small_said(book: Book, meta: Meta, place: str, focus: Focus | None) -> str:
    """Say between what a small count's level may lie, "" where the count is not small."""
    if focus is None:
        return ""
    rows = _signals(book, meta, place, "interval").filter(pl.col("period") == focus.period)
    if not rows.height:
        return ""
    low, high = (words.number(rows[k][0], book.lang, 1) for k in ("low", "high"))
    return book.say("signal.interval", low=low, high=high)


def series_table(
    book: Book, meta: Meta, points: Sequence[Point], found: Noise
) -> tuple[tuple[Cell, ...], ...]:
    """Write one row a period, the newest first: value, status, limits and word."""
    out = {o.index: o for o in found.outside}
    band = found.band or (None,) * len(points)
    return tuple(_series_row(book, meta, p, band[i], out.get(i))
                 for i, p in reversed(list(enumerate(points))))


def _series_row(
    book: Book, meta: Meta, point: Point, band: Band | None, out: Outside | None
) -> tuple[Cell, ...]:
    meaning = "" if point.sign == "visible" else book.say(f"meaning.{point.sign}")
    shown = Cell(f"{point.text}, {point.as_of}" if point.as_of else point.text, meaning)
    status = book.say(f"status.{point.status}") if point.value is not None else ""
    ends = [_plain(book, meta, v) for v in (band.low, band.high)] if band else ["", ""]
    side = ("above" if out.above else "below") if out else "within"
    word = book.say(f"signal.{side}") if band else ""
    return (Cell(periods.label(point.period, book.lang)), shown, Cell(status, left=True),
            Cell(ends[0]), Cell(ends[1]), Cell(word, left=True))
