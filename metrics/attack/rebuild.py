"""Rebuild, from the published files alone, every equation that an attacker can write down.

Here: reading cells, codes, indicators and relations. Not here: solving anything.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

Key = tuple[str, str, str, str, str]   # indicator, place, authority, breakdown, period
FIELDS = ("indicator", "place", "authority", "breakdown", "period")
POSITION = {"place": 1, "authority": 2, "breakdown": 3, "time": 4}
DIMENSION = {"place": "place", "authority": "authority", "breakdown": "breakdown",
             "time": "period"}


@dataclass(frozen=True)
class Cell:
    """A published cell as an attacker sees it: a number, or a sign."""

    number: int
    value: float | None
    sign: str


@dataclass(frozen=True)
class Equation:
    """Terms (cell number, factor) that are zero together, and where they come from."""

    terms: tuple[tuple[int, int], ...]
    source: str


@dataclass(frozen=True)
class Published:
    """All that an attacker holds."""

    keys: tuple[Key, ...]
    cells: tuple[Cell, ...]
    equations: tuple[Equation, ...]


def rebuild(frames: Mapping[str, pl.DataFrame]) -> Published:
    """Rebuild the equations. ``frames``: cells, codes, indicators, relations as published."""
    held = pl.col("as_of") != "" if "as_of" in frames["cells"].columns else pl.lit(False)
    sign = pl.when(held).then(pl.lit("protected")).otherwise("sign").alias("sign")
    rows = frames["cells"].select(*FIELDS, "value", sign).rows()
    keys: list[Key] = [(r[0], r[1], r[2], r[3], r[4]) for r in rows]
    cells = tuple(
        Cell(n, 0.0 if r[6] == "not_delivered" else r[5], r[6]) for n, r in enumerate(rows))
    number = {key: n for n, key in enumerate(keys)}
    equations = [*_hierarchies(number, frames), *_relations(number, frames["relations"])]
    return Published(tuple(keys), cells, tuple(equations))


def _hierarchies(
    number: Mapping[Key, int], frames: Mapping[str, pl.DataFrame]
) -> Iterator[Equation]:
    adds = {
        i: set(text.split(",")) for i, text in frames["indicators"].select(
            "indicator", "adds").iter_rows()
    }
    for name, position in POSITION.items():
        parent, level = _tree(frames["codes"], DIMENSION[name])
        children = _children(number, adds, name, position, parent, level)
        yield from _sums(children, name)


def _tree(codes: pl.DataFrame, dimension: str) -> tuple[dict[str, str], dict[str, str]]:
    own = codes.filter(pl.col("dimension") == dimension)
    parent = dict(own.filter(pl.col("parent") != "").select("code", "parent").iter_rows())
    return parent, dict(own.select("code", "level").iter_rows())


Sums = dict[tuple[int, str], list[tuple[int, str]]]


def _children(
    number: Mapping[Key, int], adds: Mapping[str, set[str]], name: str, position: int,
    parent: Mapping[str, str], level: Mapping[str, str],
) -> Sums:
    """Collect the parts of every whole; a breakdown's dimension keeps its parts apart."""
    found: Sums = defaultdict(list)
    for key, n in number.items():
        if name not in adds.get(key[0], ()) or key[position] not in parent:
            continue
        above = parent[key[position]]
        whole = number.get((*key[:position], above, *key[position + 1:]))  # type: ignore[arg-type]
        if whole is not None:
            found[whole, level[key[position]]].append((n, key[position]))
    return found


def _sums(children: Sums, name: str) -> Iterator[Equation]:
    """Turn complete sets of parts into equations; a year needs its four quarters."""
    needed = {"month": 3, "quarter": 4}
    for (whole, level), parts in children.items():
        if name == "time" and len(parts) != needed.get(level, 0):
            continue
        yield Equation(((whole, 1), *((n, -1) for n, _ in parts)), name)


def _relations(number: Mapping[Key, int], relations: pl.DataFrame) -> Iterator[Equation]:
    grouped: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for name, kind, cell, factor in relations.select(
        "relation", "kind", "cell", "factor"
    ).iter_rows():
        parts = cell.split("|")
        if kind == "=" and len(parts) == len(FIELDS):
            grouped[name].append((number[parts[0], parts[1], parts[2], parts[3], parts[4]], factor))
    for name, terms in grouped.items():
        yield Equation(tuple(terms), name.split("|")[0])
