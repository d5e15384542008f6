"""What the attacker looks for in a publication, and what it found.

Here: fixed cells, sums that do not hold, small counts in the open, hidden cells that can only be
zero, shares that stand where their parts do not. Not here: intervals, insiders, earlier editions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from metrics.attack.rebuild import Published, rebuild
from metrics.attack.solve import fixed

SMALL = (1, 4)   # what may never be seen of persons, whoever protects


@dataclass(frozen=True)
class Finding:
    """Something that may not leave the house. ``cell`` is its key, ``kind`` the weakness."""

    kind: str
    cell: str
    sv: str
    en: str


_SAID = {
    "fixed": ("Ett skyddat tal kan räknas fram exakt", "A protected figure can be worked out"),
    "zero": ("Ett skyddat tal kan bara vara noll", "A protected figure can only be zero"),
    "sum": ("En visad summa stämmer inte med sina delar", "A shown sum differs from its parts"),
    "small": ("Ett litet antal personer visas", "A small count of persons is shown"),
    "share": ("En andel visas fast en del är skyddad", "A share is shown and a part protected"),
    "value": ("Ett värde följer med ett skyddat tal", "A protected figure carries its value"),
}


def attack(frames: Mapping[str, pl.DataFrame]) -> list[Finding]:
    """Attack the frames of an edition: cells, codes, indicators and relations, nothing else."""
    published = rebuild(frames)
    found = [*_values(frames["cells"]), *_small(frames), *_shares(frames), *_sums(published)]
    found += [_finding("fixed", "|".join(published.keys[n]))
              for n in fixed(published.cells, published.equations)]
    return found


def attack_folder(folder: Path) -> list[Finding]:
    """Attack an exported folder, by its CSV files."""
    names = ("cells", "codes", "indicators", "relations")
    text = {
        n: pl.read_csv(folder / f"{n}.csv", infer_schema=False).with_columns(pl.all().fill_null(""))
        for n in names
    }
    number = pl.when(pl.col("value") != "").then(pl.col("value")).cast(pl.Float64)
    return attack({
        **text, "cells": text["cells"].with_columns(number.alias("value")),
        "relations": text["relations"].with_columns(pl.col("factor").cast(pl.Int64)),
    })


def _finding(kind: str, cell: str) -> Finding:
    sv, en = _SAID[kind]
    return Finding(kind, cell, f"{sv}: {cell}.", f"{en}: {cell}.")


def _key() -> pl.Expr:
    return pl.concat_str("indicator", "place", "authority", "breakdown", "period", separator="|")


def _all(frame: pl.DataFrame, kind: str) -> Iterator[Finding]:
    yield from (_finding(kind, cell) for cell in frame.select(_key())["indicator"].sort())


def _values(cells: pl.DataFrame) -> Iterator[Finding]:
    yield from _all(cells.filter((pl.col("sign") != "visible") & pl.col("value").is_not_null()),
                    "value")


def _small(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    """Counts of persons from 1 to 4, whatever table they stand in."""
    persons = frames["indicators"].filter(
        (pl.col("rule") == "person") & pl.col("kind").is_in(["count", "sum", "stock"]))
    visible = frames["cells"].filter(pl.col("sign") == "visible").join(
        persons.select("indicator"), on="indicator", how="semi")
    yield from _all(visible.filter(pl.col("value").is_between(*SMALL)), "small")


def _shares(frames: Mapping[str, pl.DataFrame]) -> Iterator[Finding]:
    at = ["place", "authority", "breakdown", "period"]
    cells = frames["cells"]
    shares = cells.filter(pl.col("sign") == "visible").join(
        frames["indicators"].filter(pl.col("kind") == "share").select(
            "indicator", "numerator", "denominator", "complement"), on="indicator")
    hidden = cells.filter(pl.col("sign") == "protected").select("indicator", *at)
    for part in ("numerator", "denominator", "complement"):
        stands = shares.join(hidden.rename({"indicator": part}), on=[part, *at], how="semi")
        yield from _all(stands, "share")


def _sums(published: Published) -> Iterator[Finding]:
    """Whole equations that do not hold, and hidden parts that are known to be zero together."""
    for equation in published.equations:
        terms = [(published.cells[n], f) for n, f in equation.terms]
        hidden = [(c, f) for c, f in terms if c.sign == "protected"]
        known = sum(f * (c.value or 0.0) for c, f in terms if c.sign != "protected")
        first = "|".join(published.keys[equation.terms[0][0]])
        if not hidden and abs(known) > 1e-6:
            yield _finding("sum", first)
        same_side = len({f for _, f in hidden}) == 1
        if hidden and same_side and abs(known) < 1e-6:
            yield from (_finding("zero", "|".join(published.keys[c.number])) for c, _ in hidden)
