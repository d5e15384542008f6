"""What changed between the newest period and the same a year before, over a council's areas.

Here: which judged changes are listed, in which order, and what each is made of in words. Not here:
judging (the edition's words), markup (``dashboard.views.changed``). Only totals are listed; every
figure is visible, since a change with a hidden side has no row in the edition.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.figures import values
from dashboard.figures.series import Change
from dashboard.models.book import Book, Meta, Row
from data import periods, registers

KINDS = ("sure", "broken", "unripe", "calm", "few")   # in the order in which they are said
_KIND = {"not_comparable": "broken", "unripe": "unripe", "none": "calm", "too_few": "few"}
_LEVELS = ("SE", "region", "county")
_MADE = {"reporting": "real.reporting", "late": "real.late", "other": "real.other"}
_SAID = {"large": "real.large", "detected": "real.detected", "unripe": "real.unripe"}


@dataclass(frozen=True)
class Changed:
    """One judged change: of what, where, from when to when, and what it is made of.

    ``kind`` is one of ``KINDS``; ``now`` and ``then`` are figures as written, with their period
    and, where there is one, their older edition.
    """

    kind: str
    code: str
    name: str
    area: str
    place: str
    place_name: str
    change: Change
    now: str
    then: str
    reasons: tuple[str, ...] = ()


def compared(changes: pl.DataFrame) -> list[str]:
    """List the periods that are compared: what a page needs of the cells."""
    return sorted({*changes["period"], *changes["against"]})


def changed(book: Book, areas: Sequence[str], places: Sequence[str]) -> list[Changed]:
    """List the changes of some areas at some places, those that matter most first.

    Sure ones before those that are not comparable, calm or too few; within a kind clear before
    slight, cards before other indicators, Sweden before regions and counties, large before small.
    """
    metas = [m for m in book.metas.values() if m.area in areas and not m.code.endswith(".not")]
    rows = [row for m in metas for p in places if (row := book.judged(m.code, p))]
    rank = _ranks(book)
    rows.sort(key=lambda row: _weight(row, book.metas[row["indicator"]], rank))
    return [_changed(book, row) for row in rows]


def _ranks(book: Book) -> dict[str, int]:
    """Give the place of each indicator among its area's cards; no card comes last."""
    pairs = book.indicators.select("indicator", "headline").iter_rows()
    return {code: headline or 99 for code, headline in pairs}


def _weight(row: Row, meta: Meta, rank: dict[str, int]) -> tuple[object, ...]:
    kind = _KIND.get(row["word"], "sure")
    level = registers.place(row["place"]).level
    return (KINDS.index(kind), not row["word"].startswith("clear"), rank[meta.code] == 99,
            _LEVELS.index(level), -_size(row, meta),
            rank[meta.code], meta.name, row["place"])


def _size(row: Row, meta: Meta) -> float:
    """Return how large a change is, so that shares, amounts and small counts can be compared."""
    if row["percent"] is not None and not meta.share:
        return abs(float(row["percent"]))
    if row["difference"] is None or not row["before"]:
        return 0.0
    return 100 * abs(float(row["difference"])) / abs(float(row["before"]))


def _changed(book: Book, row: Row) -> Changed:
    meta = book.metas[row["indicator"]]
    kind = _KIND.get(row["word"], "sure")
    return Changed(
        kind, meta.code, meta.name, meta.area, row["place"], book.place(row["place"]),
        book.change(row), _figure(book, meta, row, "period", "value"),
        _figure(book, meta, row, "against", "before"),
        tuple(reasons(book, row)) if kind == "sure" else ())


def _figure(book: Book, meta: Meta, row: Row, period: str, value: str) -> str:
    """Write one side of a comparison: 2026K2: 946."""
    cell = book.cell(meta.code, row[period], row["place"]) or {}
    said = "" if row[value] is None else values.plain(row[value], meta.unit, book.lang)
    older = f" ({book.as_of(cell)})" if book.as_of(cell) else ""
    return f"{periods.label(row[period], book.lang)}: {said}{older}"


def reasons(book: Book, row: Row) -> Iterator[str]:
    """Say what a change is made of, a sentence a part, from the edition's frame ``reasons``."""
    key = ("indicator", "place", "authority", "breakdown", "comparison", "period")
    own = book.reasons.filter(pl.all_horizontal(pl.col(c) == row[c] for c in key))
    unit = book.metas[row["indicator"]].unit
    for part in own.iter_rows(named=True):
        yield from _part(book, part, unit)


def _part(book: Book, part: Row, unit: str) -> Iterator[str]:
    word = part["word"] or ""
    if part["value"] is None:
        if word in _SAID:
            yield book.say(_SAID[word])
        return
    if part["value"] or part["part"] == "other":
        yield f"{values.signed(part['value'], unit, book.lang)} {_lower(_named(book, part))}"
    if part["part"] == "other" and word:
        yield book.say("real.folded", parts=", ".join(_folded(book, word.split(","))))


def _named(book: Book, part: Row) -> str:
    """Name a part: who reports, which activity, or the rest."""
    word = part["word"] or ""
    if part["part"] == "activity":
        done = book.metas.get(word)
        return book.say("real.activity", name=_lower(done.name) if done else word)
    said = book.say(_MADE[part["part"]])
    if part["part"] != "reporting" or not word:
        return said
    who = [registers.name("authorities", code, book.lang) for code in word.split(",")]
    return f"{said} ({', '.join(who)})"


def _folded(book: Book, parts: Iterable[str]) -> Iterator[str]:
    for part in parts:
        yield _lower(book.say("changed.activity" if part == "activity" else _MADE[part]))


def _lower(text: str) -> str:
    """Write a name inside a sentence; an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
