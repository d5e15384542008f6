"""Attack with figures that the authorities have published themselves, elsewhere.

Here: what such a figure says of a cell, with its rounding, and what it opens beside itself. Not
here: the figures' own pages. Real figures say nothing of synthetic cells.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from metrics.attack.parts import Part
from metrics.attack.reach import reach
from metrics.attack.rebuild import Bools, Published
from metrics.attack.report import Finding, Note, found, noted
from metrics.attack.solve import fixed
from metrics.attack.worlds import Contradiction

Bounds = dict[int, tuple[float, float]]
NEARLY = 0.9   # "nearly 100" is between 90 and 100


def bounds(frames: Mapping[str, pl.DataFrame], published: Published) -> tuple[Bounds, list[Note]]:
    """Return what figures known from outside say of hidden cells, and why nothing is said."""
    figures = frames.get("figures")
    if figures is None or figures.is_empty():
        return {}, [noted("no_figures")]
    cells = frames["cells"]
    if "origin" in cells.columns and (cells["origin"] == "synthetic").any():
        return {}, [noted("figures")]
    own = figures.filter((pl.col("series") != "") & (pl.col("place") == "SE")
                         & pl.col("part").is_in(["", "whole_year"]))
    said: Bounds = {}
    for row in own.iter_rows(named=True):
        cell = published.names.get(f"{row['series']}|SE|all|all|{row['year']}")
        if cell is not None and published.hidden[cell] and row["value"] is not None:
            low, high = interval(row)
            before = said.get(cell, (0.0, math.inf))
            said[cell] = (max(low, before[0]), min(high, before[1]))
    return {c: b for c, b in said.items() if b[0] <= b[1]}, [
        noted("differs", published.cells["key"][c]) for c, b in said.items() if b[0] > b[1]]


def interval(row: Mapping[str, float | str | None]) -> tuple[float, float]:
    """Return the least and the most that a figure can mean, by its qualifier and its digits."""
    value = float(row["value"] or 0.0)
    if row.get("low") is not None and row.get("high") is not None:
        return float(row["low"] or 0.0), float(row["high"] or 0.0)
    half = _unit(value) / 2
    return {
        "exact": (value, value), "more_than": (value, math.inf), "at_most": (0.0, value),
        "nearly": (NEARLY * value, value), "about": (value - half, value + half),
    }.get(str(row["qualifier"]), (0.0, math.inf))


def _unit(value: float) -> float:
    """Return the unit of the last digit that is not zero: 10 for 120, 0.1 for 1.5."""
    digits = f"{value:.6f}".rstrip("0").rstrip(".")
    if "." in digits:
        return float(10.0 ** -len(digits.partition(".")[2]))
    return float(10 ** (len(digits) - len(digits.rstrip("0")))) if value else 1.0


def known_outside(
    published: Published, parts: Sequence[Part], said: Bounds, already: Bools
) -> tuple[list[Finding], list[Note], int]:
    """Return what the figures open, those that contradict what is shown, and the programs run.

    ``already``: cells that are given away without them.
    """
    keys: set[str] = set()
    notes: list[Note] = []
    programs = 0
    for part in parts:
        here = {i: said[int(c)] for i, c in enumerate(part.cells) if int(c) in said}
        if here:
            opened, own, runs = _opened(published, part, here, already)
            keys |= opened
            notes += own
            programs += runs
    return found("outside", sorted(keys)), notes, programs


def _opened(
    published: Published, part: Part, here: Bounds, already: Bools
) -> tuple[set[str], list[Note], int]:
    """Try a part with all its figures, and with fewer where they contradict what is shown."""
    notes: list[Note] = []
    while here:
        try:
            return _with(published, part, here, already, notes)
        except Contradiction:
            worst = max(here, key=lambda i: (here[i][0] > 0, i))
            notes.append(noted("differs", published.cells["key"][int(part.cells[worst])]))
            here = {i: b for i, b in here.items() if i != worst}
    return set(), notes, 0


def _with(
    published: Published, part: Part, here: Bounds, already: Bools, notes: list[Note]
) -> tuple[set[str], list[Note], int]:
    low, high = part.low.copy(), part.high.copy()
    for i, (least, most) in here.items():
        low[i], high[i] = max(low[i], least), min(high[i], most)
    sure = [i for i, (least, most) in here.items() if least == most]
    known = np.isin(np.arange(part.size), list(here))
    told = reach(replace(part, low=low, high=high), already[part.cells] | known)
    left = np.flatnonzero(~np.isin(np.arange(part.size), sure))
    cells = part.cells[left[fixed(part.equal[:, left].tocsr())]] if sure else left[:0]
    cells = np.concatenate([cells, *told.found.values()]).astype(np.int64)
    fresh = cells[published.published[cells] & ~already[cells]
                  & ~np.isin(cells, part.cells[list(here)])]
    return set(published.keys(np.unique(fresh))), notes, told.programs + told.whole_programs
