"""Is it real: a sure change in words, and the parts that it is made of.

Here: reading the edition's frame ``reasons`` for one change: verdict, drawing, table, cautions.
Not here: splitting a change (``metrics.real``). What is only said (a single large case, that more
detected is not more occurring) is words without a number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from dashboard.figures import values
from dashboard.figures.table import Cell
from dashboard.figures.waterfall import Step
from dashboard.models.book import Book, Focus, Meta, Row
from data import periods, registers

PARTS = ("reporting", "activity", "late")


@dataclass(frozen=True)
class Real:
    """One change: what is said first, the steps of the drawing, the table behind, what is noted."""

    verdict: str
    sub: str
    label: str = ""
    steps: tuple[Step, ...] = ()
    table: tuple[tuple[Cell, ...], ...] = ()
    notes: tuple[str, ...] = ()
    caution: str = ""


def real(book: Book, meta: Meta, place: str, focus: Focus | None) -> Real | None:
    """Say what a sure change is made of; None where the change is not sure."""
    if focus is None or focus.change is None or not focus.change.sure:
        return None
    rows = list(book.reasons.filter(
        (pl.col("indicator") == meta.code) & (pl.col("place") == place)
        & (pl.col("authority") == "all") & (pl.col("breakdown") == "all")
        & (pl.col("comparison") == focus.level) & (pl.col("period") == focus.period)
    ).iter_rows(named=True))
    sub = book.say("real.sub", name=meta.name, period=periods.label(focus.period, book.lang),
                   against=periods.label(focus.against, book.lang))
    if not rows:
        return Real(book.say("real.cannot"), sub, notes=(book.say("real.not_split"),))
    return _split(book, meta, rows, sub)


def _split(book: Book, meta: Meta, rows: Sequence[Row], sub: str) -> Real:
    parts = {r["part"]: r for r in rows if r["value"] is not None}
    whole = sum(r["value"] for r in parts.values())
    rest, folded = parts["other"]["value"], [p for p in parts["other"]["word"].split(",") if p]
    order = [parts[p] for p in PARTS if p in parts]
    steps = (
        _step(book, meta, book.say("real.bar_whole"), whole, "whole"),
        *(_step(book, meta, _bar(book, r), r["value"]) for r in order),
        _step(book, meta, book.say("real.bar_other"), rest, "rest"))
    verdict = _verdict(book, meta, whole, rest, bool(order) or not folded)
    label = f"{verdict} " + " ".join(f"{s.name}: {s.text}." for s in steps)
    said = {r["part"]: r["word"] for r in rows if r["value"] is None}
    table = tuple((Cell(_long(book, r)), Cell(s.text))
                  for r, s in zip([None, *order, parts["other"]], steps, strict=True))
    return Real(verdict, sub, f"{label} {book.say('label_of.synthetic')}" if book.synthetic
                else label, steps, table, tuple(_notes(book, folded, said)),
                book.say(f"real.{said['caution']}") if "caution" in said else "")


def _step(
    book: Book, meta: Meta, name: str, value: float, kind: str = "part"
) -> Step:
    text = book.say("sign.zero") if value == 0 else values.signed(value, meta.unit, book.lang)
    return Step(name, value, text, kind)  # type: ignore[arg-type]


def _bar(book: Book, row: Row) -> str:
    return book.say(f"real.bar_{row['part']}")


def _long(book: Book, row: Row | None) -> str:
    """Name a part in the table, with who or what stands behind it."""
    if row is None:
        return book.say("real.bar_whole")
    part, word = row["part"], row["word"]
    if part == "activity" and word in book.metas:
        return book.say("real.activity", name=book.metas[word].name)
    if part == "reporting":
        names = ", ".join(registers.name("authorities", c, book.lang)
                          for c in word.split(",") if c)
        said = book.say("real.reporting")
        return f"{said}: {names}" if names else said
    return book.say(f"real.{part}")


def _verdict(book: Book, meta: Meta, whole: float, rest: float, told: bool) -> str:
    """Say how much of a change is left when what is known has been taken away."""
    size = {"rest": values.signed(rest, meta.unit, book.lang),
            "whole": values.signed(whole, meta.unit, book.lang)}
    if not told:
        return book.say("real.folded_all")
    if rest == whole:
        return book.say("real.all_left")
    share = rest / whole if whole else 0.0
    if share <= 0:
        return book.say("real.none_left")
    key = "more_left" if share > 1 else "most_left" if share >= 0.5 else "some_left"
    return book.say(f"real.{key}", **size)


def _notes(book: Book, folded: Sequence[str], said: dict[str, str]) -> list[str]:
    notes = [book.say("real.large")] if "large" in said else []
    if folded:
        names = ", ".join(book.say(f"real.bar_{p}").lower() for p in folded)
        notes.append(book.say("real.folded", parts=names))
    return notes
